"""Whose operations TensorFlow computes with, chosen by the import of the package, and noted."""

import json
import os
import platform
import subprocess
import sys
import types

import pytest

from tf_labs import console
from tf_labs import processor
from tf_labs.training import manifest

NAME = 'TF_ENABLE_ONEDNN_OPTS'
PORT = 'tensorflow.python.util._pywrap_util_port'

CONVOLUTIONS = (
    '--config.model.name=cifar_net', '--config.model.filters=8,16,16,16',
    '--config.model.first_kernel=3', '--config.model.second_kernel=3', '--config.model.pool_size=2',
    '--config.model.without=conv3,conv4', '--config.model.hidden_sizes=()',
    '--config.train.epochs=1')


@pytest.fixture
def without_onednn(monkeypatch):
    """TensorFlow has been imported, and computes without it."""
    monkeypatch.setitem(sys.modules, PORT, types.SimpleNamespace(IsMklEnabled=lambda: False))
    monkeypatch.setattr(platform, 'machine', lambda: 'x86_64')
    monkeypatch.setattr(console, '_told', set())


@pytest.mark.parametrize('chosen, after', [(None, '1'), ('0', '0')])
def test_the_import_of_the_package_chooses_onednn_unless_the_user_has_chosen(chosen, after):
    environment = {name: value for name, value in os.environ.items() if name != NAME}
    if chosen is not None:
        environment[NAME] = chosen
    found = subprocess.run(
        [sys.executable, '-c', 'import os, sys, tf_labs; assert "tensorflow" not in sys.modules; '
         f'print(os.environ["{NAME}"])'],
        env=environment, capture_output=True, text=True, check=True)
    assert found.stdout == f'{after}\n'


def test_what_tensorflow_no_longer_reads_is_not_set(monkeypatch):
    monkeypatch.setitem(sys.modules, 'tensorflow', types.SimpleNamespace())
    monkeypatch.delenv(NAME, raising=False)
    processor.use_onednn()
    assert NAME not in os.environ


def test_tensorflow_that_was_imported_first_is_told_in_one_line(
        without_onednn, monkeypatch, capsys):
    monkeypatch.delenv(NAME, raising=False)
    assert processor.onednn() == processor.onednn() == 'off'
    warning = capsys.readouterr().err
    assert warning.count('\n') == 1 and 'imported before tf_labs' in warning


def test_nothing_is_told_of_what_the_user_has_chosen(without_onednn, monkeypatch, capsys):
    monkeypatch.setenv(NAME, '0')
    assert processor.onednn() == 'off' and capsys.readouterr().err == ''


def test_nothing_is_told_where_tensorflow_has_no_onednn(without_onednn, monkeypatch, capsys):
    monkeypatch.delenv(NAME, raising=False)
    monkeypatch.setattr(platform, 'machine', lambda: 'arm64')
    assert processor.onednn() == 'off' and capsys.readouterr().err == ''


@pytest.mark.slow
def test_a_convolutional_net_computes_with_what_its_manifest_tells(tmp_path):
    """The last bits of the two differ; they would not if the choice did not reach TensorFlow."""
    digests = set()
    for chosen, told in (('1', 'on'), ('0', 'off')):
        place = tmp_path / told
        subprocess.run(
            [sys.executable, '-m', 'tf_labs', 'run', 'digits', *CONVOLUTIONS,
             f'--workdir={place}'], env={**os.environ, NAME: chosen}, check=True,
            capture_output=True)
        made = json.loads((place / 'manifest.json').read_text())
        assert made['environment']['onednn'] == made['sessions'][0]['onednn'] == told
        assert made['environment']['processor'].split()[0] == platform.machine()
        digests.add(json.loads((place / 'result.json').read_text())['digest'])
    assert len(digests) == 2


def test_what_an_earlier_version_has_not_noted_is_told_as_such():
    stored = {'environment': {'threads': 2}, 'execution': 'graph'}
    now = {'environment': {'threads': 2, 'onednn': 'on'}, 'execution': 'graph'}
    assert manifest.changes(stored, now) == ['onednn not noted -> on']
