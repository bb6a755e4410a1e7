"""What is not finite ends every lab in one line, and never counts as a right answer."""

import json
import math

import numpy as np
import pytest
import tensorflow as tf

from tests.asked import ask
from tests.conftest import lab_config
from tests.conftest import result
from tests.conftest import ROOT
from tests.undrawn import figures_undrawn
from tf_labs.data.examples import Examples
from tf_labs.errors import DivergedError
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.experiments import soundness
from tf_labs.labs import catalog
from tf_labs.labs import procedure
from tf_labs.labs.procedure import Findings
from tf_labs.nn import losses
from tf_labs.training import finite
from tf_labs.training import full_batch
from tf_labs.training import layer_statistics
from tf_labs.training import voting
from tf_labs.training.diagnostics_log import DiagnosticsLog
from tf_labs.training.diagnostics_log import read as read_diagnostics
from tf_labs.training.evaluation import Evaluator
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.step import count_correct

NAN, INF = math.nan, math.inf
LOGITS = np.array([  # label 0 each time
    [3, 2, 1, 0, 0, 0], [NAN] * 6, [NAN, 2, 1, 0, 0, 0], [3, NAN, 1, 0, 0, 0],
    [INF, 2, 1, 0, 0, 0], [3, 2, 1, 0, 0, -INF], [1, 2, 1, 0, 0, 0]], np.float32)
RIGHT, AMONG_TWO = 1, 2  # of the rows that are numbers


def old_count_correct(labels, logits):
    """As it was: what is not larger than the label's logit does not beat it, and no NaN is."""
    of_label = tf.gather(logits, labels, batch_dims=1)[:, tf.newaxis]
    return tf.reduce_sum(tf.cast(~tf.reduce_any(logits > of_label, axis=-1), tf.int64))


@pytest.mark.slow
@pytest.mark.parametrize('compiled', [False, True])
def test_no_step_counts_it(compiled):
    labels = tf.zeros(len(LOGITS), tf.int64)
    count = tf.function(count_correct, jit_compile=True) if compiled else count_correct
    assert count(labels, tf.constant(LOGITS)) == RIGHT
    assert count(labels, tf.constant(LOGITS), 2) == AMONG_TWO
    assert count(labels, tf.constant(LOGITS), 6) == 2
    assert old_count_correct(labels, tf.constant(LOGITS)) > RIGHT


def test_no_evaluation_vote_or_lab_counts_it():
    examples = Examples(np.zeros((len(LOGITS), 1, 1, 1), np.uint8), np.zeros(len(LOGITS), int))
    means = Evaluator(lambda images: tf.constant(LOGITS), losses.CROSS_ENTROPIES['sparse'],
                      examples).means()
    assert means.accuracy == RIGHT / len(LOGITS) and not math.isfinite(means.loss)
    shares = tf.nn.softmax(tf.constant(LOGITS, tf.float64))
    assert voting.evaluate([lambda images: shares], examples, 1).accuracy == 2 / len(LOGITS)
    assert finite.accuracy(LOGITS, np.zeros(len(LOGITS))) == RIGHT / len(LOGITS)


def run_lab(name, *overrides):
    config = lab_config(name, *overrides)
    return catalog.experiment(config.experiment)(config, 'workdir', 'auto', None)


