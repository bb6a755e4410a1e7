"""The one tf.data pipeline: blocks of batches in an order that is a function of (seed, epoch)."""

from collections.abc import Callable, Iterable, Iterator
import itertools
import math
from typing import Generic, TypeVar

import numpy as np
import tensorflow as tf

from tf_labs.data.examples import Examples
from tf_labs.data.preparation import Preparation
from tf_labs.data.streams import Stream

EVAL_BATCH = 1000
EVAL_BATCHES_AT_ONCE = 10
EVAL_BYTES = 128 * 256 * 256 * 3
BLOCKS_AT_ONCE = 2**14  # whose first steps and lengths wait in memory

Batch = tuple[tf.Tensor, tf.Tensor]  # images, labels
Block = tuple[tf.Tensor, tf.Tensor, tf.Tensor]  # images and labels of several batches, how many
_Element = TypeVar('_Element')


def shuffled(positions: tf.Tensor, seed: int, epoch: tf.Tensor, n: int) -> tf.Tensor:
    """Returns which examples stand at the given positions of an epoch's order.

    The order is a permutation of 0..n-1 by a block cipher (tf.random.experimental.index_shuffle),
    at a cost that depends on the number of positions, not on n. One pass of it is not a fair
    shuffle: successive epochs correlate by 0.9, or batches come out too even. Two passes, each
    with a key of its own, pass what a full shuffle passes.

    Args:
      positions: int64 [P], each in 0..n-1.
      seed: of the run.
      epoch: int64 [], from 0.
      n: number of examples.

    Returns:
      int64 [P]; over all positions of an epoch, each example once.
    """
    keys = tf.random.stateless_uniform(
        [2, 2], seed=tf.stack([tf.constant(seed, tf.int64), epoch]),
        minval=None, maxval=None, dtype=tf.int32)
    for key in range(2):
        positions = tf.random.experimental.index_shuffle(
            positions, seed=keys[key], max_index=tf.constant(n - 1, tf.int64))
    return positions


def training_blocks(examples: Examples | Stream, blocks: Iterable[tuple[int, int]], *, seed: int,
                    batch_size: int, steps_per_call: int,
                    preparation: Preparation = Preparation(),
                    part: tuple[int, int] = (0, 1)) -> Iterable[Block]:
    """Returns the blocks of a run, with a prefetch of two.

    Args:
      examples: the training split.
      blocks: (first step, number of steps), none of which crosses an epoch; as many as there may
        be, they are asked for when they are needed.
      seed: of the order.
      batch_size: B; the N % B examples that are last in an epoch's order are left out of it.
      steps_per_call: the longest block.
      preparation: what is done to the images, by default nothing.
      part: (i, n): of each batch the i-th of n equal parts is read, and nothing else. Elements
        are then those of batches of B / n.

    Returns:
      Elements (images [K, B, h, w, C], labels [K, B] or [K, B, T], steps int32 []); images as
      `preparation` leaves them, uint8 or float32. A block of fewer than K steps is filled up to
      the same shape, so that nothing is compiled for it; only its first `steps` batches count.
      K is 2 if steps_per_call is 1: over a dimension of 1 XLA compiles another program, whose
      results differ in the last bit. But where one batch is an epoch every block is one batch,
      however long it may be, and K is 1. So it may be for streams, whose second batch would only
      take time and memory.

    Raises:
      RunFailedError: while it is iterated, if a stream cannot be read on.
    """
    n = len(examples)
    steps_per_epoch = n // batch_size
    shortest = 1 if isinstance(examples, Stream) else 2
    slots = 1 if steps_per_epoch == 1 else max(shortest, steps_per_call)
    read = _reader(examples)
    own = batch_size // part[1]
    places = _places(slots, batch_size, part)

    def gather(first: tf.Tensor, steps: tf.Tensor) -> Block:
        start, epoch = first % steps_per_epoch * batch_size, first // steps_per_epoch
        positions = tf.minimum(start + places(), n - 1)
        chosen = shuffled(positions, seed, epoch, n)
        images, labels = read(chosen, steps * own)
        ready = preparation.training(images, chosen, epoch)
        return (tf.reshape(ready, [slots, own, *ready.shape[1:]]),
                tf.reshape(labels, [slots, own, *labels.shape[1:]]),
                tf.cast(steps, tf.int32))

    def dataset(cuts: np.ndarray) -> tf.data.Dataset:
        return (tf.data.Dataset.from_tensor_slices((cuts[:, 0], cuts[:, 1]))
                .map(_traced_as_it_is(gather), num_parallel_calls=1, deterministic=True)
                .prefetch(2)
                .with_options(_as_written()))

    return _watched(_Piecewise(dataset, blocks), examples)


def _places(slots: int, batch_size: int, part: tuple[int, int]) -> Callable[[], tf.Tensor]:
    """Returns what gives the places of a block's examples, int64, of one part of each batch."""
    index, parts = part
    if parts == 1:
        return lambda: tf.range(slots * batch_size, dtype=tf.int64)
    own = batch_size // parts
    places = np.arange(slots * batch_size, dtype=np.int64).reshape(slots, batch_size)
    chosen = places[:, index * own:(index + 1) * own].ravel()
    return lambda: tf.constant(chosen)


class _Piecewise:
    """The elements of one data set after the other, each over some thousand blocks.

    A run may be longer than its list of blocks could be held in memory, or made in one go.
    """

    def __init__(self, dataset: Callable[[np.ndarray], tf.data.Dataset],
                 blocks: Iterable[tuple[int, int]]):
        self._dataset = dataset
        self._blocks = blocks

    def __iter__(self) -> Iterator[Block]:
        blocks = iter(self._blocks)
        while cuts := list(itertools.islice(blocks, BLOCKS_AT_ONCE)):
            yield from self._dataset(np.array(cuts, dtype=np.int64))


