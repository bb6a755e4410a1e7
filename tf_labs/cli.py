"""The command line: commands, flags, exit statuses. Imports no TensorFlow.

Exit status: 0 done, 2 the user's mistake, 3 data not available, 130 / 143 stopped by SIGINT /
SIGTERM, 138 a worker was lost, 1 anything else.
"""

import errno
import os
import signal
import sys

import tf_labs
from tf_labs import arguments
from tf_labs import console
from tf_labs.command import Command
from tf_labs.command_table import COMMANDS
from tf_labs.errors import InterruptedByUser
from tf_labs.errors import LabError
from tf_labs.errors import of_system
from tf_labs.errors import StoppedError
from tf_labs.errors import unforeseen
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.errors import WorkerLostError
from tf_labs.training import signals


def main(argv: list[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    _open_closed_streams()
    signals.answer()
    console.begin()
    status = _flushed(_status(sys.argv[1:] if argv is None else argv))
    if status == WorkerLostError.exit_status:
        os._exit(status)  # TensorFlow's runtime may wait for the worker that is gone
    return status


def _status(argv: list[str]) -> int:
    """Does a command; every way in which it can end is one line and a status."""
    try:
        _dispatch(argv)
    except InterruptedByUser as stop:
        _tell(f'tf-labs: {stop}')
        return stop.exit_status
    except KeyboardInterrupt:  # of code of a user's own: a signal is answered in other words
        _tell('tf-labs: interrupted')
        return 128 + signal.SIGINT
    except LabError as error:
        label = 'tf-labs' if isinstance(error, StoppedError) else 'tf-labs: error'
        _tell(f'{label}: {error}')
        return error.exit_status
    except BrokenPipeError:  # the reader of our output has gone: nothing is left to tell
        return 1
    except OSError as error:  # a full or failing disk where nothing can go on without it
        _tell(f'tf-labs: error: {of_system(error)}')
        return UserError.exit_status if error.errno == errno.ENAMETOOLONG else 1
    except Exception as error:  # nobody foresaw it
        if os.environ.get('TF_LABS_TRACEBACK'):
            raise
        _tell(f'tf-labs: error: {unforeseen(error)}')
        return 1
    finally:
        signals.done()
    return 0


def _tell(line: str) -> None:
    try:
        print(line, file=sys.stderr, flush=True)
    except OSError:  # nobody reads it, and the status says the same
        pass


def _open_closed_streams() -> None:
    """Puts the null device in place of a standard stream that is closed.

    Otherwise the next file that is opened, a checkpoint, say, gets its number, and what libraries
    write to standard error lands in it.
    """
    for number, name, mode in ((0, 'stdin', 'r'), (1, 'stdout', 'w'), (2, 'stderr', 'w')):
        if getattr(sys, name) is not None:
            continue
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
        setattr(sys, name, open(os.devnull, mode, encoding='utf-8'))


def _flushed(status: int) -> int:
    """Writes out what is left; what cannot be written is no traceback at the interpreter's end."""
    try:
        sys.stdout.flush()
    except OSError as error:
        if not status and not isinstance(error, BrokenPipeError):
            _tell(f'tf-labs: error: standard output: {error.strerror}')
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return status or 1
    return status


def _dispatch(words: list[str]) -> None:
    if not words or words[0] in ('-h', '--help', '-help', 'help'):
        print(_overview())
        return
    if words[0] in ('--version', '-version', '-V', 'version'):
        print(f'tf-labs {tf_labs.__version__}')
        return
    name, rest = words[0], words[1:]
    if name not in COMMANDS:
        raise unknown_name('command', name, [*COMMANDS, 'version'])
    command = COMMANDS[name]
    if any(word in ('-h', '--help', '-help') for word in rest):
        print(arguments.help_text(name, command))
        return
    values = arguments.read(name, command, rest)
    if command.takes_command_line:
        values['command_line'] = main
    from tf_labs.training.own_code import Permission  # what only says how it is used does without
    from tf_labs.training.own_code import permitted
    with permitted(Permission(trust=values.pop('trust', False))):
        command.call(**values)


def _overview() -> str:
    lines = ['Labs on the fundamentals of neural networks.', '',
             'usage: tf-labs COMMAND [--FLAG=VALUE ...]', '']
    lines += [_summary(name, command) for name, command in COMMANDS.items()]
    return '\n'.join([*lines, f'  {"version":10} the version of tf_labs', '',
                      'tf-labs COMMAND --help lists the flags of a command.'])


def _summary(name: str, command: Command) -> str:
    return f'  {name:10} {command.summary}'