DIVERGING = {
    'multivariable_regression': ('optimizer.learning_rate=1e-3', 'cost is not finite at step 100; '
                                 'a smaller config.optimizer.learning_rate may help'),
    'linear_regression': ('optimizer.learning_rate=1e9', 'cost is not finite at step'),
    'xor_lottery': ('optimizer.learning_rate=1e38', 'is not finite'),
    'sparse_adam': ('optimizer.learning_rate=1e38', 'config.optimizer.learning_rate may help'),
    'rbm': ('machine.learning_rate=1e30', 'config.machine.learning_rate may help'),
    'vanishing_gradient': ('dying.bias_rate=1e38', 'config.dying.bias_rate may help'),
    'weight_decay': ('optimizer.learning_rate=1e30', 'config.optimizer.learning_rate may help'),
    'optimizer_family': ('rates.momentum=1e300', 'config.rates.momentum may help'),
    'rare_features': ('optimizer.learning_rates=1e30,', 'learning_rates may help'),
}
SMALL = {
    'xor_lottery': ('lottery.tickets=2', 'lottery.widths=2,', 'lottery.depths=2,',
                    'train.steps=20', 'lottery.activations=relu,',
                    'lottery.initializers=he_normal,'),
    'sparse_adam': ('data.name=digits', 'embedding.rows=2000', 'embedding.timed_rows=2000,',
                    'train.epochs=1', 'train.timed_steps=1'),
    'rbm': ('data.name=digits', 'machine.epochs=2', 'machine.hidden_sizes=8,',
            'machine.batch_size=100'),
    'weight_decay': ('train.seeds=2', 'train.epochs=1'),
    'rare_features': ('train.seeds=2', 'train.steps=40'),
    'vanishing_gradient': ('depth.depths=1,', 'depth.units=4', 'dying.units=4', 'dying.epochs=5',
                           'dying.log_every=1'),
}


