"""Diagnostics of whole runs: what they say, that they change nothing, that a kill loses nothing."""

import gzip
import json
from pathlib import Path
import shutil

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import digits_config
from tests.conftest import result
from tests.conftest import rows
from tests.conftest import STATEFUL
from tests.killed_run import killed_before
from tf_labs.experiments import supervised
from tf_labs.training import diagnostics_log
from tf_labs.training import kernel_images
from tf_labs.training.run_directory import RunDirectory

pytestmark = pytest.mark.slow

LOOKS = [0, 1, 4, 5, 10]
# Five steps an epoch.
FEW_STEPS = ('--config.data.train_examples=160', '--config.train.execution=eager',
             '--config.train.checkpoint_every_steps=4', '--config.train.epochs=2')
PLAIN = ('--config.model.hidden_sizes=24,16', '--config.train.steps_per_call=7')


def run(workdir, *overrides, net=PLAIN):
    return supervised.run(digits_config(
        *net, *FEW_STEPS, '--config.train.diagnostics', *overrides), str(workdir))


def seen(workdir) -> list[dict]:
    found, damage = diagnostics_log.read(RunDirectory(workdir))
    assert damage is None
    return found


@pytest.fixture(scope='module')
def whole(tmp_path_factory):
    """A run that was never stopped, with a checkpoint of every step."""
    workdir = tmp_path_factory.mktemp('whole') / 'run'
    run(workdir, '--config.train.checkpoint_every_steps=1', '--config.train.keep=1000')
    return workdir


def kernels(workdir, step):
    """Returns the kernels in a checkpoint, first layer first: all that has two axes."""
    reader = tf.train.load_checkpoint(str(workdir / f'ckpt-{step}'))
    names = sorted(name for name in reader.get_variable_to_shape_map()
                   if name.startswith('model/') and '/.ATTRIBUTES' in name)
    found = [reader.get_tensor(name) for name in names]
    return [value for value in found if value.ndim == 2]


def test_looks_at_early_steps_and_evaluations(whole):
    assert [row['step'] for row in seen(whole)] == LOOKS
    assert ['update_norm' in row['layers'][0] for row in seen(whole)] == [False] + [True] * 4
    assert [row['step'] for row in seen(whole) if 'kernels' in row] == [0, 5, 10]
    assert all(row['examples'] == 128 for row in seen(whole))


def test_norms_are_those_of_the_checkpoints(whole):
    """The update is that of the one step before the look, weight for weight."""
    for row in seen(whole)[1:]:
        before, after = kernels(whole, row['step'] - 1), kernels(whole, row['step'])
        assert len(row['layers']) == len(after) == 3
        for layer, old, new in zip(row['layers'], before, after):
            assert layer['weight_norm'] == pytest.approx(np.linalg.norm(new), rel=1e-5)
            assert layer['update_norm'] == pytest.approx(np.linalg.norm(new - old), rel=1e-4)


def test_first_kernels_are_kept_as_images(whole):
    for row in seen(whole):
        if 'kernels' in row:
            images = kernel_images.decode(row['kernels'])
            kernel = kernels(whole, row['step'])[0]
            expected = kernel.reshape(8, 8, 1, -1)[..., :16].transpose(3, 0, 1, 2)
            assert images.shape == (16, 8, 8, 1)
            assert np.abs(images - expected).max() <= row['kernels']['limit'] / 250


def test_first_row_tells_the_data(whole):
    row = seen(whole)[0]
    assert sum(row['class_counts']) == 160 and len(row['class_counts']) == 10
    assert row['train_input'] == pytest.approx(row['eval_input'], rel=0.1)
    assert 0.2 < row['train_input']['mean'] < 0.4
    assert 'class_counts' not in seen(whole)[1]


def test_off_changes_no_bit_of_the_run(tmp_path):
    """Of a net whose masks and moving statistics a look could move on."""
    for name in ('on', 'off'):
        run(tmp_path / name, '--config.train.steps=6',
            f'--config.train.diagnostics={name == "on"}', net=STATEFUL)
    assert (tmp_path / 'on' / 'diagnostics.jsonl.gz').exists()
    assert result(tmp_path / 'off')['digest'] == result(tmp_path / 'on')['digest']
    assert rows(tmp_path / 'off') == rows(tmp_path / 'on')
    assert not (tmp_path / 'off' / 'diagnostics.jsonl.gz').exists()


@pytest.fixture(scope='module')
def killed_twice(tmp_path_factory) -> Path:
    """Killed before step 1 and before 5, with a checkpoint at 4: the look at 5 is not its."""
    workdir = tmp_path_factory.mktemp('killed') / 'run'
    for step in (1, 5):
        with killed_before(step):
            run(workdir)
    return workdir


def gone_on(killed: Path, workdir: Path) -> bytes:
    """Resumes a copy of a killed run; returns its diagnostics."""
    shutil.copytree(killed, workdir)
    run(workdir)
    return (workdir / 'diagnostics.jsonl.gz').read_bytes()


def test_killed_and_resumed_gives_the_same_bytes(whole, killed_twice, tmp_path):
    expected = (whole / 'diagnostics.jsonl.gz').read_bytes()
    assert gone_on(killed_twice, tmp_path / 'run') == expected


def test_rows_that_are_not_taken_back_would_show(whole, killed_twice, tmp_path, monkeypatch):
    """The twin of the test above: without the cut at the checkpoint the bytes differ."""
    opened = diagnostics_log.DiagnosticsLog.__init__

    def open_whole(self, path, board, *, last_step):
        opened(self, path, board, last_step=10**9)

    with monkeypatch.context() as patch:
        patch.setattr(diagnostics_log.DiagnosticsLog, '__init__', open_whole)
        found = gone_on(killed_twice, tmp_path / 'run')
    assert found != (whole / 'diagnostics.jsonl.gz').read_bytes()


def test_damaged_tail_is_told_in_a_line_and_the_run_goes_on(tmp_path, capsys):
    with killed_before(8):
        run(tmp_path / 'run')
    file = tmp_path / 'run' / 'diagnostics.jsonl.gz'
    file.write_bytes(file.read_bytes()[:-5])
    capsys.readouterr()
    run(tmp_path / 'run')
    err = capsys.readouterr().err
    assert err.count('\n') == 1 and 'diagnostics.jsonl.gz is damaged after row 3' in err
    assert [row['step'] for row in seen(tmp_path / 'run')] == [0, 1, 4, 10]


def test_any_tool_can_read_the_file(whole):
    with gzip.open(whole / 'diagnostics.jsonl.gz', 'rt') as file:
        assert [json.loads(line)['step'] for line in file] == LOOKS
