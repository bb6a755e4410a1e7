"""A mistake of the user's is one line, exit status 2, and nothing on disk."""

import re
import resource

from PIL import Image
import pytest

from tests.asked import ask
from tests.conftest import cli
from tests.conftest import fresh_cli
from tests.conftest import ROOT

ERROR = re.compile(r'tf-labs: error: .+; expected .+; received .+\n\Z')
DIGITS = f'--config={ROOT}/configs/digits.py'


def check(done, *parts):
    assert done.returncode == 2, done.stderr
    assert ERROR.fullmatch(done.stderr), done.stderr
    assert done.stdout == ''
    for part in parts:
        assert part in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize('arguments, parts', [
    (['frob'], ['unknown command', 'list, config, new, run']),
    (['run'], ['--config is missing']),
    (['run', DIGITS, '--workdr=x'], ['unknown flag', 'did you mean --workdir?']),
    (['run', DIGITS, 'extra'], ['extra word', 'received extra']),
    (['run', DIGITS, '--config.model.batch_norm', 'extra'], ['extra word']),
    (['run', DIGITS, '--devices=some'], ['auto, cpu']),
    (['run', '--config=missing.py'], ['not found', 'missing.py']),
    (['run', DIGITS, '--config.optimiser.name=sgd'], ['did you mean config.optimizer?']),
    (['run', DIGITS, '--config.train.epoch=1'], ['did you mean config.train.epochs?']),
    (['run', DIGITS, '--config.train.epochs.x=1'], ['no field below']),
    (['run', DIGITS, '--config.train=1'], ['group of fields']),
    (['run', DIGITS, '--config.train.epochs=many'], ['a whole number', 'received many']),
    (['run', DIGITS, '--config.train.epochs=1.5'], ['a whole number', 'received 1.5']),
    (['run', DIGITS, '--config.data.train_examples=x'], ['a whole number']),
    (['run', DIGITS, '--config.train.epochs'], ['has no value', 'a whole number']),
    (['run', DIGITS, '--config.optimizer.learning_rate=fast'], ['a number']),
    (['run', DIGITS, '--config.model.batch_norm=maybe'], ['true or false']),
    (['run', DIGITS, '--config.model.hidden_sizes=a,b'], ['whole numbers']),
    (['run', DIGITS, '--config.model.hidden_sizes=0'], ['whole numbers of at least 1']),
    (['run', DIGITS, '--config.model.hidden_sizes=()'], ['is empty']),
    (['run', DIGITS, '--config.model.activation=rleu'], ['sigmoid, tanh', 'relu, ', 'rleu']),
    (['run', DIGITS, '--config.model.kernel_initializer=he'], ['he_normal', 'received he']),
    (['run', DIGITS, '--config.model.name=cnn'], ['mlp, softmax']),
    (['run', DIGITS, '--config.optimizer.name=adamm'], ['sgd, momentum_decay', 'adam, ']),
    (['run', DIGITS, '--config.optimizer.schedule=warm'], ['constant, step, cosine']),
    (['run', DIGITS, '--config.data.name=mnits'], ['fashion_mnist, ', 'mnist']),
    (['run', DIGITS, '--config.train.execution=fast'], ['auto, eager, graph, xla']),
    (['run', DIGITS, '--config.data.batch_size=1438'], ['at most 1437', 'received 1438']),
    (['run', DIGITS, '--config.data.batch_size=0'], ['at least 1']),
    (['run', DIGITS, '--config.model.dropout_rate=1'], ['below 1']),
    (['run', DIGITS, '--config.model.dropout_rate=-0.1'], ['at least 0']),
    (['run', DIGITS, '--config.optimizer.learning_rate=0'], ['above 0']),
    (['run', DIGITS, '--config.optimizer.learning_rate=-1'], ['above 0']),
    (['run', DIGITS, '--config.optimizer.learning_rate=nan'], ['finite']),
    (['run', DIGITS, '--config.train.epochs=-1'], ['at least 1']),
    (['run', DIGITS, '--config.train.steps=0'], ['at least 1']),
    (['run', DIGITS, '--config.optimizer.momentum=0.9'], ['no effect', 'sgd, rmsprop']),
    (['run', DIGITS, '--workdir=/dev/null/run'], ['cannot be written']),
    (['run', DIGITS, f'--workdir={ROOT}'], ['neither empty nor a run']),
    (['run', '--config=lottery.py'], ['not found']),
    (['run', f'--config={ROOT}/configs/xor_lottery.py', '--config.lottery.tickets=0'],
     ['config.lottery.tickets', 'at least 1']),
    (['run', f'--config={ROOT}/configs/xor_deep.py', '--config.net.hidden_sizes=0'],
     ['whole numbers of at least 1']),
    (['run', f'--config={ROOT}/configs/xor_deep.py', '--config.train.arithmetic=in_order'],
     ['linear models']),
    (['run', f'--config={ROOT}/configs/linear_regression.py', '--config.data.table=lines'],
     ['line, quiz', 'received lines']),
    (['run', DIGITS, '--config.optimizer.name=lbfgs'], ['full batch', '1437', 'received 32']),
    (['run', f'--config={ROOT}/configs/sparse_adam.py', '--config.embedding.rows=100'],
     ['received']),
    (['eval'], ['--workdir is missing']),
    (['eval', '--workdir=nowhere'], ['no run in this directory']),
    (['eval', '--workdir=nowhere', '--split=dev'], ['validation, test']),
    (['eval', '--workdir=nowhere', '--step=last'], ['--step']),
    (['eval', '--workdir=nowhere', '--config=x'], ['unknown flag of eval']),
    (['predict', '--workdir=nowhere', '--index=0'], ['no run in this directory']),
    (['export', '--workdir=nowhere', '--output=x'], ['no run in this directory']),
    (['data', '--name=mnits'], ['cifar10, cifar100, digits']),
    (['list', '--dir=nowhere'], ['no config files']),
])
def test_mistake_is_one_line_and_leaves_nothing(arguments, parts, tmp_path):
    check(ask(*arguments, cwd=tmp_path), *parts)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize('text, part', [
    ('def get_config(:\n', 'SyntaxError'),
    ('import absent_package\n', 'ModuleNotFoundError'),
    ('x = 1\n', 'get_config'),
    ('def get_config():\n    return 1\n', 'received int'),
    ('def get_config():\n    return 1 / 0\n', 'ZeroDivisionError'),
    ('from tf_labs.configuration import default_config\n\n\ndef get_config():\n'
     '    config = default_config()\n    config.train.epoch = 3\n    return config\n', 'epoch'),
    ('from tf_labs.configuration import default_config\n\n\ndef get_config():\n'
     '    config = default_config()\n    config.train.epochs = "x"\n    return config\n', 'epochs'),
])
def test_broken_config_file(text, part, tmp_path):
    (tmp_path / 'broken.py').write_text(text)
    check(ask('run', '--config=broken.py', cwd=tmp_path), part)
    assert [path.name for path in tmp_path.iterdir()] == ['broken.py']


