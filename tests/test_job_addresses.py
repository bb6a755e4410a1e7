"""Schedulers at an address: other versions, nobody, somebody else."""

import os
import time

import psutil
import pytest

from tests.asked import ask
from tests.conftest import python
import tf_labs
from tf_labs import runtime
from tf_labs.errors import UserError
from tf_labs.jobs import schedulers
from tf_labs.jobs import settings

pytestmark = pytest.mark.usefixtures('undrawn')


def test_another_version_is_one_line():
    def versions(**changed):
        return {'client': {'packages': {'dask': '2026.8', 'distributed': '2026.8'}},
                'scheduler': {'packages': {'dask': '2026.8', 'distributed': '2026.8', **changed}}}

    schedulers.check_versions(versions(), 'tcp://head:1')
    with pytest.raises(UserError, match='another version of distributed; expected 2026.8; rec'):
        schedulers.check_versions(versions(distributed='2024.1'), 'tcp://head:1')


def test_nobody_on_another_machine_reaches_the_jobs_of_this_one():
    before = _listening()
    with schedulers.client(2, 2) as first, schedulers.client(2, 2):
        assert first.submit(abs, -3).result() == 3
        opened = _listening() - before
    assert opened and {address for address, _ in opened} == {'127.0.0.1'}


def _listening():
    return {tuple(one.laddr) for one in psutil.Process().net_connections('inet')
            if one.status == psutil.CONN_LISTEN}


def test_an_address_that_does_not_answer(tmp_path):
    began = time.monotonic()
    done = ask('run', 'digits', '--seeds=2', '--jobs=tcp://127.0.0.1:9', '--workdir=new',
               cwd=tmp_path)
    assert done.returncode == 2 and time.monotonic() - began < 10 * _slowness()
    assert done.stderr.count('\n') == 1 and 'no dask scheduler answers' in done.stderr
    assert not (tmp_path / 'new' / 'config.json').exists()


@pytest.mark.parametrize('host, why', [
    ('127.0.0.1', 'Connection refused'), ('[::1]', ''), ('no.such.host.invalid', ''),
    ('a' * 70, '')])
def test_nobody_at_an_address_is_seen_before_anything_is_loaded(tmp_path, monkeypatch, host, why):
    monkeypatch.setattr(settings, '_CONNECT_SECONDS', 0.5)
    monkeypatch.setattr(runtime, 'import_tensorflow', lambda: pytest.fail('it was loaded'))
    with pytest.raises(UserError, match=f'no dask scheduler answers.*{why}'):
        tf_labs.run('digits', tmp_path / 'new', seeds=2, jobs=f'tcp://{host}:9')


SOMEBODY_ELSE = """
import socket, sys, threading
from tf_labs.errors import UserError
from tf_labs.jobs import schedulers

door = socket.create_server(('127.0.0.1', 0))

def answer():
    while True:
        door.accept()[0].sendall(b'HTTP/1.1 400 Bad Request\\r\\n\\r\\n')

threading.Thread(target=answer, daemon=True).start()
schedulers._CONNECT_SECONDS = 1
try:
    with schedulers.quiet():
        schedulers._connected(f'tcp://127.0.0.1:{door.getsockname()[1]}')
except UserError as error:
    print(error, file=sys.stderr)
"""


def test_somebody_else_at_an_address_is_one_line():
    done = python('-c', SOMEBODY_ELSE)
    assert done.stderr.count('\n') == 1 and 'no dask scheduler answers' in done.stderr


def _slowness() -> float:
    """How much longer everything takes than on a machine of its own."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
