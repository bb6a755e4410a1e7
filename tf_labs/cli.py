"""The command line: commands, flags, exit statuses. Imports no TensorFlow.

Exit status: 0 done, 2 the user's mistake, 3 data not available, 130 / 143 stopped by SIGINT /
SIGTERM, 1 anything else.
"""

import difflib
import os
import signal
import sys

from absl import flags

from tf_labs import runtime
from tf_labs.command_table import Command
from tf_labs.command_table import COMMANDS
from tf_labs.errors import LabError
from tf_labs.errors import StoppedError
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError

UNHEARD_SECONDS = 2.0  # after which a signal that changed nothing ends the command


def main(argv: list[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    try:
        _dispatch(sys.argv[1:] if argv is None else argv)
    except _Interrupted as stop:
        signal.setitimer(signal.ITIMER_REAL, 0)
        print(f'tf-labs: {stop}', file=sys.stderr, flush=True)
        return stop.exit_status
    except LabError as error:
        label = 'tf-labs' if isinstance(error, StoppedError) else 'tf-labs: error'
        print(f'{label}: {error}', file=sys.stderr, flush=True)
        return error.exit_status
    except BrokenPipeError:  # the reader of our output has gone: nothing is left to tell
        sys.stderr.close()
        return 1
    except OSError as error:  # a full or failing disk where nothing can go on without it
        print(f'tf-labs: error: {error}', file=sys.stderr, flush=True)
        return 1
    return 0


class _Interrupted(BaseException):
    """Ends what has nothing to save. No Exception, which libraries catch around their imports."""

    def __init__(self, signum: int):
        super().__init__(f'stopped by {signal.Signals(signum).name}: nothing to save')
        self.exit_status = 128 + signum


def _stop(signum, frame) -> None:
    """The handler until training puts its own in place of this one.

    While TensorFlow is imported an exception may crash its C++ side, so the process just ends.
    Later one that is raised in a callback of a library is printed or dropped, and the command
    would go on: an alarm ends it then.
    """
    if not runtime.is_imported():
        _end(signum)
    signal.signal(signal.SIGALRM, lambda *_: _end(signum))
    signal.setitimer(signal.ITIMER_REAL, UNHEARD_SECONDS)
    raise _Interrupted(signum)


def _end(signum: int) -> None:
    """Ends the process at once."""
    os.write(runtime.stderr(), f'tf-labs: {_Interrupted(signum)}\n'.encode())
    os._exit(128 + signum)


def _dispatch(arguments: list[str]) -> None:
    if not arguments or arguments[0] in ('-h', '--help', 'help'):
        print(_overview())
        return
    name, rest = arguments[0], arguments[1:]
    if name not in COMMANDS:
        raise unknown_name('command', name, COMMANDS)
    command = COMMANDS[name]
    values = flags.FlagValues()
    command.define_flags(values)
    if any(argument in ('-h', '--help', '-help') for argument in rest):
        print(_help(name, command, values))
        return
    leftover = _parse(values, rest)
    settings = {flag.replace('-', '_'): values[flag].value for flag in values}
    if command.takes_overrides:
        overrides, leftover = _split_overrides(leftover)
        settings['overrides'] = overrides
    _reject(leftover, name, values)
    command.function(**settings)


def _parse(values: flags.FlagValues, arguments: list[str]) -> list[str]:
    """Sets the flags that the command knows; returns all other arguments in their order."""
    values.set_gnu_getopt(True)
    try:
        return values(['tf-labs', *arguments], known_only=True)[1:]
    except flags.IllegalFlagValueError as error:
        flag, _, reason = str(error).partition(': ')
        raise UserError(f'{flag} cannot be used', expected='a value of the flag\'s type',
                        received=reason) from error
    except flags.Error as error:
        raise UserError('the flags cannot be read', expected='--FLAG=VALUE',
                        received=str(error)) from error


def _split_overrides(arguments: list[str]) -> tuple[list[str], list[str]]:
    """Separates `--config.a=1`, and `--config.a 1`, from what is not an override."""
    overrides: list[str] = []
    others: list[str] = []
    follows = False
    for argument in arguments:
        if argument.startswith(('--config.', '-config.', '--noconfig.', '-noconfig.')):
            overrides.append(argument)
            follows = '=' not in argument
        else:
            (overrides if follows and not argument.startswith('-') else others).append(argument)
            follows = False
    return overrides, others


def _reject(arguments: list[str], name: str, values: flags.FlagValues) -> None:
    """Raises for what is neither a flag of the command nor an override."""
    for argument in arguments:
        if argument.startswith('-') and len(argument) > 1:
            flag = argument.lstrip('-').split('=')[0]
            close = difflib.get_close_matches(flag, list(values), n=1)
            hint = f' (did you mean --{close[0]}?)' if close else ''
            known = ', '.join(f'--{known}' for known in sorted(values))
            raise UserError(f'unknown flag of {name}{hint}', expected=f'one of {known}',
                            received=argument)
        raise UserError(f'extra word after {name}', expected='flags only', received=argument)


def _overview() -> str:
    lines = ['Labs on the fundamentals of neural networks.', '',
             'usage: tf-labs COMMAND [--FLAG=VALUE ...]', '']
    lines += [f'  {name:10} {command.summary}' for name, command in COMMANDS.items()]
    return '\n'.join([*lines, '', 'tf-labs COMMAND --help tells the flags of a command.'])


def _help(name: str, command: Command, values: flags.FlagValues) -> str:
    lines = [f'tf-labs {name}: {command.summary}', '', f'  {command.example}', '']
    for flag in sorted(values):
        default = values[flag].default
        shown = '' if default in (None, []) else f' (default: {default})'
        lines.append(f'  --{flag:8} {values[flag].help}{shown}')
    if command.takes_overrides:
        lines.append('  --config.FIELD=VALUE  overrides a field, as --config.train.epochs=3; '
                     'all fields: tf_labs/configuration.py')
    return '\n'.join(lines)
