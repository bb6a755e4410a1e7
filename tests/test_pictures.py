"""Samples are made from pictures as people take them, and doubtful ones are said to be so."""

import io

import numpy as np
from PIL import Image
from PIL import ImageDraw
from PIL import ImageFont
import pytest

from tests.asked import ask
from tests.digit_forms import digits_form
from tests.digit_forms import mnist_form
from tests.drawn_seven import EXPECTED
from tests.drawn_seven import likeness
from tests.drawn_seven import paper
from tests.drawn_seven import read
from tf_labs.data import digit_forms
from tf_labs.data import images
from tf_labs.data import ink
from tf_labs.data import levels
from tf_labs.data import sources
from tf_labs.experiments import doubts

TEST = sources.load('digits', ('test',), None)['test']


def test_a_clean_drawing_has_the_form_of_mnist_as_made_in_another_way(tmp_path):
    sample = read(paper(), tmp_path)
    np.testing.assert_allclose(sample.pixels[..., 0], EXPECTED, atol=1)
    assert not sample.doubts and any('20' in note or 'mnist' in note for note in sample.notes)


@pytest.mark.parametrize('seed', range(6))
def test_forms_against_their_twins(seed):
    dice = np.random.default_rng(seed)
    points = [[tuple(point) for point in dice.uniform(20, 260, (4, 2))]]
    drawn = 255 - np.asarray(paper(points=points, width=int(dice.integers(9, 30))))
    np.testing.assert_allclose(digit_forms.mnist(drawn / 255), mnist_form(drawn), atol=1)
    np.testing.assert_array_equal(digit_forms.digits(drawn / 255), digits_form(drawn))


def gradient(picture: Image.Image, depth=110.0, noise=0.0) -> Image.Image:
    values = np.asarray(picture, np.float64)
    height, width = values.shape[:2]
    fall = 1 - depth / 255 * (np.arange(width) / width + np.arange(height)[:, None] / height) / 2
    fall = fall if values.ndim == 2 else fall[..., np.newaxis]
    lit = values * fall + np.random.default_rng(1).normal(0, noise, values.shape)
    return Image.fromarray(np.clip(lit, 0, 255).astype(np.uint8))


def off_centre():
    sheet = Image.new('L', (700, 500), 255)
    sheet.paste(paper((140, 140)), (40, 300))
    return sheet


def boxed():
    sheet = Image.new('L', (500, 500), 255)
    sheet.paste(paper((200, 200)), (150, 150))
    ImageDraw.Draw(sheet).rectangle((140, 140, 360, 360), outline=0, width=4)
    return sheet


def squared():
    sheet = Image.new('L', (500, 500), 245)
    draw = ImageDraw.Draw(sheet)
    for at in range(20, 500, 40):
        draw.line([(0, at), (500, at)], fill=165, width=2)
        draw.line([(at, 0), (at, 500)], fill=165, width=2)
    pen = paper((300, 300), 255, 0)
    sheet.paste(20, (90, 110), Image.fromarray(255 - np.asarray(pen)))
    return sheet


def on_table():
    table = Image.new('L', (600, 500), 45)
    table.paste(paper((300, 300), 235, 40), (150, 90))
    return table


def newspaper():
    sheet = Image.new('L', (800, 800), 215)
    draw, font = ImageDraw.Draw(sheet), ImageFont.load_default(size=15)
    for y in range(5, 800, 20):
        draw.text((5, y), 'of the net and its digits read by hand or not ' * 3, fill=90, font=font)
    pen = paper((600, 600), 255, 0)
    sheet.paste(30, (90, 110), Image.fromarray(255 - np.asarray(pen)))
    return sheet


