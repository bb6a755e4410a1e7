"""Names, values, paths and streams of the command line."""

import errno
import os
import re
import subprocess
import sys

import pytest

from tests.asked import ask
from tests.conftest import lab_config
from tests.conftest import ROOT
from tests.small_runs import SHORT
from tests.undrawn import figures_undrawn
import tf_labs
from tf_labs import errors
from tf_labs.config import config_files
from tf_labs.config import data_names
from tf_labs.config import lab_files
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.paths import split_paths
from tf_labs.training.run_directory import RunDirectory

ERROR = re.compile(r'tf-labs: error: [^\n]+; expected [^\n]+; received [^\n]+\n')
CONFIG = ('from tf_labs.configuration import default_config\n\n\ndef get_config():\n'
          '    config = default_config()\n    config.data.name = "digits"\n'
          '    config.data.batch_size = 32\n{}    return config\n')


def refused(*arguments, cwd='.') -> str:
    """Returns the one line of a mistake."""
    done = ask(*arguments, cwd=cwd)
    assert done.returncode == 2, done.stderr
    assert ERROR.fullmatch(done.stderr), done.stderr
    assert done.stderr[:-1].isprintable() and done.stdout == ''
    return done.stderr


@pytest.fixture
def labs(tmp_path):
    """A directory in which the labs are at hand."""
    (tmp_path / 'configs').symlink_to(ROOT / 'configs')
    yield tmp_path
    assert [path.name for path in tmp_path.iterdir()] == ['configs']


@pytest.mark.parametrize('argument', ['--version', 'version', '-V'])
def test_version(argument):
    done = ask(argument)
    assert (done.returncode, done.stdout) == (0, f'tf-labs {tf_labs.__version__}\n')


@pytest.mark.parametrize('arguments, meant', [
    (['rum'], 'run'), (['run', 'digit'], 'digits'), (['run', 'Digits'], 'digits'),
    (['run', '--config=mnist_rleu'], 'mnist_relu'),
    (['run', 'configs/digit.py'], 'configs/digits.py'),
    (['run', 'digits', '--config.optimiser.name=sgd'], 'config.optimizer'),
    (['run', 'digits', '--config.momentum=0.5'], 'config.optimizer.momentum'),
    (['run', 'digits', '--momentum=0.5'], '--config.optimizer.momentum=VALUE'),
    (['run', 'digits', 'momentum=0.5'], '--config.optimizer.momentum=VALUE'),
    (['run', 'digits', '--config.model.activation=rleu'], 'relu'),
    (['run', 'digits', '--config.model.kernel_initializer=he'], 'he_normal'),
    (['run', 'digits', '--config.optimizer.schedule=Cosine'], 'cosine'),
    (['run', 'digits', '--config.data.name=mnits'], 'mnist'),
    (['run', 'optimizers', '--config.variants.adm.seed=1'], 'config.variants.adam.FIELD'),
    (['run', 'digits', '--workdr=x'], '--workdir'), (['data', '--name=fashion'], 'fashion_mnist'),
    (['eval', '--workdir=x', '--split=tset'], 'test'),
    (['run', 'digits', '--devices=cpus'], 'cpu'),
    (['reproduce', '--labs=gate'], 'gates'),
])
def test_did_you_mean(arguments, meant, labs):
    assert f'(did you mean {meant}?)' in refused(*arguments, cwd=labs)


def test_nothing_is_meant_by_what_is_like_nothing():
    assert errors.did_you_mean('qqq', ['run', 'list']) == ''
    assert errors.did_you_mean('', ['run', 'list']) == ''


@pytest.mark.parametrize('arguments', [
    ['run', 'mnist_relu'], ['run', 'configs/mnist_relu.py'], ['run', '--config=mnist_relu'],
    ['run', './configs/mnist_relu.py'], ['run', '--config', 'mnist_relu'],
])
def test_a_lab_is_named_or_its_file_is(arguments, labs):
    """Each way comes as far as the field that cannot be; so does one with None, and no further."""
    zeros = '--config.model.kernel_initializer=zeros'
    said = refused(*arguments, zeros, cwd=labs)
    assert 'init_stddev has no effect' in said and 'expected None, or' in said
    said = refused(*arguments, zeros, '--config.model.init_stddev=None',
                   '--config.train.epochs=0', cwd=labs)
    assert 'config.train.epochs is not possible' in said


