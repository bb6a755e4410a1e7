"""Real runs on the playground: their weights, their costs, what is refused."""

import numpy as np
import pytest

from tests.browser import open_page
from tests.conftest import cli
from tests.conftest import lab_config
from tests.conftest import rows
from tf_labs.errors import UserError
from tf_labs.models import initial_weights
from tf_labs.playground import page as playground
from tf_labs.playground import replays
from tf_labs.training import metrics_log
from tf_labs.training.run_directory import RunDirectory

pytestmark = pytest.mark.slow

STEP = 'document.querySelector(".counters b").innerText.replaceAll(",", "")'


def held(path, lab: str, *overrides: str, costs=()) -> None:
    """Makes a directory of a run of a lab, with its config and its costs."""
    directory = RunDirectory(path)
    config = lab_config(lab, *overrides)
    with directory.locked():
        directory.write_config(config)
        directory.write_bytes('metrics.jsonl', metrics_log.encode(
            [{'step': step, 'cost': cost} for step, cost in costs]))


def test_the_page_of_a_run_has_its_weights_and_costs(tmp_path):
    costs = [(0, 0.75), (100, 0.5)]
    held(tmp_path / 'run', 'xor_deep', '--config.seed=3', '--config.net.hidden_sizes=4,3',
         '--config.net.activation=tanh', '--config.data.table=and', costs=costs)
    replay = replays.of_run(RunDirectory(tmp_path / 'run'))
    expected = initial_weights.initial([2, 4, 3, 1], 3, 'fan_in_uniform')
    for found, one in zip(replay.weights, expected, strict=True):
        assert np.array(found, np.float32).tolist() == one.ravel().tolist()
    assert replay.settings == {'data': 'and', 'activation': 'tanh', 'rate': 1.0}
    assert [(row['step'], row['cost']) for row in replay.rows] == costs
    assert '"cost": 0.75' in playground.page(replay=replay)


@pytest.mark.release
def test_a_run_is_replayed_from_its_own_weights(browser, tmp_path):
    run = cli('run', 'xor_mlp', f'--workdir={tmp_path}/run', '--config.train.steps=301',
              '--config.train.log_every=100', '--config.seed=5', drawn=False)
    assert run.returncode == 0, run.stderr
    made = cli('page', '--lab=playground', f'--workdir={tmp_path}/run', '--lang=ko',
               f'--output={tmp_path}/run.html')
    assert made.returncode == 0, made.stderr
    page, problems = open_page(browser, tmp_path / 'run.html', reduced_motion='reduce')
    losses = page.evaluate('''() => [0, 100, 200, 300].map((step) => {
      while (mounted.trainer.steps < step) mounted.trainer.step();
      return mounted.trainer.evaluate(mounted.trainer.train).loss; })''')
    assert losses == pytest.approx([row['cost'] for row in rows(tmp_path / 'run')], abs=1e-5)
    assert page.evaluate('[document.documentElement.lang, mounted.preset]') == ['ko', 'run']
    assert not problems
    page.context.close()


@pytest.mark.parametrize('lab, overrides, message', [
    ('linear_regression', (), 'the playground replays nets that learn a gate'),
    ('gates', (), 'the playground replays nets on small tables'),
    ('xor_mlp', ('--config.net.activation=step',), 'does not have the activation of this run'),
    ('xor_mlp', ('--config.net.hidden_sizes=11',), 'is too large for the playground')])
def test_a_run_of_another_kind_is_refused(tmp_path, lab, overrides, message):
    held(tmp_path / 'run', lab, *overrides)
    with pytest.raises(UserError, match=message):
        replays.of_run(RunDirectory(tmp_path / 'run'))
