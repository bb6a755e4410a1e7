"""Transfer to pictures of one's own: of a folder, of a file of arrays, of a set of TFDS."""

import numpy as np
import pytest

from tests import digit_set
from tests import picture_folder
from tests.asked import ask
from tests.conftest import lab_config
from tests.conftest import result
from tests.own_code_files import FEW_STEPS
from tests.own_code_files import train
from tests.undrawn import figures_undrawn
from tf_labs.config import config_values
from tf_labs.config.schema import default_config
from tf_labs.data import data_sets
from tf_labs.data import photographs
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.labs import procedure
from tf_labs.labs.transfer import choosing
from tf_labs.labs.transfer import lab
from tf_labs.runs import checked_configs

SMALL = ('--config.transfer.examples=1,4', '--config.transfer.draws=2',
         '--config.transfer.test_examples=6', '--config.train.steps=3',
         '--config.train.batch_size=3')


@pytest.fixture
def pictures(tmp_path, own_cache):
    return picture_folder.write(tmp_path / 'pictures', each=8, splits=('train', 'test'))


def arguments(net, name, *overrides):
    return ('run', 'transfer', f'--config.net.workdir={net}', f'--config.data.name={name}', *SMALL,
            *overrides)


def config_of(net, name, *overrides):
    return lab_config('transfer', *arguments(net, name, *overrides)[2:])


def npz_of(name, path):
    """Writes what a data set holds, in its order, as arrays."""
    splits = {split: loaded.take(np.arange(len(loaded))) for split, loaded in data_sets.load(
        lab_config('transfer', f'--config.data.name={name}').data, ('train', 'test')).items()}
    np.savez(path, **{f'{letter}_{split}': values for split, examples in splits.items()
                      for letter, values in (('x', examples.images), ('y', examples.labels))})
    return f'npz:{path}'


@pytest.mark.slow
def test_a_folder_is_learnt_as_the_arrays_it_holds(trained_convnet, pictures, tmp_path):
    found = lab.compute(config_of(trained_convnet, f'folder:{pictures}'))
    arrays = npz_of(f'folder:{pictures}', tmp_path / 'arrays.npz')
    same = lab.compute(config_of(trained_convnet, arrays))
    assert found.tables == same.tables and len(found.tables['draws']) == 4
    assert found.lines[0].startswith('digits -> pictures: test accuracy on 6 examples')
    assert same.lines[0].startswith('digits -> arrays.npz: ')
    assert [line[-3:] for line in found.lines] == [line[-3:] for line in same.lines]


@pytest.mark.slow
def test_a_set_of_tfds_is_learnt_as_that_of_the_catalog(trained_convnet, tmp_path, own_cache):
    digit_set.write(tmp_path, train=80)
    few = ('--config.data.dir=' + str(tmp_path),)
    found, same = (lab.compute(config_of(trained_convnet, name, *few))
                   for name in ('tfds:mnist', 'mnist'))
    assert found.tables == same.tables and found.data_sha256 == same.data_sha256


@pytest.mark.slow
def test_it_is_said_again_for_the_same_pictures_only(
        trained_convnet, pictures, tmp_path, monkeypatch):
    workdir = tmp_path / 'run'
    command = arguments(trained_convnet, f'folder:{pictures}', f'--workdir={workdir}')
    with figures_undrawn():
        first = ask(*command)
        assert first.returncode == 0, first.stderr
        before = result(workdir)
        moved = pictures.rename(tmp_path / 'elsewhere')
        again = ask(*arguments(trained_convnet, f'folder:{moved}', f'--workdir={workdir}'))
        assert again.returncode == 0 and 'complete' in again.stdout, again.stderr
        (moved / 'train' / 'cup' / '0.png').unlink()
        other = ask(*arguments(trained_convnet, f'folder:{moved}', f'--workdir={workdir}'))
        assert other.returncode == 2 and other.stdout == ''
        assert 'elsewhere is not the data of this run; expected sha256' in other.stderr
        assert other.stderr.count('\n') == 1 and result(workdir) == before
        monkeypatch.setattr(procedure, '_check_unchanged', lambda *_: None)
        assert ask(*arguments(trained_convnet, f'folder:{moved}',
                              f'--workdir={workdir}')).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize('seeds', [(), ('--seeds=2',)])
