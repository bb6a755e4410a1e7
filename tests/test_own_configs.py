"""config, new: what is in a config, and a file of one's own that begins as a lab."""

import pytest

from tests.asked import ask
from tests.conftest import lab_config
from tf_labs.config import config_files
from tf_labs.config import config_text
from tf_labs.config import config_values
from tf_labs.config import schema
from tf_labs.config import schema_comments
from tf_labs.labs import lab_list

LABS = [lab.name for lab in lab_list.labs()]


@pytest.mark.parametrize('experiment', schema.SCHEMAS)
def test_every_field_is_found_with_its_comment(experiment):
    fields = {path for path, _ in config_values.fields(schema.default_config(experiment))}
    comments = schema_comments.comments(experiment)
    assert fields <= set(comments)
    assert all(text.isprintable() and '#' not in text for text in comments.values())


def test_comments_of_several_lines_and_of_values_of_several_lines():
    comments = schema_comments.comments('supervised')
    assert comments['data.validation_examples'].startswith('held out from the end of the training')
    assert comments['data.validation_examples'].endswith(
        'train.patience, train.keep_best), else none')
    assert comments['seed'] == 'of initial weights, data order, dropout and samples'
    assert schema_comments.comments('correspondence')['correspondence.parts'].startswith("'class:")
    assert schema_comments.comments('occlusion')['net.step'].endswith('None: the newest')


@pytest.mark.slow
def test_config_prints_every_field():
    done = ask('config', 'digits', '--config.train.epochs=3')
    assert done.returncode == 0 and done.stderr == ''
    assert '\ntrain:\n  epochs = 3 (default 15)\n' in done.stdout
    assert '\n  steps = None  # takes the place of epochs\n' in done.stdout
    named = ask('config', 'optimizers').stdout
    assert "\nvariants.adam:\n  optimizer.learning_rate = 0.001\n" in named
    for words in (['config'], ['config', 'digit'], ['config', 'digits', 'x'],
                  ['config', 'digits', '--config.train.epochs=0']):
        done = ask(*words)
        assert done.returncode == 2 and done.stderr.count('\n') == 1 and done.stdout == ''


@pytest.mark.slow
@pytest.mark.parametrize('lab', LABS)
def test_a_new_config_is_that_which_it_begins_as(lab, tmp_path):
    config = lab_config(lab)
    file = tmp_path / 'own.py'
    file.write_text(config_text.python(config, 'own', 'tf-labs run own.py'), 'utf-8')
    again = config_files.load(str(file))
    assert again.lab == 'own' and config_values.digest(again) == config_values.digest(config)
    assert list(again.get('variants', ())) == list(config.get('variants', ()))


@pytest.mark.slow
def test_new_writes_a_file_once(tmp_path):
    done = ask('new', 'own', '--from=mnist_nn', cwd=tmp_path)
    assert done.returncode == 0 and done.stderr == ''
    assert done.stdout == 'own.py: begins as mnist_nn; run it: tf-labs run own.py\n'
    written = (tmp_path / 'own.py').read_bytes()
    for words in (['own'], ['digits'], ['a-b'], ['../x'], [], ['x', '--dir=no'],
                  ['x', '--from=digit']):
        done = ask('new', *words, cwd=tmp_path)
        assert done.returncode == 2 and done.stderr.count('\n') == 1, (words, done.stderr)
        assert done.stderr.startswith('tf-labs: error: ') and done.stdout == ''
    assert [path.name for path in tmp_path.iterdir()] == ['own.py']
    assert (tmp_path / 'own.py').read_bytes() == written
    (tmp_path / 'configs').mkdir()
    (tmp_path / 'own.py').rename(tmp_path / 'configs' / 'own.py')
    done = ask('run', 'own', '--config.train.epochs=0', cwd=tmp_path)  # found, and no further
    assert 'config.train.epochs is not possible' in done.stderr
