"""Contenders in processes of their own that take turns: one works, the others sleep.

TensorFlow, PyTorch and JAX each keep a pool of threads, which would fight for the cores within one
process. A contender is a function `train(turns, *arguments)` that trains for ever, and whose every
pass through `for _ in turns` is one turn.
"""

from collections.abc import Callable, Iterator
import dataclasses
import itertools
import math
import multiprocessing
import os
import sys
import time
import traceback
from typing import Any


@dataclasses.dataclass(frozen=True)
class Turn:
    """What a turn has shown.

    Attributes:
      seconds: from being told to go to asking for the next turn.
      loss: what the contender says of it.
      idle_share: processor seconds per second of the wait before it; 0 if its threads slept.
    """

    seconds: float
    loss: float
    idle_share: float


class Turns:
    """A contender's end of the pipe.

    Attributes:
      loss: set by the contender before a turn ends.
      answers: what else it can be asked between turns, by name.
    """

    def __init__(self, pipe):
        self.loss = math.nan
        self.answers: dict[str, Callable[[], Any]] = {}
        self._pipe = pipe

    def __iter__(self) -> Iterator[int]:
        """Yields the number of a turn when it begins; asked for the next, the turn has ended."""
        for number in itertools.count():
            idle_share = self._wait()
            began = time.perf_counter()
            yield number
            seconds = time.perf_counter() - began
            self._pipe.send(Turn(seconds, self.loss, idle_share))

    def _wait(self) -> float:
        """Returns when it is this contender's turn."""
        while True:
            began, used = time.perf_counter(), time.process_time()
            try:
                question = self._pipe.recv()
            except EOFError:  # the driver has gone
                sys.exit()
            idle_share = (time.process_time() - used) / (time.perf_counter() - began)
            if question == 'turn':
                return idle_share
            self._pipe.send(self.answers[question]())


class ContenderError(Exception):
    """A contender failed; the message holds its name and its traceback."""


class Contender:
    """The driver's end: a process, from `with` to the end of it."""

    def __init__(self, name: str, train: Callable, *arguments):
        self.name = name
        # spawn: a fork would inherit threads and locks of whatever the driver has loaded.
        context = multiprocessing.get_context('spawn')
        self._pipe, other = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(other, train, arguments), daemon=True)
        self._process.start()
        other.close()  # so that a contender that dies ends the pipe

    def __enter__(self) -> 'Contender':
        return self

    def __exit__(self, *_) -> None:
        self._pipe.close()  # ends a contender that waits
        self._process.join(timeout=10)
        self._process.kill()
        self._process.join()

    def take_turn(self) -> Turn:
        """Lets it work for one turn."""
        return self.ask('turn')

    def ask(self, question: str) -> Any:
        """Returns its answer.

        Raises:
          ContenderError: it failed.
        """
        try:
            self._pipe.send(question)
            answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            self._process.join()
            raise ContenderError(
                f'{self.name}: ended with exit status {self._process.exitcode}') from error
        if isinstance(answer, _Failure):
            raise ContenderError(f'{self.name}: {answer.text}')
        return answer


@dataclasses.dataclass(frozen=True)
class _Failure:
    text: str


def _serve(pipe, train: Callable, arguments: tuple) -> None:
    # What libraries say while they start, and the loop's own lines, are no part of the report.
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        train(Turns(pipe), *arguments)
    except Exception:  # whatever a peer raises is raised again by the parent, as ContenderError
        pipe.send(_Failure(traceback.format_exc()))
