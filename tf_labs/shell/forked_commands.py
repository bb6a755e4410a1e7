"""Commands in processes of their own: of a server that has TensorFlow, or of the shell itself.

The shell imports no TensorFlow. What needs none, or cannot be forked from a process that has it, is
a fork of the shell, which is as good as a process from nothing.
"""

from collections.abc import Callable
import os
import re
import signal
import sys

from tf_labs import arguments
from tf_labs import console
from tf_labs import forks
from tf_labs import preloading
from tf_labs.command_table import COMMANDS
from tf_labs.errors import LabError
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.shell import attention
from tf_labs.shell.fork_server import ForkServer
from tf_labs.shell.fork_server import ServerEndedError

CommandLine = Callable[[list[str]], int]

_WITHOUT_TENSORFLOW = ('list', 'config', 'new', 'runs')
_OF_HELP = ('-h', '--help', '-help', 'help', '--version', '-version', '-V', 'version')
_SEVERAL_PROCESSES = re.compile(r'--?(jobs|workers?)\b')  # which start with an import of their own


class ForkedCommands:
    """Does command lines.

    Attributes:
      received: the signal that this process was sent during the last one, None if it was not.
    """

    def __init__(self, command_line: CommandLine):
        """Begins nothing yet.

        Args:
          command_line: the program as a function of its words.
        """
        self.received: int | None = None
        self._command_line = command_line
        self._server: ForkServer | None = None
        self._is_prepared = False
        self._obstacle = ''  # why TensorFlow cannot be imported ahead

    def prepare(self) -> None:
        """Begins to import TensorFlow, in the server; does not wait for it."""
        self._server = ForkServer(preloading.preload_commands, self._do)
        self._is_prepared = False
        self._server.prepare()

    def close(self) -> None:
        """Ends the server."""
        if self._server is not None:
            self._server.close()

    def run(self, words: list[str]) -> int:
        """Does a command line; returns its exit status, 128 and more where a signal has killed it.

        Raises:
          UserError: it is none.
        """
        self.received = None
        if _needs_tensorflow(words):
            if any(map(_SEVERAL_PROCESSES.match, words)) or 'TF_CONFIG' in os.environ:
                _tell('several processes: the command starts afresh')
            elif self._has_server():
                return self._by_server(words)
            else:
                _tell(f'{self._obstacle}: the command starts afresh')
        return self._afresh(words)

    def _has_server(self) -> bool:
        """Waits until it is prepared; False if it cannot be."""
        for _ in range(2):
            if self._obstacle:
                return False
            if self._server is None:
                self.prepare()
            assert self._server is not None
            if self._is_prepared:
                return True
            try:
                with console.waiting('loading TensorFlow'):
                    self._obstacle = self._server.prepared()
                self._is_prepared = True
            except ServerEndedError as error:
                self._server = None
                _tell(f'the process that loads TensorFlow {error}')
        self._obstacle = self._obstacle or 'no process with TensorFlow'
        return False

    def _by_server(self, words: list[str]) -> int:
        assert self._server is not None
        with attention.Attention() as attended:
            try:
                attended.command = self._server.begin(words)
                status = self._server.outcome()
            except ServerEndedError as error:
                self._server = None
                _tell(f'the process with TensorFlow {error}: it is started anew')
                if attended.command is not None:
                    _tell(f'{words[0]} has ended; nobody knows how')
                    status = 1
            self.received = attended.received
        return self.run(words) if attended.command is None else _told(words[0], status)

    def _afresh(self, words: list[str]) -> int:
        with attention.Attention() as attended:
            attended.command = forks.fork(lambda: self._of_the_shell(words))
            status = os.waitstatus_to_exitcode(os.waitpid(attended.command, 0)[1])
            self.received = attended.received
        return _told(words[0], status)

    def _of_the_shell(self, words: list[str]) -> int:
        if self._server is not None:
            self._server.leave()
        return self._do(words)

    def _do(self, words: list[str]) -> int:
        """What a fork does."""
        attention.listen()
        if not sys.stdin.isatty():  # what is there are the commands to come
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            sys.stdin = open(0, encoding='utf-8', closefd=False)
        return self._command_line(words)


def _needs_tensorflow(words: list[str]) -> bool:
    """Whether a command line does, which is one.

    Raises:
      UserError: it is no command line, as far as that is seen without its config.
    """
    name, *rest = words
    if name in _OF_HELP or any(word in _OF_HELP[:3] for word in rest):
        return False
    if name not in COMMANDS:
        raise unknown_name('command', name, [*COMMANDS, 'version', 'help', 'exit'])
    if name == 'shell':
        raise UserError('a shell cannot be started within a shell', expected='any other command',
                        received=name)
    arguments.read(name, COMMANDS[name], rest)
    return name not in _WITHOUT_TENSORFLOW


def _told(name: str, status: int) -> int:
    """Returns the exit status of a command; tells of a signal, which it could not do itself."""
    if status >= 0:
        return status
    if sys.stderr.isatty():  # where its bar may still stand
        print(file=sys.stderr)
    _tell(f'{name} was killed by {signal.Signals(-status).name}')
    return 128 - status


def _tell(line: str) -> None:
    print(f'tf-labs: {line}', file=sys.stderr, flush=True)


def tell_error(error: LabError) -> int:
    """Tells of a mistake that was seen before there was a process; returns its status."""
    _tell(f'error: {error}')
    return error.exit_status
