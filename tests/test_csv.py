"""Tables of one's own: read, standardized, split, learnt, asked, resumed; or one line of error."""

import hashlib
import json
import shutil
import time

import numpy as np
import pytest

from tests import tables
from tests.asked import ask
from tests.conftest import cli
from tests.conftest import result
from tests.conftest import ROOT
from tests.conftest import rows
from tf_labs.config.schema import default_config
from tf_labs.data import csv_files
from tf_labs.data import data_sets
from tf_labs.errors import LabError

pytestmark = pytest.mark.usefixtures('undrawn')


def section(path, target=None, labels='sparse'):
    data = default_config().data
    data.name, data.target, data.labels = f'csv:{path}', target, labels
    return data


@pytest.fixture
def table(tmp_path):
    return tables.flower_csv(tmp_path / 'iris.csv')


def test_columns_are_standardised_by_the_training_rows_and_split_by_a_hash(table):
    names, x, classes = tables.flowers()
    facts = data_sets.describe(section(table))
    splits = data_sets.load(section(table), ('train', 'test'))
    is_test = np.array([int(hashlib.sha256(row.tobytes()).hexdigest()[:8], 16) / 2**32 < 1 / 6
                        for row in x])
    assert facts.names == ('setosa', 'versicolor', 'virginica')
    assert [one.name for one in facts.columns] == names and facts.image_shape == (1, 1, 4)
    assert facts.examples == {'train': (~is_test).sum(), 'test': is_test.sum()}
    mean, sd = x[~is_test].mean(axis=0), x[~is_test].std(axis=0)
    for split, chosen in (('train', ~is_test), ('test', is_test)):
        np.testing.assert_allclose(splits[split].images[:, 0, 0], (x[chosen] - mean) / sd,
                                   atol=2e-5)
        assert [facts.names[label] for label in splits[split].labels] == [
            one for one, here in zip(classes, chosen) if here]
    assert 0.1 < is_test.mean() < 0.25


def test_neither_the_order_of_the_rows_nor_the_separator_moves_a_row_to_the_other_split(tmp_path):
    names, x, classes = tables.flowers()
    found = []
    for separator, step in ((',', 1), (';', -1), ('\t', -1)):
        path = tables.write_csv(tmp_path / 'one.csv', [*names, 'kind'], [
            [*row, one] for row, one in list(zip(x.tolist(), classes))[::step]], separator)
        csv_files._read.cache_clear()
        test = data_sets.load(section(path), ('test',))['test']
        found.append({tuple(image.ravel().round(4)) for image in test.images})
    assert found[0] == found[1] == found[2]


def test_numbers_as_classes_quotes_blank_lines_and_a_mark_of_the_byte_order(tmp_path):
    path = tmp_path / 'one.csv'
    body = ''.join(f'"{i}",{i % 7},{(10, 2, 300)[i % 3]}\r\n\r\n' for i in range(60))
    path.write_bytes(b'\xef\xbb\xbf"first, one",second,third\r\n' + body.encode())
    facts = data_sets.describe(section(path))
    assert facts.names == ('2', '10', '300')
    assert [one.name for one in facts.columns] == ['first, one', 'second']
    middle = data_sets.describe(section(path, target='second'))
    assert middle.names == tuple('0123456') and len(middle.columns) == 2


def _bad(header, *lines):
    return '\n'.join([header, *lines]) + '\n'


