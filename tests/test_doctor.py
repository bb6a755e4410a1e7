"""Runs that are really made to have a fault: each is named by its rule, a healthy one by none."""

import dataclasses
import functools
import math

import numpy as np
import pytest

from tests.conftest import digits_config
from tests.conftest import lab_config
from tests.conftest import ROOT
from tests.undrawn import figures_undrawn
from tf_labs.data import sources
from tf_labs.data.examples import Examples
from tf_labs.doctor import examination
from tf_labs.doctor import rules
from tf_labs.errors import DivergedError
from tf_labs.experiments import supervised
from tf_labs.labs import procedure
from tf_labs.labs.table import lab as table
from tf_labs.training.run_directory import RunDirectory

SIGMOID = ('model.activation=sigmoid', 'model.kernel_initializer=glorot_uniform')
NORMAL = 'model.kernel_initializer=random_normal'
DEEP = 'model.hidden_sizes=16,16,16,16,16,16'


def run_config(*overrides: str):
    """Returns digits with overrides; graphs, as XLA would take longer to compile than to run."""
    return digits_config(*(f'--config.{one}' for one in ('train.execution=graph', *overrides)))


def shuffled(split: str, examples: Examples) -> Examples:
    """Gives each image the label of another one."""
    return dataclasses.replace(
        examples, labels=np.random.default_rng(0).permutation(examples.labels))


def with_few_threes(split: str, examples: Examples) -> Examples:
    """Leaves 15 threes to train on."""
    kept = (examples.labels != 3) | (np.cumsum(examples.labels == 3) <= 15)
    kept |= split == 'test'
    return dataclasses.replace(examples, images=examples.images[kept],
                               labels=examples.labels[kept])


@dataclasses.dataclass(frozen=True)
class Fault:
    """A run of digits: what is wrong with it, the rule that says so and what goes with it."""

    rule: str
    lab: str
    companions: frozenset[str]
    overrides: tuple[str, ...]
    change: object = None


def fault(rule: str, lab: str, *overrides: str, companions: str = '', change=None) -> Fault:
    return Fault(rule, lab, frozenset(companions.split()), overrides, change)


FAULTS = {
    'zero start': fault('stuck', 'initializers', 'model.kernel_initializer=zeros',
                        'train.epochs=1'),
    # It is a run of digits, and so sends to another lab.
    'shuffled labels': fault('stuck', 'mnist_nn', 'train.epochs=3', change=shuffled),
    'one start for all units': fault('symmetric', 'initializers',
                                     'model.kernel_initializer=zeros', 'model.activation=sigmoid',
                                     'train.epochs=1', companions='stuck'),
    'six sigmoids': fault('vanishing', 'vanishing_gradient', *SIGMOID, DEEP, 'train.epochs=1',
                          companions='stuck'),
    'rate 1e30': fault('exploding', 'batchnorm', 'optimizer.name=sgd',
                       'optimizer.learning_rate=1e30'),
    'kernels of N(0, 9)': fault('exploding', 'initializers', NORMAL, 'model.init_stddev=3.0',
                                'model.hidden_sizes=64,64,64,64', 'train.epochs=1'),
    'rate 10': fault('rate_too_high', 'optimizers', 'optimizer.learning_rate=10', 'train.epochs=1',
                     companions='exploding dead'),
    'rate 0.1': fault('dead', 'vanishing_gradient', 'optimizer.learning_rate=0.1',
                      'train.epochs=5', companions='rate_too_high'),
    'rate 1e-7': fault('rate_too_low', 'optimizers', 'optimizer.learning_rate=1e-7',
                       'train.epochs=1'),
    'sigmoids of N(0, 9)': fault('saturated', 'activation_gallery', 'model.activation=sigmoid',
                                 NORMAL, 'model.init_stddev=3.0', 'model.hidden_sizes=64,64',
                                 'train.epochs=2'),
    'unscaled test': fault('input_scale', 'mnist_softmax_unscaled', 'data.eval_scale=1.0',
                           'train.epochs=2'),
    'a hundred examples': fault('gap', 'dropout', 'data.train_examples=100', 'train.epochs=20',
                                'train.eval_every_epochs=5'),
    'twenty steps of batch norm': fault('modes', 'mnist_batchnorm_notebook', 'model.batch_norm',
                                        'train.steps=20'),
    'hardly any threes': fault('imbalance', 'rbm_few_labels', 'train.epochs=10',
                               change=with_few_threes),
    'half of the epochs': fault('still_improving', 'fashion_relu', 'optimizer.learning_rate=1e-4',
                                'train.epochs=4'),
}


@pytest.fixture(autouse=True, scope='module')
def undrawn():
    with figures_undrawn():
        yield


