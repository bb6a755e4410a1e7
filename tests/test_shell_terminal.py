"""`tf-labs shell` at a terminal: the prompt, its keys and its signals."""

from concurrent.futures import ThreadPoolExecutor
import os
import pty
import re
import select
import shlex
import signal
import time

import pytest

from tests.conftest import cli
from tests.conftest import result

pytestmark = pytest.mark.usefixtures('undrawn')

# Three eager steps an epoch.
SMALL = ('run', 'digits', '--config.data.train_examples=96', '--config.model.hidden_sizes=8',
         '--config.train.steps_per_call=2', '--config.train.execution=eager',
         '--config.train.diagnostics=False')


class Terminal:
    """A shell at a terminal."""

    def __init__(self, pool, place, *flags):
        self._keyboard, self._screen = pty.openpty()
        self._unread = ''
        self._done = pool.submit(
            cli, 'shell', *flags, terminal=os.ttyname(self._screen), cwd=place,
            env={'XDG_STATE_HOME': str(place / 'state'), 'TERM': 'dumb'})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self._keyboard)  # hangs up
        self._done.result()
        os.close(self._screen)

    def type(self, text: str) -> None:
        os.write(self._keyboard, text.encode())

    def until(self, what: str) -> str:
        """Returns what is shown up to a text, with it."""
        limit = time.monotonic() + 60
        while what not in self._unread:
            waiting = max(limit - time.monotonic(), 0)
            assert select.select([self._keyboard], [], [], waiting)[0], self._unread
            self._unread += os.read(self._keyboard, 65536).decode()
        shown, found, self._unread = self._unread.partition(what)
        return shown + found

    def process(self) -> int:
        """Returns the number of the shell, which leads the terminal's group."""
        return os.tcgetpgrp(self._keyboard)

    def status(self) -> int:
        return self._done.result(timeout=60).returncode

    def leave(self) -> int:
        """Types Ctrl-D; again if it came before the prompt read keys, when a terminal eats it."""
        for _ in range(60):
            self.type('\x04')
            try:
                return self._done.result(timeout=1).returncode
            except TimeoutError:
                pass
        raise TimeoutError


@pytest.fixture
def terminal(tmp_path):
    with ThreadPoolExecutor(1) as pool:
        yield lambda *flags: Terminal(pool, tmp_path, *flags)


def test_a_prompt(terminal, tmp_path):
    with terminal() as shell:
        shell.until('exit\r\n')
        shell.until('tf-labs> ')
        shell.type('vers\t\n')
        assert 'tf-labs 0.' in shell.until('tf-labs> ')
        shell.type('nonsense')
        shell.until('nonsense')
        time.sleep(0.1)  # until readline waits again
        shell.type('\x03')  # what is typed is let go of
        shell.until('tf-labs (130)> ')
        shell.type('confi\n')
        assert '(did you mean config?)' in shell.until('tf-labs (2)> ')
        shell.type('new mine\n\n')
        shell.until('tf-labs> ')
        assert shell.leave() == 0
    history = tmp_path / 'state' / 'tf_labs' / 'shell_history'
    assert history.read_text().splitlines()[-3:] == ['version ', 'confi', 'new mine']
    assert history.stat().st_mode & 0o77 == 0


@pytest.mark.slow
def test_a_signal_stops_a_run_and_not_the_shell(terminal, tmp_path):
    endless = (*SMALL, '--config.train.epochs=100000', '--workdir=run')
    with terminal() as shell:
        shell.until('> ')
        shell.type(shlex.join(endless) + '\n')
        shell.until('epoch 1/')
        shell.type('\x03')
        said = shell.until('tf-labs (130)> ')
        step = int(re.search(r'stopped by SIGINT: saved at step (\d+)', said)[1])
        shell.type(shlex.join(endless) + '\n')
        assert f'steps {step + 1} to 300000' in shell.until('epoch ')
        os.kill(shell.process(), signal.SIGTERM)  # it alone: what it does is told to end too
        said = shell.until('stopped by SIGTERM: the shell ends\r\n')
        assert shell.status() == 128 + signal.SIGTERM
    step = int(re.search(r'stopped by SIGTERM: saved at step (\d+)', said)[1])
    ended = (*SMALL, f'--config.train.epochs={step // 3 + 1}')
    for workdir in ('run', 'straight'):
        assert cli(*ended, f'--workdir={workdir}', cwd=tmp_path).returncode == 0
    assert result(tmp_path / 'run')['digest'] == result(tmp_path / 'straight')['digest']


def test_keep_going_is_for_scripts(terminal):
    with terminal('--keep-going') as shell:
        assert 'expected tf-labs shell < FILE; received a terminal' in shell.until('terminal\r\n')
        assert shell.status() == 2