def test_a_lab_is_named_once(labs):
    assert 'extra word' in refused('run', 'digits', '--config=digits', cwd=labs)
    assert 'extra word' in refused('run', 'digits', 'gates', cwd=labs)


def test_what_a_message_expects_can_be_given():
    config = lab_config('mnist_relu', '--config.model.kernel_initializer=zeros',
                        '--config.model.init_stddev=None')
    validate(config, data_sets.describe)
    assert config.model.init_stddev is None


@pytest.mark.parametrize('lab, overrides, path, value', [
    ('digits', ['--config.train.steps=None'], 'train.steps', None),
    ('digits', ['--config.data.dir=None'], 'data.dir', None),
    ('digits', ['--config.data.dir=~/x'], 'data.dir', os.path.expanduser('~/x')),
    ('digits', ['--config.train.keep_at_epochs=()'], 'train.keep_at_epochs', ()),
    ('digits', ['--config.train.keep_at_epochs='], 'train.keep_at_epochs', ()),
    ('digits', ['--config.model.hidden_sizes=64,'], 'model.hidden_sizes', (64,)),
    ('digits', ['--config.model.hidden_sizes', '(64, 32)'], 'model.hidden_sizes', (64, 32)),
    ('digits', ['--config.model.hidden_sizes=8', '--config.model.hidden_sizes=4'],
     'model.hidden_sizes', (8, 4)),
    ('digits', ['--config.train.epochs=2', '--config.train.epochs=3'], 'train.epochs', 3),
    ('digits', ['--config.model.batch_norm'], 'model.batch_norm', True),
    ('digits', ['--noconfig.train.diagnostics'], 'train.diagnostics', False),
    ('xor_lottery', ['--config.lottery.activations=relu,tanh'], 'lottery.activations',
     ('relu', 'tanh')),
    ('xor_lottery', ["--config.lottery.activations=('relu',)"], 'lottery.activations', ('relu',)),
    ('layer_probe', ['--config.probe.cs=1,0.5'], 'probe.cs', (1, 0.5)),
    ('mse_by_hand', ['--config.mse.weight', '-2.5'], 'mse.weight', -2.5),
    ('optimizers', ['--config.variants.adam.model.init_stddev=None'], 'model.init_stddev', None),
])
def test_values_of_fields(lab, overrides, path, value):
    section, field = path.split('.')
    assert lab_config(lab, *overrides)[section][field] == value


@pytest.mark.parametrize('lab, overrides, part', [
    ('digits', ['--config.train.epochs=None'], 'expected a whole number; received None'),
    ('digits', ['--config.train.steps=x'], 'a whole number, or None'),
    ('digits', ['--config.experiment=adam'], 'cannot be changed; expected supervised'),
    ('digits', ['--config.train.epochs=' + '9' * 400], 'too large'),
    ('gates', ['--config.experiment=supervised'], 'cannot be changed; expected gates'),
    ('gates', ['--config.optimizer.learning_rate=1e999'], 'a finite number'),
    ('layer_probe', ['--config.probe.cs=adam'], 'finite numbers above 0'),
    ('layer_probe', ['--config.probe.cs=1,(2)'], 'finite numbers above 0'),
    ('layer_probe', ['--config.probe.cs=[1, 2'], 'numbers with commas between them, or ()'),
    ('layer_probe', ['--config.probe.cs=((1, 2), 3)'], 'a tuple of numbers or names'),
    ('activation_gallery', ['--config.gallery.low=nan'], 'a finite number'),
    ('activation_gallery', ['--config.gallery.low=9'], 'above config.gallery.low'),
    ('digits', ['--config.optimizer.momentum', '-1'], 'at least 0 and below 1; received -1.0'),
    ('digits', ['--config.model.hidden_sizes', '64', '64'], 'goes after =, in quotes'),
    ('digits', ['--noconfig.train.epochs'], 'cannot be turned off'),
    ('digits', ['--noreport=1'], '--FLAG and --noFLAG'),
    ('digits', ['--report=maybe'], 'expected true or false; received maybe'),
    ('digits', ['--seeds=-1'], 'a positive integer; received -1'),
    ('digits', ['--flagfile=/etc/passwd'], 'unknown flag'),
    ('digits', ['--undefok=x', '--x'], 'unknown flag'),
    ('digits', ['--devices=' + '9' * 5000], 'a number from 1 to 64'),
    ('digits', ['--config.lab=' + 'x' * 300], 'a name is too long'),
    ('digits', ['--config.lab=a/b'], 'cannot be the name of a directory'),
    ('digits', ['--workdir=new/' + 'x' * 300], 'at most 255 bytes'),
    ('digits', ['--workdir=' + 'x/' * 3000], 'a path is too long'),
    ('digits', ['--workdir='], "a path is empty; expected the name of a file or directory; "
                               "received ''"),
    ('digits', ['--config.model.activation=a\nb\x1b[31m\r'], r'received a\nb\x1b[31m\r'),
    ('digits', ['--config.model.activation=' + 'x' * 9999], 'xxx ... xxx'),
    ('digits\n', [], r'received digits\n'),
])
def test_refused_in_one_line(lab, overrides, part, labs):
    assert part in refused('run', lab, *overrides, cwd=labs)


