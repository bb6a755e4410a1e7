"""What is said of prepared data: by `tf-labs data`, and by every command that meets damage."""

import json
import os
from pathlib import Path

import pytest

from tests import digit_set
from tests import photo_set
from tests import prepared_sets
from tests.conftest import cli
from tests.conftest import lab_config
from tests.prepared_sets import flipped
from tf_labs.commands import asking
from tf_labs.data import records
from tf_labs.data import sources
from tf_labs.data.catalog import CATALOG
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import UserError
from tf_labs.experiments import supervised

pytestmark = pytest.mark.usefixtures('own_cache')
each_kind = pytest.mark.parametrize('name', ['mnist', 'imagenette'])


@each_kind
def test_every_damaged_file_is_named_with_its_records(name, tmp_path, capsys):
    place = prepared_sets.write(tmp_path, name)
    paths = sorted(place.glob('*tfrecord*'))
    shard = next(path for path in paths if 'train' in path.name)
    index = records.index([shard], [20 if name == 'mnist' else 6])
    whole = shard.read_bytes()
    for number in (2, 4):
        whole = flipped(whole, int(index.offsets[number]) + 30, 3)
    shard.write_bytes(whole)
    paths[-1].write_bytes(paths[-1].read_bytes()[:-3])
    with pytest.raises(DataNotAvailableError) as found:
        asking.data(name, str(tmp_path))
    out = capsys.readouterr().out
    assert f'{shard}: 2 of {len(index)} records damaged, the first is record 2 (' in out
    assert f'{paths[-1]}: it ends in record' in out
    assert f'remove {place} and run again' in str(found.value)


@each_kind
def test_a_set_that_is_sound_is_said_to_be(name, tmp_path, capsys):
    place = prepared_sets.write(tmp_path, name)
    asking.data(name, str(tmp_path))
    out = capsys.readouterr().out
    assert 'damaged' not in out and f'prepared in {place}' in out


def test_photographs_that_cannot_be_decoded_are_counted(tmp_path, capsys):
    photo_set.write(tmp_path, train=10, test=3, shards=2, broken=(1, 7))
    asking.data('imagenette', str(tmp_path))
    out = capsys.readouterr().out
    assert out.count('1 of 5 records not decodable, the first is record ') == 2
    assert '2 photographs cannot be decoded' in out and 'max_bad_examples=2' in out


def test_a_split_that_nothing_uses_may_have_no_labels(tmp_path, capsys):
    """As the test split of the contest of ImageNet: train and validation are used."""
    place = photo_set.write(tmp_path, 'imagenet2012', train=6, test=3, classes=1000)
    info = json.loads((place / 'dataset_info.json').read_text('utf-8'))
    (place / 'imagenet2012-test.tfrecord-00000-of-00001').write_bytes(b'without labels')
    info['splits'].append({**info['splits'][0], 'name': 'test', 'shardLengths': ['1']})
    (place / 'dataset_info.json').write_text(json.dumps(info), 'utf-8')
    asking.data('imagenet2012', str(tmp_path))
    out = capsys.readouterr().out
    assert 'decod' not in out and 'damaged' not in out, out


def test_a_whole_set_of_other_examples_is_told(monkeypatch, capsys):
    other = dict(CATALOG['digits'].sha256, test='0' * 64)
    monkeypatch.setitem(CATALOG['digits'].sha256, 'test', other['test'])
    with pytest.raises(DataNotAvailableError, match='differ from the expected ones in test'):
        asking.data('digits', None)
    assert f'({"0" * 64} expected)' in capsys.readouterr().out


def test_another_version_is_named(tmp_path, capsys):
    digit_set.write(tmp_path).rename(tmp_path / 'mnist' / '3.0.0')
    asking.data('mnist', str(tmp_path))
    assert ('version 3.0.1 is wanted; only 3.0.0 is there, as tfds:mnist:3.0.0)'
            in capsys.readouterr().out)
    with pytest.raises(DataNotAvailableError, match='3.0.1 is wanted; only 3.0.0 is there'):
        sources.load('mnist', ('train',), str(tmp_path))


