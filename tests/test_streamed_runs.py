"""Runs on photographs that stay on disk: augmented, streamed, and the same bits after a kill."""

import dataclasses
import json

import pytest

from tests import photo_set
from tests.conftest import lab_config
from tests.conftest import result
from tests.conftest import rows
from tests.killed_run import killed_before
from tf_labs.data import streams
from tf_labs.data.preparation import Preparation
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.experiments import supervised

pytestmark = pytest.mark.slow

# AlexNet's recipe at 32 pixels: 9 steps an epoch.
SMALL = ('--config.data.side=32', '--config.data.crop=24', '--config.data.batch_size=4',
         '--config.data.scale=0.02', '--config.data.validation_examples=4',
         '--config.model.name=cifar_net', '--config.model.filters=4,4,4,4',
         '--config.model.towers=1', '--config.model.hidden_sizes=16',
         '--config.model.init_stddev=0.1', '--config.train.epochs=2',
         '--config.train.checkpoint_every_steps=4', '--config.optimizer.patience=1',
         '--config.train.diagnostics=False')


@pytest.fixture(scope='module')
def photographs(tmp_path_factory):
    root = tmp_path_factory.mktemp('tfds')
    photo_set.write(root, train=40, test=8, shards=3, broken=(5, 17), grey=(3,), alpha=(11,))
    return root


@pytest.fixture(scope='module', autouse=True)
def own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('XDG_CACHE_HOME', str(tmp_path_factory.mktemp('cache')))
        yield


def run(workdir, photographs, *overrides):
    supervised.run(lab_config('alexnet', f'--config.data.dir={photographs}', *SMALL, *overrides),
                   str(workdir))
    return result(workdir)['digest'], rows(workdir)


@pytest.fixture(scope='module')
def straight(photographs, tmp_path_factory):
    workdir = tmp_path_factory.mktemp('straight') / 'run'
    return *run(workdir, photographs), workdir


def test_killed_and_resumed_is_never_stopped(straight, photographs, tmp_path):
    for step in (5, 16):
        with killed_before(step):
            run(tmp_path / 'run', photographs)
    assert run(tmp_path / 'run', photographs) == straight[:2]


def test_number_of_workers_changes_nothing(straight, photographs, tmp_path, monkeypatch):
    monkeypatch.setattr(streams.os, 'cpu_count', lambda: 5)
    assert run(tmp_path / 'run', photographs) == straight[:2]


def test_statistics_from_elsewhere_would_be_seen(straight, photographs, tmp_path, monkeypatch):
    """The mean that a run began with is kept: another one in its place gives other weights."""
    with killed_before(5):
        run(tmp_path / 'run', photographs)
    load = Preparation.from_bytes.__func__
    monkeypatch.setattr(Preparation, 'from_bytes', classmethod(
        lambda cls, content: _darker(load(cls, content))))
    assert run(tmp_path / 'run', photographs) != straight[:2]


def _darker(preparation):
    return dataclasses.replace(preparation, mean=preparation.mean + 1)


def test_bad_examples_are_counted_and_named(straight):
    manifest = json.loads((straight[2] / 'manifest.json').read_text('utf-8'))
    assert manifest['bad_examples'] == {'train': [5, 17]}


def test_more_bad_examples_than_allowed_is_one_line(photographs, tmp_path):
    with pytest.raises(RunFailedError, match='cannot be decoded: 2, .* allows 1'):
        run(tmp_path / 'run', photographs, '--config.data.max_bad_examples=1')


def test_other_number_of_classes_is_one_line(tmp_path):
    photo_set.write(tmp_path / 'tfds', train=12, test=4, shards=1, classes=3)
    with pytest.raises(UserError, match='10 classes; received 3'):
        run(tmp_path / 'run', tmp_path / 'tfds')
