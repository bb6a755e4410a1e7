"""Photographs of every form become squares in colour."""

import io

import numpy as np
from PIL import Image
import pytest

from tests import photo_set
from tf_labs.data import image_files
from tf_labs.data import images
from tf_labs.data import photographs


def file_of(picture: Image.Image, form: str = 'PNG', **settings) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **settings)
    return file.getvalue()


def photograph(width: int, height: int) -> Image.Image:
    whole = photo_set._photographs()[0]
    return whole.resize((width, height), Image.Resampling.LANCZOS)


@pytest.mark.parametrize('size', [(100, 60), (60, 100), (60, 60)])
def test_the_shorter_side_is_resized_and_the_middle_cut_out(size):
    """Against the two steps one after the other; at the edges of the cut they differ a little."""
    picture = photograph(*size)
    scale = 30 / min(size)
    small = np.asarray(picture.resize([round(side * scale) for side in size],
                                      Image.Resampling.BILINEAR)).astype(int)
    top, left = (small.shape[0] - 30) // 2, (small.shape[1] - 30) // 2
    expected = small[top:top + 30, left:left + 30]
    found = photographs.decode(file_of(picture), 30)
    assert found.shape == (30, 30, 3) and found.dtype == np.uint8
    assert np.abs(found - expected).mean() < 1


def test_what_has_the_size_is_left_as_it_is():
    picture = photograph(40, 40)
    assert np.array_equal(photographs.decode(file_of(picture), 40), np.asarray(picture))


def test_large_jpegs_are_decoded_small():
    """At a quarter of the size, then resized: nearly the same, and the same every time."""
    whole = photograph(600, 400)
    encoded = file_of(whole, 'JPEG', quality=95)
    found = photographs.decode(encoded, 50)
    assert np.abs(found.astype(int) - photographs.square(whole, 50)).mean() < 4
    assert np.array_equal(found, photographs.decode(encoded, 50))


def test_small_pictures_are_enlarged():
    found = photographs.decode(file_of(Image.new('RGB', (3, 2), (9, 8, 7))), 20)
    assert found.shape == (20, 20, 3) and (found == (9, 8, 7)).all()


def paletted() -> Image.Image:
    picture = Image.new('RGBA', (20, 20), (200, 40, 20, 255))
    picture.paste((0, 0, 0, 0), (0, 0, 20, 10))
    return picture.quantize()


GREY = np.full([20, 20], 120, np.uint8)


@pytest.mark.parametrize('encoded, top, bottom', [
    (file_of(Image.fromarray(GREY)), (120,) * 3, (120,) * 3),
    (file_of(Image.fromarray(GREY), 'JPEG'), (120,) * 3, (120,) * 3),
    (file_of(Image.fromarray(GREY).point(lambda _: 255).convert('1')), (255,) * 3, (255,) * 3),
    (file_of(Image.fromarray(GREY.astype(np.uint16) * 257)), (120,) * 3, (120,) * 3),
    (file_of(Image.new('CMYK', (20, 20), (0, 255, 255, 0)), 'JPEG'), (255, 0, 0), (255, 0, 0)),
    (file_of(Image.merge('LA', [Image.fromarray(GREY), Image.new('L', (20, 20), 0)])),
     (255,) * 3, (255,) * 3),
    (file_of(paletted()), (255,) * 3, (200, 40, 20)),
    (file_of(Image.new('RGB', (20, 20), (1, 2, 3)), transparency=(1, 2, 3)),
     (255,) * 3, (255,) * 3),
], ids=['grey', 'grey JPEG', 'black and white', '16 bits', 'CMYK', 'grey with alpha', 'palette',
        'transparent colour'])
def test_every_form_becomes_red_green_and_blue_on_white(encoded, top, bottom):
    found = photographs.decode(encoded, 20).astype(int)
    assert found.shape == (20, 20, 3)
    assert np.abs(found[3] - top).max() <= 2 and np.abs(found[-3] - bottom).max() <= 2


@pytest.mark.parametrize('encoded', [
    b'', b'no image', file_of(photograph(50, 50), 'JPEG')[:600], file_of(photograph(50, 50))[:600]])
def test_what_is_no_image_or_a_part_of_one_is_refused(encoded):
    with pytest.raises(image_files.UnreadableImageError):
        photographs.decode(encoded, 20)


def test_an_image_file_for_a_data_set_in_colour(tmp_path):
    """Upright as the camera was held, not inverted, the middle cut out."""
    picture = photograph(60, 30)
    rotated = Image.Exif()
    rotated[0x0112] = 6  # to be turned to the right by a quarter
    picture.save(tmp_path / 'photo.png', exif=rotated)
    sample = images.load(str(tmp_path / 'photo.png'), 'cifar10', 256)
    upright = picture.transpose(Image.Transpose.ROTATE_270)
    assert np.array_equal(sample.pixels, photographs.square(upright, 32))
    assert [line.removeprefix(f'{tmp_path}/photo.png: ') for line in sample.lines] == [
        'turned upright, as the camera says it was held',
        'the middle square of 30x60, enlarged to 32x32']
    Image.fromarray(GREY).save(tmp_path / 'grey.png')
    sample = images.load(str(tmp_path / 'grey.png'), 'imagenette', 20)
    assert (sample.pixels == 120).all() and sample.notes == ['brought to colour from L']
    assert sample.doubts == ['it is blank: all pixels have one colour']
