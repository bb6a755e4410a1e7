"""Runs side by side: what the terminal and the page say of them."""

import os
import re

import pytest

from tests.asked import ask
from tests.browser import open_page
from tests.conftest import cli
from tests.conftest import lab_config
from tests.run_files import make_run
from tests.run_files import make_seeds
from tf_labs.errors import UserError
from tf_labs.experiments import comparing
from tf_labs.training.run_directory import RunDirectory

SIGMOID = '--config.model.activation=sigmoid'
RELU_SCORES = {777: 0.95, 1: 0.96, 2: 0.955}
SIGMOID_SCORES = {777: 0.931, 1: 0.939, 2: 0.936}


@pytest.fixture(scope='module')
def pair(tmp_path_factory):
    """Two comparisons over the same seeds, one of ReLU and one of sigmoid."""
    place = tmp_path_factory.mktemp('pair')
    return [make_seeds(place / 'relu', RELU_SCORES),
            make_seeds(place / 'sigmoid', SIGMOID_SCORES, SIGMOID)]


@pytest.fixture(scope='module')
def page(pair, tmp_path_factory):
    """The page of the pair, and what the terminal was told."""
    target = tmp_path_factory.mktemp('page') / 'compare.html'
    return target, comparing.write(pair, target)


@pytest.mark.slow
def test_terminal_has_the_effect_its_interval_and_the_words(page):
    """Seed by seed -1.9, -2.1 and -1.9 points: mean -1.97, and 4.303 * 0.1155 / sqrt 3 = 0.29."""
    table = page[1][0]
    assert '| test accuracy, % | sigmoid | 3     | 93.53 +- 0.4 ' in table
    assert '-1.97 +- 0.29 points' in table and 'a difference' in table
    assert 'sigmoid differs from relu in model.activation relu -> sigmoid' in page[1]
    assert page[1][-1] == str(page[0])


@pytest.mark.slow
def test_page_has_the_same_and_needs_nothing_else(page):
    text = page[0].read_text('utf-8')
    assert 'test accuracy -1.97 +- 0.29 points over 3 seeds (95% interval, paired by seed)' in text
    assert 'a difference, 0 is outside of the interval' in text
    assert '<td>sigmoid</td>' in text and 'model.activation' in text
    drawings = re.findall(r'<svg class="drawing"[^>]*>', text)
    assert len(drawings) == text.count('<figure') == 5 and '<img' not in text
    assert all(re.search(r'role="img" aria-label="[^"]{20,}"', drawing) for drawing in drawings)
    assert not re.search(r'(src|href)="(?!data:|#)', text)
    assert not re.search(r'https?://', text)


@pytest.mark.slow
def test_a_run_against_itself_done_again(tmp_path):
    runs = [make_run(tmp_path / name) for name in ('first', 'again')]
    lines = comparing.write(runs, tmp_path / 'compare.html')
    assert 'again differs from first in nothing that changes a weight' in lines


@pytest.mark.slow
def test_one_seed_each(tmp_path):
    runs = [make_run(tmp_path / 'a'), make_run(tmp_path / 'b', SIGMOID, accuracy=0.8)]
    lines = comparing.write(runs, tmp_path / 'compare.html')
    assert '-10 points' in lines[0] and 'one seed each: no interval' in lines[0]
    assert any('No interval can be given' in line and '--seeds=5' in line for line in lines)
    page = (tmp_path / 'compare.html').read_text('utf-8')
    assert '95% interval, ' not in page and 'one seed each: no interval' in page


@pytest.mark.slow
def test_runs_that_are_not_whole_are_told(pair, tmp_path):
    for seed, state in ((777, 'done'), (1, 'diverged'), (2, 'not finished'), (3, 'begun')):
        make_run(tmp_path / 'tanh' / f'seed-{seed}', '--config.model.activation=tanh',
                 f'--config.seed={seed}', state=state)
    copied = make_run(tmp_path / 'tanh' / 'seed-4', '--config.model.activation=tanh',
                      '--config.seed=4')
    of_another = {**copied.read_json('result'), 'identity': '0123-4567'}
    copied.write_json('result', of_another)
    copied.seal(copied.read_json('manifest'))
    lines = comparing.write([pair[0], RunDirectory(tmp_path / 'tanh')], tmp_path / 'c.html')
    assert 'tanh, seed 4: its result.json belongs to another run, so it is in no mean.' in lines
    assert ('tanh, seed 1: diverged (the loss at step 3 is not finite), so it is in no mean.'
            in lines)
    assert 'tanh, seed 2: not finished, taken as it stands at step 88.' in lines
    assert 'tanh, seed 3: nothing logged yet, so it is in no mean.' in lines
    assert re.search(r'test accuracy, % \| tanh +\| 2 ', lines[0])  # so the seeds differ: Welch
    page = (tmp_path / 'c.html').read_text('utf-8')
    assert 'over 2 and 3 seeds (95% interval, Welch)' in page
    assert all(line in page for line in lines if line.startswith('tanh, seed'))


