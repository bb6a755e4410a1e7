"""The time of a training step on W workers, and of a whole training, from measured constants.

Synchronous data parallelism: each worker computes the gradients of b = B / W examples, a ring
all-reduce sums them, and every worker takes the same step. With P parameters of 4 bytes, beta
bytes a second between two workers and alpha seconds until a message has arrived,

    compute(b)  = fixed + b example
    exchange(W) = 2 (W - 1) / W 4 P / beta + 2 (W - 1) alpha         (0 of one worker)
    step(b, W)  = max(b / read_rate, compute(b) + exchange(W) - hidden)

where hidden is the part of the exchange that runs beside the backward pass: at most `overlap` of
its time, which is two thirds of compute(b). (Patarasuk and Yuan, 2009, for the ring.)

A batch of B needs more examples to the same loss than a small one: 1 + B / B_critical times as
many as the smallest (McCandlish et al., 2018). So the steps of a training with B, that takes N
examples with B_0, are

    N / B (1 + B / B_critical) / (1 + B_0 / B_critical).
"""

from collections.abc import Iterator
import dataclasses
import math
from pathlib import Path
import tomllib

BACKWARD = 2 / 3  # of the arithmetic of a step: gradients of inputs and of weights
CONSTANTS = Path(__file__).with_name('constants.toml')


@dataclasses.dataclass(frozen=True)
class Net:
    """A training, and what was measured of it on one worker.

    Attributes:
      title: for people.
      parameters: P, all of which are exchanged at each step.
      examples: of an epoch.
      batch: B_0, of the config.
      epochs: of the config.
      example_bytes: of an example as it is stored.
      fixed_seconds: of a step, whatever its batch.
      example_seconds: of a step, for each example.
      read_rate: examples a second of the input pipeline.
      checkpoint_bytes: of one checkpoint.
      checkpoint_seconds: that the training waits for it.
      critical_batch: beyond which a larger batch saves few steps.
    """

    title: str
    parameters: int
    examples: int
    batch: int
    epochs: int
    example_bytes: int
    fixed_seconds: float
    example_seconds: float
    read_rate: float
    checkpoint_bytes: int
    checkpoint_seconds: float
    critical_batch: int

    def faster(self, factor: float) -> 'Net':
        """Returns the same net on workers that compute and read so many times as fast."""
        return dataclasses.replace(
            self, fixed_seconds=self.fixed_seconds / factor,
            example_seconds=self.example_seconds / factor, read_rate=self.read_rate * factor)


@dataclasses.dataclass(frozen=True)
class Network:
    """What connects the workers.

    Attributes:
      gigabits: a second, in each direction.
      latency: seconds until a message has arrived.
      overlap: share of the backward pass that the exchange can run beside.
    """

    gigabits: float
    latency: float = 50e-6
    overlap: float = 0.0

    @property
    def bytes_a_second(self) -> float:
        """beta."""
        return self.gigabits * 1e9 / 8


@dataclasses.dataclass(frozen=True)
class Choice:
    """The quickest training on some workers.

    Attributes:
      workers: W.
      batch: B, of all workers together.
      step_seconds: of a step.
      seconds: of the whole training.
    """

    workers: int
    batch: int
    step_seconds: float
    seconds: float


def nets(path: Path = CONSTANTS) -> dict[str, Net]:
    """Returns the nets of a file of constants, by their names."""
    return {name: Net(**values) for name, values in tomllib.loads(path.read_text('utf-8')).items()}


def exchange_seconds(parameters: int, workers: int, network: Network) -> float:
    """Returns the time of a ring all-reduce of all gradients."""
    hops = 2 * (workers - 1)
    return hops / workers * 4 * parameters / network.bytes_a_second + hops * network.latency


def step_seconds(net: Net, batch: int, workers: int, network: Network) -> float:
    """Returns the time of a step with B examples on W workers."""
    share = math.ceil(batch / workers)
    compute = net.fixed_seconds + share * net.example_seconds
    exchange = exchange_seconds(net.parameters, workers, network)
    hidden = min(exchange, network.overlap * BACKWARD * compute)
    return max(share / net.read_rate, compute + exchange - hidden)


def steps(net: Net, batch: int) -> float:
    """Returns how many steps of B examples come as far as the config's own training."""
    more = (1 + batch / net.critical_batch) / (1 + net.batch / net.critical_batch)
    return net.examples * net.epochs / batch * more


def quickest(net: Net, workers: int, network: Network) -> Choice:
    """Returns the batch, B_0 times a power of two, with which the whole training is quickest."""
    def choice(batch: int) -> Choice:
        seconds = step_seconds(net, batch, workers, network)
        return Choice(workers, batch, seconds, steps(net, batch) * seconds)

    return min(map(choice, _batches(net, workers)), key=lambda found: found.seconds)


def _batches(net: Net, workers: int) -> Iterator[int]:
    """Batches in which each worker has an example at least and 8 times its first at most."""
    batch = net.batch
    while batch < workers:
        batch *= 2
    while batch <= max(net.batch, min(net.examples, 8 * net.batch * workers)):
        yield batch
        batch *= 2


def last_that_pays(net: Net, network: Network, most: int, saving: float = 0.25) -> int:
    """Returns the workers up to which each doubling saves so much of the time that is left."""
    workers = 1
    while workers < most:
        now, doubled = (quickest(net, count, network).seconds for count in (workers, 2 * workers))
        if doubled > (1 - saving) * now:
            break
        workers *= 2
    return workers
