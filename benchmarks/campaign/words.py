"""What every command promises of its words: no traceback, one line for an error, one status."""

import re

from benchmarks.campaign.worker import Ended

STATUSES = (0, 1, 2, 3, 130, 143)
_LINE = re.compile(r'tf-labs: .*')
_ERROR = 'tf-labs: error: '
UNFORESEEN = ('Traceback (most recent call last)', 'tf-labs: error: unforeseen ')
_CONTROL = re.compile(r'[\x00-\x08\x0b-\x1f\x7f\u2028\u202e]')


def faults(ended: Ended) -> list[str]:
    """Returns what is wrong with what a command has said, and with how it ended."""
    lines = [line for line in ended.err.split('\n') if line]
    told = []
    if ended.is_overdue:
        return [f'no end: {"SIGINT was not answered" if ended.was_interrupted else "too long"}']
    if any(word in ended.out + ended.err for word in UNFORESEEN):
        return [f'traceback: {lines[-1] if lines else ended.out.strip()[-200:]}']
    if ended.status not in STATUSES:
        told.append(f'status {ended.status}: {ended.err[-200:]!r}')
    foreign = [line for line in lines if not _LINE.fullmatch(line)]
    if foreign:
        told.append(f'a line on stderr that is not its own: {foreign[0]!r}')
    if _CONTROL.search(ended.err):
        told.append(f'control characters on stderr: {ended.err!r}')
    errors = [line for line in lines if line.startswith(_ERROR)]
    if ended.status in (1, 2, 3) and (len(errors) != 1 or lines[-1] != errors[0]):
        told.append(f'status {ended.status} with {len(errors)} error lines: {ended.err!r}')
    if ended.status == 0 and errors:
        told.append(f'status 0 with an error: {errors[0]!r}')
    if ended.status in (130, 143) and not ended.was_interrupted:
        told.append(f'status {ended.status}, and no signal was sent')
    return told
