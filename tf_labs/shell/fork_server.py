"""A process that has imported much and computed nothing: whatever it is asked for, its fork does.

A fork begins with all that was imported, and is a process of its own for the rest: it can be
killed, and nothing of what it computes is left for the next one. It is safe as the server has no
threads: the runtime of TensorFlow, which has many, is started in the forks alone.

Both ends send each other objects: the word to prepare, and how that went; a request, the number of
its process, and how that ended as os.waitpid has it.
"""

from collections.abc import Callable
import contextlib
from multiprocessing import connection
from multiprocessing import Pipe
import os
import select
import signal
from typing import Any

from tf_labs import forks

Wire = connection.Connection


class ServerEndedError(Exception):
    """The server is no longer there; holds how it ended."""


class ForkServer:
    """The client's end.

    Its process is in the process group of the client, so a terminal stops and continues all of
    them; signals that end a process only reach the forks.

    Attributes:
      process: the server's number.
    """

    def __init__(self, prepare: Callable[[], Any], do: Callable[[Any], int]):
        """Forks the server off; the caller's process has no threads that matter to it.

        Args:
          prepare: done in the server before its first fork.
          do: done in a fork of it with what was asked for; returns its exit status.
        """
        self._wire, other = Pipe()
        self.process = forks.fork(lambda: self._serve(other, prepare, do))
        other.close()

    def _serve(self, wire: Wire, prepare: Callable[[], Any], do: Callable[[Any], int]) -> int:
        self._wire.close()  # whose end tells of the client's
        signal.pthread_sigmask(signal.SIG_BLOCK, forks.ENDING)
        with contextlib.suppress(EOFError, OSError):  # the client has ended
            wire.recv()
            wire.send(prepare())
            _Loop(wire, do).run()
        return 0

    def prepare(self) -> None:
        """Has it prepare; does not wait for it."""
        self._send(None)

    def prepared(self) -> Any:
        """Waits until it has; returns what that function did."""
        return self._received(None)

    def begin(self, request: Any) -> int:
        """Returns the number of the process that does what is asked for."""
        self._send(request)
        child: int = self._received(None)
        return child

    def outcome(self, timeout: float | None = None) -> int:
        """Waits for its end; returns its exit status, less than 0: minus the signal that killed it.

        Raises:
          TimeoutError: it goes on.
          ServerEndedError: only once it has ended too, as it holds the server's end of the wire.
        """
        return os.waitstatus_to_exitcode(self._received(timeout))

    def close(self) -> None:
        """Ends it, wherever it stands."""
        self._wire.close()
        if self.process:
            os.kill(self.process, signal.SIGKILL)
            os.waitpid(self.process, 0)
            self.process = 0

    def leave(self) -> None:
        """Has nothing more to do with it, in a fork of the client."""
        self._wire.close()

    def _send(self, message: Any) -> None:
        try:
            self._wire.send(message)
        except OSError as error:
            raise self._ended() from error

    def _received(self, timeout: float | None) -> Any:
        try:
            if not self._wire.poll(timeout):  # interrupted by an exception, it has read nothing
                raise TimeoutError
            return self._wire.recv()
        except (EOFError, ConnectionError) as error:
            raise self._ended() from error

    def _ended(self) -> ServerEndedError:
        status = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        self.process = 0
        return ServerEndedError(f'was killed by {signal.Signals(-status).name}' if status < 0
                                else f'ended with status {status}')


class _Loop:
    """The server's end, once it is prepared."""

    def __init__(self, wire: Wire, do: Callable[[Any], int]):
        self._wire = wire
        self._do = do
        self._woken, told = os.pipe()
        os.set_blocking(told, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)

    def run(self) -> None:
        """Does what is asked for, one after the other, until the client has ended."""
        while True:
            request = self._wire.recv()
            child = forks.fork(lambda: self._do(request))
            self._wire.send(child)
            self._wire.send(self._outcome(child))

    def _outcome(self, child: int) -> int:
        while True:
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                return status
            wire = self._wire.fileno()
            readable, _, _ = select.select([wire, self._woken], [], [])
            if wire in readable:  # nothing is asked for meanwhile: the client has ended
                os.kill(child, signal.SIGTERM)
                os.waitpid(child, 0)
                raise EOFError
            os.read(self._woken, 64)
