"""What the workers of a run tell one another while they train, by the collectives of TensorFlow.

Of what is sent from worker 0 the others add zeros, as whole numbers: a sum of floats would turn
-0.0 into 0.0.
"""

from collections.abc import Callable, Iterator, Sequence
import contextlib
import re
from typing import Any

import numpy as np
import tensorflow as tf

from tf_labs.errors import WorkerLostError
from tf_labs.runtime import Runtime
from tf_labs.training.state import TrainingState

_LOST = (tf.errors.UnavailableError, tf.errors.DeadlineExceededError, tf.errors.AbortedError,
         tf.errors.CancelledError)
_WHOLE = {1: tf.int8, 2: tf.int16, 4: tf.int32, 8: tf.int64}


def total(strategy: tf.distribute.Strategy, value: tf.Tensor, workers: int) -> tf.Tensor:
    """Returns the sum of a value of each worker."""
    local = strategy.num_replicas_in_sync // workers
    values = strategy.experimental_distribute_values_from_function(
        lambda context: value if context.replica_id_in_sync_group % local == 0
        else tf.zeros_like(value))
    return strategy.reduce('SUM', values, axis=None)


class Group:
    """The workers of a run, of which there may be one alone: then nothing is sent."""

    def __init__(self, runtime: Runtime):
        self._runtime = runtime
        self._size = runtime.workers
        self._index = 0 if runtime.cluster is None else runtime.cluster.index

    @property
    def is_alone(self) -> bool:
        """True of a run of one process."""
        return self._size == 1

    @property
    def part(self) -> tuple[int, int]:
        """Which part of each batch this worker reads: (i, n)."""
        return self._index, self._size

    def check(self, card: dict[str, str]) -> None:
        """Raises `UserError`, on all workers, if what has to be the same on all of them is not."""
        if self._runtime.peers is not None:
            self._runtime.peers.agree(card)

    def send(self, state: TrainingState) -> None:
        """Gives all workers the state of worker 0, to the last bit."""
        if self.is_alone:
            return
        for variable in state.variables:
            variable.assign(self._of_first(tf.convert_to_tensor(variable)))

    def bytes_of_first(self, content: bytes | None) -> bytes:
        """Returns the content that worker 0 gives."""
        if self.is_alone:
            return content or b''
        length = int(self._of_first(tf.constant(len(content or b''), tf.int64)))
        own = np.zeros(length, np.uint8) if content is None else np.frombuffer(content, np.uint8)
        return bytes(self._of_first(tf.constant(own)).numpy().tobytes())

    def shared(self, ask: Callable[[], tuple[float, float]]) -> Callable[[], tuple[float, float]]:
        """Returns what asks on worker 0 and answers on all."""
        def answered() -> tuple[float, float]:
            own = ask() if self._index == 0 else (0.0, 0.0)
            first, second = self._of_first(tf.constant(own, tf.float64)).numpy()
            return float(first), float(second)

        return ask if self.is_alone else answered

    def agree(self, signum: int | None) -> int | None:
        """Returns the signal that any worker has received; of several that of the first."""
        if self.is_alone:
            return signum
        own = np.zeros(self._size, np.int32)
        own[self._index] = signum or 0
        received = [int(one) for one in self._total(tf.constant(own)).numpy() if one]
        return received[0] if received else None

    def wait(self) -> None:
        """Returns once all workers have come to it."""
        self.agree(None)

    @contextlib.contextmanager
    def losses_told(self) -> Iterator[None]:
        """Tells in one line that a worker is gone.

        Raises:
          WorkerLostError: in place of the errors of TensorFlow.
        """
        try:
            yield
        except _LOST as error:
            if self._runtime.peers is None:
                raise
            who = ', '.join(self._runtime.peers.gone()) or _named(str(error))
            raise WorkerLostError(f'{who} is gone, or is not heard any more; the same command on '
                                  'all workers goes on from the newest checkpoint') from error

    def _of_first(self, value: tf.Tensor) -> tf.Tensor:
        """Returns the value of worker 0, bit for bit."""
        kind = value.dtype
        whole = tf.bitcast(value, _WHOLE[kind.size]) if kind.is_floating else value
        sent = tf.cast(whole, tf.int64)
        found = self._total(sent if self._index == 0 else tf.zeros_like(sent))
        if kind.is_floating:
            return tf.bitcast(tf.cast(found, _WHOLE[kind.size]), kind)
        return tf.cast(found, kind)

    def _total(self, value: tf.Tensor) -> tf.Tensor:
        return total(self._runtime.strategy, value, self._size)


def _named(text: str) -> str:
    """Returns the worker that an error of TensorFlow's runtime is about."""
    tasks: Sequence[Any] = re.findall(r'/job:worker/(?:replica:\d+/)?task:(\d+)', text)
    return f'worker {tasks[0]}' if tasks else 'another worker'
