"""Errors that the command line turns into one line and an exit status."""

import signal


class LabError(Exception):
    """An outcome to be told in one line; `exit_status` goes with it."""

    exit_status = 1


class UserError(LabError):
    """A mistake of the user's: what is wrong, what was expected, what was received.

    Names are part of the message, so a name that does not exist comes with those that do.
    """

    exit_status = 2

    def __init__(self, what: str, *, expected: str, received: object):
        super().__init__(f'{what}; expected {expected}; received {received}')


class DataNotAvailableError(LabError):
    """A data set is neither prepared nor to be had."""

    exit_status = 3


class RunFailedError(LabError):
    """A run that cannot go on, or did not end well: diverged, no sound checkpoint, disk full."""


class DivergedError(RunFailedError):
    """Loss or weights are no longer finite."""


class StoppedError(LabError):
    """A run ended by a signal; what it says tells what was saved."""

    def __init__(self, signum: int, message: str):
        super().__init__(f'stopped by {signal.Signals(signum).name}: {message}')
        self.exit_status = 128 + signum


def unknown_name(kind: str, name: object, known) -> UserError:
    """The error for a name that is not one of a closed set."""
    return UserError(f'unknown {kind}', expected=f'one of {", ".join(known)}', received=name)