@pytest.mark.slow
def test_first_config_that_diverged_is_nothing_to_compare_with(tmp_path):
    runs = [make_run(tmp_path / 'wreck', '--config.optimizer.learning_rate=9', state='diverged'),
            make_run(tmp_path / 'sound')]
    lines = comparing.write(runs, tmp_path / 'c.html')
    assert 'wreck, the first, has no run that could be compared with.' in lines
    assert 'interval' not in lines[0]


@pytest.mark.slow
def test_one_config_over_seeds_has_its_mean_and_no_effect(pair, tmp_path):
    lines = comparing.write(pair[:1], tmp_path / 'c.html')
    assert '95.5 +- 0.5' in lines[0]
    assert any('nothing to compare' in line for line in lines)


def test_labs_that_are_no_classifiers(tmp_path):
    """They have other metrics, and no test data."""
    runs = []
    for name, rate in (('slow', 0.1), ('fast', 1.0)):
        for seed in (1, 2, 3):
            directory = make_run(
                tmp_path / name / f'seed-{seed}', state='begun', test_sha256='', config=lab_config(
                    'xor_mlp', f'--config.seed={seed}', f'--config.optimizer.learning_rate={rate}'))
            directory.write_json('result', {'lab': 'xor_mlp', 'cost': rate + 0.01 * seed ** 2,
                                            'steps_needed': 10 * seed})
        runs.append(RunDirectory(tmp_path / name))
    lines = comparing.write(runs, tmp_path / 'c.html')
    assert re.search(r'\| cost +\| fast', lines[0]) and '+0.9' in lines[0]


@pytest.mark.slow
def test_many_configs_are_cautioned(tmp_path):
    runs = [make_run(tmp_path / f'{name}-{seed}', f'--config.model.activation={name}',
                     f'--config.seed={seed}', accuracy=0.9 + 0.01 * place + 0.001 * seed * place)
            for place, name in enumerate(('relu', 'tanh', 'elu', 'gelu', 'swish'))
            for seed in (1, 2)]
    lines = comparing.write(runs, tmp_path / 'c.html')
    assert lines[0].count('\n') == 2 + 2 * 5 - 1  # two metrics of five configs
    assert any('one of 4' in line and 'Holm' in line for line in lines)
    assert '4 configs against relu-1 in test accuracy: ' in (tmp_path / 'c.html').read_text('utf-8')


def test_refused_runs_leave_no_page(tmp_path):
    with pytest.raises(UserError, match='a comparison needs more than one run'):
        comparing.write([make_run(tmp_path / 'a')], tmp_path / 'compare.html')
    assert not (tmp_path / 'compare.html').exists()


@pytest.mark.parametrize('flags', [[], ['--workdirs='], ['--workdirs=a,'], ['--workdirs=,a']])
def test_flag_that_names_nothing(flags):
    done = ask('compare', *flags)
    assert done.returncode == 2 and done.stderr.count('\n') == 1
    assert '--workdirs is missing' in done.stderr or 'a path is empty' in done.stderr


@pytest.mark.slow
def test_page_is_written_whole_or_not_at_all(pair, tmp_path, monkeypatch):
    target = tmp_path / 'compare.html'
    target.write_text('before')

    def no_space(*_, **__):
        raise OSError(28, 'No space left on device')

    monkeypatch.setattr(os, 'replace', no_space)
    with pytest.raises(UserError, match='No space left'):
        comparing.write(pair, target)
    assert target.read_text() == 'before' and list(tmp_path.iterdir()) == [target]


@pytest.mark.slow
def test_command_line(pair, tmp_path):
    workdirs = ','.join(str(run.path) for run in pair)
    done = cli('compare', f'--workdirs={workdirs}', f'--output={tmp_path}/c.html')
    assert done.returncode == 0 and done.stderr == '', done.stderr
    assert '-1.97 +- 0.29 points' in done.stdout and (tmp_path / 'c.html').is_file()


@pytest.mark.slow
def test_page_in_a_browser(page, browser):
    """Fits phone and desktop, opens its folded tables by keyboard, and asks the network nothing."""
    for width, dark in ((1280, False), (390, True)):
        opened, problems = open_page(browser, page[0], width=width, dark=dark)
        assert opened.evaluate('document.documentElement.scrollWidth') <= width
        assert opened.locator('img').evaluate_all(
            'images => images.every(image => image.complete && image.naturalWidth > 0)')
        folded = opened.locator('details').first
        folded.locator('summary').focus()
        opened.keyboard.press('Enter')
        assert folded.locator('table').is_visible()
        assert problems == []
        opened.context.close()
