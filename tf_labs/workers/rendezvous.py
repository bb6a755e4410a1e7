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
from tf_labs.workers.line import Line
from tf_labs.workers.line import TOLD_SECONDS

WAIT_SECONDS = 300  # for workers that Slurm, Kubernetes or a person starts one after the other
_PAUSE_SECONDS = 0.2
_NAMED = 3  # differences that are told

Card = Mapping[str, str]  # what has to be the same on all workers, by its name


class Peers:
    """The lines of one worker: of worker 0 to all others, of these to worker 0."""

    def __init__(self, lines: Mapping[int, Line], wait: int):
        """Keeps them.

        Args:
          lines: by the worker at the other end.
          wait: seconds of silence after which a worker is lost.
        """
        self._lines = lines
        self._wait = wait

    def agree(self, card: Card) -> None:
        """Returns once all workers have asked this with the same card.

        Raises:
          UserError: they have not; all workers raise the same.
          WorkerLostError: one of them is gone, or says nothing.
        """
        if 0 not in self._lines:
            cards = {index: self._of(index) for index in sorted(self._lines)}
            verdict = _verdict(card, cards)
            for line in self._lines.values():
                line.send(verdict)
        else:
            self._lines[0].send({'card': dict(card)})
            verdict = self._of(0)
        _obey(verdict)

    def gone(self) -> list[str]:
        """Returns those whose connections have ended, in words."""
        return [f'worker {index}' for index, line in self._lines.items() if line.is_over]

    @contextlib.contextmanager
    def watched(self, tell: Callable[[str], None]) -> Iterator[None]:
        """Tells, from another thread, if one is lost while the body waits where nothing else can.

        Args:
          tell: gets the line; it may end the process.
        """
        is_over = threading.Event()
        silences = {index: _Silence(f'worker {index}', self._wait) for index in self._lines}

        def watch() -> None:
            while not is_over.wait(0.5):
                try:
                    if names := self.gone():
                        raise WorkerLostError(_is_gone(', '.join(names)))
                    for index, line in self._lines.items():
                        silences[index].check(line.silence)
                except WorkerLostError as error:
                    tell(str(error))
                    return

        threading.Thread(target=watch, daemon=True).start()
        try:
            yield
        finally:
            is_over.set()

    def _of(self, index: int) -> Any:
        who = f'worker {index}'
        try:
            return self._lines[index].receive(_Silence(who, self._wait).check)
        except ValueError as error:
            raise WorkerLostError(_is_gone(who)) from error


class _Silence:
    """Says once that a worker says nothing, and when it is enough."""

    def __init__(self, who: str, wait: int):
        self._who = who
        self._wait = wait
        self._is_told = False

    def check(self, seconds: float) -> None:
        """Raises `WorkerLostError` after too many seconds of it."""
        if seconds >= max(self._wait, TOLD_SECONDS):
            raise WorkerLostError(f'{self._who} has said nothing for {self._wait} s, before the '
                                  'first step; start all workers again')
        if seconds >= TOLD_SECONDS and not self._is_told:
            self._is_told = True
            warn(f'{self._who} has sent nothing for {TOLD_SECONDS} s; waiting for up to '
                 f'{self._wait} s (--wait)')


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
            lines, cards = _gathered(door, cluster, wait)
    if not cluster.is_first:  # its port was free: TensorFlow takes it
        return Peers({0: _called(cluster, card, wait)}, wait)
    verdict = _verdict(card, cards)
    for line in lines.values():
        line.send(verdict)
    _obey(verdict)
    return Peers(lines, wait)


def _gathered(door: Door, cluster: Cluster,
              wait: int) -> tuple[dict[int, Line], dict[int, Any]]:
    """Returns the lines to all other workers, and what they have said."""
    lines: dict[int, Line] = {}
    cards: dict[int, Any] = {}
    patience = _Patience(wait)
    while len(lines) < cluster.size - 1:
        for index in [index for index, line in lines.items() if line.is_over]:
            del lines[index]  # it may be started again, and call again
        missing = [index for index in range(1, cluster.size) if index not in lines]
        told = f'{", ".join(map(cluster.named, missing[:_NAMED]))} has not called worker 0'
        if patience.is_over(told):
            for line in lines.values():
                line.send({'lost': patience.told})
            raise WorkerLostError(patience.told)
        for connection, said in door.heard(_PAUSE_SECONDS):
            _admit(connection, said, cluster, lines, cards)
    return lines, cards


def _admit(connection: socket.socket, said: Any, cluster: Cluster, lines: dict[int, Line],
           cards: dict[int, Any]) -> None:
    """Takes one in who says which worker it is; whoever else calls is told so."""
    index = said.get('worker') if isinstance(said, dict) else None
    if not isinstance(index, int) or isinstance(index, bool) or not 0 < index < cluster.size:
        _turn_away(connection, _refusal('a worker calls that is none of this run', str(index),
                                        f'1 to {cluster.size - 1}'))
    elif index in lines:
        _turn_away(connection, _refusal(f'worker {index} is there already',
                                        f'another worker {index}',
                                        'a number of its own for each worker'))
    else:
        messages.send(connection, {'welcome': True})
        lines[index], cards[index] = Line(connection), said


def _turn_away(connection: socket.socket, refusal: Mapping[str, Any]) -> None:
    messages.send(connection, refusal)
    connection.close()


def _called(cluster: Cluster, card: Card, wait: int) -> Line:
    """Returns the line to worker 0, once that has said that all may begin."""
    patience = _Patience(wait)
    while not patience.is_over(f'{cluster.named(0)} does not answer'):
        connection = socket.socket()
        try:
            connection.settimeout(ANSWER_SECONDS)
            connection.connect(place(cluster.addresses[0]))
            messages.send(connection, {'worker': cluster.index, 'card': dict(card)})
            answer = messages.receive(connection)
            if not answer.get('welcome'):
                _obey(answer)
                raise ValueError('nobody of ours')
            line = Line(connection)
            _obey(line.receive(_Silence(cluster.named(0), wait).check))
        except (OSError, ValueError, AttributeError):  # nobody there yet, or nobody of ours
            connection.close()
            time.sleep(_PAUSE_SECONDS)
            continue
        return line
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
            warn(f'{line} in {TOLD_SECONDS} s; waiting for up to {self._wait} s (--wait)')
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
