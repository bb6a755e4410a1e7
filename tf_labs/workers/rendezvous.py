"""Workers come together before TensorFlow does: worker 0 is called, compares, and says when.

TensorFlow's own runtime waits an hour for a worker without a word, and does not know what it is
about to train. So every other worker first calls worker 0 at its address and says what it is of:
versions, config, data. What is not the same everywhere ends all of them with one line. The
connections stay: who is gone closes its end.

A message is a line of JSON.
"""

from collections.abc import Callable, Iterator, Mapping
import contextlib
import json
import os
import select
import socket
import threading
import time
from typing import Any

from tf_labs.console import warn
from tf_labs.errors import UserError
from tf_labs.errors import WorkerLostError
from tf_labs.workers.cluster import Cluster
from tf_labs.workers.cluster import place

WAIT_SECONDS = 300  # for workers that Slurm, Kubernetes or a person starts one after the other
TOLD_SECONDS = 10  # after which is said who is waited for
_ANSWER_SECONDS = 5  # of a worker that is there
_LARGEST = 2**20  # bytes of a message
_NAMED = 3  # differences that are told

Card = Mapping[str, str]  # what has to be the same on all workers, by its name


class Peers:
    """The connections of one worker: of worker 0 to all others, of these to worker 0."""

    def __init__(self, cluster: Cluster, connections: Mapping[int, socket.socket]):
        self._cluster = cluster
        self._connections = connections

    def agree(self, card: Card) -> None:
        """Returns once all workers have asked this with the same card.

        Raises:
          UserError: they have not; all workers raise the same.
          WorkerLostError: one of them is gone.
        """
        if self._cluster.is_first:
            cards = {index: self._of(index) for index in sorted(self._connections)}
            verdict = _verdict(card, cards)
            for connection in self._connections.values():
                _send(connection, verdict)
        else:
            _send(self._connections[0], {'card': dict(card)})
            verdict = self._of(0)
        _obey(verdict)

    def gone(self) -> list[str]:
        """Returns those whose connections have ended, in words."""
        return [f'worker {index}' for index, connection in self._connections.items()
                if _has_ended(connection)]

    @contextlib.contextmanager
    def watched(self, tell: Callable[[str], None]) -> Iterator[None]:
        """Tells, from another thread, if one is gone while the body waits where nothing else can.

        Args:
          tell: gets the line; it may end the process.
        """
        is_over = threading.Event()

        def watch() -> None:
            while not is_over.wait(0.5):
                if names := self.gone():
                    tell(_is_gone(', '.join(names)))
                    return

        threading.Thread(target=watch, daemon=True).start()
        try:
            yield
        finally:
            is_over.set()

    def _of(self, index: int) -> Any:
        try:
            return _receive(self._connections[index])
        except (OSError, ValueError) as error:
            raise WorkerLostError(_is_gone(f'worker {index}')) from error


def _is_gone(who: str) -> str:
    return f'{who} is gone before the first step; start all workers again'


def join(cluster: Cluster, card: Card, wait: int = WAIT_SECONDS) -> Peers:
    """Returns once all workers are there and of the same run.

    Args:
      cluster: of this worker.
      card: what has to be the same on all workers.
      wait: seconds, for all of them.

    Raises:
      UserError: they are not of the same run, or a port is in use.
      WorkerLostError: one of them has not come.
    """
    card = {**card, 'addresses': ','.join(cluster.addresses)}
    with _listening(cluster) as door:
        if not cluster.is_first:
            door.close()  # it was free: TensorFlow takes it
            return Peers(cluster, {0: _called(cluster, card, wait)})
        connections, cards = _gathered(door, cluster, wait)
    verdict = _verdict(card, cards)
    for connection in connections.values():
        _send(connection, verdict)
    _obey(verdict)
    return Peers(cluster, connections)


def _listening(cluster: Cluster) -> socket.socket:
    door = socket.socket()
    # The connections keep the port when the door is closed, and TensorFlow is to listen on it.
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind(('', cluster.port))
        door.listen(cluster.size + 8)
    except OSError as error:
        door.close()
        raise UserError(
            f'port {cluster.port} of this machine cannot be used ({os.strerror(error.errno or 0)})',
            expected='a free port for each worker',
            received=cluster.named(cluster.index)) from error
    return door


def _gathered(door: socket.socket, cluster: Cluster,
              wait: int) -> tuple[dict[int, socket.socket], dict[int, Any]]:
    """Returns the connections of all other workers, and what they have said."""
    connections: dict[int, socket.socket] = {}
    cards: dict[int, Any] = {}
    patience = _Patience(wait)
    door.settimeout(0.2)
    while len(connections) < cluster.size - 1:
        for index in [index for index, one in connections.items() if _has_ended(one)]:
            del connections[index]  # it may be started again, and call again
        missing = [index for index in range(1, cluster.size) if index not in connections]
        line = f'{", ".join(map(cluster.named, missing[:_NAMED]))} has not called worker 0'
        if patience.is_over(line):
            for connection in connections.values():
                _send(connection, {'lost': patience.told})
            raise WorkerLostError(patience.told)
        with contextlib.suppress(OSError, ValueError):
            _admit(door.accept()[0], cluster, connections, cards)
    return connections, cards


