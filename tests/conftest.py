"""What the tests share: small runs in this process and real ones in processes of their own."""

import atexit
from collections.abc import Callable
import fcntl
import gc
import json
import os
from pathlib import Path
import shutil
import subprocess
import sys

import pytest

from tests import release_tests
from tests.browser import browser  # noqa: F401, one for all files of a process
from tests.browser import opened  # noqa: F401
from tests.fork_server import CommandLines
from tests.run_stubs import stubs  # noqa: F401
from tf_labs import runtime
from tf_labs.config import config_files

ROOT = Path(__file__).parents[1]

# A net with everything that has state: moving statistics, masks, slots, a schedule. 44 steps an
# epoch, checkpoints in its middle, blocks that do not divide it. Diagnostics are a third of the
# time of a small run: who tests them asks for them.
STATEFUL = (
    '--config.model.hidden_sizes=24,16', '--config.model.dropout_rate=0.3',
    '--config.model.batch_norm', '--config.optimizer.schedule=cosine', '--config.train.epochs=3',
    '--config.train.checkpoint_every_steps=18', '--config.train.steps_per_call=7',
    '--config.train.execution=graph', '--config.train.diagnostics=False',
)


_servers: list[CommandLines] = []  # the one of this process, if it runs tests


def pytest_configure(config) -> None:
    """Brings TensorFlow up where tests run, and not where they are only handed out.

    Here, as pytest does not yet keep to itself what is warned of and logged.
    """
    if config.option.dist == 'no':
        runtime.import_tensorflow()
        from tests import graphs
        graphs.in_place_of_xla()
        is_one_of_several = 'PYTEST_XDIST_WORKER' in os.environ
        _servers.append(CommandLines(
            Path(config.option.basetemp).with_name('known_ahead.json') if is_one_of_several
            else None))
        atexit.register(_servers[0].close)


def pytest_collection_finish() -> None:
    """Spares the collector all that was imported: comparisons call it after each of their runs."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(items) -> None:
    """Marks what opens a page, by the fixture that every such test uses, and a release's tests."""
    for item in items:
        if 'browser' in item.fixturenames:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
        if release_tests.is_one(item):
            item.add_marker(pytest.mark.release)
            item.add_marker(pytest.mark.slow)


def lab_config(lab: str, *overrides: str):
    """Returns the config of a lab with overrides, as the command line would."""
    config = config_files.load(str(ROOT / 'configs' / f'{lab}.py'))
    config_files.override(config, list(overrides))
    return config


def digits_config(*overrides: str):
    """Returns the config of digits with overrides."""
    return lab_config('digits', *overrides)


def rows(workdir) -> list[dict]:
    """Returns the lines of metrics.jsonl without their timings."""
    lines = (Path(workdir) / 'metrics.jsonl').read_text('utf-8').splitlines()
    return [{key: value for key, value in json.loads(line).items() if key != 'seconds'}
            for line in lines]


def result(workdir) -> dict:
    """Returns result.json."""
    return json.loads((Path(workdir) / 'result.json').read_text('utf-8'))


def cli(*arguments, cwd=ROOT, env=None, timeout=120, moment=None, drawn=True, script='',
        terminal=None) -> subprocess.CompletedProcess:
    """Runs the command line in a process of its own, forked from one that knows TensorFlow.

    Args:
      moment: where it kills itself, see killed_run.py.
      drawn: whether figures are drawn, see undrawn.py.
      script: what it reads from standard input.
      terminal: the path of a terminal that it has in place of files.
    """
    return _servers[0].run(arguments, cwd=cwd, env=env or {}, timeout=timeout, moment=moment,
                           drawn=drawn, script=script, terminal=terminal)


def forked(code: str, timeout=120) -> subprocess.CompletedProcess:
    """Runs Python in a process of its own, forked from one that knows TensorFlow."""
    return _servers[0].run((), cwd=ROOT, env={}, timeout=timeout, code=code)


def fresh_cli(*arguments, cwd=ROOT, env=None, timeout=120) -> subprocess.CompletedProcess:
    """Runs the command line as a user does: in a process that begins from nothing."""
    return python('-m', 'tf_labs', *arguments, cwd=cwd, env=env, timeout=timeout)


def python(*arguments, cwd=ROOT, env=None, timeout=120) -> subprocess.CompletedProcess:
    """Runs Python in a process of its own."""
    return subprocess.run([sys.executable, *map(str, arguments)], cwd=cwd, timeout=timeout,
                          env={**os.environ, **(env or {})}, text=True, check=False,
                          stdin=subprocess.DEVNULL, capture_output=True)


