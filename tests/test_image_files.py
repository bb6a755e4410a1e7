"""Image files of every form and origin are opened, or refused in one way."""

import os
import struct
import subprocess
import sys
import time
import zlib

import numpy as np
from PIL import Image
import pytest

from tests import malformed
from tf_labs.data import image_files

pytestmark = pytest.mark.filterwarnings('ignore')


def nothing(picture):
    """Asks for no smaller decoding."""


@pytest.mark.slow
@pytest.mark.parametrize('form', malformed.FORMS)
def test_damaged_files_are_pictures_or_unreadable_in_every_form(form):
    """Nothing else comes out, neither an exception of another kind nor one after seconds."""
    whole = malformed.sound(form)
    assert image_files.decode(whole, nothing).size[0] == 40 or form in ('ICNS', 'ICO', 'MSP')
    start, refused = time.monotonic(), 0
    for data in malformed.damaged(whole, 20, seed=3):
        try:
            image_files.decode(data, nothing)
        except image_files.UnreadableImageError as error:
            refused += 1
            assert str(error) and '\n' not in str(error)
    assert refused and time.monotonic() - start < 10


@pytest.mark.parametrize('kind', [
    struct.error, IndexError, KeyError, TypeError, OverflowError, ZeroDivisionError, MemoryError,
    RuntimeError, SyntaxError, EOFError, AssertionError, NotImplementedError, RecursionError])
def test_whatever_a_plugin_raises_is_translated(kind, monkeypatch):
    data = malformed.sound('PNG')

    def fails(*_):
        raise kind('of a plugin')

    monkeypatch.setattr('PIL.ImageFile.ImageFile.load', fails)
    with pytest.raises(image_files.UnreadableImageError, match=f'^{kind.__name__}$'):
        image_files.decode(data, nothing)


@pytest.mark.parametrize('kind', [KeyboardInterrupt, SystemExit])
def test_what_is_no_fault_of_the_file_goes_through(kind, monkeypatch):
    data = malformed.sound('PNG')

    def fails(*_):
        raise kind

    monkeypatch.setattr('PIL.ImageFile.ImageFile.load', fails)
    with pytest.raises(kind):
        image_files.decode(data, nothing)


@pytest.mark.parametrize('size', [(13300, 13300), (60000, 60000), (1, 2**31 - 1)])
def test_too_many_pixels_are_refused_before_they_are_decoded(size, tmp_path):
    """A PNG that says so in its head, and has hardly any data."""
    Image.new('I;16', (8, 8)).save(tmp_path / 'bomb.png')
    data = bytearray((tmp_path / 'bomb.png').read_bytes())
    data[16:24] = struct.pack('>II', *size)
    data[29:33] = struct.pack('>I', zlib.crc32(bytes(data[12:29])))
    (tmp_path / 'bomb.png').write_bytes(data)
    with pytest.raises(image_files.UnreadableImageError, match='at most 89 million pixels'):
        image_files.read(str(tmp_path / 'bomb.png'), nothing)


def test_what_a_camera_noted_may_be_damaged(tmp_path, monkeypatch):
    Image.new('RGB', (6, 4), 'white').save(tmp_path / 'x.png')

    def fails(*_):
        raise struct.error

    monkeypatch.setattr(Image.Image, 'getexif', fails)
    monkeypatch.setattr('PIL.PngImagePlugin.PngImageFile.getexif', fails)
    picture, notes = image_files.read(str(tmp_path / 'x.png'), nothing)
    assert picture.size == (6, 4) and notes == [
        'not turned: what the camera noted cannot be read (error)']


@pytest.mark.parametrize('form', ['GIF', 'TIFF', 'WEBP', 'PNG'])
@pytest.mark.parametrize('blank', [1, 3])
def test_of_several_frames_the_first_that_shows_something(form, blank, tmp_path):
    frames = [Image.new('RGB', (30, 30), (255 - number, 255, 255)) for number in range(blank)]
    drawn = Image.new('RGB', (30, 30), 'white')
    drawn.paste((0, 0, 0), (10, 5, 14, 25))
    path = str(tmp_path / f'x.{form.lower()}')
    frames[0].save(path, save_all=True, append_images=[*frames[1:], drawn],
                   **({'duration': 100} if form != 'TIFF' else {}))
    picture, notes = image_files.read(path, nothing)
    number = frames_of(path)
    assert np.asarray(picture.convert('L'))[15, 12] < 40
    assert notes == [f'frame {number} is taken: before it there are only blank ones']
    drawn.save(path, save_all=True, append_images=frames)
    picture, notes = image_files.read(path, nothing)
    assert notes == [] and np.asarray(picture.convert('L'))[15, 12] < 40
    frames[0].save(path, save_all=True, append_images=frames)
    picture, notes = image_files.read(path, nothing)
    assert notes == [] and np.asarray(picture.convert('L')).min() > 240


def frames_of(path: str) -> int:
    """The number of frames: what was drawn came last (some forms join equal ones)."""
    with Image.open(path) as file:
        return file.n_frames


BAD_TIFF = '''
import sys
from tests import malformed
from tf_labs.data import image_files
if sys.argv[1] == 'loud':
    image_files._quieten = lambda: None
for data in malformed.damaged(malformed.sound('TIFF'), 60, seed=3):
    try:
        image_files.decode(data, lambda picture: None)
    except image_files.UnreadableImageError:
        pass
'''


@pytest.mark.slow
@pytest.mark.parametrize('how', ['quiet', 'loud'])
def test_nothing_is_said_by_libraries(how):
    """The twin, without the protection, shows that there is something to keep quiet."""
    done = subprocess.run([sys.executable, '-c', BAD_TIFF, how], capture_output=True, text=True,
                          check=True, env={**os.environ, 'PYTHONPATH': os.getcwd()})
    assert bool(done.stderr) == (how == 'loud')