GOOD = [f'{i}.5,{i % 3},{"ab"[i % 2]}' for i in range(30)]
BAD = {
    'missing': (_bad('u,v,k', '1,,a', *GOOD), 'line 2, column v: a number is missing'),
    'nan': (_bad('u,v,k', *GOOD, 'nan,2,a'), 'line 32, column u: not a finite number'),
    'nan in numbers': (_bad('u,v,k', '1,2,0', 'inf,2,1'), 'line 3, column u: not a finite number'),
    'text': (_bad('u,v,k', *GOOD, '1,red,a'), 'line 32, column v holds text; expected numbers; a '
             'column of texts can be the target, --config.data.target=v; received red'),
    'no target': (_bad('u,v,k', *GOOD, '1,2,'), 'line 32, column k: the target is missing'),
    'decimal comma': (_bad('u;v;k', '1,5;2;a'), 'line 2, column u: a decimal comma; expected a '
                      'point, as 1.5; received 1,5'),
    'thousands': (_bad('u,v,k', *GOOD, '1,000,2,a'), 'line 32 has a different number of cells'),
    'thousands in a cell': (_bad('u;v;k', '1,234,567.5;2;a'), 'line 2, column u: commas between '
                            'thousands; expected digits alone, as 1234567.5'),
    'short row': (_bad('u,v,k', *GOOD, '1,a'), 'line 32 has a different number of '
                  'cells from the header; expected 3; received 2'),
    'no header': (_bad('1.5,2,a', *GOOD), 'line 1: there is no header'),
    'no name': (_bad(',v,k', *GOOD), 'line 1: column 1 has no name'),
    'two alike': (_bad('u,u,k', *GOOD), 'line 1: two columns have the same name'),
    'one column': (_bad('u', '1', '2'), 'has one column'),
    'empty': ('\n \n', 'is empty'),
    'no rows': ('u,v,k\n', 'has no rows'),
    'one class': (_bad('u,v,k', *[f'{i},1,a' for i in range(30)]), 'the target k has one class'),
    'fractions': (_bad('u,k', *[f'{i},{i / 4}' for i in range(30)]),
                  'the target k has fractions, so it cannot be a class; expected '
                  '--config.model.output=linear'),
    'many values': (_bad('u,k', *[f'{i},{i}' for i in range(30)]), 'has too many values'),
    'too large': (_bad('u,v,k', *GOOD, '1e400,2,a'),
                  'line 32, column u: a number that is too large'),
    'underscore': (_bad('u,v,k', *GOOD, '1_0,2,a'), 'line 32, column u holds text'),
    'long name': (_bad('u,v,k', *GOOD, f'1,2,{"x" * 64}'), 'missing or too long'),
    'few rows': (_bad('u,v,k', *GOOD[:2], '9,9,a'), 'leaves no'),
}


@pytest.mark.filterwarnings('error')
@pytest.mark.parametrize('name', BAD)
def test_what_is_wrong_is_told_in_one_line(name, tmp_path):
    content, expected = BAD[name]
    (tmp_path / 'bad.csv').write_text(content, 'utf-8')
    with pytest.raises(LabError) as error:
        data_sets.describe(section(tmp_path / 'bad.csv'))
    assert expected in str(error.value) and '\n' not in str(error.value)


def test_what_is_no_table_is_told_in_one_line(table, tmp_path):
    (tmp_path / 'latin.csv').write_bytes('größe,k\n1,a\n'.encode('latin-1'))
    for words, status in (([f'csv:{tmp_path}/no.csv'], 3), ([f'csv:{tmp_path}'], 2),
                          ([f'csv:{tmp_path}/latin.csv'], 2), (['csv:'], 2),
                          ([f'csv:{table}', '--config.data.target=knd'], 2),
                          ([f'csv:{table}', '--config.data.mirror'], 2),
                          ([f'csv:{table}', '--config.model.name=cifar_net'], 2),
                          ([f'csv:{table}', '--config.data.scale=0.5'], 2),
                          ([f'csv:{table}', '--config.model.output=linear'], 2),
                          (['digits', '--config.data.target=a'], 2),
                          (['digits', '--config.model.output=linear'], 2)):
        done = ask('run', 'own_table', *[f'--config.data.name={words[0]}', *words[1:]],
                   f'--workdir={tmp_path}/run')
        assert done.returncode == status and done.stderr.count('\n') == 1, (words, done.stderr)
        assert done.stderr.startswith('tf-labs: error: ') and 'unforeseen' not in done.stderr
    assert not (tmp_path / 'run').exists()
    assert 'did you mean kind?' in ask('run', 'own_table', f'--config.data.name=csv:{table}',
                                       '--config.data.target=knd').stderr


def test_a_column_that_says_nothing_is_told(tmp_path, capsys):
    tables.write_csv(tmp_path / 'one.csv', ['u', 'same', 'k'],
                     [[i, 7.1, 'ab'[i % 2]] for i in range(60)])
    facts = data_sets.describe(section(tmp_path / 'one.csv'))
    assert facts.columns[1].mean == 7.1 and facts.columns[1].sd == 1
    assert '1 of 2 columns carry no information' in capsys.readouterr().err
    splits = data_sets.load(section(tmp_path / 'one.csv'), ('test',))
    assert not splits['test'].images[..., 1].any()


def arguments(table, workdir, *more):
    return ['run', f'--config={ROOT}/configs/own_table.py', f'--config.data.name=csv:{table}',
            '--config.train.execution=eager', '--config.train.epochs=2',
            '--config.train.checkpoint_every_steps=3', '--config.train.steps_per_call=2',
            '--config.train.diagnostics=False', f'--workdir={workdir}', *more]


