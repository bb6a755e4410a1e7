"""SparseAdam against PyTorch and dense Adam; the rows that it leaves alone; its lab."""

import json

import keras
import numpy as np
import pytest
import tensorflow as tf

from tests.golden import make_optimizers as golden
from tf_labs.config.schema import default_config
from tf_labs.data import sources
from tf_labs.errors import UserError
from tf_labs.labs.sparse_adam import embedding
from tf_labs.labs.sparse_adam import lab
from tf_labs.labs.sparse_adam import token_bags
from tf_labs.labs.sparse_adam.optimizer import SparseAdam

GOLDEN = json.loads(golden.FILE.read_text('utf-8'))['sparse_adam']
TABLE, ROWS, TARGETS = golden.bags()


class Training:
    """The table of the golden numbers."""

    def __init__(self):
        self.table = tf.Variable(TABLE)
        self.optimizer = SparseAdam(0.05)
        self.optimizer.build([self.table])
        self.checkpoint = tf.train.Checkpoint(
            table=self.table, optimizer=[one.value for one in self.optimizer.variables])

    def step(self, rows, targets) -> None:
        with tf.GradientTape() as tape:
            loss = tf.reduce_sum((tf.gather(self.table, rows) - targets) ** 2)
        self.optimizer.apply([tape.gradient(loss, self.table)], [self.table])

    def run(self, first: int, last: int, way: str = 'graph') -> None:
        step = self.step if way == 'eager' else tf.function(self.step, autograph=False)
        for number in range(first, last):
            step(tf.constant(ROWS[number]), tf.constant(TARGETS[number]))

    def state(self) -> list[np.ndarray]:
        m, v = self.optimizer.variables[2:]
        return [self.table.numpy(), m.numpy(), v.numpy()]


@pytest.mark.parametrize('way', ['eager', 'graph'])
@pytest.mark.slow
def test_it_is_that_of_pytorch_over_100_steps_with_repeated_rows(way):
    assert any(len(set(rows)) < len(rows) for rows in ROWS)
    training, begin = Training(), 0
    for number, weights in zip(golden.LOGGED, GOLDEN['weights'], strict=True):
        training.run(begin, number + 1, way)
        begin = number + 1
        np.testing.assert_allclose(training.state()[0].ravel(), weights, rtol=1e-5, atol=1e-6)
    for found, name in zip(training.state()[1:], 'mv'):
        np.testing.assert_allclose(found.ravel(), GOLDEN[name], rtol=1e-5, atol=1e-7)


@pytest.mark.slow
def test_rows_without_gradient_keep_weights_and_moments_to_the_bit():
    training = Training()
    for number in range(30):
        before = training.state()
        training.run(number, number + 1, 'eager')
        others = np.setdiff1d(np.arange(golden.ROWS), ROWS[number])
        for old, new in zip(before, training.state()):
            assert np.array_equal(old[others], new[others])
            assert not np.any(np.all(old[ROWS[number]] == new[ROWS[number]], axis=1))


@pytest.mark.slow
def test_checkpoint_in_the_middle_goes_on_bit_for_bit(tmp_path):
    whole, first, second = Training(), Training(), Training()
    whole.run(0, 40)
    first.run(0, 23)
    second.checkpoint.read(first.checkpoint.write(str(tmp_path / 'middle'))).assert_consumed()
    second.run(23, 40)
    assert all(np.array_equal(*pair) for pair in zip(whole.state(), second.state()))


def test_with_every_row_in_the_batch_it_is_dense_adam():
    sparse, dense = tf.Variable(TABLE), tf.Variable(TABLE)
    optimizers = [SparseAdam(0.05), keras.optimizers.Adam(0.05, epsilon=1e-8)]
    generator = np.random.default_rng(0)
    for _ in range(20):
        g = tf.constant(generator.normal(size=TABLE.shape), tf.float32)
        order = generator.permutation(golden.ROWS)
        optimizers[0].apply([tf.IndexedSlices(tf.gather(g, order), tf.constant(order))], [sparse])
        optimizers[1].apply([g], [dense])
    np.testing.assert_allclose(sparse, dense, rtol=1e-5, atol=2e-5)


@pytest.mark.parametrize('is_compiled', [False, True])
def test_a_dense_gradient_is_an_error_in_one_line(is_compiled):
    table, optimizer = tf.Variable(TABLE), SparseAdam()
    optimizer.build([table])

    def step():
        optimizer.apply([tf.ones_like(table)], [table])

    with pytest.raises(UserError, match=r'IndexedSlices.*dense gradient \(30, 3\)$'):
        (tf.function(step, autograph=False) if is_compiled else step)()


def test_tokens_name_position_and_value():
    images = np.array([[[0, 3], [16, 1]]], np.uint8)[..., np.newaxis]
    assert token_bags.tokens(images, 17).tolist() == [[0, 20, 50, 52]]


def test_bag_logits_are_the_product_with_counts():
    bags = np.array([[1, 4, 4], [0, 2, 29]])
    counts = np.zeros((2, golden.ROWS))
    np.add.at(counts, (np.arange(2)[:, np.newaxis], bags), 1)
    np.testing.assert_allclose(token_bags.logits(tf.constant(TABLE), tf.constant(bags)),
                               counts @ TABLE, rtol=1e-5, atol=1e-6)


def test_orders_are_permutations_of_their_seed():
    found = embedding.orders(11, batch_size=3, epochs=2, seed=5)
    assert found.shape == (2, 3, 3)
    assert all(len(set(epoch.ravel())) == 9 for epoch in found)
    assert np.array_equal(found, embedding.orders(11, batch_size=3, epochs=2, seed=5))
    assert not np.array_equal(found, embedding.orders(11, batch_size=3, epochs=2, seed=6))


def small_config(**changes):
    config = default_config('sparse_adam')
    config.train.epochs, config.train.batch_size = 1, 16
    config.embedding.timed_rows, config.train.timed_steps = (1088,), 1
    config.update_from_flattened_dict(changes)
    return config


@pytest.mark.slow
def test_lab_finds_that_only_dense_adam_moves_absent_rows():
    values = lab.compute(small_config()).values
    assert values['sparseadam_absent_rows_moved'] == 0
    assert values['dense_adam_absent_rows_moved'] > 0.9
    bags = token_bags.tokens(sources.load('digits', ('train',), None)['train'].images, 17)
    named = [len(np.unique(bags[batch])) for batch in embedding.orders(1437, 16, 1, 777)[0]]
    assert values['sparseadam_rows_named_a_step'] == pytest.approx(np.mean(named))
    assert min(values['sparseadam_test_accuracy'], values['dense_adam_test_accuracy']) > 0.85


@pytest.mark.slow
@pytest.mark.parametrize('changes, part', [
    ({'embedding.rows': 1087}, r'rows is too small.*at least 1088.*received 1087$'),
    ({'train.batch_size': 1438}, r'larger than the data.*at most 1437; received 1438$'),
])
def test_what_cannot_be_is_said_before_training(changes, part, monkeypatch):
    monkeypatch.setattr(embedding, 'train', None)
    with pytest.raises(UserError, match=part):
        lab.compute(small_config(**changes))
