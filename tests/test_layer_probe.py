"""Linear classifiers on layers: what they read, which penalty they take, and a small net."""

import warnings

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
import tensorflow as tf

from tests.conftest import lab_config
from tests.lab_findings import written
from tf_labs.errors import UserError
from tf_labs.labs import trained_net
from tf_labs.labs.layer_probe import lab
from tf_labs.labs.layer_probe import linear_classifier
from tf_labs.models import features

RANDOM = np.random.default_rng(0)


def test_maps_are_averaged_to_the_grid():
    maps = RANDOM.normal(size=(3, 6, 4, 5)).astype(np.float32)
    expected = maps.reshape(3, 2, 3, 2, 2, 5).mean(axis=(2, 4))
    np.testing.assert_allclose(lab.pooled(tf.constant(maps), 2), expected, atol=1e-6)
    np.testing.assert_allclose(lab.pooled(tf.constant(maps), 1)[:, 0, 0],
                               maps.mean(axis=(1, 2)), atol=1e-6)


def test_what_is_small_enough_stays_as_it_is():
    maps = tf.constant(RANDOM.normal(size=(2, 3, 3, 2)), tf.float32)
    np.testing.assert_array_equal(lab.pooled(maps, 5), maps)
    vectors = tf.constant(RANDOM.normal(size=(2, 7)), tf.float32)
    np.testing.assert_array_equal(lab.pooled(vectors, 1), vectors)


def blobs(count: int, distance: float, noise: int = 0):
    """Three classes around corners, scaled unevenly, with features that say nothing."""
    labels = RANDOM.integers(0, 3, count)
    corners = distance * np.array([[0, 0], [1, 0], [0, 1]])
    values = np.hstack([corners[labels], np.zeros((count, noise))])
    return (values + RANDOM.normal(size=values.shape)) * 1000 + 7, labels


@pytest.mark.slow
def test_classifier_is_that_of_standardised_features():
    train, test = blobs(60, 2.0), blobs(500, 2.0)
    scaler = StandardScaler().fit(train[0])
    expected = LogisticRegression(C=0.1).fit(scaler.transform(train[0]), train[1])
    found = linear_classifier.accuracies(train, test, 0.1)
    assert found == (expected.score(scaler.transform(train[0]), train[1]),
                     expected.score(scaler.transform(test[0]), test[1]))
    assert linear_classifier.accuracies(blobs(60, 50.0), blobs(99, 50.0), 1.0) == (1.0, 1.0)


def test_penalty_is_chosen_without_the_test_examples():
    """Of 100 features 2 say something: with 60 examples only a strong penalty finds them."""
    train = blobs(60, 3.0, noise=98)
    cs = (10.0, 1e-5, 0.01)
    held = np.arange(60) % 5 == 0
    scores = {c: linear_classifier.accuracies(
        (train[0][~held], train[1][~held]), (train[0][held], train[1][held]), c)[1] for c in cs}
    best = linear_classifier.choose_c(train, cs)
    assert scores[best] == max(scores.values())
    assert all(scores[c] < scores[best] for c in cs if c < best)  # the smallest of equals
    assert linear_classifier.choose_c(blobs(60, 50.0), (10.0, 1.0, 2.0)) == 1.0


def test_more_features_than_examples_are_the_same_problem(monkeypatch):
    """Weights found in the span of 40 examples are those found among 3,000 features."""
    (train, labels), (test, answers) = blobs(40, 3.0, noise=2998), blobs(20, 3.0, noise=2998)
    monkeypatch.setattr(linear_classifier, 'BLOCK', 700)
    narrow, others = linear_classifier.in_their_span(train, test)
    assert narrow.shape == (40, 40) and others.shape == (20, 40)
    scaler = StandardScaler().fit(train)
    wide, wide_others = scaler.transform(train), scaler.transform(test)
    np.testing.assert_allclose(narrow @ narrow.T, wide @ wide.T, rtol=1e-9, atol=1e-6)
    np.testing.assert_allclose(others @ narrow.T, wide_others @ wide.T, rtol=1e-9, atol=1e-6)
    options = {'C': 0.001, 'tol': 1e-10, 'max_iter': 10_000}
    wide_fit = LogisticRegression(**options).fit(wide, labels)
    narrow_fit = LogisticRegression(**options).fit(narrow, labels)
    np.testing.assert_allclose(narrow_fit.decision_function(others),
                               wide_fit.decision_function(wide_others), atol=1e-6)
    expected = linear_classifier.accuracies((train, labels), (test, answers), 0.001)
    monkeypatch.setattr(linear_classifier, 'WIDE', 100)
    assert linear_classifier.accuracies((train, labels), (test, answers), 0.001) == expected


