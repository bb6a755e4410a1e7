"""The laws of the pipeline: each example once, a fair order, the same from anywhere."""

import functools

import numpy as np
import pytest
import tensorflow as tf

from tf_labs.data import pipeline
from tf_labs.data.examples import Examples
from tf_labs.data.preparation import Preparation
from tf_labs.training.plan import Plan


def numbered(n: int) -> Examples:
    """Examples whose image and label both are their number."""
    images = np.arange(n, dtype=np.uint32).view(np.uint8).reshape(n, 2, 2, 1)
    return Examples(images, np.arange(n, dtype=np.int64))


def order(n: int, epoch: int, seed: int = 777) -> np.ndarray:
    return pipeline.shuffled(tf.range(n, dtype=tf.int64), seed, tf.constant(epoch, tf.int64),
                             n).numpy()


@functools.cache
def labels_of(n, batch_size, steps_per_call, start, total, seed=777) -> np.ndarray:
    """Returns the labels of the steps start..total, [steps, batch_size]."""
    plan = Plan(total, n // batch_size, steps_per_call, n // batch_size, n // batch_size)
    blocks = pipeline.training_blocks(numbered(n), plan.blocks(start), seed=seed,
                                      batch_size=batch_size, steps_per_call=steps_per_call)
    return np.concatenate([labels[:steps].numpy() for _, labels, steps in blocks])


@pytest.mark.parametrize('n', [1, 2, 97, 1000, 1437, 60000])
def test_each_example_once_an_epoch(n):
    for epoch in (0, 1, 5):
        assert np.array_equal(np.sort(order(n, epoch)), np.arange(n))


@pytest.mark.slow
def test_batches_hold_each_example_once():
    labels = labels_of(n=120, batch_size=10, steps_per_call=5, start=0, total=36)
    for epoch in labels.reshape(3, 120):
        assert np.array_equal(np.sort(epoch), np.arange(120))


def test_the_short_last_batch_is_left_out_and_differs_by_epoch():
    labels = labels_of(n=128, batch_size=10, steps_per_call=5, start=0, total=24)
    epochs = labels.reshape(2, 120)
    assert all(len(set(epoch)) == 120 for epoch in epochs)
    assert set(epochs[0]) != set(epochs[1])


def test_images_go_with_their_labels_as_uint8():
    plan = Plan(12, 12, 5, 12, 12)
    for images, labels, steps in pipeline.training_blocks(
            numbered(120), plan.blocks(0), seed=1, batch_size=10, steps_per_call=5):
        assert images.dtype == tf.uint8 and images.shape == (5, 10, 2, 2, 1)
        assert labels.shape == (5, 10) and 1 <= steps <= 5
        numbers = images.numpy().reshape(50, 4).view(np.uint32).reshape(5, 10)
        assert np.array_equal(numbers, labels.numpy())


def test_seed_and_epoch_change_the_order():
    assert np.array_equal(order(1000, 3), order(1000, 3))
    for other in (order(1000, 4), order(1000, 3, seed=778)):
        assert not np.array_equal(order(1000, 3), other)


@pytest.mark.slow
@pytest.mark.parametrize('start', [1, 11, 12, 13, 30])
@pytest.mark.parametrize('steps_per_call', [1, 5, 12])
def test_the_order_does_not_depend_on_where_one_begins_or_how_one_cuts(start, steps_per_call):
    whole = labels_of(n=120, batch_size=10, steps_per_call=4, start=0, total=36)
    part = labels_of(n=120, batch_size=10, steps_per_call=steps_per_call, start=start, total=36)
    assert np.array_equal(part, whole[start:])


def test_successive_epochs_are_uncorrelated():
    """At 20,000 examples the correlation of two fair orders has a deviation of 0.007."""
    orders = [order(20000, epoch) for epoch in range(8)]
    for before, after in zip(orders, orders[1:]):
        assert abs(np.corrcoef(before, after)[0, 1]) < 0.03
        positions = np.argsort(before), np.argsort(after)
        assert abs(np.corrcoef(*positions)[0, 1]) < 0.03
    for one in orders:
        assert abs(np.corrcoef(one[:-1], one[1:])[0, 1]) < 0.03


def test_batches_are_as_uneven_as_chance_makes_them():
    """The share of the first half of the data in a batch of 100 has a deviation of 0.05.

    One pass of index_shuffle gives 0.026: batches too even, which the second pass mends.
    """
    shares = np.concatenate([
        (order(20000, epoch).reshape(200, 100) < 10000).mean(axis=1) for epoch in range(10)])
    assert 0.046 < shares.std() < 0.054


def test_one_pass_of_index_shuffle_would_fail_these():
    """The twin: without the second pass and the drawn keys, epochs are nearly the same."""
    def once(epoch):
        return tf.random.experimental.index_shuffle(
            tf.range(20000, dtype=tf.int64), seed=tf.constant([777, epoch]),
            max_index=tf.constant(19999, tf.int64)).numpy()
    assert abs(np.corrcoef(once(0), once(1))[0, 1]) > 0.1


def test_evaluation_drops_no_example_and_keeps_the_order():
    for n in (1, 999, 1000, 2500):
        batches = list(pipeline.evaluation_batches(numbered(n)))
        assert np.array_equal(np.concatenate([labels for _, labels in batches]), np.arange(n))
        assert sum(len(images) for images, _ in batches) == n


def test_work_of_a_block_does_not_grow_with_the_data():
    """The number of operations in the graph that makes a block is fixed, and so is its input."""
    small, large = (order_graph(n) for n in (1000, 1_000_000_000))
    assert small == large


def order_graph(n: int) -> list[tuple[str, tuple]]:
    function = tf.function(lambda positions: pipeline.shuffled(
        positions, 1, tf.constant(0, tf.int64), n))
    graph = function.get_concrete_function(tf.TensorSpec([100], tf.int64)).graph
    return [(op.type, tuple(str(out.shape) for out in op.outputs)) for op in graph.get_operations()]


AUGMENTED = Preparation(seed=7, crop=6, random_crop=True, mirror=True, color_jitter=0.1,
                        mean=np.full([8, 8, 3], 90, np.float32),
                        components=np.eye(3, dtype=np.float32) * 20)


def pictures(n: int) -> Examples:
    images = np.random.default_rng(n).integers(0, 256, [n, 8, 8, 3], dtype=np.uint8)
    return Examples(images, np.arange(n, dtype=np.int64))


@functools.cache
def whole() -> tuple:
    """Returns what `prepared` gives of all steps."""
    return prepared(0, 12)


def prepared(start: int, steps_per_call: int, preparation=AUGMENTED) -> tuple:
    """Returns the images and labels of the steps start..36 of three epochs of 120 examples."""
    plan = Plan(36, 12, steps_per_call, 12, 12)
    blocks = [(images[:steps].numpy(), labels[:steps].numpy()) for images, labels, steps in
              pipeline.training_blocks(pictures(120), plan.blocks(start), seed=7, batch_size=10,
                                       steps_per_call=steps_per_call, preparation=preparation)]
    return tuple(np.concatenate(column) for column in zip(*blocks))


@pytest.mark.slow
@pytest.mark.parametrize('start, steps_per_call', [(0, 5), (1, 1), (13, 12), (29, 4)])
def test_augmented_blocks_are_the_same_from_anywhere_and_however_cut(start, steps_per_call):
    images, labels = whole()
    assert images.shape == (36, 10, 6, 6, 3) and images.dtype == np.float32
    part = prepared(start, steps_per_call)
    assert np.array_equal(part[0], images[start:]) and np.array_equal(part[1], labels[start:])


@pytest.mark.slow
def test_blocks_hold_what_the_preparation_makes_of_their_examples():
    images, labels = whole()
    for epoch in range(3):
        seen = labels[epoch * 12:(epoch + 1) * 12].ravel()
        expected = AUGMENTED.training(tf.constant(pictures(120).images[seen]), tf.constant(seen),
                                      tf.constant(epoch, tf.int64))
        assert np.array_equal(images[epoch * 12:(epoch + 1) * 12].reshape(expected.shape), expected)


@pytest.mark.slow
def test_chance_keyed_by_the_step_would_depend_on_the_cut():
    """The twin: a preparation that draws by the place in a block fails what the real one passes."""
    class ByPlace(Preparation):
        def training(self, images, examples, epoch):
            return super().training(images, tf.range(tf.size(examples, tf.int64)), epoch)

    twin = ByPlace(**vars(AUGMENTED))
    assert not np.array_equal(prepared(13, 12, twin)[0], prepared(0, 5, twin)[0][13:])


def test_evaluation_batches_of_large_images_are_small():
    images = np.zeros([300, 256, 256, 3], np.uint8)
    sizes = [len(labels) for _, labels in pipeline.evaluation_batches(
        Examples(images, np.zeros(300, np.int64)))]
    assert sizes == [128, 128, 44]
    assert [len(labels) for _, labels in pipeline.evaluation_batches(numbered(25), 10)] == [
        10, 10, 5]


@pytest.mark.parametrize('parts', [2, 3])
def test_parts_side_by_side_are_the_batch(parts):
    """Each worker reads its own columns, and draws for them what one that reads all would draw."""
    settings = {'seed': 1, 'batch_size': 6, 'steps_per_call': 4, 'preparation': AUGMENTED}
    cuts = PLAN_OF_PARTS.blocks(0)
    whole = list(pipeline.training_blocks(pictures(31), cuts, **settings))
    shares = [list(pipeline.training_blocks(pictures(31), PLAN_OF_PARTS.blocks(0), **settings,
                                            part=(index, parts))) for index in range(parts)]
    for (images, labels, steps), *own in zip(whole, *shares):
        assert all(int(share[2]) == int(steps) for share in own)
        np.testing.assert_array_equal(np.concatenate([share[0] for share in own], 1), images)
        np.testing.assert_array_equal(np.concatenate([share[1] for share in own], 1), labels)


PLAN_OF_PARTS = Plan(total_steps=10, steps_per_epoch=5, steps_per_call=4, checkpoint_every=5,
                     eval_every=5)
