"""Workers come together, or end with one line, before TensorFlow is asked."""

from concurrent.futures import ThreadPoolExecutor
import contextlib
import socket
import time

import pytest

from tf_labs.errors import UserError
from tf_labs.errors import WorkerLostError
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
    next(iter(second._connections.values())).close()
    time.sleep(0.1)
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
    first, second = joined(CARD, CARD, None, wait=1)
    assert isinstance(first, WorkerLostError) and str(first) == str(second)
    assert 'worker 2 (127.0.0.1:' in str(first) and 'in 1 s' in str(first)
    assert 'waited for up to 1 s' in capsys.readouterr().err


def test_a_first_worker_that_does_not_answer():
    error, = joined(None, CARD, wait=1)
    assert isinstance(error, WorkerLostError)
    assert 'worker 0 (127.0.0.1:' in str(error) and 'does not answer in 1 s' in str(error)


def test_whoever_else_calls_is_no_worker():
    places = addresses(2)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(outcome, Cluster(places, 0), CARD, 20)
        time.sleep(0.3)
        for said in (b'GET / HTTP/1.0\n', b'{"worker": 7}\n', b'[]\n', b'[' * 100_000 + b'\n'):
            with socket.create_connection(('127.0.0.1', Cluster(places, 0).port)) as caller:
                caller.sendall(said)
        second = pool.submit(outcome, Cluster(places, 1), CARD, 20)
        assert isinstance(first.result(), rendezvous.Peers)
        assert isinstance(second.result(), rendezvous.Peers)


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