def test_a_finished_run_is_not_replaced_by_one_on_other_pictures(
        trained_convnet, pictures, tmp_path, seeds, monkeypatch):
    """Neither where another field could have it done again, nor as one seed of several."""
    workdir = tmp_path / 'run'
    command = arguments(trained_convnet, f'folder:{pictures}', f'--workdir={workdir}')
    with figures_undrawn():
        assert ask(*command, *seeds).returncode == 0
        before = {path: path.read_bytes() for path in workdir.rglob('result.json')}
        (pictures / 'train' / 'cup' / '0.png').unlink()
        for more in (seeds and ('--seeds=3',), (*seeds, '--config.data.max_bad_examples=1')):
            other = ask(*command, *more)
            assert other.returncode == 2 and 'is not the data of this run' in other.stderr
        assert {path: path.read_bytes() for path in workdir.rglob('result.json')} == before
        if not seeds:
            monkeypatch.setattr(procedure, '_check_unchanged', lambda *_: None)
            ask(*command, '--config.data.max_bad_examples=1')
            assert {path: path.read_bytes() for path in workdir.rglob('result.json')} != before


@pytest.mark.slow
def test_pictures_that_cannot_be_decoded_are_left_out(
        trained_convnet, pictures, capsys):
    for place in ('train/cup', 'train/rocket', 'test/cup'):
        path = pictures / place / '0.png'
        path.write_bytes(path.read_bytes()[:60])
    bad = ('--config.data.max_bad_examples=3', '--config.transfer.test_examples=24')
    found = lab.compute(config_of(
        trained_convnet, f'folder:{pictures}', *bad, '--config.transfer.examples=7'))
    assert [row['examples a class'] for row in found.tables['transfer']] == [1, 4, 7]
    assert 'test accuracy on 23 examples' in found.lines[0]
    told = capsys.readouterr().err
    assert 'cannot be decoded, and are left out: 2 of train' in told and '1 of test' in told
    with pytest.raises(UserError, match='expected at most 7 of each class.*received 8'):
        lab.compute(config_of(
            trained_convnet, f'folder:{pictures}', *bad, '--config.transfer.examples=8'))


@pytest.mark.slow
def test_all_test_pictures_that_were_drawn_are_damaged(trained_convnet, pictures):
    for path in sorted((pictures / 'test').glob('*/*'))[1:]:
        path.write_bytes(path.read_bytes()[:60])
    config = config_of(trained_convnet, f'folder:{pictures}', '--config.data.max_bad_examples=30',
                       '--config.transfer.test_examples=2')
    with pytest.raises(RunFailedError, match='none of the 2 test examples that were drawn can'):
        lab.compute(config)


@pytest.mark.slow
def test_only_what_is_chosen_is_decoded(trained_convnet, pictures, monkeypatch):
    decoded = []
    original = photographs.upright
    monkeypatch.setattr(photographs, 'upright',
                        lambda *given: decoded.append(1) or original(*given))
    lab.compute(config_of(trained_convnet, f'folder:{pictures}'))
    assert len(decoded) <= 2 * 3 * 4 + 6


@pytest.mark.slow
def test_the_pictures_of_the_net_under_another_name(trained_convnet, tmp_path):
    own = tmp_path / 'own.npz'
    npz_of('digits', own)
    with pytest.raises(UserError, match='config.data.name holds what the net was trained on'):
        lab.compute(config_of(trained_convnet, f'npz:{own}'))
    arrays = dict(np.load(own))
    arrays['x_train'] = arrays['x_train'][::-1]  # others to learn, though the test is the same
    np.savez(own, **arrays)
    assert lab.compute(config_of(trained_convnet, f'npz:{own}')).tables['draws']


