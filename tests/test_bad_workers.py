"""What several workers cannot share, and flags that name no workers, are one line each."""

import json

import pytest

from tests.asked import ask
from tests.conftest import ROOT
from tf_labs.jobs import memory

DIGITS = f'--config={ROOT}/configs/digits.py'
TWO = '--workers=127.0.0.1:2222,127.0.0.1:2223'
FULL = ('--config.data.train_examples=64', '--config.data.batch_size=64')
PS = json.dumps({'cluster': {'worker': ['a:1', 'b:1'], 'ps': ['c:1']},
                 'task': {'type': 'worker', 'index': 0}})


def refused(tmp_path, *arguments):
    done = ask('run', *arguments, f'--workdir={tmp_path}/run')
    assert done.returncode == 2 and done.stdout == '' and done.stderr.count('\n') == 1, done.stderr
    assert '; expected ' in done.stderr and '; received ' in done.stderr
    assert list(tmp_path.iterdir()) == []
    return done.stderr


@pytest.mark.parametrize('arguments, part', [
    (['--worker=0'], '--worker without --workers'),
    ([TWO], '--worker is missing'),
    (['--workers=2', '--jobs=2'], '--jobs is for many runs'),
    ([TWO, '--worker=2'], 'a number from 0 to 1; received 2'),
    (['--workers=0'], '1 or more workers of this machine'),
    (['--workers=2', '--worker=1'], '--worker belongs to a list of addresses'),
    (['--workers=host1,host2'], 'holds no port'),
    (['--workers=host1:2222,host1:2222', '--worker=0'], 'holds an address twice'),
    (['--workers=slurm'], 'needs SLURM_PROCID'),
    (['--wait=10'], '--wait without other workers'),
    (['--workers=1', '--wait=10'], '--wait without other workers'),
    (['--workers=2', '--wait=0'], '--wait cannot be used'),
    (['--workers=3'], 'a multiple of 3, the number of workers; received 32'),
    (['--workers=2', '--seeds=2'], 'cannot share this; expected a single run'),
    (['--workers=2', '--config.train.execution=xla'], 'received config.train.execution xla'),
    (['--workers=2', '--config.train.execution=eager'], 'received config.train.execution eager'),
    (['--workers=2', *FULL, '--config.optimizer.name=lbfgs'], 'config.optimizer.name lbfgs'),
    (['--workers=2', *FULL, '--config.optimizer.name=rprop'], 'config.optimizer.name rprop'),
    (['--workers=2', '--config.pretraining.name=rbm'], 'received config.pretraining.name rbm'),
    (['--workers=2', '--devices=some'], 'devices cannot be used'),
])
def test_flags_and_configs(arguments, part, tmp_path, monkeypatch):
    monkeypatch.delenv('SLURM_PROCID', raising=False)
    assert part in refused(tmp_path, DIGITS, *arguments)


@pytest.mark.parametrize('name', ['imagenette', 'imagenet2012'])
def test_data_that_each_worker_would_prepare(name, tmp_path):
    done = ask('run', f'--config={ROOT}/configs/alexnet.py', f'--config.data.name={name}',
               '--workers=2', f'--config.data.dir={tmp_path}', f'--workdir={tmp_path}/run')
    assert (done.returncode, done.stdout) == (3, '') and done.stderr.count('\n') == 1, done.stderr
    assert f'{name} is not prepared in {tmp_path}, and several workers' in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize('config, part', [
    ('gates', 'received the experiment gates'),
    ('optimizers', 'received a comparison'),
    ('alexnet', 'received config.model.split_towers'),
])
def test_labs_that_are_no_single_classifier(config, part, tmp_path):
    towers = ['--config.model.split_towers'] if config == 'alexnet' else []
    assert part in refused(tmp_path, f'--config={ROOT}/configs/{config}.py', '--workers=2', *towers)


@pytest.mark.parametrize('value, arguments, part', [
    ('{', [], 'TF_CONFIG cannot be used; expected JSON'),
    (PS, [], 'TF_CONFIG names the job ps'),
    (PS.replace(', "ps": ["c:1"]', ''), ['--workers=2'], 'TF_CONFIG, which names the workers'),
])
def test_tf_config(value, arguments, part, tmp_path, monkeypatch):
    monkeypatch.setenv('TF_CONFIG', value)
    assert part in refused(tmp_path, DIGITS, *arguments)


def test_more_than_memory_allows(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, 'available', lambda: 2_600_000_000)
    line = refused(tmp_path, DIGITS, '--workers=4')
    assert ('there is not enough memory for --workers; expected at most 3 of about 0.85 GB: 2.6 GB'
            in line)
