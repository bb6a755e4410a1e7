"""Workers come together, or end with one line, before TensorFlow is asked."""

from concurrent.futures import ThreadPoolExecutor
import contextlib
import socket
import time

import pytest

from tf_labs.errors import UserError
from tf_labs.errors import WorkerLostError
from tf_labs.workers import door
from tf_labs.workers import line
from tf_labs.workers import messages
from tf_labs.workers import rendezvous
from tf_labs.workers.cluster import Cluster

CARD = {'version of tf_labs': '1', 'config.train.epochs': '3'}


def addresses(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(('127.0.0.1', 0))
        return tuple(f'127.0.0.1:{one.getsockname()[1]}' for one in sockets)


def outcome(cluster, card, wait, then=None):
    try:
        peers = rendezvous.join(cluster, card, wait)
        if then is not None:
            peers.agree(then)
        return peers
    except (UserError, WorkerLostError) as error:
        return error


def joined(*cards, wait=20, then=None):
    """Returns what became of each worker; of one without a card nothing comes."""
    places = addresses(len(cards))
    with ThreadPoolExecutor(len(cards)) as pool:
        asked = [pool.submit(outcome, Cluster(places, index), card, wait, then and then[index])
                 for index, card in enumerate(cards) if card is not None]
        return [one.result() for one in asked]


def test_those_of_one_run_begin_together_and_know_who_is_gone():
    first, second, third = joined(CARD, CARD, CARD, then=[{'data': 'x'}] * 3)
    assert first.gone() == second.gone() == []
    second._lines[0].close()
    time.sleep(0.3)
    assert first.gone() == ['worker 1'] and third.gone() == []


@pytest.mark.parametrize('other, name, values', [
    ({'config.train.epochs': '4'}, 'config.train.epochs', 'expected 3; received 4'),
    ({'version of tf_labs': '2'}, 'version of tf_labs', 'expected 1; received 2'),
])
def test_another_run_is_refused_by_name_on_all(other, name, values):
    lines = {str(error) for error in joined(CARD, CARD, CARD | other)}
    assert lines == {f'worker 2 is not of the run of worker 0: it has another {name}; {values}'}


def test_other_data_is_refused_on_all():
    errors = joined(CARD, CARD, then=[{'data': 'x'}, {'data': 'y'}])
    assert [str(error) for error in errors] == 2 * [
        'worker 1 is not of the run of worker 0: it has another data; expected x; received y']


def test_who_does_not_come_is_told_then_ends_all(monkeypatch, capsys):
    monkeypatch.setattr(rendezvous, 'TOLD_SECONDS', 0.3)
    monkeypatch.setattr(line, '_PULSE_SECONDS', 0.05)
    first, second = joined(CARD, CARD, None, wait=1)
    assert isinstance(first, WorkerLostError) and str(first) == str(second)
    assert 'worker 2 (127.0.0.1:' in str(first) and 'in 1 s' in str(first)
    assert 'waiting for up to 1 s' in capsys.readouterr().err


def test_a_first_worker_that_does_not_answer():
    error, = joined(None, CARD, wait=1)
    assert isinstance(error, WorkerLostError)
    assert 'worker 0 (127.0.0.1:' in str(error) and 'does not answer in 1 s' in str(error)


def test_whoever_else_calls_is_no_worker():
    places = addresses(2)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(outcome, Cluster(places, 0), CARD, 20)
        time.sleep(0.3)
        for said in (b'GET / HTTP/1.0\n', b'{"worker": 7}\n', b'{"worker": true}\n', b'[]\n',
                     b'[' * 100_000 + b'\n'):
            with socket.create_connection(('127.0.0.1', Cluster(places, 0).port)) as caller:
                caller.sendall(said)
        second = pool.submit(outcome, Cluster(places, 1), CARD, 20)
        assert isinstance(first.result(), rendezvous.Peers)
        assert isinstance(second.result(), rendezvous.Peers)


def call(port, said=b'{'):
    caller = socket.create_connection(('127.0.0.1', port))
    caller.sendall(said)
    return caller


def between_callers(monkeypatch, seconds):
    """Returns what became of two workers, and how long it took, while many others say nothing."""
    monkeypatch.setattr(door, 'ANSWER_SECONDS', seconds)
    places = addresses(2)
    with ThreadPoolExecutor(2) as pool, contextlib.ExitStack() as stack:
        first = pool.submit(outcome, Cluster(places, 0), CARD, 20)
        time.sleep(0.3)
        callers = [stack.enter_context(call(Cluster(places, 0).port)) for _ in range(30)]
        began = time.monotonic()
        second = pool.submit(outcome, Cluster(places, 1), CARD, 20)
        found = [first.result(), second.result()]
        took = time.monotonic() - began
        ended = [one for one in callers if messages.has_ended(one)]
    return found, took, len(ended)


def test_who_says_nothing_holds_nobody_up(monkeypatch):
    found, took, ended = between_callers(monkeypatch, 5)
    assert all(isinstance(one, rendezvous.Peers) for one in found) and took < 3
    assert ended == 30  # once all are there the door is closed


def test_without_listening_to_all_at_once_they_would(monkeypatch):
    """The twin of the test above: one after the other, each for as long as it says nothing."""
    heard = door.Door.heard

    def one_after_the_other(self, seconds):
        time.sleep(0.02 * len(self._callers))
        yield from heard(self, seconds)

    monkeypatch.setattr(door.Door, 'heard', one_after_the_other)
    assert between_callers(monkeypatch, 5)[1] > 3


def test_who_speaks_for_too_long_is_let_go(monkeypatch):
    monkeypatch.setattr(door, 'ANSWER_SECONDS', 0.3)
    place = addresses(1)
    with door.Door(Cluster((*place, '127.0.0.1:1'), 0)) as open_door:
        with call(Cluster(place, 0).port) as slow, call(Cluster(place, 0).port) as long:
            long.sendall(b'x' * (messages.LARGEST + 2))
            until = time.monotonic() + 3
            while not (messages.has_ended(slow) and messages.has_ended(long)):
                assert time.monotonic() < until
                assert list(open_door.heard(0.05)) == []
                with contextlib.suppress(OSError):
                    slow.sendall(b' ')  # a byte now and then


def silent_first(place):
    """A worker 0 that is stopped once it has let the other one in."""
    host, port = place.split(':')
    with socket.create_server((host, int(port))) as server:
        connection = server.accept()[0]
        messages.receive(connection)
        messages.send(connection, {'welcome': True})
        return connection


def silent_second(places, card):
    """A worker 1 that is stopped once all may begin."""
    time.sleep(0.3)
    connection = call(Cluster(places, 0).port, b'')
    messages.send(connection, {'worker': 1, 'card': {**card, 'addresses': ','.join(places)}})
    while 'go' not in messages.receive(connection):
        pass
    return connection


@pytest.mark.parametrize('index', [0, 1])
def test_who_is_stopped_is_told_then_lost(index, monkeypatch, capsys):
    monkeypatch.setattr(rendezvous, 'TOLD_SECONDS', 1)
    places = addresses(2)
    with ThreadPoolExecutor(2) as pool:
        other = pool.submit(*((silent_first, places[0]) if index == 0 else
                              (silent_second, places, CARD)))
        error = outcome(Cluster(places, 1 - index), CARD, 2, {'data': 'x'})
    other.result().close()
    assert isinstance(error, WorkerLostError)
    assert f'worker {index}' in str(error) and 'has said nothing for 2 s' in str(error)
    assert 'has sent nothing for 1 s; waiting for up to 2 s' in capsys.readouterr().err


@pytest.mark.parametrize('says', [True, False])
def test_who_is_busy_says_that_it_is_there(says, monkeypatch, capsys):
    """With its twin, a worker that does not say it."""
    monkeypatch.setattr(rendezvous, 'TOLD_SECONDS', 0.6)
    monkeypatch.setattr(line, '_PULSE_SECONDS', 0.1 if says else 30)
    places = addresses(2)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(
            lambda index: rendezvous.join(Cluster(places, index), CARD, 20), range(2))
        waits = pool.submit(first.agree, {'data': 'x'})
        time.sleep(2)
        second.agree({'data': 'x'})
        waits.result()
    assert ('worker 1 has sent nothing' in capsys.readouterr().err) != says


@pytest.mark.parametrize('index', [0, 1])
def test_a_port_in_use(index):
    with socket.socket() as other:
        other.bind(('', 0))
        other.listen()
        own = f'127.0.0.1:{other.getsockname()[1]}'
        places = (own, '127.0.0.1:1') if index == 0 else ('127.0.0.1:1', own)
        error = outcome(Cluster(places, index), CARD, 1)
    assert isinstance(error, UserError)
    assert 'cannot be used (Address already in use); expected a free port' in str(error)
