"""What the doctor reads of a directory: whole, stopped, diverged, damaged, of many, of no run."""

import os
import re
import shutil
import signal

import pytest

from tests.conftest import digits_config
from tests.conftest import lab_config
from tests.conftest import python
from tf_labs import cli as command_line
from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants
from tf_labs.doctor import examination
from tf_labs.errors import DivergedError
from tf_labs.errors import StoppedError
from tf_labs.experiments import comparison
from tf_labs.experiments import supervised
from tf_labs.labs import procedure
from tf_labs.labs.gates import lab
from tf_labs.training import diagnostics_log
from tf_labs.training import metrics_log
from tf_labs.training.run_directory import RunDirectory

SHORT = ('--config.train.epochs=4', '--config.train.execution=graph')


@pytest.fixture(scope='module')
def run(tmp_path_factory):
    """A sound run of 176 steps: to be copied, not to be changed."""
    workdir = tmp_path_factory.mktemp('examined') / 'run'
    supervised.run(digits_config(*SHORT), str(workdir))
    return workdir


def doctor(workdir, capsys) -> tuple[list[str], list[str]]:
    """Returns the lines of standard output and standard error of a command that succeeds."""
    capsys.readouterr()
    status = command_line.main(['doctor', f'--workdir={workdir}'])
    said = capsys.readouterr()
    assert status == 0, said.err
    return said.out.splitlines(), said.err.splitlines()


@pytest.mark.slow
def test_command_needs_no_tensorflow(run):
    done = python('-c', 'import sys; from tf_labs import cli\n'
                  f'print(cli.main(["doctor", "--workdir={run}"]), "tensorflow" in sys.modules, '
                  '"keras" in sys.modules)')
    head, tail = done.stdout.splitlines()
    assert head.startswith(f'{run}: no finding; 11 rules checked: exploding, rate_too_high, ')
    assert tail == '0 False False' and not done.stderr


@pytest.mark.slow
def test_findings_end_in_the_lab_that_teaches_them(run, tmp_path, capsys):
    shutil.copytree(run, tmp_path / 'run')
    RunDirectory(tmp_path / 'run').write_config(
        digits_config(*SHORT, '--config.data.eval_scale=1.0'))
    (tmp_path / 'run' / 'diagnostics.jsonl.gz').unlink()
    lines, errors = doctor(tmp_path / 'run', capsys)
    assert '1 finding; 7 rules checked: ' in lines[0]
    assert len(errors) == 1 and 'result.json belongs to another run' in errors[0]
    assert lines[1] == '  1. test inputs are not scaled as the training inputs are'
    assert 'multiplied by 0.0625 in training and by 1 in the test' in lines[2]
    assert lines[4] == '     see: tf-labs run mnist_softmax_unscaled'
    assert lines[5:] == ['not checked: symmetric, vanishing, dead, imbalance, which need '
                         'train.diagnostics']


@pytest.mark.slow
def test_run_without_diagnostics(tmp_path, capsys):
    supervised.run(digits_config(*SHORT, '--config.train.diagnostics=False'),
                   str(tmp_path / 'run'))
    lines, errors = doctor(tmp_path / 'run', capsys)
    assert 'no finding; 7 rules checked' in lines[0] and not errors
    assert lines[1:] == ['not checked: symmetric, vanishing, dead, imbalance, which need '
                         'train.diagnostics']
    assert examination.unchecked(RunDirectory(tmp_path / 'run')) == [
        f'{name} needs train.diagnostics' for name in ('symmetric', 'vanishing', 'dead',
                                                       'imbalance')]


@pytest.mark.slow
def test_stopped_run(tmp_path, monkeypatch, capsys):
    append = metrics_log.MetricsLog.append

    def append_and_stop(log, row):
        append(log, row)
        if row['epoch'] == 2:
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(metrics_log.MetricsLog, 'append', append_and_stop)
    with pytest.raises(StoppedError):
        supervised.run(digits_config(*SHORT), str(tmp_path / 'run'))
    lines, errors = doctor(tmp_path / 'run', capsys)
    assert ': not ended (step 88 of 176), no finding; 9 rules checked' in lines[0] and not errors
    assert lines[1:] == ['not checked: gap, which needs a run that has ended',
                         'not checked: still_improving, which needs three evaluations']


@pytest.mark.slow
def test_diverged_run(tmp_path, capsys):
    with pytest.raises(DivergedError):
        supervised.run(digits_config(*SHORT, '--config.optimizer.name=sgd',
                                     '--config.optimizer.learning_rate=1e30'),
                       str(tmp_path / 'run'))
    lines, _ = doctor(tmp_path / 'run', capsys)
    assert ': diverged, 1 finding; ' in lines[0]
    assert lines[1] == '  1. the loss or its gradient explodes'
    assert 'train loss is not finite' in lines[2]


