"""What a long run will take is told once, and a run that the disk cannot hold is refused."""

import contextlib
import re
import shutil
from types import SimpleNamespace

import pytest

from tests import photo_set
from tests.conftest import digits_config
from tests.conftest import forked
from tests.conftest import lab_config
from tests.small_runs import SHORT
from tests.undrawn import figures_undrawn
from tf_labs import console
from tf_labs.data import data_sets
from tf_labs.data import records
from tf_labs.data import statistics
from tf_labs.data import streams
from tf_labs.errors import RunFailedError
from tf_labs.experiments import comparison
from tf_labs.experiments import supervised
from tf_labs.training import estimate
from tf_labs.training.run_directory import RunDirectory


def lines(monkeypatch, steps: int, seconds_a_step: float, call: int = 5,
          look: float = 0.0) -> list[str]:
    """Returns what is told of a run whose steps take so long, by a clock that is moved by hand.

    After each of the first three calls something else is done for `look` seconds.
    """
    now = 100.0
    monkeypatch.setattr(estimate.time, 'perf_counter', lambda: now)
    told = estimate.Estimate(steps, batch_size=32, checkpoint_bytes=1_460_000_000)
    found = []
    for call_number in range(steps // call):
        now += call * seconds_a_step + (30 if call_number == 0 else 0)  # the first one compiles
        found.append(told.after(call))
        if call_number < 3:
            with told.left_out():
                now += look
    return [line for line in found if line is not None]


def test_a_long_run_is_told_once_without_what_compiling_took(monkeypatch):
    line, = lines(monkeypatch, steps=100_000, seconds_a_step=0.64)
    # 32 / 0.64; (100,000 - 25) steps of 0.64 s are left when 10 s have been measured.
    assert line.startswith('50.0 examples a second, 18 hours to the end without evaluations; '
                           'checkpoints 1.46 GB, memory ')


def test_looks_and_evaluations_are_not_counted(monkeypatch):
    line, = lines(monkeypatch, steps=100_000, seconds_a_step=0.64, look=4.0)
    assert line.startswith('50.0 examples a second, 18 hours to the end without evaluations; ')


def test_a_run_leaves_its_looks_and_evaluations_out(tmp_path):
    """All that is no training: looks, and an evaluation."""
    done = forked(f'''
import contextlib
from tf_labs.training import diagnostics, estimate
from tf_labs import cli
left_out, looks = [], []

@contextlib.contextmanager
def noted(self):
    before = len(looks)
    yield
    left_out.append(len(looks) - before)

estimate.Estimate.left_out = noted
look = diagnostics.Diagnostics.look
diagnostics.Diagnostics.look = lambda self, step: (looks.append(step), look(self, step))
cli.main(['run', 'digits', '--workdir={tmp_path}/run', '--config.train.steps=4',
          '--config.train.eval_every_epochs=1', '--config.train.execution=eager',
          '--config.model.hidden_sizes=4,'])
print('left out', left_out)
''')
    # It may look before the first step and after each of three calls; then one evaluation.
    assert 'left out [1, 1, 1, 1, 0]' in done.stdout


@pytest.mark.parametrize('steps, seconds', [(100, 0.64), (100_000, 0.005)])
def test_a_short_run_is_not(monkeypatch, steps, seconds):
    assert lines(monkeypatch, steps, seconds) == []


@pytest.mark.parametrize('seconds, told', [
    (600, '10 minutes'), (7199, '120 minutes'), (7200, '2 hours'), (40_000, '11 hours'),
    (200_000, '2.3 days'), (40_000_000, '463 days')])
def test_durations(seconds, told):
    assert estimate.duration(seconds) == told


def test_a_run_tells_it(tmp_path):
    done = forked(f'''
from tf_labs.training import estimate
from tf_labs.training.run_directory import RunDirectory
from tf_labs import cli
estimate.MEASURED_SECONDS = estimate.LONG_SECONDS = 0
cli.main(['run', 'digits', '--workdir={tmp_path}/run', '--config.train.steps=4',
          '--config.train.steps_per_call=1', '--config.train.execution=eager',
          '--config.model.hidden_sizes=4,', '--config.train.diagnostics=False'])
''')
    assert len(re.findall(r'^\S+ examples a second, 0 minutes to the end', done.stdout, re.M)) == 1


def test_bytes_are_those_of_the_files(tmp_path):
    """All that a run leaves: keep, kept; one more is there while it is written."""
    asked = forked(f'''
from tf_labs.training import estimate
from tf_labs.training.run_directory import RunDirectory
from tf_labs import cli
estimate.check_room = lambda place, needed: print('needed', needed)
cli.main(['run', 'digits', '--workdir={tmp_path}/run', '--config.train.epochs=4',
          '--config.train.keep=2', '--config.train.keep_at_epochs=0,1',
          '--config.model.hidden_sizes=300,', '--config.train.diagnostics=False'])
''')
    needed = int(re.search(r'^needed (\d+)$', asked.stdout, re.M)[1])
    files = [path.stat().st_size for path in (tmp_path / 'run').rglob('ckpt-*')]
    assert len(files) == 8
    assert needed * 4 / 5 == pytest.approx(sum(files), rel=0.05)


def test_a_disk_too_small_is_refused_and_nothing_is_left(tmp_path):
    done = forked(f'''
import collections
import shutil
from tf_labs import cli
shutil.disk_usage = lambda place: collections.namedtuple('Usage', 'free')(16 * 2**20)
print(cli.main(['run', 'digits', '--workdir={tmp_path}/run']))
''')
    assert re.fullmatch(
        r'tf-labs: error: \S+/run has no room for this run: its checkpoints take \S+ [kM]B; '
        r'expected \S+ MB free, or fewer of train.keep and train.keep_at_epochs; received 16.8 MB',
        done.stderr.strip()), done.stderr
    assert done.stdout == '1\n'
    assert list(tmp_path.iterdir()) == []


def test_a_disk_too_small_is_refused_before_all_photographs_are_read(tmp_path, monkeypatch):
    """Their mean takes hours of ImageNet; with room it is what comes next."""
    photo_set.write(tmp_path / 'tfds', train=6, test=2, shards=1)
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))
    config = lab_config('alexnet', f'--config.data.dir={tmp_path / "tfds"}',
                        '--config.data.side=80', '--config.data.crop=79',
                        '--config.data.batch_size=2', '--config.data.validation_examples=1')
    read = []
    monkeypatch.setattr(statistics, 'of', lambda examples: read.append(len(examples)) or 1 / 0)
    monkeypatch.setattr(shutil, 'disk_usage', lambda _: SimpleNamespace(free=10**8))
    with pytest.raises(RunFailedError, match='has no room for this run'):
        supervised.run(config, str(tmp_path / 'run'))
    assert read == [] and not (tmp_path / 'run').exists()
    monkeypatch.setattr(shutil, 'disk_usage', lambda _: SimpleNamespace(free=10**12))
    with pytest.raises(ZeroDivisionError):
        supervised.run(config, str(tmp_path / 'run'))
    assert read == [5]


