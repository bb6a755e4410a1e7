"""The file of the diagnostics: appended, cut, damaged, and on a full disk."""

import gzip
import math
import time

import pytest

from tf_labs.training import diagnostics_log
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.tensorboard import TensorBoard


def row(step: int) -> dict:
    return {'step': step, 'layers': [], 'loss': 1 / (step + 3)}


@pytest.fixture
def place(tmp_path):
    return tmp_path / 'diagnostics.jsonl.gz'


def opened(place, last_step=10**9):
    return diagnostics_log.DiagnosticsLog(
        RunDirectory(place.parent), TensorBoard(place.parent / 'board'), last_step=last_step)


def read(place):
    return diagnostics_log.read(RunDirectory(place.parent))


def written(place, *steps):
    log = opened(place)
    for step in steps:
        log.append(row(step))
    return log


def test_rows_come_back(place):
    written(place, 0, 1, 2)
    assert read(place) == ([row(0), row(1), row(2)], None)


def test_no_file_is_no_rows(place):
    assert read(place) == ([], None)


def test_resume_keeps_the_rows_up_to_the_checkpoint(place):
    written(place, 0, 1, 2, 4)
    log = opened(place, last_step=2)
    assert log.rows == [row(0), row(1), row(2)] and log.damage is None
    log.append(row(3))
    assert [one['step'] for one in read(place)[0]] == [0, 1, 2, 3]


@pytest.mark.parametrize('lost', [1, 8, 30])
def test_a_row_cut_in_the_middle_is_left_out(place, lost):
    written(place, 0, 1, 2)
    whole = place.read_bytes()
    place.write_bytes(whole[:-lost])
    rows, damage = read(place)
    assert rows == [row(0), row(1)]
    assert 'after row 2' in damage and f'of its {len(whole) - lost} bytes' in damage
    log = opened(place)
    log.append(row(9))
    assert [one['step'] for one in read(place)[0]] == [0, 1, 9]


@pytest.mark.parametrize('content', [b'no gzip at all', b'\0' * 40, b'\x1f\x8b\x08\0'])
def test_what_is_no_such_file_has_no_rows(place, content):
    place.write_bytes(content)
    rows, damage = read(place)
    assert rows == [] and 'after row 0' in damage


def test_damage_in_the_middle_ends_the_rows(place):
    written(place, 0, 1, 2)
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 0xFF
    place.write_bytes(bytes(content))
    rows, damage = read(place)
    assert rows == [row(0)] and damage is not None


def test_a_row_that_the_disk_does_not_take_is_written_with_the_next(place, monkeypatch):
    log = written(place, 0)
    before = place.read_bytes()
    compress = diagnostics_log.gzip.compress
    monkeypatch.setattr(diagnostics_log.gzip, 'compress', _full)
    with pytest.raises(OSError):
        log.append(row(1))
    with pytest.raises(OSError):
        log.flush()
    assert place.read_bytes() == before
    monkeypatch.setattr(diagnostics_log.gzip, 'compress', compress)
    log.append(row(2))
    assert read(place) == ([row(0), row(1), row(2)], None)


def _full(*_, **__):
    raise OSError(28, 'No space left on device')


def test_what_is_not_finite_is_null(place):
    log = opened(place)
    log.append({'step': 0, 'layers': [], 'loss': float('inf')})
    assert b'"loss": null' in gzip.decompress(place.read_bytes())
    assert math.isnan(read(place)[0][0]['loss'])


def test_a_not_finite_number_of_version_0_4_0_is_read(place):
    place.write_bytes(gzip.compress(b'{"step": 0, "layers": [], "loss": Infinity}\n'))
    assert math.isnan(read(place)[0][0]['loss'])


@pytest.mark.slow
def test_reading_takes_time_in_proportion_to_the_rows(place):
    """zlib copies what lies behind a member each time it is given it."""
    member = diagnostics_log._member({'step': 0, 'layers': [], 'noise': list(range(400))})
    content = {count: member * count for count in (1000, 8000)}
    taken = {}
    for count, whole in content.items():
        place.write_bytes(whole)
        tries = []
        for _ in range(3):  # what else shares the caches only adds
            began = time.process_time()
            assert len(read(place)[0]) == count
            tries.append(time.process_time() - began)
        taken[count] = min(tries)
    assert taken[8000] < 16 * taken[1000]