def test_an_imagenette_of_another_size_is_named(tmp_path, monkeypatch, capsys):
    def no_network(*_):
        raise ConnectionError

    monkeypatch.setattr(sources, '_download', no_network)
    with pytest.raises(DataNotAvailableError, match='is not prepared in [^ ]* and cannot be'):
        sources.load('imagenette', ('train',), str(tmp_path))
    place = photo_set.write(tmp_path)
    place.parent.rename(place.parent.with_name('160px-v2'))
    with pytest.raises(DataNotAvailableError, match='its form 320px-v2 is wanted; only 160px-v2 '
                       'is there, as tfds:imagenette/160px-v2'):
        sources.load('imagenette', ('train',), str(tmp_path))
    asking.data('imagenette', str(tmp_path))
    assert 'as tfds:imagenette/160px-v2)' in capsys.readouterr().out
    with pytest.raises(UserError, match='expected imagenette, or tfds:imagenette/160px-v2; rec'):
        asking.data('imagenette/160px-v2', str(tmp_path))


@pytest.mark.slow
def test_every_command_that_meets_damage_says_so(tmp_path):
    """One line, status 3, and the run as it was."""
    place = prepared_sets.write(tmp_path / 'data', 'mnist')
    settings = ('--config.train.steps=2', '--config.train.keep=1', '--config.data.batch_size=10',
                '--config.train.diagnostics=False', '--config.train.execution=eager',
                f'--config.data.dir={tmp_path}/data')
    supervised.run(lab_config('mnist_nn', *settings), str(tmp_path / 'run'))
    path = next(place.glob('*test*'))
    path.write_bytes(flipped(path.read_bytes(), path.stat().st_size // 2, 5))
    before = sorted(file.name for file in (tmp_path / 'run').iterdir())
    sources.forget()
    for command in (('run', '--config=configs/mnist_nn.py', *settings,
                     f'--workdir={tmp_path}/other'),
                    ('predict', f'--workdir={tmp_path}/run', '--index=3')):
        done = cli(*command)
        last = done.stderr.splitlines()[-1]
        assert done.returncode == 3 and 'Traceback' not in done.stderr, done.stderr
        assert path.name in last and f'remove {path.parent} and run again' in last
    for ask in (lambda: asking.evaluate([str(tmp_path / 'run')], None, 'test', 1),
                lambda: asking.data('mnist', f'{tmp_path}/data')):
        with pytest.raises(DataNotAvailableError, match=f'remove {path.parent} and run again'):
            ask()
    assert not (tmp_path / 'other').exists()
    assert sorted(file.name for file in (tmp_path / 'run').iterdir()) == before


@pytest.mark.slow
def test_a_run_that_meets_damage_on_its_way_ends_with_status_3(tmp_path):
    place = prepared_sets.write(tmp_path / 'data', 'imagenette')
    path = sorted(place.glob('*train*'))[1]
    path.write_bytes(flipped(path.read_bytes(), path.stat().st_size - 60, 2))
    done = cli('run', '--config=configs/alexnet.py', '--config.data.side=32',
               '--config.data.crop=24', '--config.data.batch_size=2', '--config.data.scale=0.02',
               '--config.data.validation_examples=2', '--config.model.name=cifar_net',
               '--config.model.filters=4,4,4,4', '--config.model.towers=1',
               '--config.model.hidden_sizes=16', '--config.train.steps=9',
               '--config.train.diagnostics=False', '--config.train.execution=eager',
               f'--config.data.dir={tmp_path}/data', '--config.data.subtract_mean=False',
               '--config.data.color_jitter=0', f'--workdir={tmp_path}/run',
               env={'XDG_CACHE_HOME': str(tmp_path / 'cache')})
    assert done.returncode == 3 and 'Traceback' not in done.stderr, done.stderr
    assert f'{path}: record 5 is damaged' in done.stderr.splitlines()[-1]


@pytest.mark.slow
def test_a_user_without_a_home(tmp_path, monkeypatch):
    """A lab that needs none runs; what would be prepared there is told in one line."""
    for variable in ('HOME', 'TFDS_DATA_DIR', 'XDG_CACHE_HOME'):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(os, 'getuid', lambda: 123456)
    with pytest.raises(RuntimeError):
        Path('~').expanduser()
    supervised.run(lab_config('digits', '--config.train.steps=2', '--config.train.execution=eager',
                              '--config.train.diagnostics=False'), str(tmp_path / 'run'))
    with pytest.raises(DataNotAvailableError, match='the home directory is unknown; set HOME'):
        supervised.run(lab_config('mnist_nn'), str(tmp_path / 'other'))
    assert [path.name for path in tmp_path.iterdir()] == ['run']