def test_the_length_of_a_line_is_bounded(labs):
    assert len(refused('run', 'digits', '--config.' + 'x' * 50_000 + '=1', cwd=labs)) < 4200


@pytest.mark.parametrize('lines, part', [
    ('    import sys; sys.exit(0)\n', 'SystemExit: 0'),
    ('    raise KeyboardInterrupt\n', 'KeyboardInterrupt'),
    ('    raise BaseException("a\\nb")\n', 'BaseException: a'),
    ('    input()\n', 'EOFError'),
    ('    config.train.epochs = None\n', 'config.train.epochs cannot be None'),
    ('    config.data.name = "digits\\0"\n', 'without the character 0'),
    ('    config.experiment = ("rbm",)\n', 'TypeError'),
])
def test_config_file_that_goes_its_own_way(lines, part, tmp_path):
    (tmp_path / 'own.py').write_text(CONFIG.format(lines))
    assert part in refused('run', 'own.py', cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ['own.py']


@pytest.mark.parametrize('name, part', [
    ('lock', 'name of a file'), ('tables', 'name of a file'), ('figures', 'name of a file'),
    ('checkpoint', 'name of a file'), ('kept', 'name of a file'), ('config.json', 'dots'),
    ('x' * 300, '255 bytes at most'), ('..', 'dots'), ('a/b', 'is not valid'),
])
def test_names_of_variants(name, part, tmp_path):
    text = CONFIG.format(f'    config = with_variants(config, {{{name!r}: {{"seed": 1}}}})\n')
    (tmp_path / 'own.py').write_text(text.replace('default_config\n', 'default_config\nfrom '
                                                  'tf_labs.configuration import with_variants\n'))
    assert part in refused('run', 'own.py', cwd=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ['own.py']


def test_lab_whose_name_is_that_of_a_file_of_the_run_has_no_seeds(tmp_path):
    (tmp_path / 'lock.py').write_text(CONFIG.format(''))
    assert 'name of a file' in refused('run', 'lock.py', '--seeds=2', cwd=tmp_path)


def test_list_runs_no_file(tmp_path):
    (tmp_path / 'own.py').write_text('"""A lesson."""\nopen("it ran", "w")\n' + CONFIG.format(''))
    (tmp_path / 'broken.py').write_text('def get_config(:\n')
    (tmp_path / 'bytes.py').write_bytes(b'\xff\xfe\0')
    os.mkfifo(tmp_path / 'pipe.py')
    (tmp_path / 'layer.py').write_text('open("it ran", "w")\n' + (
        'class Layer:\n  def get_config(self):\n    return {}\n'))
    done = ask('list', '--dir=.', cwd=tmp_path)
    assert done.returncode == 0 and done.stderr == ''
    assert re.search(r'own +A lesson\.\n +digits; no published number\n', done.stdout)
    assert re.search(r'broken +cannot be loaded: .*SyntaxError', done.stdout)
    assert done.stdout.endswith('\nleft out, as they define no get_config: layer.py\n')
    assert done.stdout.count('cannot be loaded') == 2 and not (tmp_path / 'it ran').exists()


@pytest.mark.slow
@pytest.mark.parametrize('file', sorted((ROOT / 'configs').glob('*.py')),
                         ids=lambda file: file.stem)
def test_data_set_is_seen_without_running(file):
    config = config_files.load(str(file))
    data = config.data.name if 'data' in config and 'name' in config.data else None
    # Of a file that comes with the lab the list says what it is, not where it lies.
    assert lab_files.data_set(file) == (data_names.kind(data) or data if data else None)


def test_commas_within_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ('a', 'b', 'a,b', 'c,d,e'):
        (tmp_path / name).mkdir()
    assert split_paths('a,b') == ['a,b']
    assert split_paths('a,c,d,e,b') == ['a', 'c,d,e', 'b']
    assert split_paths('b,a') == ['b', 'a']
    assert split_paths('x,y') == ['x', 'y']


def test_home_that_nobody_knows():
    assert 'no such home directory' in refused('eval', '--workdir=~no-such-user/x')


@pytest.mark.slow
def test_run_with_a_comma_is_run_and_asked(tmp_path, monkeypatch):
    monkeypatch.setenv('HOME', str(tmp_path))
    done = ask('run', 'digits', *SHORT, '--config.train.epochs=1', '--workdir=~/a,b')
    assert done.returncode == 0, done.stderr
    done = ask('eval', '--workdir=~/a,b')
    assert done.returncode == 0 and done.stdout.startswith('test: loss'), done.stderr
    done = ask('compare', '--workdirs=~/a,b')
    assert f'received {tmp_path}/a,b\n' in done.stderr  # one run, not two


@pytest.mark.slow
def test_report_beside_a_directory_that_takes_nothing(small_run, tmp_path, monkeypatch):
    before = sorted(path.name for path in small_run.rglob('*'))
    with figures_undrawn():
        done = ask('report', f'--workdir={small_run}', f'--output={tmp_path}/page.html')
    assert (done.returncode, done.stdout) == (0, f'{tmp_path}/page.html\n'), done.stderr
    assert '<html' in (tmp_path / 'page.html').read_text()
    assert sorted(path.name for path in small_run.rglob('*')) == before

    def refuse(self, name, content):
        raise OSError(errno.EROFS, 'Read-only file system', str(self.path / name))
    monkeypatch.setattr(RunDirectory, 'write_bytes', refuse)
    monkeypatch.setattr(RunDirectory, 'write_text', refuse)
    said = refused('report', f'--workdir={small_run}')
    assert 'a writable directory, or an output elsewhere' in said and 'Read-only' in said


def test_error_with_paths_in_it_is_one_line():
    error = UserError('no\nfile', expected='a\x1bfile', received='x\x07')
    assert str(error) == r'no\nfile; expected a\x1bfile; received x\x07'


@pytest.mark.slow
@pytest.mark.parametrize('redirection, arguments, status', [
    ('2>&-', '--help', 0), ('2>&-', 'frob', 2), ('>&-', '--help', 0), ('>&-', 'frob', 2),
    ('<&- >&- 2>&-', 'frob', 2), ('>/dev/full', '--help', 1), ('>/dev/full', 'list', 1),
    ('2>/dev/full', 'frob', 2),
])
def test_streams_that_are_closed_or_full(redirection, arguments, status):
    done = subprocess.run(
        ['sh', '-c', f'{sys.executable} -m tf_labs {arguments} {redirection}'], cwd=ROOT,
        text=True, capture_output=True, check=False)
    assert done.returncode == status
    assert done.stderr.count('\n') == (1 if redirection.startswith(('>/', '>&-')) and status else 0)


def test_help_of_flags_that_may_be_repeated():
    done = ask('predict', '--help')
    assert ';;' not in done.stdout and 'repeat this option' not in done.stdout


def test_help_says_that_a_config_is_code():
    assert 'is a program' in ask('run', '--help').stdout
    assert 'is a program' in ask('reproduce', '--help').stdout