SCENES = {
    'gradient of light': lambda: gradient(paper(ground=205, pen=50)),
    'gradient and noise': lambda: gradient(paper((900, 900), 225, 40), noise=8),
    'off centre': off_centre, 'printed box': boxed, 'squared paper': squared,
    'white paper on a table': on_table, 'newspaper': newspaper,
    'chalk': lambda: gradient(paper((600, 600), 60, 220), 60, 6),
    'red on green': lambda: paper(ground=(70, 160, 70), pen=(255, 75, 60), mode='RGB'),
    'yellow on white': lambda: paper(ground=(255,) * 3, pen=(255, 240, 60), mode='RGB'),
    'white ink on transparent': lambda: Image.merge('LA', [
        Image.new('L', (280, 280), 255), Image.fromarray(255 - np.asarray(paper()))]),
    'black ink on transparent': lambda: Image.merge('LA', [
        Image.new('L', (280, 280), 0), Image.fromarray(255 - np.asarray(paper()))]),
    'palette': lambda: paper(ground=(250, 240, 200), pen=(20, 20, 90), mode='RGB').quantize(4),
    '12 bits in 16': lambda: Image.fromarray(
        (np.asarray(paper()).astype(np.uint16) * 16 + 15)),
    'black and white': lambda: paper().convert('1'),
    '64 pixels': lambda: paper((64, 64)),
    '16 pixels': lambda: paper((280, 280)).resize((16, 16), Image.Resampling.BOX),
    'scan of 12 million pixels': lambda: paper((4000, 3000)),
}


@pytest.mark.slow
@pytest.mark.parametrize('name', SCENES)
def test_scenes_give_the_sample_of_the_clean_drawing(name, tmp_path):
    sample = read(SCENES[name](), tmp_path)
    assert likeness(sample.pixels) > 0.75  # a shift by one pixel costs a fifth
    assert not sample.doubts


def test_float_tiff_and_a_jpeg_turned_by_the_camera(tmp_path):
    shares = Image.fromarray(np.asarray(paper(), np.float32) / 255 * 0.3 - 0.1)
    assert likeness(read(shares, tmp_path, suffix='tif').pixels) > 0.95
    exif = Image.Exif()
    exif[0x0112] = 8
    turned = read(paper().transpose(Image.Transpose.ROTATE_270), tmp_path, suffix='jpg',
                  exif=exif, quality=95)
    assert likeness(turned.pixels) > 0.9
    assert turned.notes[0] == 'turned upright, as the camera says it was held'


@pytest.mark.slow
def test_without_the_ground_removed_a_gradient_is_not_read(tmp_path, monkeypatch):
    picture = gradient(paper((900, 900), 205, 110), 200)
    sample = read(picture, tmp_path)
    assert likeness(sample.pixels) > 0.55 and not sample.doubts
    monkeypatch.setattr(ink, '_smooth', ink._plain)
    assert read(picture, tmp_path).doubts


def blank(noise):
    return gradient(Image.new('L', (500, 400), 230), noise=noise)


def two_digits():
    sheet = Image.new('L', (600, 300), 255)
    sheet.paste(paper((200, 200)), (40, 50))
    sheet.paste(paper((200, 200)), (320, 50))
    return sheet


def empty_box():
    sheet = Image.new('L', (400, 400), 255)
    ImageDraw.Draw(sheet).rectangle((100, 100, 300, 300), outline=0, width=4)
    return sheet


@pytest.mark.slow
@pytest.mark.parametrize('picture, doubt', [
    (Image.new('L', (300, 200), 255), 'no ink'), (Image.new('RGB', (300, 200)), 'no ink'),
    (blank(0), 'no ink'), (blank(5), 'no ink'), (Image.new('L', (1, 1)), 'no ink'),
    (Image.new('L', (1, 900), 7), 'no ink'), (Image.new('RGBA', (90, 90)), 'no ink'),
    (two_digits(), 'several digits'), (empty_box(), 'nothing in the printed box')],
    ids=['white', 'black', 'shaded', 'noisy', '1x1', '1xN', 'transparent', 'two', 'box'])