def test_passes_over_many_photographs_are_announced(tmp_path, monkeypatch, capsys):
    photo_set.write(tmp_path / 'tfds', train=7, test=2, shards=1)
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))
    monkeypatch.setattr(records, 'MANY', 6)
    config = lab_config('alexnet', f'--config.data.dir={tmp_path / "tfds"}',
                        '--config.data.side=80', '--config.data.crop=79',
                        '--config.model.hidden_sizes=8,8', '--config.data.batch_size=2',
                        '--config.data.validation_examples=1', '--config.train.epochs=1')
    with figures_undrawn():
        supervised.run(config, str(tmp_path / 'run'))
    said = capsys.readouterr().out
    assert 'looking up 7 records in 1 files, once\n' in said
    for why in ('for their mean, once', 'to measure how well the net fits them'):
        assert f'reading 6 photographs {why}\n' in said
    fewer = data_sets.load(config.data, ('train',), config.data.dir)['train'].first(5)
    streams.tell_of_pass(fewer, 'in no time')
    assert capsys.readouterr().out == ''


def test_room_enough_is_no_word(tmp_path):
    estimate.check_room(tmp_path, 1)
    with pytest.raises(RunFailedError, match='no room'):
        estimate.check_room(tmp_path, 10**18)


@pytest.mark.parametrize('silent, expected', [
    ((), 'a line\n'), (('lab',), 'lab: a line\n'),
    (('lab', 'net, seed 1'), 'lab: net, seed 1: a line\n'), (('', 'net, seed 1'), ''),
    (('lab', ''), '')])
def test_one_of_many_runs_tells_how_long_it_takes_after_its_titles(silent, expected, capsys):
    """But not what is told of every epoch, and nothing where all is to be silent."""
    with contextlib.ExitStack() as stack:
        for title in silent:
            stack.enter_context(console.silence(title))
        console.say_also_of_many('a line')
        assert capsys.readouterr().out == expected
        console.say('a line')
        assert (capsys.readouterr().out == '') == bool(silent)


def test_a_comparison_tells_it_of_each_run(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(estimate.Estimate, 'after', lambda self, steps: '9 days to the end')
    comparison.run(supervised.run, digits_config(*SHORT, '--config.train.epochs=1'),
                   str(tmp_path / 'run'), 'cpu', 2)
    told = capsys.readouterr().out
    for seed in (777, 1):
        assert f'digits, seed {seed}: 9 days to the end\n' in told


@pytest.mark.parametrize('is_protected', [True, False])
def test_a_disk_too_small_for_a_comparison_is_told_before_the_first_run(
        is_protected, tmp_path, monkeypatch):
    """Not once the first ones have been trained for days; those that are begun have their room."""
    monkeypatch.setattr(estimate.shutil, 'disk_usage',
                        lambda place: SimpleNamespace(free=2.5 * estimate.SPARE_BYTES))
    if not is_protected:
        monkeypatch.setattr(estimate, 'before_others', contextlib.nullcontext)

    def run():
        comparison.run(supervised.run, digits_config(*SHORT, '--config.train.epochs=1'),
                       str(tmp_path), 'cpu', 3)

    if not is_protected:
        return run()
    with pytest.raises(RunFailedError, match='no room for this run and the 2 after it: the check'):
        run()
    assert not list(tmp_path.glob('*/*/ckpt-*'))
    monkeypatch.undo()
    run()
    assert len(list(tmp_path.glob('*/*/result.json'))) == 3
    return None


def test_what_is_handed_out_knows_of_the_others_that_are_to_begin(tmp_path):
    config = digits_config(*SHORT, '--config.train.epochs=1')
    supervised.run(config, str(tmp_path / 'digits' / 'seed-777'), 'cpu')
    for others in ([2, 1, 0], [1, 0, 0]):
        whole = comparison.Comparison(config, RunDirectory(tmp_path), 'cpu', 3, None)
        assert [whole.run(place).as_task()['others'] for place in whole.places()] == others
        assert whole.places() == []  # each is handed out once
        if others[0] == 2:
            shutil.copytree(tmp_path / 'digits' / 'seed-777', tmp_path / 'digits' / 'seed-2')