def test_many_features_of_a_dead_layer_tell_nothing(monkeypatch):
    monkeypatch.setattr(linear_classifier, 'WIDE', 100)
    nothing, labels = np.full((30, 3000), 0.1, np.float32), np.arange(30) % 3
    assert not np.any(linear_classifier.in_their_span(nothing, nothing[:4])[0])
    found = linear_classifier.accuracies((nothing, labels), (nothing[:6], labels[:6]), 1.0)
    assert found == pytest.approx((1 / 3, 1 / 3))


def test_a_few_thousand_features_are_fitted_as_they_are(monkeypatch):
    monkeypatch.setattr(linear_classifier, 'in_their_span', lambda *_: pytest.fail('it was used'))
    linear_classifier.accuracies(blobs(20, 3.0, noise=5000), blobs(7, 3.0, noise=5000), 1.0)


def test_a_fit_that_is_cut_short_says_nothing(monkeypatch):
    monkeypatch.setattr(linear_classifier, 'ITERATIONS', 1)
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        linear_classifier.accuracies(blobs(60, 1.0), blobs(60, 1.0), 100.0)


def config_of(trained, *overrides):
    return lab_config('layer_probe', f'--config.net.workdir={trained}',
                      '--config.probe.train_examples=400', '--config.probe.test_examples=200',
                      '--config.probe.cs=(0.1,)', *overrides)


@pytest.fixture(scope='module')
def found(trained_convnet, tmp_path_factory):
    return written(lab.compute, config_of(trained_convnet),
                   tmp_path_factory.mktemp('lab') / 'run')


@pytest.mark.slow
def test_a_row_for_the_pixels_and_each_layer(trained_convnet, found):
    rows = {row['features of']: row for row in found.tables['layer_probe']}
    assert list(rows) == ['pixels', 'conv1', 'conv2', 'conv3', 'conv4', 'dense1']
    assert [row['features'] for row in rows.values()] == [64, 32, 32, 32, 32, 10]
    for name, row in rows.items():
        assert found.values[f'{name}_accuracy'] == row['test accuracy'] > 0.4
        assert row['standard error'] == pytest.approx(
            np.sqrt(row['test accuracy'] * (1 - row['test accuracy']) / 200))
    assert 'pixels\n64' in [text.get_text() for text in
                            found.figures['layer_probe'].axes[0].get_xticklabels()]


@pytest.mark.slow
def test_a_layer_is_read_from_the_net(trained_convnet, found):
    """The same numbers by another way: features of all examples, and the same draw."""
    trained = trained_net.load(config_of(trained_convnet).net)
    parts = []
    for number, (split, count) in enumerate((('train', 400), ('test', 200))):
        examples = trained.examples(split)
        chosen = np.sort(np.random.default_rng((777, number)).choice(
            len(examples), count, replace=False))
        maps = features.features(trained.model, trained.inputs(examples.images), 'conv2').numpy()
        assert maps.shape[1:] == (4, 4, 8)
        means = maps.reshape(-1, 2, 2, 2, 2, 8).mean(axis=(2, 4)).reshape(len(maps), -1)
        parts.append((means[chosen], examples.labels[chosen]))
        answers = trained.logits(examples.images).numpy().argmax(axis=1)
        own = (answers == examples.labels)[chosen].mean()
    expected = linear_classifier.accuracies(*parts, 0.1)
    row = found.tables['layer_probe'][2]
    assert (row['training accuracy'], row['test accuracy']) == pytest.approx(expected, abs=0.006)
    assert found.values['net_accuracy'] == pytest.approx(own)


@pytest.mark.parametrize('labels', [[0] * 10, [1] + [0] * 4, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0]])
def test_a_draw_of_one_class_is_refused(labels):
    """Every fifth example, from the first on, is held out to choose the penalty."""
    with pytest.raises(UserError, match=f'train_examples: all but .*; received {len(labels)}$'):
        linear_classifier.check_classes(np.array(labels), 'config.probe.train_examples')
    linear_classifier.check_classes(np.array([*labels, 0, 1]), 'config.probe.train_examples')


@pytest.mark.slow
def test_examples_that_are_not_there(trained_convnet):
    with pytest.raises(UserError, match='config.probe.test_examples is larger than the data; '
                                        'expected at most 360; received 361'):
        lab.compute(config_of(trained_convnet, '--config.probe.test_examples=361'))
