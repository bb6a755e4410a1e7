"""A run on photographs, asked by the command line: whatever it gets, an answer or one line."""

import re
import shutil

import numpy as np
from PIL import Image
import pytest
from scipy import special

from tests import photo_set
from tests.conftest import lab_config
from tests.report_page import leave_drawings_out
from tests.report_page import Page
from tf_labs.commands import asking
from tf_labs.commands import showing
from tf_labs.data import photographs
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.experiments import answers
from tf_labs.experiments import supervised
from tf_labs.experiments.trained import TrainedRun
from tf_labs.training.run_directory import RunDirectory

pytestmark = pytest.mark.slow

SMALL = ('--config.data.side=32', '--config.data.crop=24', '--config.data.batch_size=4',
         '--config.data.scale=0.02', '--config.data.validation_examples=4',
         '--config.model.name=cifar_net', '--config.model.filters=4,4,4,4',
         '--config.model.towers=1', '--config.model.hidden_sizes=16',
         '--config.model.init_stddev=0.1', '--config.train.steps=9', '--config.train.keep=1')


@pytest.fixture(scope='module', autouse=True)
def own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('XDG_CACHE_HOME', str(tmp_path_factory.mktemp('cache')))
        yield


@pytest.fixture(scope='module')
def root(tmp_path_factory):
    root = tmp_path_factory.mktemp('tfds')
    photo_set.write(root, train=40, test=24, shards=3, broken=(5,), grey=(3,), alpha=(11,))
    return root


@pytest.fixture(scope='module')
def run(root, tmp_path_factory):
    workdir = tmp_path_factory.mktemp('photographs') / 'run'
    supervised.run(lab_config('alexnet', f'--config.data.dir={root}', *SMALL,
                              '--config.data.max_bad_examples=1'), str(workdir))
    return workdir


@pytest.fixture
def said(run, capsys):
    """Returns what a command prints, line by line."""
    def ask(command, *arguments):
        command(str(run), *arguments)
        return capsys.readouterr().out.splitlines()
    return ask


def test_an_index_reads_that_photograph_alone(run, said, monkeypatch):
    read = []
    decode = photographs.decode
    monkeypatch.setattr(photographs, 'decode',
                        lambda encoded, side, *more: read.append(side) or decode(
                            encoded, side, *more))
    lines = said(asking.predict, None, 'test', ['7'], [], False, None)
    assert read == [32] and len(lines) == 6
    trained = TrainedRun(RunDirectory(run), None)
    names, example = trained.data.class_names, trained.examples('test').take([7])
    shares = special.softmax(trained.logits(example.images).numpy()[0].astype(np.float64))
    order = np.argsort(-shares)[:5]
    assert lines[0] == (f'test 7: label {names[7]}, prediction {names[order[0]]} '
                        f'({shares[order[0]]:.4f})')
    assert [re.split(r'\s{2,}', line.strip())[:2] for line in lines[1:]] == [
        [names[place], f'{shares[place]:.4f}'] for place in order]


def test_every_kind_of_picture_has_an_answer(said, tmp_path):
    whole = Image.fromarray(np.random.default_rng(0).integers(0, 256, (40, 60, 3), np.uint8))
    whole.convert('L').save(tmp_path / 'grey.png')
    whole.convert('CMYK').save(tmp_path / 'print.jpg')
    whole.convert('P').save(tmp_path / 'palette.gif')
    whole.resize((9, 5)).save(tmp_path / 'small.bmp')
    whole.putalpha(Image.new('L', whole.size, 60))
    whole.save(tmp_path / 'clear.png')
    names = ('grey.png', 'print.jpg', 'palette.gif', 'small.bmp', 'clear.png')
    lines = said(asking.predict, None, 'test', [], [str(tmp_path / name) for name in names],
                 False, None)
    text = '\n'.join(lines)
    assert text.count(': prediction ') == 5
    for part in ('grey.png: brought to colour from L', 'print.jpg: brought to colour from CMYK',
                 'small.bmp: the middle square of 9x5, enlarged to 32x32',
                 'grey.png: the middle square of 60x40, resized to 32x32',
                 'clear.png: laid on white where it is transparent'):
        assert part in text