@pytest.mark.slow
@pytest.mark.parametrize('arguments, parts', [
    ([], ['no image is given']),
    (['--index=360'], ['0 to 359', 'received 360']),
    (['--index=-1'], ['0 to 359']),
    (['--index=x'], ['or random']),
    (['--image=missing.png'], ['not found']),
    (['--image=text.png'], ['cannot be read']),
    (['--image=empty.png'], ['cannot be read']),
    (['--image=cut.png'], ['cannot be read']),
])
def test_predict_refuses(arguments, parts, tmp_path, trained_digits):
    (tmp_path / 'text.png').write_text('no image')
    (tmp_path / 'empty.png').write_bytes(b'')
    Image.effect_noise((64, 64), 80).save(tmp_path / 'whole.png')
    (tmp_path / 'cut.png').write_bytes((tmp_path / 'whole.png').read_bytes()[:900])
    check(ask('predict', f'--workdir={trained_digits}', *arguments, cwd=tmp_path), *parts)


@pytest.mark.slow
def test_missing_checkpoint_step_lists_those_there_are(trained_digits):
    check(ask('eval', f'--workdir={trained_digits}', '--step=7'), 'one of 880, 836, 792')


@pytest.mark.slow
def test_export_does_not_write_over_anything(trained_digits, tmp_path):
    (tmp_path / 'mine').write_text('precious')
    check(ask('export', f'--workdir={trained_digits}', f'--output={tmp_path}'),
          'not an empty directory')
    assert (tmp_path / 'mine').read_text() == 'precious'


@pytest.mark.slow
def test_other_config_is_refused_and_each_field_is_named(trained_digits):
    before = sorted(path.name for path in trained_digits.iterdir())
    check(ask('run', '--config=configs/digits.py', f'--workdir={trained_digits}',
              '--config.seed=1', '--config.model.hidden_sizes=64,64'),
          'seed 777 -> 1', 'model.hidden_sizes (128,) -> (64, 64)')
    assert sorted(path.name for path in trained_digits.iterdir()) == before


@pytest.mark.slow
def test_shorter_than_it_already_is(trained_digits):
    done = ask('run', '--config=configs/digits.py', f'--workdir={trained_digits}',
               '--config.train.epochs=3')
    told = done.stderr.splitlines()[-1]  # above it: it was trained by XLA, and no longer is
    assert done.returncode == 2 and 'at least 880 steps' in told and 'received 132' in told


@pytest.mark.slow
def test_data_absent_and_no_network(tmp_path):
    environment = {'TFDS_DATA_DIR': '', 'HOME': str(tmp_path),
                   'https_proxy': 'http://127.0.0.1:9',
                   'HTTPS_PROXY': 'http://127.0.0.1:9', 'no_proxy': '', 'NO_PROXY': ''}
    done = cli('run', f'--config={ROOT}/configs/mnist_nn.py', cwd=tmp_path, env=environment)
    assert done.returncode == 3, done.stderr
    assert done.stderr.count('\n') == 1
    assert 'TFDS_DATA_DIR' in done.stderr and 'network' in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize('arguments', [['--help'], ['list'], ['run', '--help'],
                                       ['run', DIGITS, '--config.train.epoch=1']])
def test_answers_in_half_a_second(arguments):
    """Of a processor: how many others it is shared with is not the program's doing."""
    seconds = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        fresh_cli(*arguments)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        if seconds[-1] < 0.5:
            break
    assert min(seconds) < 0.5
