"""What is on a screen while a run goes on, and that nothing else depends on there being one."""

import os
import pty
import resource
import select
import subprocess
import sys
import termios

import pytest

from tests.conftest import cli
from tests.conftest import result
from tests.conftest import ROOT

LAB = ('run', 'digits', '--config.train.epochs=2', '--config.model.hidden_sizes=8',
       '--config.train.execution=graph', '--config.data.train_examples=320',
       '--config.train.steps_per_call=5', '--config.train.diagnostics=False')


class OnTerminal:
    """The command line with its standard error on a terminal."""

    def __init__(self, *arguments):
        self._screen, line = pty.openpty()
        termios.tcsetwinsize(line, (24, 100))
        self.process = subprocess.Popen(
            [sys.executable, '-m', 'tf_labs', *map(str, arguments)], cwd=ROOT, stderr=line,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        os.close(line)

    def read(self, seconds: float = 60) -> str:
        """Returns what comes next; '' at the end."""
        if not select.select([self._screen], [], [], seconds)[0]:
            raise TimeoutError
        try:
            return os.read(self._screen, 65536).decode()
        except OSError:  # the other end is closed
            return ''

    def all(self) -> str:
        """Returns all that comes until the end."""
        return ''.join(iter(self.read, ''))

    def close(self) -> None:
        """Ends the process, if it has not ended."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
        os.close(self._screen)


@pytest.mark.slow
def test_something_is_there_within_half_a_second(tmp_path):
    """Of the processor's time: how long that takes on a busy machine is not ours."""
    seconds = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        run = OnTerminal(*LAB, f'--workdir={tmp_path}/run')
        assert run.read().startswith('loading TensorFlow ...')
        run.close()
        seconds.append(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before)
        if seconds[-1] < 0.5:
            break
    assert min(seconds) < 0.5
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_bar_says_what_is_done(tmp_path):
    run = OnTerminal(*LAB, f'--workdir={tmp_path}/terminal')
    screen = run.all()
    out, _ = run.process.communicate()
    run.close()
    assert run.process.returncode == 0, screen
    loading, _, rest = screen.partition('loading TensorFlow ...')
    assert loading == '' and rest.startswith('\r' + ' ' * len('loading TensorFlow ...') + '\r')
    compiling, _, later = rest.partition('compiling')
    assert 'epoch 1' in compiling and 'loss' not in compiling
    assert 'loss ' in later and 'epoch 2' in later and 'compiling' not in later.split('loss')[-1]
    assert 'epoch 2/2' in out and 'loading' not in out and 'compiling' not in out
    piped = cli(*LAB, f'--workdir={tmp_path}/pipe', drawn=False)
    assert piped.returncode == 0 and piped.stderr == ''
    assert result(tmp_path / 'pipe')['digest'] == result(tmp_path / 'terminal')['digest']
    shown = [line.rsplit('  ', 1)[0] for line in piped.stdout.splitlines() if ' s' in line]
    assert [line.rsplit('  ', 1)[0] for line in out.splitlines() if ' s' in line][1:] == shown[1:]


def test_line_that_is_waited_behind_is_wiped_before_others(capsys, monkeypatch):
    from tf_labs import console
    monkeypatch.setattr(sys.stderr, 'isatty', lambda: True, raising=False)
    with console.waiting('loading'):
        console.warn('disk')
    assert capsys.readouterr().err == 'loading ...\r           \rtf-labs: warning: disk\n'
    with console.waiting('loading'):
        pass
    assert capsys.readouterr().err == 'loading ...\r           \r'