@pytest.mark.parametrize('content', [b'', b'no picture', 'cut'])
def test_a_broken_picture_is_one_line(content, run, tmp_path):
    path = tmp_path / 'photo.jpg'
    if content == 'cut':
        photo_set.drawn(np.random.default_rng(0), 3, 10, (60, 90)).save(path)
        content = path.read_bytes()[:900]
    path.write_bytes(content)
    for command in (asking.predict, asking.similar):
        with pytest.raises(UserError, match='image file cannot be read'):
            command(str(run), None, 'test', [], [str(path)], False, None,
                    *([None] if command is asking.similar else []))


def test_a_streamed_split_is_evaluated_and_compared(run, said, tmp_path):
    first, second = said(lambda path, *others: asking.evaluate([path], *others), None, 'test', 10)
    assert first.endswith('over 24 examples at step 9; averaged over 10 crops')
    assert 'top-5 error' in second
    lines = said(asking.similar, None, 'test', ['2'], [], False, None, str(tmp_path / 'near.png'))
    assert lines[0].startswith('the 6 nearest of 36 training examples, by the features of dense1')
    assert lines[1] == 'test 2: label cassette player' and (tmp_path / 'near.png').is_file()


def test_a_report_asks_about_some_photographs_and_shows_them_as_the_net_sees_them(
        run, monkeypatch):
    monkeypatch.setattr(answers, 'STREAMED', 16)
    found = answers.answers_of_test_split(RunDirectory(run))
    assert len(found.labels) == 16 and found.examples == 24
    trained = TrainedRun(RunDirectory(run), None)
    whole = trained.examples('test').take([9, 4]).images
    assert np.array_equal(found.images([9, 4]), whole[:, 4:28, 4:28])
    leave_drawings_out(monkeypatch)
    showing.report(str(run), None, 'html')
    page = Page(run / 'report.html')
    assert 'Answers of the weights of step 9 to the first 16 of 24 examples.' in page.text
    for part in ('conv1', 'conv4', 'dense2 (logits)', 'bright where it looks for a colour'):
        assert part in page.text


def test_other_data_than_the_run_knows(run, root, tmp_path):
    """Too few classes, no data, too many bad ones: one line, and the run as it was."""
    before = sorted(file.name for file in run.iterdir())
    place = next((root / 'imagenette').glob('*/*'))
    place.rename(tmp_path / 'away')
    try:
        with pytest.raises(DataNotAvailableError, match='imagenette is not prepared') as error:
            asking.evaluate([str(run)], None, 'test', 1)
        assert error.value.exit_status == 3
        photo_set.write(root, train=8, test=4, classes=7)
        with pytest.raises(UserError, match='expected 10 classes; received 7 in test'):
            asking.predict(str(run), None, 'test', ['1'], [], False, None)
        shutil.rmtree(place)
        photo_set.write(root, broken=(5, 6, 7))
        with pytest.raises(RunFailedError, match='cannot be decoded: 2'):
            asking.similar(str(run), None, 'test', ['1'], [], False, None,
                           str(tmp_path / 'x.png'))
        assert not (tmp_path / 'x.png').exists()
    finally:
        shutil.rmtree(place, ignore_errors=True)
        (tmp_path / 'away').rename(place)
    assert sorted(file.name for file in run.iterdir()) == before


def test_imagenet_that_nobody_has_prepared(tmp_path):
    with pytest.raises(DataNotAvailableError, match='only be downloaded by hand') as error:
        supervised.run(lab_config('alexnet', '--config.data.name=imagenet2012',
                                  f'--config.data.dir={tmp_path}'), str(tmp_path / 'run'))
    assert error.value.exit_status == 3 and not (tmp_path / 'run').exists()