@pytest.mark.slow
@pytest.mark.parametrize('lab', DIVERGING)
def test_every_lab_that_learns_says_it(lab, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    change, words = DIVERGING[lab]
    with pytest.raises(DivergedError) as told:
        run_lab(lab, *(f'--config.{one}' for one in (change, *SMALL.get(lab, ()))))
    assert words in str(told.value) and str(told.value).count('\n') == 0
    assert not list(tmp_path.iterdir())  # nothing is left behind


@pytest.mark.slow
def test_command_ends_in_one_line_with_nothing_left(tmp_path):
    done = ask('run', f'--config={ROOT}/configs/multivariable_regression.py',
               '--config.optimizer.learning_rate=1e-3', f'--workdir={tmp_path}/run')
    assert done.returncode == 1 and done.stdout == '', done.stdout
    assert done.stderr == ('tf-labs: error: cost is not finite at step 100; a smaller '
                           'config.optimizer.learning_rate may help\n')
    assert not list(tmp_path.iterdir())


@pytest.mark.slow
def test_gates_with_a_rate_that_goes_too_far_come_to_their_end(tmp_path):
    with figures_undrawn():
        done = ask('run', f'--config={ROOT}/configs/gates.py', '--config.train.steps=10',
                   '--config.optimizer.learning_rate=2147483648.0', f'--workdir={tmp_path}/run')
    assert done.returncode == 0 and 'goes too far' in done.stdout, done.stderr
    json.loads((tmp_path / 'run' / 'result.json').read_text(), parse_constant=pytest.fail)


@pytest.mark.slow
@pytest.mark.parametrize('findings, words', [
    (Findings([], {'cost': NAN}), 'cost is not finite (nan)'),
    (Findings([], {'costs': [1.0, {'last': np.float32(INF)}]}), 'costs is not finite (inf)'),
    (Findings([], {}, rows=[{'step': 7, 'cost': NAN}]), 'cost is not finite at step 7 (nan)'),
    (Findings([], {}, {'t': [{'step': 9, 'w': NAN}]}), 'w is not finite in table t, step 9'),
])
def test_frame_lets_nothing_through(findings, words, tmp_path, monkeypatch):
    config = lab_config('gates')
    with pytest.raises(DivergedError) as told:
        procedure.run(lambda config: findings, config, str(tmp_path / 'run'))
    assert words in str(told.value) and 'config.optimizer.learning_rate may help' in str(told.value)
    assert not (tmp_path / 'run').exists()
    monkeypatch.setattr(soundness, 'check', lambda *_: None)  # the twin lets it through
    if findings.tables:
        assert procedure.run(lambda config: findings, config, str(tmp_path / 'run'))


def test_an_end_of_a_range_may_be_infinite_in_a_table():
    soundness.check(lab_config('activation_gallery'), {}, [], {'t': [{'highest': INF}]})


def test_more_than_memory_holds_is_one_line():
    with pytest.raises(RunFailedError, match='does not fit into memory'):
        with soundness.enough_memory():
            np.zeros(10**15)
    with pytest.raises(UserError, match='larger config.train.log_every'):
        full_batch.descend(lambda p: p[0], [np.zeros(2, np.float32)], learning_rate=1.0,
                           steps=10**9, log_every=1)
    with pytest.raises(UserError, match='too many steps'):
        full_batch.descend(lambda p: p[0], [np.zeros(2, np.float32)], learning_rate=1.0,
                           steps=10**12, log_every=10**9)


@pytest.fixture(scope='module')
def blown_up(tmp_path_factory):
    """A run whose last sound weights are finite and whose answers are not."""
    workdir = tmp_path_factory.mktemp('blown') / 'run'
    done = ask('run', f'--config={ROOT}/configs/digits.py', '--config.optimizer.name=sgd',
               '--config.optimizer.learning_rate=1e25', '--config.train.steps_per_call=1',
               '--config.train.execution=eager', '--config.train.checkpoint_every_steps=1',
               '--config.data.train_examples=96',
               f'--workdir={workdir}')
    assert done.returncode == 1 and 'is not finite at step 2' in done.stderr, done.stderr
    return workdir


@pytest.mark.slow
@pytest.mark.parametrize('command', [('eval',), ('eval', '--split=train'),
                                     ('predict', '--index=3')])
def test_asking_a_net_without_answers(command, blown_up):
    done = ask(*command, f'--workdir={blown_up}')
    assert done.returncode == 1 and done.stderr.count('\n') == 1, done.stderr
    assert 'accuracy' not in done.stdout
    assert 'gives no answer: what it computes is not finite' in done.stderr


@pytest.mark.slow
def test_its_report_and_its_doctor_say_so(blown_up):
    for command in ('report', 'doctor'):
        with figures_undrawn():
            done = ask(command, f'--workdir={blown_up}')
        assert done.returncode == 0 and done.stderr == '', done.stderr
    assert 'Not shown: the net of step 1 gives no answer' in (blown_up / 'report.html').read_text()


class Board:
    """Shows nothing."""

    def diagnostics(self, row):
        """Takes a row."""


def test_diagnostics_hold_null_and_give_back_nan(tmp_path):
    directory = RunDirectory(tmp_path)
    log = DiagnosticsLog(directory, Board(), last_step=0)
    layer = {'layer': 1, 'gradient_norm': NAN, 'dead': None, 'histograms': {'weights': []}}
    log.append({'step': 0, 'loss': INF, 'layers': [layer]})
    (row,), damage = read_diagnostics(directory)
    assert damage is None and math.isnan(row['loss'])
    assert math.isnan(row['layers'][0]['gradient_norm']) and row['layers'][0]['dead'] is None
    assert layer_statistics.rounded(NAN) is not None  # what is not finite arises there


@pytest.mark.slow
def test_probe_of_a_net_that_is_gone_before_the_first_step(tmp_path):
    done = ask('run', f'--config={ROOT}/configs/digits.py', '--config.train.probe_examples=8',
               '--config.model.kernel_initializer=random_normal',
               '--config.model.init_stddev=1e30', f'--workdir={tmp_path}/run')
    assert done.returncode == 1 and done.stderr.count('\n') == 1, done.stderr
    assert 'is not finite before the first step' in done.stderr


@pytest.mark.slow
def test_every_stored_number_is_strict_json(blown_up):
    for path in blown_up.glob('*.json*'):
        if path.suffix != '.gz':
            for line in ([path.read_text()] if path.suffix == '.json'
                         else path.read_text().splitlines()):
                json.loads(line, parse_constant=pytest.fail)
    with pytest.raises(FileNotFoundError):
        result(blown_up)