def _reader(examples: Examples | Stream) -> Callable[[tf.Tensor, tf.Tensor], Batch]:
    """Returns (numbers [N], how many are needed) -> (images [N, H, W, C], labels [N])."""
    if isinstance(examples, Stream):
        return examples.tensors
    images, labels = tf.constant(examples.images), tf.constant(examples.labels)
    return lambda numbers, count: (tf.gather(images, numbers), tf.gather(labels, numbers))


class _Watched(Generic[_Element]):
    """What comes out of a stream, until the stream fails: then its error, in its own words."""

    def __init__(self, dataset: Iterable[_Element], stream: Stream):
        self._dataset = dataset
        self._stream = stream

    def __iter__(self) -> Iterator[_Element]:
        for element in self._dataset:
            if self._stream.failure is not None:  # no element from here on is whole
                raise self._stream.failure
            yield element


def _watched(dataset: Iterable[_Element], examples: Examples | Stream) -> Iterable[_Element]:
    return _Watched(dataset, examples) if isinstance(examples, Stream) else dataset


def _traced_as_it_is(function: Callable[..., _Element]) -> Callable[..., _Element]:
    """Spares a function without branches and loops the search for them, a third of its tracing."""
    unconverted: Callable[..., _Element] = tf.autograph.experimental.do_not_convert(function)
    return unconverted


def _as_written() -> tf.data.Options:
    """Keeps tf.data from improving a pipeline that says all it wants.

    Its rewriting copies every tensor in it, the whole data set; its tuning of parallel calls, of
    which there are none, ends a pipeline only at the tuner's next turn, seconds later.
    """
    options = tf.data.Options()
    options.experimental_optimization.apply_default_optimizations = False
    options.autotune.enabled = False
    return options


def shared_between(blocks: Iterable[Block],
                   strategy: tf.distribute.Strategy, workers: int = 1) -> Iterable[Block]:
    """Splits the batches of each block over the replicas of a strategy.

    Args:
      blocks: of `training_blocks`: of several workers the part that this one has read.
      strategy: of all workers.
      workers: that share a batch; each has as many replicas.

    Yields:
      (images, labels, steps): for R > 1 replicas per-replica values [K, B / R, ...], whose parts
      side by side are the batch; `steps` stays one tensor.
    """
    replicas = strategy.num_replicas_in_sync
    if replicas == 1:
        return blocks
    local = replicas // workers

    def split(block: tf.Tensor) -> tf.distribute.DistributedValues:
        parts = tf.split(block, local, axis=1)
        return strategy.experimental_distribute_values_from_function(
            lambda context: parts[context.replica_id_in_sync_group % local])

    return ((split(images), split(labels), steps) for images, labels, steps in blocks)


def evaluation_batch(examples: Examples | Stream) -> int:
    """Returns how many images are evaluated at once: 1000, fewer if they are large."""
    return max(1, min(EVAL_BATCH, EVAL_BYTES // math.prod(examples.image_shape)))


def evaluation_batches(examples: Examples | Stream,
                       batch: int | None = None) -> Iterable[Batch]:
    """Returns every example once, in order; the last batch is as short as it must be.

    Args:
      examples: a split.
      batch: images at once; None: `evaluation_batch`.

    Returns:
      Elements (images uint8 [B, H, W, C], labels int64 [B]), not prepared.

    Raises:
      RunFailedError: while it is iterated, if a stream cannot be read on.
    """
    n = len(examples)
    size = batch or evaluation_batch(examples)
    if not isinstance(examples, Stream):
        return _Slices(examples, size)

    def part(start: tf.Tensor) -> Batch:
        numbers = tf.range(start, tf.minimum(start + size, n))
        return examples.tensors(numbers, tf.size(numbers, tf.int64))

    return _watched(tf.data.Dataset.range(0, n, size)
                    .map(_traced_as_it_is(part), num_parallel_calls=1, deterministic=True)
                    .prefetch(2)
                    .with_options(_as_written()), examples)


def evaluation_blocks(examples: Examples | Stream) -> Iterable[Batch]:
    """Returns every example once, in order, several evaluation batches in each element.

    Of arrays ten, fewer if images are large; a stream, which is slower to read, gives one at once.
    """
    batch = evaluation_batch(examples)
    at_once = 1 if isinstance(examples, Stream) else max(1, min(
        EVAL_BATCHES_AT_ONCE, EVAL_BYTES // (batch * math.prod(examples.image_shape))))
    return evaluation_batches(examples, batch * at_once)


def batch_spec(examples: Examples | Stream) -> tuple[tf.TensorSpec, tf.TensorSpec]:
    """Returns what a function takes that is traced once for batches of a split of any length."""
    images = tf.TensorSpec([None, *examples.image_shape], tf.uint8)
    if isinstance(examples, Stream):
        return images, tf.TensorSpec([None], tf.int64)
    return (tf.TensorSpec(images.shape, examples.images.dtype),
            tf.TensorSpec([None, *examples.labels.shape[1:]], examples.labels.dtype))


class _Slices:
    """Arrays, a slice at a time: there is nothing to read ahead, and so no pipeline to trace."""

    def __init__(self, examples: Examples, size: int):
        self._examples = examples
        self._size = size

    def __iter__(self) -> Iterator[Batch]:
        for start in range(0, len(self._examples), self._size):
            part = slice(start, start + self._size)
            yield tf.constant(self._examples.images[part]), tf.constant(self._examples.labels[part])
