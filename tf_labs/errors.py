"""Errors that the command line turns into one line and an exit status."""

from collections.abc import Iterable
import difflib
import errno
import os
import signal
import traceback

_VALUE_LENGTH = 200  # characters of a value that are shown in an error
_LINE_LENGTH = 4000
_FOREIGN_LENGTH = 1000  # characters of a message that is not the project's own
_NAME_LENGTH = 100  # of a word that another is looked for that it may have been meant for


class LabError(Exception):
    """An outcome to be told in one line; `exit_status` goes with it."""

    exit_status = 1

    def __str__(self) -> str:
        return shortened(printable(super().__str__()), _LINE_LENGTH)

    def _render_traceback_(self) -> list[str]:
        """Returns what IPython, and so a notebook, shows in place of a traceback."""
        return [f'{type(self).__name__}: {self}']


class UserError(LabError):
    """A mistake of the user's: what is wrong, what was expected, what was received.

    Names are part of the message, so a name that does not exist comes with those that do.
    """

    exit_status = 2

    def __init__(self, what: str, *, expected: str, received: object):
        value = shortened(printable(str(received)), _VALUE_LENGTH) or "''"
        super().__init__(f'{what}; expected {expected}; received {value}')


class DataNotAvailableError(LabError):
    """A data set is neither prepared nor to be had."""

    exit_status = 3


class RunFailedError(LabError):
    """A run that cannot go on, or did not end well: diverged, no sound checkpoint, disk full."""


class DivergedError(RunFailedError):
    """Loss or weights are no longer finite."""


class WorkerLostError(RunFailedError):
    """Another worker of the run is gone, or has not come: all are to be started again."""

    exit_status = 138  # what Kubeflow's training operator takes as `try again`


class StoppedError(LabError):
    """A run ended by a signal; what it says tells what was saved."""

    def __init__(self, signum: int, message: str):
        super().__init__(f'stopped by {signal.Signals(signum).name}: {message}')
        self.exit_status = 128 + signum


class StoppedByCallbackError(LabError):
    """A run ended because a callback asked for it, and was saved."""


class CallbackError(RunFailedError):
    """A callback has raised an exception; the run was saved."""


class InterruptedByUser(BaseException):
    """Ends what has nothing to save. No Exception, which libraries catch around their imports."""

    def __init__(self, signum: int):
        super().__init__(f'stopped by {signal.Signals(signum).name}: nothing to save')
        self.exit_status = 128 + signum


def of_system(error: OSError) -> str:
    """Returns the file and what the system says of it."""
    if error.filename is None and error.errno == errno.ENOENT and not _has_directory():
        return 'the current directory is gone: it was removed or moved'
    if error.filename is None or not error.strerror:
        return shortened(printable(str(error)), _FOREIGN_LENGTH)
    return shortened(printable(f'{os.fsdecode(error.filename)}: {error.strerror}'), _FOREIGN_LENGTH)


def _has_directory() -> bool:
    try:
        return bool(os.getcwd())
    except OSError:
        return False


def unforeseen(error: Exception) -> str:
    """Returns what went wrong and where; what a library says ends at its first line."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    first = (str(error).strip().splitlines() or ['no message'])[0]
    return (f'unforeseen {type(error).__name__} in {os.path.basename(place.filename)}, line '
            f'{place.lineno}: {shortened(printable(first), _FOREIGN_LENGTH)} '
            '(TF_LABS_TRACEBACK=1 shows all of it)')


def printable(text: str, keep: str = '') -> str:
    """Returns a text without what a terminal obeys or a line ends at: ESC becomes `\\x1b`."""
    if text.isprintable():
        return text
    return ''.join(character if character.isprintable() or character in keep
                   else character.encode('unicode_escape').decode('ascii') for character in text)


def shortened(text: str, length: int) -> str:
    """Returns a text of at most about `length` characters, with the middle left out."""
    if len(text) <= length:
        return text
    half = length // 2
    return f'{text[:half]} ... {text[-half:]} ({len(text)} characters)'


def did_you_mean(name: object, known: Iterable[object], prefix: str = '') -> str:
    """Returns ` (did you mean NAME?)` for a name that is nearly one of those known, else ''."""
    folded = {str(one).casefold(): str(one) for one in known}
    word = str(name)[:_NAME_LENGTH].casefold()
    close = difflib.get_close_matches(word, folded, n=1) or [
        one for one in folded if len(word) > 1 and one.startswith(word)][:1]
    return f' (did you mean {prefix}{folded[close[0]]}?)' if close else ''


def unknown_name(kind: str, name: object, known: Iterable[object]) -> UserError:
    """The error for a name that is not one of a closed set."""
    names = list(map(str, known))
    return UserError(f'unknown {kind}{did_you_mean(name, names)}',
                     expected=f'one of {", ".join(names)}', received=name)