def test_what_is_no_digit_is_doubted(picture, doubt, tmp_path):
    sample = read(picture, tmp_path)
    assert doubt in '; '.join(sample.doubts) and sample.pixels.shape == (28, 28, 1)


def test_originals_are_samples_to_the_bit_in_every_mode(tmp_path):
    digit = np.zeros((28, 28), np.uint8)
    digit[...] = EXPECTED
    for mode in ('L', 'RGB', 'RGBA', 'P'):
        sample = read(Image.fromarray(digit).convert(mode), tmp_path)
        assert np.array_equal(sample.pixels[..., 0], digit), mode
        assert sample.notes[-1].startswith('it is a sample of mnist already')
    reversed_ = read(Image.fromarray(255 - digit), tmp_path)
    assert np.array_equal(reversed_.pixels[..., 0], digit)
    assert reversed_.notes[0].startswith('inverted')


@pytest.mark.slow
@pytest.mark.mnist
def test_originals_of_mnist_are_samples(mnist_dir):
    """Also those whose centring has brought ink to the edge: of the first 500 some five."""
    digits = sources.load('mnist', ('test',), mnist_dir)['test'].images[:500, ..., 0]
    assert all(images._is_sample(digit, 'mnist') for digit in digits)


def test_as_is_changes_nothing_or_only_the_size(tmp_path):
    dice = np.random.default_rng(0)
    noise = dice.integers(0, 256, (28, 28)).astype(np.uint8)
    Image.fromarray(noise).save(tmp_path / 'noise.png')
    sample = images.load(str(tmp_path / 'noise.png'), 'mnist', 256, as_is=True)
    assert np.array_equal(sample.pixels[..., 0], noise) and sample.notes == []
    Image.fromarray(noise).resize((56, 28), Image.Resampling.NEAREST).save(tmp_path / 'wide.png')
    sample = images.load(str(tmp_path / 'wide.png'), 'mnist', 256, as_is=True)
    assert np.array_equal(sample.pixels[..., 0], noise)
    assert sample.notes == ['resized from 56x28 to 28x28, and nothing else']


def test_fashion_fills_its_frame_and_keeps_its_shades(tmp_path):
    photo = Image.new('L', (300, 400), 250)
    ImageDraw.Draw(photo).polygon([(60, 40), (240, 40), (220, 360), (80, 360)], fill=100)
    ImageDraw.Draw(photo).rectangle((120, 100, 180, 300), fill=30)
    pixels = read(photo, tmp_path, 'fashion_mnist').pixels[..., 0]
    assert pixels[0].any() and pixels[-1].any() and not pixels[:, :3].any()
    assert abs(int(pixels[14, 14]) - 225) < 8 and abs(int(pixels[14, 8]) - 155) < 8


def test_an_l_on_paper_is_light_and_exchanged_for_emnist_and_upright_for_kmnist(tmp_path):
    """A thick L: its long stroke is the left column, in EMNIST's order of pixels the top row."""
    paper = Image.new('L', (300, 300), 240)
    ImageDraw.Draw(paper).line([(100, 60), (100, 240), (200, 240)], fill=20, width=24)
    upright = read(paper, tmp_path, 'kmnist').pixels[..., 0] > 127
    exchanged = read(paper, tmp_path, 'emnist/letters').pixels[..., 0] > 127
    assert np.flatnonzero(upright.any(axis=1))[[0, -1]].tolist() == [0, 27]
    assert upright.sum(axis=0).max() == 28 and np.argmax(upright.sum(axis=0)) < 10
    assert np.flatnonzero(exchanged.any(axis=0))[[0, -1]].tolist() == [2, 25]
    assert exchanged.sum(axis=1).max() == 24 and np.argmax(exchanged.sum(axis=1)) < 12


def test_memory_of_a_large_picture_of_16_bits_is_bounded():
    """Half of the limit, in strips: at most a few copies of the small one."""
    values = np.full((6000, 6000), 60000, np.uint16)
    values[2000:4000, 2900:3100] = 3000
    found, notes = levels.of(Image.fromarray(values))
    assert found.size <= 1.3 * levels.WORKING_PIXELS and found.min() == 0 and found.max() == 255
    assert notes == ['its values from 3000 to 60000 are taken as black to white']