# A net with convolutions that is small enough for tests: on the digits that scikit-learn carries.
CONVNET = (
    '--config.data.name=digits', '--config.data.crop=8', '--config.data.batch_size=32',
    '--config.data.scale=0.125', '--config.model.filters=8,8,8,8', '--config.data.mirror=False',
    '--config.data.random_crop=False', '--config.train.precision=float32',
    '--config.train.keep_at_epochs=0,1,2', '--config.optimizer.schedule=constant',
    '--config.train.diagnostics=False',
)


def convnet_config(*overrides: str):
    """Returns the config of cifar10 on digits, with few filters, with overrides."""
    return lab_config('cifar10', *CONVNET, *overrides)


@pytest.fixture
def own_cache(tmp_path, monkeypatch) -> None:
    """Keeps what is cached of data sets out of the home directory."""
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))


def made_once(tmp_path_factory, name: str, make: Callable[[Path], None]) -> Path:
    """Returns a directory of this process, a copy of one that all processes of the tests share.

    Args:
      make: fills the shared one, which is not there yet.
    """
    root = tmp_path_factory.getbasetemp()
    shared = (root.parent if 'PYTEST_XDIST_WORKER' in os.environ else root) / 'shared' / name
    shared.parent.mkdir(exist_ok=True)
    with (shared.parent / f'{name}.lock').open('w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not shared.exists():
            make(shared.with_suffix('.new'))
            shared.with_suffix('.new').rename(shared)
    return Path(shutil.copytree(shared, tmp_path_factory.mktemp('trained') / name))


@pytest.fixture(scope='session')
def trained_convnet(tmp_path_factory) -> Path:
    """The run directory of a small net with convolutions on digits, trained for two epochs."""
    from tf_labs.experiments import supervised
    return made_once(tmp_path_factory, 'convnet', lambda place: supervised.run(
        convnet_config('--config.train.epochs=2'), str(place / 'run'))) / 'run'


@pytest.fixture(scope='session')
def mnist_dir() -> str:
    """Where MNIST is prepared; skips, or fails where data is required, if it is not."""
    from tf_labs.data import sources
    if not sources.is_prepared('mnist', None):
        reason = f'MNIST is not prepared in {sources.directory(None)}; set TFDS_DATA_DIR'
        if os.environ.get('TF_LABS_REQUIRE_DATA') == '1':
            pytest.fail(reason)
        pytest.skip(reason)
    return str(sources.directory(None).absolute())


@pytest.fixture(scope='session')
def trained_digits(tmp_path_factory) -> Path:
    """The run directory of digits, trained by the command line as in the README."""
    def train(place: Path) -> None:
        done = fresh_cli('run', '--config=configs/digits.py', f'--workdir={place}/run')
        assert done.returncode == 0 and done.stderr == '', done.stderr
        (place / 'terminal').write_text(done.stdout.replace(f'{place}/', ''), 'utf-8')

    return made_once(tmp_path_factory, 'digits', train) / 'run'


@pytest.fixture(scope='module')
def undrawn():
    """Spares the figures of all runs of a file that asks for it by `usefixtures`."""
    from tests.undrawn import figures_undrawn
    with figures_undrawn():
        yield


@pytest.fixture
def undrawn_unless_shared():
    """Spares the figures of a test, and not those of the runs that its file's tests share.

    The fixtures of a file are made before those of a test.
    """
    from tests.undrawn import figures_undrawn
    with figures_undrawn():
        yield


@pytest.fixture(scope='session')
def reported_run(tmp_path_factory) -> Path:
    """A run of small hidden layers on digits with its report, see reported_run.py."""
    from tests import reported_run as reported
    return made_once(tmp_path_factory, 'reported', lambda place: reported.make(
        place / 'run')) / 'run'


@pytest.fixture(scope='session')
def small_run(tmp_path_factory) -> Path:
    workdir = tmp_path_factory.mktemp('runs') / 'done'
    from tests.small_runs import run
    from tests.undrawn import figures_undrawn
    with figures_undrawn():
        run(workdir, epochs=2)
    return workdir


@pytest.fixture
def copied(small_run, tmp_path) -> Path:
    shutil.copytree(small_run, tmp_path / 'run')
    return tmp_path / 'run'
