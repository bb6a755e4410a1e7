"""Whose operations TensorFlow computes with, chosen by the import of the package, and noted."""

import json
import os
import platform
import subprocess
import sys
import types

import pytest

from tests.conftest import cli
from tests.conftest import fresh_cli
from tf_labs import console
from tf_labs import processor
from tf_labs.errors import UserError
from tf_labs.jobs import environment
from tf_labs.training import manifest

NAME = 'TF_ENABLE_ONEDNN_OPTS'
PORT = 'tensorflow.python.util._pywrap_util_port'

CONVOLUTIONS = (
    '--config.model.name=cifar_net', '--config.model.filters=8,16,16,16',
    '--config.model.first_kernel=3', '--config.model.second_kernel=3', '--config.model.pool_size=2',
    '--config.model.without=conv3,conv4', '--config.model.hidden_sizes=()',
    '--config.data.train_examples=64', '--config.train.epochs=1', '--config.train.execution=eager',
    '--config.train.diagnostics=False')
ON_X86 = pytest.mark.skipif(not processor._is_x86(), reason='it is not chosen elsewhere')


@pytest.fixture
def onednn_off(monkeypatch):
    """TensorFlow has been imported, and computes without it; the user has chosen nothing."""
    monkeypatch.setitem(sys.modules, PORT, types.SimpleNamespace(IsMklEnabled=lambda: False))
    monkeypatch.setitem(sys.modules, 'tensorflow', types.SimpleNamespace())
    monkeypatch.delenv(NAME, raising=False)
    monkeypatch.setattr(processor, '_is_x86', lambda: True)
    monkeypatch.setattr(processor, '_late', False)
    monkeypatch.setattr(console, '_told', set())


@ON_X86
@pytest.mark.parametrize('chosen, after', [(None, '1'), ('', '1'), ('0', '0'), ('yes', 'yes')])
def test_the_import_of_the_package_chooses_onednn_unless_the_user_has_chosen(chosen, after):
    variables = {name: value for name, value in os.environ.items() if name != NAME}
    if chosen is not None:
        variables[NAME] = chosen
    found = subprocess.run(
        [sys.executable, '-c', 'import os, sys, tf_labs; assert "tensorflow" not in sys.modules; '
         f'print(os.environ["{NAME}"])'],
        env=variables, capture_output=True, text=True, check=True)
    assert found.stdout == f'{after}\n'


def test_tensorflow_that_was_imported_first_is_told_in_one_line(onednn_off, capsys):
    processor.use_onednn()
    assert NAME not in os.environ  # which TensorFlow would no longer read
    assert processor.onednn() == 'off'
    processor.tell_if_late()
    processor.tell_if_late()
    warning = capsys.readouterr().err
    assert warning.count('\n') == 1 and 'imported before tf_labs' in warning


def test_the_line_stays_when_the_variable_is_set_too_late(onednn_off, monkeypatch, capsys):
    processor.use_onednn()
    monkeypatch.setenv(NAME, '1')
    processor.tell_if_late()
    assert 'before Python starts' in capsys.readouterr().err


@pytest.mark.parametrize('of_processor, chosen', [(True, '0'), (False, '')])
def test_nothing_is_told_of_what_the_user_has_chosen_or_of_other_processors(
        of_processor, chosen, onednn_off, monkeypatch, capsys):
    monkeypatch.setattr(processor, '_is_x86', lambda: of_processor)
    monkeypatch.setenv(NAME, chosen)
    processor.use_onednn()
    processor.tell_if_late()
    assert os.environ[NAME] == chosen and processor.onednn() == 'off'
    assert capsys.readouterr().err == ''


def test_a_choice_that_tensorflow_does_not_know_is_refused(monkeypatch):
    """It would take it for no, and say so in a log that nobody sees."""
    monkeypatch.setenv(NAME, 'yes')
    with pytest.raises(UserError, match=f'{NAME} .*; expected 0 or 1; received yes'):
        processor.onednn()


@pytest.mark.slow
@ON_X86
def test_a_convolutional_net_computes_with_what_its_manifest_tells(tmp_path):
    """The last bits of the two differ; they would not if the choice did not reach TensorFlow."""
    digests = set()
    for told in ('on', 'off'):
        command = ['run', 'digits', *CONVOLUTIONS, f'--workdir={tmp_path / told}']
        done = cli(*command) if told == 'on' else fresh_cli(*command, env={NAME: '0'})
        assert done.returncode == 0, done.stderr
        made = json.loads((tmp_path / told / 'manifest.json').read_text())
        assert made['environment']['onednn'] == made['sessions'][0]['onednn'] == told
        assert made['environment']['processor'].split()[0] == platform.machine()
        digests.add(json.loads((tmp_path / told / 'result.json').read_text())['digest'])
    assert len(digests) == 2


def test_what_an_earlier_version_has_not_noted_is_told_as_such():
    stored = {'environment': {'threads': 2}, 'execution': 'graph'}
    now = {'environment': {'threads': 2, 'onednn': 'on'}, 'execution': 'graph'}
    assert manifest.changes(stored, now) == ['onednn not noted -> on']


def test_a_process_of_runs_on_another_machine_has_the_choice_of_the_command(monkeypatch):
    monkeypatch.setenv(NAME, '0')
    wanted = environment.here()
    monkeypatch.setenv(NAME, '1')  # as a dask worker there has it
    assert environment.of_process(wanted)[NAME] == '0'
