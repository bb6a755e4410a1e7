"""Evaluation in few calls gives what one call for each batch gives, bit for bit."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests import nets
from tests import photo_set
from tests.conftest import digits_config
from tf_labs.data import pipeline
from tf_labs.data import sources
from tf_labs.data.examples import Examples
from tf_labs.nn import optimizers
from tf_labs.training import evaluation
from tf_labs.training.evaluation import Evaluator
from tf_labs.training.evaluation import make_logits
from tf_labs.training.evaluation import Means
from tf_labs.training.evaluation import TOP
from tf_labs.training.step import count_correct

CONFIG = digits_config('--config.model.hidden_sizes=12')
LOSS = nets.loss(CONFIG)


@pytest.fixture(scope='module')
def model():
    return nets.built(CONFIG)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(pipeline, 'EVAL_BATCH', 16)
    monkeypatch.setattr(pipeline, 'EVAL_BATCHES_AT_ONCE', 3)


def batch_by_batch(logits, *splits) -> list[Means]:
    """A call and three numbers for each batch, summed up in Python."""
    @tf.function(input_signature=pipeline.batch_spec(splits[0]))
    def sums(images, labels):
        values = logits(images)
        return (tf.reduce_sum(tf.cast(LOSS(labels, values), tf.float64)),
                count_correct(labels, values), count_correct(labels, values, TOP))

    means = []
    for examples in splits:
        loss, correct, among = 0.0, 0, 0
        for images, labels in pipeline.evaluation_batches(examples):
            of_batch = sums(images, labels)
            loss += float(of_batch[0])
            correct += int(of_batch[1])
            among += int(of_batch[2])
        means.append(Means(*(total / len(examples) for total in (loss, correct, among))))
    return means


def digits(count: int) -> Examples:
    return sources.load('digits', ('test',), None)['test'].first(count)


def test_remainders(model):
    """A part of a batch, whole blocks of three batches, and what is left beside them."""
    logits, splits = make_logits(model, 1 / 16), [digits(count) for count in (1, 48, 79)]
    for examples, expected in zip(splits, batch_by_batch(logits, *splits)):
        means = Evaluator(logits, LOSS, examples).means()
        assert means == expected and 0 < means.loss and means.accuracy <= means.top_5 <= 1


def test_eager(model):
    logits, examples = make_logits(model, 1 / 16, eager=True), digits(50)
    found = Evaluator(logits, LOSS, examples, eager=True).means()
    assert [found] == batch_by_batch(logits, examples)


def test_a_stream_is_read_a_batch_at_a_time(model, tmp_path, monkeypatch):
    monkeypatch.setenv('XDG_CACHE_HOME', str(tmp_path / 'cache'))
    photo_set.write(tmp_path, train=4, test=37, shards=2)
    stream = sources.load('imagenette', ('test',), str(tmp_path), side=8)['test']
    in_memory = stream.take(range(len(stream)))
    assert [len(labels) for _, labels in pipeline.evaluation_blocks(stream)] == [16, 16, 5]
    assert [len(labels) for _, labels in pipeline.evaluation_blocks(in_memory)] == [37]
    logits = make_logits(model, 1 / 16, prepare=lambda images: images[..., :1])
    found = Evaluator(logits, LOSS, stream).means()
    assert [found, Evaluator(logits, LOSS, in_memory).means()] == batch_by_batch(
        logits, stream, in_memory)


def test_large_images_are_no_more_at_once_than_before(monkeypatch):
    monkeypatch.setattr(pipeline, 'EVAL_BYTES', 8 * 8 * 20)
    assert [len(labels) for _, labels in pipeline.evaluation_blocks(digits(40))] == [16, 16, 8]


def test_several_devices(model):
    """Of a mirrored net the first replica is asked."""
    strategy = tf.distribute.MirroredStrategy(['CPU:0'])
    with strategy.scope():
        mirrored = nets.built(CONFIG)
    mirrored.set_weights(model.get_weights())
    means = [Evaluator(make_logits(one, 1 / 16), LOSS, digits(60)).means()
             for one in (model, mirrored)]
    assert means[0] == means[1]


@pytest.mark.parametrize('name, averages', [('adam', False), ('sgd', False), ('asgd', True)])
def test_weights_are_only_put_aside_by_an_optimizer_that_averages(name, averages, model):
    optimizer = optimizers.optimizer(name, 0.1, optimizers.Settings(
        **({'average_from': 0} if averages else {})))
    optimizer.build(model.trainable_variables)
    before = [one.copy() for one in model.get_weights()]
    for _ in range(3):
        optimizer.apply([tf.ones_like(one.value) for one in model.trainable_variables],
                        model.trainable_variables)
    trained = model.get_weights()
    with evaluation.final_weights(model, optimizer):
        final = model.get_weights()
    same = [np.array_equal(one, other) for one, other in zip(trained, final)]
    assert not any(same) if averages else all(same)
    for one, other in zip(trained, model.get_weights()):
        np.testing.assert_array_equal(one, other)
    model.set_weights(before)


def test_averages_of_keras_are_evaluated(model):
    optimizer = keras.optimizers.SGD(0.1, use_ema=True)
    optimizer.build(model.trainable_variables)
    for _ in range(2):
        optimizer.apply([tf.ones_like(one.value) for one in model.trainable_variables],
                        model.trainable_variables)
    with evaluation.final_weights(model, optimizer):
        averaged = model.get_weights()[0]
    assert np.abs(averaged - model.get_weights()[0]).min() > 0.05