@pytest.mark.slow
@pytest.mark.parametrize('kept', [0, 3])
def test_damaged_diagnostics_are_read_as_far_as_they_are_sound(run, tmp_path, capsys, kept):
    shutil.copytree(run, tmp_path / 'run')
    path = tmp_path / 'run' / 'diagnostics.jsonl.gz'
    content = path.read_bytes()
    starts = [found.start() for found in re.finditer(b'\x1f\x8b\x08\x00', content)]
    path.write_bytes(content[:starts[kept] + 20])
    assert len(diagnostics_log.read(RunDirectory(tmp_path / 'run'))[0]) == kept
    lines, errors = doctor(tmp_path / 'run', capsys)
    assert len(errors) == 1 and f'is damaged after row {kept}' in errors[0]
    assert f'no finding; {11 if kept else 7} rules checked' in lines[0]


@pytest.mark.slow
def test_comparison_names_each_run(tmp_path, capsys):
    config = with_variants(digits_config(*SHORT), {
        'zeros': {'model.kernel_initializer': 'zeros'}, 'he': {'data.train_examples': 1400}})
    comparison.run(supervised.run, config, str(tmp_path / 'run'))
    lines, errors = doctor(tmp_path / 'run', capsys)
    assert lines[:3] == [
        'he/seed-777: no finding; 11 rules checked', 'zeros/seed-777: 1 finding; 11 rules checked',
        '  1. the loss stays at ln 10, that of a guess: all weights are initialized to zero, and '
        'no gradient ever reaches them']
    assert lines[5] == '     see: tf-labs run initializers'
    assert len(lines) == 6 and not errors
    found, = examination.findings(RunDirectory(tmp_path / 'run'))
    assert found.title.startswith('zeros/seed-777: the loss stays')


@pytest.mark.slow
def test_seeds_come_in_order_and_what_is_missing_is_said_once(run, tmp_path, capsys):
    for seed in (10, 777, 2):
        shutil.copytree(run, tmp_path / 'run' / 'digits' / f'seed-{seed}')
    (tmp_path / 'run' / 'digits' / 'seed-10' / 'result.json').unlink()
    (tmp_path / 'run' / 'digits' / 'seed-777' / 'result.json').write_text('{"half')
    RunDirectory(tmp_path / 'run').write_config(digits_config(*SHORT))
    for weights in (tmp_path / 'run' / 'digits' / 'seed-777').glob('ckpt-*'):
        weights.unlink()  # as in a record, of which the rows tell
    lines, _ = doctor(tmp_path / 'run', capsys)
    assert lines == [
        'digits/seed-2: no finding; 11 rules checked',
        'digits/seed-10: not ended (step 176 of 176), no finding; 10 rules checked',
        'digits/seed-777: not ended (step 176 of 176), no finding; 10 rules checked',
        'not checked in 2 of 3: gap, which needs a run that has ended']


@pytest.mark.slow
def test_gates_are_examined_one_by_one(tmp_path, capsys):
    procedure.run(lab.compute, lab_config('gates'), str(tmp_path / 'run'))
    lines, _ = doctor(tmp_path / 'run', capsys)
    assert [line.split(';')[0] for line in lines if line.startswith('gate')] == [
        'gate and: no finding', 'gate or: no finding', 'gate nand: no finding',
        'gate xor: 1 finding']
    assert lines[4].startswith(
        '  1. the loss stays at ln 2, that of a guess: no straight line separates')
    assert [finding.rule for finding in examination.findings(RunDirectory(tmp_path / 'run'))] == [
        'stuck']


@pytest.mark.parametrize('config, said', [
    (None, 'no run in this directory; expected a directory that a run'),
    (default_config('mse_by_hand'), 'the doctor cannot examine this run; expected the run of a '
     'classifier, of a table or of the gates, or a comparison of such runs; received '),
    (with_variants(default_config(), {'one': {}}), 'no run of this comparison has begun'),
], ids=['no run', 'procedure', 'comparison without runs'])
def test_what_the_doctor_does_not_read(tmp_path, capsys, config, said):
    if config is not None:
        RunDirectory(tmp_path).write_config(config)
    assert command_line.main(['doctor', f'--workdir={tmp_path}']) == 2
    error = capsys.readouterr().err
    assert said in error and str(tmp_path) in error and error.count('\n') == 1
