"""`tf-labs shell`: lines, scripts, and what becomes of processes that are killed."""

import re
import shlex
import signal
import subprocess
import sys
import time

import pytest

from tests.conftest import cli
from tests.conftest import forked
from tests.conftest import python
from tests.conftest import result
from tests.conftest import ROOT
from tests.conftest import rows
from tf_labs import processes
from tf_labs.errors import UserError
from tf_labs.shell import completion
from tf_labs.shell import forked_commands
from tf_labs.shell import words

pytestmark = pytest.mark.usefixtures('undrawn')

# Three eager steps an epoch.
SMALL = ('run', 'digits', '--config.data.train_examples=96', '--config.model.hidden_sizes=8',
         '--config.train.steps_per_call=2', '--config.train.execution=eager',
         '--config.train.diagnostics=False')
# A config that does something to processes when it is read, in the process of the command.
OWN = ('import os\nimport signal\nfrom tf_labs.configuration import default_config\n\n\n'
       'def parent(process):\n'
       '    with open(f"/proc/{{process}}/stat") as file:\n'
       '        return int(file.read().rpartition(")")[2].split()[1])\n\n\n'
       'def get_config():\n    {}\n    return default_config()\n')


def line(*arguments) -> str:
    return shlex.join(map(str, arguments))


def scripted(*lines, cwd=ROOT, flags=()):
    return cli('shell', *flags, script='\n'.join(lines), cwd=cwd)


@pytest.mark.parametrize('text, found', [
    ('run digits', ['run', 'digits']), ('tf-labs run digits', ['run', 'digits']), ('', []),
    ('  # run', []), ('run # digits', ['run']), ('run a#b', ['run', 'a#b']),
    ('run "a b" \'c  d\' e\\ f', ['run', 'a b', 'c  d', 'e f']), ("run '#' \"\"", ['run', '#', '']),
    ("sweep x --a='(64,),(8,)' #", ['sweep', 'x', '--a=(64,),(8,)']),
])
def test_words_are_those_of_a_posix_shell(text, found):
    assert words.split(text) == found
    assert '#' in text or shlex.split(text.removeprefix('tf-labs ')) == found


@pytest.mark.parametrize('text', ['run "digits', "run 'digits", 'run digits \\'])
def test_a_line_that_does_not_end(text):
    with pytest.raises(UserError, match='quotes in pairs, and no backslash'):
        words.split(text)


def test_a_line_that_is_too_long():
    assert words.split(f'run {"x" * 1000}') == ['run', 'x' * 1000]
    with pytest.raises(UserError, match='at most 131,072 characters; received 1,000,000'):
        words.split('x' * 1_000_000)


@pytest.mark.parametrize('before, word, found', [
    ('', 'ru', ['run ', 'runs ']), ('', 'ex', ['exit ', 'export ']), ('help ', 'ev', ['eval ']),
    ('run ', 'digi', ['digits ']), ('tf-labs run ', 'digi', ['digits ']),
    ('run ', '--config=digi', ['--config=digits ']),
    ('run ', 'configs/digi', ['configs/digits.py ']),
    ('run digits ', '--se', ['--seeds=']), ('run digits ', '--rep', ['--report ']),
    ('run digits ', '--conf', ['--config.', '--config=']),
    ('run digits ', '--config.optimizer.lea', ['--config.optimizer.learning_rate=']),
    ('run gates ', '--config.gates.t', ['--config.gates.tolerance=']),
    ('eval ', '--config.', []), ('page ', '--output=docs/images', ['--output=docs/images/']),
    ('runs ', 'docs/images', ['docs/images/']), ('nothing ', 'a', []), ('eval ', '--step=b', []),
    ('run ', 'no/such/', []), ('new ', '--from=digi', ['--from=digits ']),
])
def test_completion(before, word, found, monkeypatch):
    monkeypatch.chdir(ROOT)
    assert completion.candidates(before, word) == found