@pytest.mark.slow
def test_so_much_of_a_folder_is_read_that_there_are_enough_of_each_class(
        trained_convnet, pictures, monkeypatch):
    """With the order of a folder being that of its contents, the first three hold too few."""
    config = config_of(trained_convnet, f'folder:{pictures}', '--config.transfer.examples=8')
    monkeypatch.setattr(choosing, 'READ', 3)
    assert [row['examples a class'] for row in lab.compute(config).tables['transfer']] == [
        1, 4, 8]
    with pytest.raises(UserError, match=r'expected at most 8 of each class.*received 9'):
        lab.compute(config_of(
            trained_convnet, f'folder:{pictures}', '--config.transfer.examples=9'))


@pytest.mark.parametrize('status, name, overrides, message', [
    (2, 'csv:table.csv', (), 'config.data.name is not possible in the experiment transfer; '
     'expected a data set of the catalog, or folder:..., or npz:..., or tfds:...; received csv:'),
    (2, 'npz:floats.npz', (),
     'floats.npz is not a set of pictures; expected grey or colour images of whole numbers'),
    (2, 'npz:table.npz', (),
     'table.npz is not a set of pictures; expected grey or colour images of whole numbers'),
    (2, 'npz:pixels.npz', ('--config.data.side=64',),
     'config.data.side has no effect with config.data.name npz:'),
    (2, 'mnist', ('--config.data.side=64',),
     'config.data.side has no effect with config.data.name mnist; expected 256'),
    (2, 'pixels.npz', (), 'config.data.name lacks the kind of the data; expected npz:pixels.npz'),
    (2, '.', (), 'config.data.name lacks the kind of the data; expected folder:.; received .'),
    (2, 'mnist', ('--config.transfer.examples=4',), 'no two of them equal; received (1, 4, 4)'),
    (3, 'folder:nowhere', (), 'nowhere/ cannot be read as a folder of pictures'),
])
def test_what_is_no_set_of_pictures_is_refused(
        tmp_path, monkeypatch, own_cache, status, name, overrides, message):
    monkeypatch.chdir(tmp_path)
    labels = np.arange(12) % 3
    pixels = np.random.default_rng(0).integers(0, 256, (12, 4, 4), dtype=np.uint8)
    for kind, values in (('pixels', pixels), ('floats', pixels / 255), ('table', pixels[:, 0])):
        np.savez(f'{kind}.npz', x=values, y=labels)
    refused = ask(*arguments('net', name, *overrides))
    assert refused.returncode == status and message in refused.stderr, refused.stderr
    assert refused.stderr.count('\n') == 1 and not (tmp_path / 'checkpoints').exists()


def test_other_labs_take_data_sets_of_the_catalog_only(tmp_path):
    with pytest.raises(UserError, match='expected a data set of the catalog; received folder:'):
        checked_configs.changed(default_config('rbm'), {'data.name': f'folder:{tmp_path}'})


@pytest.mark.slow
def test_a_net_of_a_table_sees_no_pictures(tmp_path, pictures):
    rng = np.random.default_rng(0)
    np.savez(tmp_path / 'table.npz', x=rng.normal(size=(200, 5)), y=np.arange(200) % 3)
    train(tmp_path / 'net', **FEW_STEPS, **{
        'data.name': f'npz:{tmp_path}/table.npz', 'data.batch_size': 10, 'data.scale': 1.0})
    refused = ask(*arguments(tmp_path / 'net', f'folder:{pictures}'))
    assert refused.returncode == 2 and 'is not a run on pictures' in refused.stderr


def test_new_fields_at_their_default_are_no_part_of_a_digest():
    config = default_config('transfer')
    older = config.copy_and_resolve_references()
    with older.unlocked():
        del older.data.side
        del older.data.max_bad_examples
    assert config_values.digest(config) == config_values.digest(older)
    config.data.side = 64
    assert config_values.digest(config) != config_values.digest(older)