@pytest.fixture(scope='module')
def run_of(tmp_path_factory):
    """Returns the directory of a fault's run, which is made when it is asked for first."""
    @functools.cache
    def made(name: str) -> RunDirectory:
        chosen = FAULTS[name]
        directory = tmp_path_factory.mktemp('fault') / 'run'
        with pytest.MonkeyPatch.context() as patch:
            if chosen.change:
                load = sources.load
                patch.setattr(sources, 'load', lambda *arguments, **keywords: {
                    split: chosen.change(split, examples)
                    for split, examples in load(*arguments, **keywords).items()})
            try:
                supervised.run(run_config(*chosen.overrides), str(directory))
            except DivergedError:
                pass
        return RunDirectory(directory)
    return made


@pytest.mark.slow
@pytest.mark.parametrize('name', FAULTS)
def test_fault_is_named_by_its_rule(run_of, name):
    chosen, found = FAULTS[name], examination.findings(run_of(name))
    named = {finding.rule: finding for finding in found}
    assert chosen.rule in named
    assert named.keys() <= {chosen.rule} | chosen.companions
    assert named[chosen.rule].lab == chosen.lab
    for finding in found:
        assert 'threshold' in finding.evidence or finding.rule == 'exploding'
        assert (ROOT / 'configs' / f'{finding.lab}.py').is_file()


def test_every_rule_has_a_run_with_its_fault():
    assert {one.rule for one in FAULTS.values()} == {rule.name for rule in rules.RULES}


@pytest.mark.slow
def test_healthy_run_is_named_by_no_rule(trained_digits):
    healthy = RunDirectory(trained_digits)
    assert not examination.findings(healthy) and not examination.unchecked(healthy)
    first, *rest = examination.lines(healthy)
    assert not rest and 'no finding; 11 rules checked: exploding, ' in first


@pytest.mark.slow
def test_healthy_run_that_all_rules_apply_to(tmp_path):
    supervised.run(run_config('model.activation=tanh', 'model.batch_norm', 'train.epochs=5',
                              'model.batch_norm_momentum=0.9'), str(tmp_path / 'run'))
    directory = RunDirectory(tmp_path / 'run')
    assert not examination.findings(directory) and not examination.unchecked(directory)
    assert f'{len(rules.RULES)} rules checked' in next(examination.lines(directory))


@pytest.mark.slow
def test_zero_start_and_shuffled_labels_are_told_apart(run_of):
    zeros, labels = (examination.findings(run_of(name))[0]
                     for name in ('zero start', 'shuffled labels'))
    assert zeros.title.startswith('the loss stays at ln 10')
    assert 'initialized to zero' in zeros.title
    assert 'labels' in labels.title and 'labels' not in zeros.title


@pytest.mark.slow
def test_evidence_is_what_the_run_measured(run_of):
    directory = run_of('zero start')
    finding, = examination.findings(directory)
    result = directory.read_json('result')
    assert f'test loss {result["test_loss"]:.4f}' in finding.evidence
    assert result['train_loss'] == pytest.approx(math.log(10), rel=0.01)
    said = examination.findings(run_of('a hundred examples'))[0].evidence
    result = run_of('a hundred examples').read_json('result')
    assert f'{result["fit_accuracy"]:.4f}' in said and f'{result["test_accuracy"]:.4f}' in said


@pytest.mark.slow
@pytest.mark.parametrize('overrides, title', [
    (('config.net.form=matrix',), 'no straight line separates'),
    (('config.seed=1',), 'two rows are right'),
    (('config.net.hidden_sizes=10,10,10', 'config.train.steps=900'), 'a plateau'), ((), None),
], ids=['linear', 'local minimum', 'plateau', 'solved'])
def test_xor(tmp_path, overrides, title):
    config = lab_config('xor_mlp', *(f'--{one}' for one in overrides))
    procedure.run(table.compute, config, str(tmp_path / 'run'))
    found = examination.findings(RunDirectory(tmp_path / 'run'))
    assert [finding.rule for finding in found] == (['stuck'] if title else [])
    assert all(title in finding.title for finding in found)


@pytest.mark.slow
@pytest.mark.parametrize('rate, steps, rules_named', [
    (0.01, 2001, []), (0.19, 200, ['exploding', 'rate_too_high']), (1e-8, 2001, ['rate_too_low'])])
def test_line(tmp_path, rate, steps, rules_named):
    config = lab_config('linear_regression', f'--config.optimizer.learning_rate={rate}',
                        f'--config.train.steps={steps}')
    procedure.run(table.compute, config, str(tmp_path / 'run'))
    found = examination.findings(RunDirectory(tmp_path / 'run'))
    assert [finding.rule for finding in found] == rules_named


@pytest.mark.slow
@pytest.mark.mnist
def test_no_false_alarm_on_young_batch_norm(tmp_path, mnist_dir):
    """tests/test_mnist.py has its like for labs that it trains anyway. For the other ones that
    classify, and for five seeds each, it was looked at by hand."""
    config = lab_config('mnist_batchnorm', f'--config.data.dir={mnist_dir}',
                        '--config.model.hidden_sizes=128,128,128,128')
    supervised.run(config, str(tmp_path / 'run'))
    assert not examination.findings(RunDirectory(tmp_path / 'run'))
    assert examination.unchecked(RunDirectory(tmp_path / 'run')) == [
        'still_improving needs three evaluations']