@pytest.mark.slow
def test_a_script_does_what_the_command_lines_do(tmp_path):
    small = (*SMALL, '--config.train.epochs=2')
    alone = cli(*small, f'--workdir={tmp_path}/alone')
    done = scripted(
        '# both', '', line(*small, f'--workdir={tmp_path}/in the shell'),
        f'tf-labs runs {tmp_path} --json', cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, '')
    assert result(tmp_path / 'in the shell')['digest'] == result(tmp_path / 'alone')['digest']
    assert rows(tmp_path / 'in the shell') == rows(tmp_path / 'alone')
    ran, _, listed = done.stdout.partition('[')
    assert _lasting(ran).replace('in the shell', 'alone') == _lasting(alone.stdout)
    assert listed.count('"finished"') == 2


def _lasting(text: str) -> str:
    return re.sub(r'\d+\.\d\d s', '', text)


@pytest.mark.release
@pytest.mark.slow
def test_a_shell_from_nothing(trained_digits, tmp_path):
    done = subprocess.run([sys.executable, '-m', 'tf_labs', 'shell'], cwd=ROOT, text=True,
                          input=line('run', 'digits', f'--workdir={tmp_path}/run'),
                          capture_output=True, timeout=240)
    assert (done.returncode, done.stderr) == (0, '')
    assert result(tmp_path / 'run')['digest'] == result(trained_digits)['digest']
    assert rows(tmp_path / 'run') == rows(trained_digits)


def test_a_script_ends_at_the_first_failure(tmp_path):
    done = scripted('new one', '', 'run digits --workdr=x  # no flag', 'new two', cwd=tmp_path)
    assert done.returncode == 2
    first, second = done.stderr.splitlines()
    assert first.startswith('tf-labs: error: unknown flag of run (did you mean --workdir?)')
    assert second == 'tf-labs: error: line 3 ended with status 2: run digits --workdr=x  # no flag'
    assert [path.name for path in tmp_path.iterdir()] == ['one.py']


def test_a_script_that_keeps_going(tmp_path):
    done = scripted('rum', 'run "digits', 'shell', 'exit 1', 'data --name=none', 'new one', 'exit',
                    'new two', cwd=tmp_path, flags=['--keep-going'])
    told = done.stderr.splitlines()
    assert done.returncode == 2 and len(told) == 11
    for each, part in zip(told[::2], (
            'unknown command (did you mean run?); expected one of list, ', 'quotes in pairs',
            'a shell cannot be started within a shell', 'extra word after exit', 'data set',
            '5 lines did not')):
        assert part in each
    assert told[1] == 'tf-labs: error: line 1 ended with status 2: rum'
    assert [path.name for path in tmp_path.iterdir()] == ['one.py']


def test_what_needs_no_tensorflow_has_no_server(tmp_path):
    code = ('import io, sys\nsys.stdin = io.StringIO("config digits\\nrun digits --x\\n")\n'
            'from tf_labs import cli\nfrom tf_labs.shell import forked_commands\n'
            'forked_commands.ForkServer = None\nstatus = cli.main(["shell"])\n'
            'print(status, "tensorflow" in sys.modules)')
    done = python('-c', code, cwd=tmp_path)
    assert done.stdout.endswith('2 False\n') and 'num_threads = None' in done.stdout


def test_what_is_forked_has_no_threads_and_has_computed_nothing():
    done = forked('\n'.join([
        'import os', 'from tf_labs import preloading', 'print(repr(preloading.preload_commands()))',
        'from tensorflow.python.eager import context',
        'print(context._context is None or context._context._context_handle is None)',
        'print(len(os.listdir("/proc/self/task")))']))
    assert (done.stdout, done.stderr) == ("''\nTrue\n1\n", '')


def test_a_command_that_is_killed(tmp_path):
    (tmp_path / 'own.py').write_text(OWN.format('os.kill(os.getpid(), signal.SIGSEGV)'))
    done = scripted('run own.py', 'config own.py', 'new one', cwd=tmp_path, flags=['--keep-going'])
    assert done.returncode == 128 + signal.SIGSEGV
    assert done.stderr.splitlines() == [
        'tf-labs: run was killed by SIGSEGV',
        'tf-labs: error: line 1 ended with status 139: run own.py',
        'tf-labs: config was killed by SIGSEGV',
        'tf-labs: error: line 2 ended with status 139: config own.py',
        'tf-labs: error: 2 lines did not end well']
    assert (tmp_path / 'one.py').exists()