def _admit(connection: socket.socket, cluster: Cluster, connections: dict[int, socket.socket],
           cards: dict[int, Any]) -> None:
    """Takes one in who says which worker it is; whoever else calls is not answered."""
    connection.settimeout(_ANSWER_SECONDS)
    said = _receive(connection)
    index = said.get('worker') if isinstance(said, dict) else None
    if not isinstance(index, int) or not 0 < index < cluster.size:
        _send(connection, _refusal('a worker calls that is none of this run', str(index),
                                   f'1 to {cluster.size - 1}'))
        connection.close()
    elif index in connections:
        _send(connection, _refusal(f'worker {index} is there already', f'another worker {index}',
                                   'a number of its own for each worker'))
        connection.close()
    else:
        _send(connection, {'welcome': True})
        connection.settimeout(None)
        connections[index], cards[index] = connection, said


def _called(cluster: Cluster, card: Card, wait: int) -> socket.socket:
    """Returns the connection to worker 0, once that has said that all may begin."""
    patience = _Patience(wait)
    line = f'{cluster.named(0)} does not answer'
    while not patience.is_over(line):
        connection = socket.socket()
        try:
            connection.settimeout(_ANSWER_SECONDS)
            connection.connect(place(cluster.addresses[0]))
            _send(connection, {'worker': cluster.index, 'card': dict(card)})
            answer = _receive(connection)
            connection.settimeout(None)
            verdict = _receive(connection) if answer.get('welcome') else answer
        except (OSError, ValueError, AttributeError):  # nobody there yet, or nobody of ours
            connection.close()
            time.sleep(0.2)
            continue
        _obey(verdict)
        return connection
    raise WorkerLostError(patience.told)


class _Patience:
    """Says once who is waited for, and when it is enough."""

    def __init__(self, wait: int):
        self._began = time.monotonic()
        self._wait = wait
        self._is_told = False
        self.told = ''

    def is_over(self, line: str) -> bool:
        """True once it is; `told` then says so."""
        waited = time.monotonic() - self._began
        if waited >= self._wait:
            self.told = f'{line} in {self._wait} s; start all workers, or a longer --wait'
            return True
        if waited >= TOLD_SECONDS and not self._is_told:
            self._is_told = True
            warn(f'{line} in {TOLD_SECONDS} s; it is waited for up to {self._wait} s (--wait)')
        return False


def _verdict(card: Card, others: Mapping[int, Any]) -> dict[str, Any]:
    """Returns what all are told: to begin, or the first worker that is not of this run."""
    for index, said in sorted(others.items()):
        other = said.get('card') if isinstance(said, dict) else None
        other = other if isinstance(other, dict) else {}
        names = [name for name in (*card, *other) if card.get(name) != other.get(name)]
        if names:
            named = list(dict.fromkeys(names))[:_NAMED]
            return _refusal(
                f'worker {index} is not of the run of worker 0: it has another '
                f'{", ".join(named)}', *(', '.join(str(one.get(name, 'none')) for name in named)
                                         for one in (other, card)))
    return {'go': True}


def _refusal(what: str, received: str, expected: str) -> dict[str, Any]:
    return {'what': what, 'expected': expected, 'received': received}


def _obey(verdict: Any) -> None:
    if not isinstance(verdict, dict) or 'lost' in verdict:
        raise WorkerLostError(str(verdict['lost'] if isinstance(verdict, dict) else verdict))
    if 'what' in verdict:
        raise UserError(verdict['what'], expected=verdict['expected'],
                        received=verdict['received'])


def _send(connection: socket.socket, message: Mapping[str, Any]) -> None:
    with contextlib.suppress(OSError):  # who is gone is found when it is listened to
        connection.sendall(json.dumps(message).encode() + b'\n')


def _receive(connection: socket.socket) -> Any:
    """Raises `OSError` or `ValueError` if there is no message."""
    content = b''
    while not content.endswith(b'\n'):
        ready = connection.recv(2**16, socket.MSG_PEEK)  # the next message may have come as well
        content += connection.recv(ready.find(b'\n') + 1 or len(ready))
        if not ready or len(content) > _LARGEST:
            raise ValueError('no message')
    try:
        return json.loads(content)
    except RecursionError as error:
        raise ValueError('it is nested too deeply') from error


def _has_ended(connection: socket.socket) -> bool:
    if not select.select([connection], [], [], 0)[0]:
        return False
    try:
        return not connection.recv(1, socket.MSG_PEEK)
    except OSError:
        return True
