"""eval over several crops and several runs, against softmax and sorting in numpy."""

import numpy as np
import pytest
from scipy import special

from tests.conftest import convnet_config
from tf_labs.commands import asking
from tf_labs.data import sources
from tf_labs.data.examples import Examples
from tf_labs.errors import UserError
from tf_labs.experiments import evaluating
from tf_labs.experiments import supervised
from tf_labs.experiments.trained import TrainedRun
from tf_labs.training import voting
from tf_labs.training.run_directory import RunDirectory

pytestmark = pytest.mark.slow

CROP = ('--config.data.crop=6', '--config.data.random_crop=True', '--config.data.mirror=True',
        '--config.train.steps=12', '--config.train.keep_at_epochs=()', '--config.train.keep=2')
TEST = sources.load('digits', ('test',), None)['test']


@pytest.fixture(scope='module')
def runs(tmp_path_factory):
    """Two nets that see 6 x 6 of the 8 x 8 pixels; the second learns from fewer examples."""
    root = tmp_path_factory.mktemp('runs')
    for name, overrides in (('first', ()), ('second', ('--config.data.train_examples=1000',))):
        supervised.run(convnet_config(*CROP, *overrides), str(root / name))
    return root


def by_hand(run: TrainedRun, crops: list[tuple[int, int, bool]]) -> np.ndarray:
    """Returns the probabilities of the test examples, averaged over (top, left, mirrored)."""
    centred = TEST.images.astype(np.float32) - run.preparation.mean
    shares = []
    for top, left, is_mirrored in crops:
        cut = centred[:, top:top + 6, left:left + 6]
        logits = run.model((cut[:, :, ::-1] if is_mirrored else cut) * 0.125, training=False)
        shares.append(special.softmax(np.asarray(logits, np.float64), axis=1))
    return np.mean(shares, axis=0)


def check(found: evaluating.Evaluation, shares: np.ndarray):
    ranked = np.argsort(-shares, axis=1, kind='stable')
    assert found.loss == pytest.approx(
        -np.log(shares[np.arange(len(shares)), TEST.labels]).mean(), abs=1e-6)
    assert found.accuracy == (ranked[:, 0] == TEST.labels).mean()
    assert found.top_5 == (ranked[:, :5] == TEST.labels[:, np.newaxis]).any(axis=1).mean()
    assert found.accuracy < found.top_5 < 1 and found.examples == 360


CENTRE = [(1, 1, False)]
TEN = [(top, left, is_mirrored) for is_mirrored in (False, True)
       for top, left in ((0, 0), (0, 2), (2, 0), (2, 2), (1, 1))]


@pytest.mark.parametrize('names, crops', [
    (['first'], CENTRE), (['first'], TEN), (['first', 'second'], CENTRE),
    (['first', 'second'], TEN)])
def test_averages_are_those_of_numpy(names, crops, runs):
    directories = [RunDirectory(runs / name) for name in names]
    found = evaluating.evaluate(directories, None, 'test', len(crops))
    shares = np.mean([by_hand(TrainedRun(directory, None), crops) for directory in directories],
                     axis=0)
    check(found, shares)
    assert found.steps == (12,) * len(names)


def test_lines_say_what_was_averaged(runs, capsys):
    asking.evaluate([f'{runs}/first', f'{runs}/second'], None, 'test', 10)
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith('test: loss ') and first.endswith(
        'over 360 examples at steps 12, 12; averaged over 10 crops and 2 runs')
    assert 'top-1 error' in second and '%  top-5 accuracy 0.' in second
    asking.evaluate([f'{runs}/first'], None, 'test', 1)
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith('over 360 examples at step 12')


def test_a_net_that_leaves_nothing_to_the_label_has_a_finite_loss(runs):
    """Logits of 100,000 make a probability of exactly 0."""
    run = TrainedRun(RunDirectory(runs / 'first'), None)
    kernel = run.model.layers[-1].kernel
    kernel.assign(kernel * 1e5)
    assert np.isfinite(voting.evaluate([run.voter(10)], TEST, 10).loss)


def test_what_does_not_belong_together_is_refused(runs, trained_convnet, monkeypatch):
    def refused(match, *paths, crops=1, split='test'):
        with pytest.raises(UserError, match=match):
            asking.evaluate(list(map(str, paths)), None, split, crops)

    refused('one crop; .*--crops=10', trained_convnet, crops=10)
    refused('expected 1 or 10; received 5', runs / 'first', crops=5)
    refused('averaged with itself', runs / 'first', runs / 'second' / '..' / 'first')
    refused('no run in this directory', runs / 'first', runs / 'third')
    refused('--workdir is missing', runs / 'first', '')
    refused('runs on the same examples', runs / 'first', runs / 'second', split='train')
    config = RunDirectory.config
    monkeypatch.setattr(RunDirectory, 'config', lambda self: _on_mnist(config(self), self.path))
    refused('runs on one data set; received digits, mnist', runs / 'first', runs / 'second')


def _on_mnist(config, path):
    if path.name == 'second':
        config.data.name = 'mnist'
    return config


def test_labels_that_the_run_has_no_logit_for_are_refused(runs, monkeypatch):
    labels = np.where(np.arange(360) == 7, 10, TEST.labels)
    monkeypatch.setattr(sources, 'load', lambda name, splits, *_, **__: {
        split: Examples(TEST.images, labels) for split in splits})
    with pytest.raises(UserError, match='expected 10 classes; received 11 in test'):
        asking.evaluate([f'{runs}/first'], None, 'test', 1)
    with pytest.raises(UserError, match='expected 10 classes; received 11 in test'):
        asking.predict(f'{runs}/first', None, 'test', ['3'], [], False, None)
