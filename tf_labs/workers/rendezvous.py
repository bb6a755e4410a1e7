"""Workers come together before TensorFlow does: worker 0 is called, compares, and says when.

TensorFlow's own runtime waits an hour for a worker without a word, and does not know what it is
about to train. So every other worker first calls worker 0 at its address and says what it is of:
versions, config, data. What is not the same everywhere ends all of them with one line. The
connections stay: who is gone closes its end.
"""

from collections.abc import Callable, Iterator, Mapping
import contextlib
import socket
import threading
import time
from typing import Any

from tf_labs.console import warn
from tf_labs.errors import UserError
from tf_labs.errors import WorkerLostError
from tf_labs.workers import messages
from tf_labs.workers.cluster import Cluster
from tf_labs.workers.cluster import place
from tf_labs.workers.door import ANSWER_SECONDS
from tf_labs.workers.door import Door

WAIT_SECONDS = 300  # for workers that Slurm, Kubernetes or a person starts one after the other
TOLD_SECONDS = 10  # after which is said who is waited for
_PAUSE_SECONDS = 0.2
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
                messages.send(connection, verdict)
        else:
            messages.send(self._connections[0], {'card': dict(card)})
            verdict = self._of(0)
        _obey(verdict)

    def gone(self) -> list[str]:
        """Returns those whose connections have ended, in words."""
        return [f'worker {index}' for index, connection in self._connections.items()
                if messages.has_ended(connection)]

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
            return messages.receive(self._connections[index])
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
    with Door(cluster) as door:
        if cluster.is_first:
            connections, cards = _gathered(door, cluster, wait)
    if not cluster.is_first:  # its port was free: TensorFlow takes it
        return Peers(cluster, {0: _called(cluster, card, wait)})
    verdict = _verdict(card, cards)
    for connection in connections.values():
        messages.send(connection, verdict)
    _obey(verdict)
    return Peers(cluster, connections)


def _gathered(door: Door, cluster: Cluster,
              wait: int) -> tuple[dict[int, socket.socket], dict[int, Any]]:
    """Returns the connections of all other workers, and what they have said."""
    connections: dict[int, socket.socket] = {}
    cards: dict[int, Any] = {}
    patience = _Patience(wait)
    while len(connections) < cluster.size - 1:
        for index in [index for index, one in connections.items() if messages.has_ended(one)]:
            del connections[index]  # it may be started again, and call again
        missing = [index for index in range(1, cluster.size) if index not in connections]
        line = f'{", ".join(map(cluster.named, missing[:_NAMED]))} has not called worker 0'
        if patience.is_over(line):
            for connection in connections.values():
                messages.send(connection, {'lost': patience.told})
            raise WorkerLostError(patience.told)
        for connection, said in door.heard(_PAUSE_SECONDS):
            _admit(connection, said, cluster, connections, cards)
    return connections, cards


def _admit(connection: socket.socket, said: Any, cluster: Cluster,
           connections: dict[int, socket.socket], cards: dict[int, Any]) -> None:
    """Takes one in who says which worker it is; whoever else calls is told so."""
    index = said.get('worker') if isinstance(said, dict) else None
    if not isinstance(index, int) or isinstance(index, bool) or not 0 < index < cluster.size:
        _turn_away(connection, _refusal('a worker calls that is none of this run', str(index),
                                        f'1 to {cluster.size - 1}'))
    elif index in connections:
        _turn_away(connection, _refusal(f'worker {index} is there already',
                                        f'another worker {index}',
                                        'a number of its own for each worker'))
    else:
        messages.send(connection, {'welcome': True})
        connection.settimeout(None)
        connections[index], cards[index] = connection, said


def _turn_away(connection: socket.socket, refusal: Mapping[str, Any]) -> None:
    messages.send(connection, refusal)
    connection.close()


def _called(cluster: Cluster, card: Card, wait: int) -> socket.socket:
    """Returns the connection to worker 0, once that has said that all may begin."""
    patience = _Patience(wait)
    line = f'{cluster.named(0)} does not answer'
    while not patience.is_over(line):
        connection = socket.socket()
        try:
            connection.settimeout(ANSWER_SECONDS)
            connection.connect(place(cluster.addresses[0]))
            messages.send(connection, {'worker': cluster.index, 'card': dict(card)})
            answer = messages.receive(connection)
            connection.settimeout(None)
            verdict = messages.receive(connection) if answer.get('welcome') else answer
        except (OSError, ValueError, AttributeError):  # nobody there yet, or nobody of ours
            connection.close()
            time.sleep(_PAUSE_SECONDS)
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