@pytest.mark.slow
def test_the_server_is_killed(tmp_path):
    """What runs comes to its end; the next one has another server."""
    (tmp_path / 'own.py').write_text(OWN.format('os.kill(os.getppid(), signal.SIGKILL)'))
    summary = 'summary digits --config.model.hidden_sizes=8'
    done = scripted('summary own.py', summary, summary, cwd=tmp_path, flags=['--keep-going'])
    alone = cli(*summary.split())
    assert done.returncode == 1 and done.stdout.endswith(alone.stdout * 2)
    assert done.stdout.count('parameters') == 3 * alone.stdout.count('parameters')
    assert done.stderr.splitlines() == [
        'tf-labs: the process with TensorFlow was killed by SIGKILL: it is started anew',
        'tf-labs: summary has ended; nobody knows how',
        'tf-labs: error: line 1 ended with status 1: summary own.py',
        'tf-labs: error: 1 line did not end well']


WITH_COMMANDS = '\n'.join([
    'import os, signal', 'from tf_labs import cli', 'from tf_labs.shell import attention',
    'from tf_labs.shell import forked_commands', 'from tf_labs import preloading',
    'commands = forked_commands.ForkedCommands(cli.main)', 'summary = ["summary", "digits"]', ''])


@pytest.mark.slow
def test_an_idle_server_is_killed():
    done = forked(WITH_COMMANDS + '\n'.join([
        'commands.prepare()', 'commands._has_server()',
        'os.kill(commands._server.process, signal.SIGKILL)', 'print(commands.run(summary))']))
    assert done.stderr == ('tf-labs: the process with TensorFlow was killed by SIGKILL: it is '
                           'started anew\n')
    assert done.stdout.endswith('\n0\n')


@pytest.mark.parametrize('obstacle, told', [
    ('preloading.preload_commands = lambda: "there is a GPU"', 'there is a GPU'),
    ('preloading.preload_commands = lambda: os.kill(os.getpid(), signal.SIGKILL)',
     'no process with'),
    ('forked_commands._SEVERAL_PROCESSES = __import__("re").compile("digits")', 'several'),
])
def test_what_cannot_be_forked_starts_afresh(obstacle, told):
    done = forked(WITH_COMMANDS + f'{obstacle}\nprint(commands.run(summary))')
    assert told in done.stderr and done.stderr.endswith(': the command starts afresh\n')
    assert done.stdout.endswith('\n0\n') and 'parameters' in done.stdout


def test_flags_of_several_processes():
    for flag in ('--jobs=2', '--workers=2', '--worker=0', '-jobs'):
        assert forked_commands._SEVERAL_PROCESSES.match(flag)
    assert not forked_commands._SEVERAL_PROCESSES.match('--workdir=jobs')


def test_a_command_does_not_outlive_its_shell(tmp_path):
    (tmp_path / 'own.py').write_text(OWN.format('\n    '.join([
        'with open("process", "w") as file:', '    file.write(str(os.getpid()))',
        'os.kill(parent(os.getppid()), signal.SIGKILL)'])).replace(
            'return default_config()', 'signal.pause()\n    return default_config()'))
    done = scripted('run own.py', cwd=tmp_path)
    assert done.returncode == -signal.SIGKILL
    process = int((tmp_path / 'process').read_text())
    limit = time.monotonic() + 20
    while processes.is_alive(process):
        assert time.monotonic() < limit
        time.sleep(0.01)


ASKED_TWICE = '\n'.join([
    'import signal', 'from tf_labs.errors import StoppedError',
    'from tf_labs.shell import attention', 'from tf_labs.training import signals',
    'signals.answer()', 'attention.listen()', '{}', 'try:', '    with signals.StopSignals():',
    '        signal.raise_signal(signal.SIGTERM)',
    '        signal.raise_signal(attention.PASSED_ON)',
    '        print("saves", flush=True)', 'except StoppedError as error:', '    print(error)'])


def test_a_signal_to_both_is_no_second_one():
    done = forked(ASKED_TWICE.format(''))
    assert done.returncode == 0 and done.stdout.startswith('saves\nstopped by SIGTERM')


def test_without_that_it_would_be_one():
    done = forked(ASKED_TWICE.format('signals.is_asked_to_end = lambda: False'))
    assert (done.returncode, done.stdout) == (143, '')