@pytest.mark.slow
def test_killed_and_gone_on_with_and_asked_when_the_table_is_gone(table, tmp_path):
    straight = ask(*arguments(table, tmp_path / 'straight'))
    assert straight.returncode == 0 and straight.stderr == '', straight.stderr
    assert cli(*arguments(table, tmp_path / 'run'), moment='after:save:3').returncode == -9
    shutil.copytree(tmp_path / 'run', tmp_path / 'twin')
    moved = table.rename(tmp_path / 'moved.csv')
    done = ask(*arguments(moved, tmp_path / 'run'))
    assert done.returncode == 0 and done.stderr == '', done.stderr
    assert result(tmp_path / 'run')['digest'] == result(tmp_path / 'straight')['digest']
    assert rows(tmp_path / 'run') == rows(tmp_path / 'straight')

    asked = ask('predict', f'--workdir={tmp_path}/run', '--index=0').stdout
    assert asked.startswith('test 0: a ') and 'label ' in asked and ', d ' in asked
    # The twin: with the table changed under it, the end is another.
    moved.write_text(moved.read_text('utf-8').replace('5.1,3.5', '5.1,3.6', 1), 'utf-8')
    refused = ask(*arguments(moved, tmp_path / 'twin'))
    assert refused.returncode == 2 and 'the data is not that which this run' in refused.stderr
    other = ask('eval', f'--workdir={tmp_path}/run')
    assert other.returncode == 2 and 'is not the data of this run' in other.stderr
    moved.unlink()
    assert ask('eval', f'--workdir={tmp_path}/run').returncode == 3
    assert ask('report', f'--workdir={tmp_path}/run').returncode == 0
    page = (tmp_path / 'run' / 'report.html').read_text('utf-8')
    assert 'Not shown: csv:' in page


@pytest.mark.slow
def test_rows_in_their_own_units_are_predicted_from_the_run_directory_alone(table, tmp_path):
    import tf_labs
    _, x, classes = tables.flowers()
    run = tf_labs.run(tables.config('own_table', f'csv:{table}', train__epochs=10,
                                    train__execution='graph',
                                    optimizer__learning_rate=0.03), tmp_path / 'run')
    table.unlink()
    again = tf_labs.open_run(tmp_path / 'run')
    said = again.predict(x)
    assert said.shape == (150, 3) and again.predict(x[0]).shape == (1, 3)
    names = again.directory.data(again.config).names
    right = np.mean([names[place] == one for place, one in zip(said.argmax(axis=1), classes)])
    assert right > 0.9 and run.result['test_accuracy'] > 0.8
    for bad in (x[:, :3], x.astype(str), [[1, 2, 3, float('nan')]], [[1, 2], [3]]):
        with pytest.raises(LabError):
            again.predict(bad)
    import keras
    assert ask('export', f'--workdir={tmp_path}/run', f'--output={tmp_path}/out').returncode == 0
    model = keras.models.load_model(tmp_path / 'out' / 'model.keras')
    logits = model(x.astype(np.float32).reshape(-1, 1, 1, 4)).numpy()
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares, said, atol=1e-5)


@pytest.mark.slow
def test_report_shows_rows_and_no_pictures_of_them(table, tmp_path):
    import tf_labs
    run = tf_labs.run(tables.config('own_table', f'csv:{table}', train__diagnostics=True,
                                    train__epochs=1), tmp_path / 'run')
    page = run.report().read_text('utf-8')
    assert 'confusion' in page.lower() and 'First-layer weights' not in page
    assert not (tmp_path / 'run' / 'figures' / 'mistakes.png').exists()
    stored = json.loads((tmp_path / 'run' / 'config.json').read_text('utf-8'))
    assert stored['data']['scale'] == 1.0 and stored['data']['name'] == f'csv:{table}'
    told = ask('data', f'--name=csv:{table}')
    assert told.returncode == 0 and 'classes: setosa, versicolor, virginica' in told.stdout


@pytest.mark.slow
def test_200_000_rows_are_read_in_seconds(tmp_path):
    x = np.random.default_rng(1).normal(size=(2000, 10)).round(4)
    text = '\n'.join([','.join(map(str, row)) for row in x.tolist()] * 100)
    (tmp_path / 'large.csv').write_text(
        ','.join([*(f'u{i}' for i in range(9)), 'y']) + '\n' + text, 'utf-8')
    began = time.perf_counter()
    facts = data_sets.describe(section(tmp_path / 'large.csv', labels='numbers'))
    assert sum(facts.examples.values()) == 200_000
    assert time.perf_counter() - began < 20