def test_distances_to_the_training_set_against_all_at_once():
    train, queries = TEST.images[:300], TEST.images[300:]
    whole = np.linalg.norm(queries.reshape(len(queries), 1, -1).astype(float)
                           - train.reshape(1, 300, -1), axis=2)
    assert doubts.nearest(train, queries) == pytest.approx(whole.min(axis=1), abs=1e-3)
    own = np.linalg.norm(train.reshape(300, 1, -1).astype(float) - train.reshape(1, 300, -1),
                         axis=2)
    np.fill_diagonal(own, np.inf)
    assert doubts.own_limit(train) == pytest.approx(
        np.quantile(own.min(axis=1), doubts.QUANTILE), abs=1e-3)


@pytest.mark.slow
def test_commands_say_each_step_mark_doubts_and_show_the_sample(trained_digits, tmp_path,
                                                                monkeypatch):
    monkeypatch.setenv('HOME', str(tmp_path))
    paper().save(tmp_path / 'seven.png')
    Image.new('L', (90, 90), 255).save(tmp_path / 'blank.png')
    done = ask('predict', f'--workdir={trained_digits}', '--image=~/seven.png',
               f'--image={tmp_path}/blank.png', f'--show={tmp_path}/steps.png')
    assert done.returncode == 0 and done.stderr == '', done.stderr
    lines = done.stdout.splitlines()
    assert lines[0] == f'{tmp_path}/seven.png: inverted: the ink is darker than what it stands on'
    assert 'as digits was made' in lines[1] and 'prediction ' in lines[2]
    answer = [line for line in lines if 'blank.png: prediction' in line]
    assert answer and answer[0].endswith(', doubtful')
    assert any('blank.png: doubtful: no ink is found: it is blank' in line for line in lines)
    assert lines[-1] == f'{tmp_path}/steps.png'
    with Image.open(tmp_path / 'steps.png') as steps:
        assert steps.width > 3 * steps.height / 2 > 300
    done = ask('similar', f'--workdir={trained_digits}', f'--image={tmp_path}/blank.png',
               f'--output={tmp_path}/similar.png')
    assert done.returncode == 0 and 'blank.png: doubtful: no ink' in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize('flags, part', [
    (['--image=photo.heic'], 'export or save it as JPEG'),
    (['--image=bad.tif'], 'cannot be read'),
    (['--image=adir.png'], 'is a directory'),
    (['--image=empty.png'], 'the file is empty'), (['--image=text.png'], 'that Pillow can read'),
    (['--image=' + 300 * 'x'], 'too long'),
    (['--index=1', '--show=x.png'], 'for image files'), (['--index=1', '--as-is'], 'image files'),
    (['--image=a.png', '--show=x.pdf'], 'FILE.png'),
    (['--image=a.png', '--show=nowhere/x.png'], 'a directory that exists')])
def test_refusals_are_one_line(flags, part, trained_digits, tmp_path):
    (tmp_path / 'photo.heic').write_bytes(b'\0\0\0\x18ftypheic' + bytes(40))
    file = io.BytesIO()
    paper().save(file, 'TIFF', compression='tiff_lzw')
    (tmp_path / 'bad.tif').write_bytes(file.getvalue()[:400])
    paper().save(tmp_path / 'a.png')
    (tmp_path / 'adir.png').mkdir()
    (tmp_path / 'empty.png').touch()
    (tmp_path / 'text.png').write_text('no image')
    before = sorted(path.name for path in tmp_path.iterdir())
    done = ask('predict', f'--workdir={trained_digits}', *flags, cwd=tmp_path)
    assert done.returncode == 2 and part in done.stderr and done.stdout == ''
    assert len(done.stderr.splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == before
