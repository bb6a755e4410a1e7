"""shell: reads command lines from a terminal or a script, and does one after the other."""

import io
import signal
import sys

import tf_labs
from tf_labs.errors import InterruptedByUser
from tf_labs.errors import LabError
from tf_labs.errors import StoppedError
from tf_labs.errors import UserError
from tf_labs.shell import attention
from tf_labs.shell import words
from tf_labs.shell.forked_commands import CommandLine
from tf_labs.shell.forked_commands import ForkedCommands
from tf_labs.shell.forked_commands import tell_error
from tf_labs.shell.prompt import Prompt

_ENDS = ('exit', 'quit')


class FailedLineError(LabError):
    """A line of a script that did not end well; its exit status is that of the script."""

    def __init__(self, line: str, exit_status: int):
        super().__init__(line)
        self.exit_status = exit_status


def run(keep_going: bool, command_line: CommandLine) -> None:
    """Does the commands of standard input: of a terminal with a prompt.

    Args:
      keep_going: a script goes on after a line that failed.
      command_line: the program as a function of its words.
    """
    is_script = not sys.stdin.isatty()
    if keep_going and not is_script:
        raise UserError('--keep-going is for scripts', expected='tf-labs shell < FILE',
                        received='a terminal')
    commands = ForkedCommands(command_line)
    attention.begin()
    try:
        if is_script:
            _script(commands, keep_going)
        else:
            _prompted(commands)
    finally:
        commands.close()


def _script(commands: ForkedCommands, keep_going: bool) -> None:
    if isinstance(sys.stdin, io.TextIOWrapper):  # as the words of a command line are read
        sys.stdin.reconfigure(errors='surrogateescape')
    failures: list[FailedLineError] = []
    for number, line in enumerate(sys.stdin, 1):
        status = _status(commands, line.strip())
        if status is None:
            break
        if commands.received is not None:
            raise StoppedError(commands.received, f'at line {number} of the script')
        if status:
            failures.append(FailedLineError(
                f'line {number} ended with status {status}: {line.strip()}', status))
            if not keep_going:
                raise failures[0]
            tell_error(failures[-1])
    if failures:
        lines = f'{len(failures)} lines' if len(failures) > 1 else '1 line'
        raise FailedLineError(f'{lines} did not end well', failures[0].exit_status)


def _prompted(commands: ForkedCommands) -> None:
    commands.prepare()
    print(f'tf-labs {tf_labs.__version__}: every command without tf-labs, as run digits; Tab '
          'completes; help; exit')
    prompt = Prompt()
    status: int | None = 0
    while status is not None:
        try:
            line = prompt.line(f'tf-labs ({status})> ' if status else 'tf-labs> ')
            status = None if line is None else _status(commands, line)
        except InterruptedByUser as stop:
            status = stop.exit_status
            if status != 128 + signal.SIGINT:
                raise
            print()  # Ctrl-C leaves the line, or what was waited for
        if commands.received == signal.SIGTERM:
            raise StoppedError(signal.SIGTERM, 'the shell ends')


def _status(commands: ForkedCommands, line: str) -> int | None:
    """Does a line; returns its exit status, of an empty one 0, None of one that ends the shell."""
    try:
        asked = words.split(line)
        if not asked:
            return 0
        if asked[0] in _ENDS:
            if asked[1:]:
                raise UserError(f'extra word after {asked[0]}', expected='none', received=asked[1])
            return None
        if asked[0] == 'help' and asked[1:]:
            asked = [asked[1], '--help']
        return commands.run(asked)
    except LabError as error:
        return tell_error(error)
