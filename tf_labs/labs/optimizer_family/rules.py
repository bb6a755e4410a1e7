"""Optimizers with one term of theirs that can be switched on by degrees, in NumPy.

Each function returns the step of a child whose new term counts with a share `on`: with 0 it is the
parent to the last digit, with 1 the child. r is the learning rate, g the gradient, t = 1, 2, ...
the number of the step. Constants are those of Keras and of tf_labs.nn.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

Reals = npt.NDArray[np.float64]
Step = Callable[[Reals, Reals, int], Reals]  # weights, gradient, t -> weights

MOMENTUM = BETA_1 = 0.9
BETA_2 = 0.999
EPSILON = 1e-7
DECAY = 0.1  # weight decay of adamw and momentum_decay, large enough to be seen
AVERAGE_FROM = 20  # step from which asgd averages


def momentum(on: float, r: float) -> Step:
    """From sgd: a velocity, in which earlier gradients live on."""
    m = np.zeros(2)

    def step(w: Reals, g: Reals, t: int) -> Reals:
        m[:] = on * MOMENTUM * m - r * g
        return w + m

    return step


def nesterov(on: float, r: float) -> Step:
    """From momentum: the velocity of the next step."""
    m = np.zeros(2)

    def step(w: Reals, g: Reals, t: int) -> Reals:
        before = m.copy()
        m[:] = MOMENTUM * m - r * g
        return w + MOMENTUM * ((1 - on) * before + on * m) - r * g

    return step


def momentum_decay(on: float, r: float) -> Step:
    """From momentum: a pull towards 0 inside the velocity."""
    m = np.zeros(2)

    def step(w: Reals, g: Reals, t: int) -> Reals:
        m[:] = MOMENTUM * m - r * (g + on * DECAY * w)
        return w + m

    return step


def asgd(on: float, r: float, decay: float = 1e-4, power: float = 0.75) -> Step:
    """From sgd: the rate falls slowly. The mean is taken of the path, see `average`."""
    def step(w: Reals, g: Reals, t: int) -> Reals:
        after: Reals = w - r / (1 + on * decay * r * (t - 1)) ** power * (g + on * decay * w)
        return after

    return step


def average(path: Reals, on: float) -> Reals:
    """Returns the points that asgd answers with, of those [steps + 1, 2] that it visits."""
    answers, mean = path.copy(), path[0]
    for t in range(1, len(path)):
        mean = mean + (path[t] - mean) / max(1, t - 1 - AVERAGE_FROM)
        answers[t] = (1 - on) * path[t] + on * mean
    return answers


def rprop(on: float, r: float) -> Step:
    """From sgd: the sign of the gradient, times a step length that each weight adapts."""
    length, last = np.full(2, r), np.zeros(2)

    def step(w: Reals, g: Reals, t: int) -> Reals:
        agreement = np.sign(g * last)
        length[:] = np.clip(length * np.choose((agreement + 1).astype(int), (0.5, 1, 1.2)),
                            1e-6, 50)
        last[:] = np.where(agreement < 0, 0, g)
        return w - (1 - on) * r * g - on * length * np.sign(last)

    return step


def lbfgs(on: float, r: float, history: int = 10) -> Step:
    """From sgd: H, what the last steps and gradients tell of the inverse curvature."""
    pairs: list[tuple[Reals, Reals]] = []
    last: list[Reals] = []  # step and gradient

    def step(w: Reals, g: Reals, t: int) -> Reals:
        if last:
            s, y = last[0], g - last[1]
            if s @ y > 1e-10:
                pairs.append((s, y))
        direction = (1 - on) * g + on * inverse_curvature(pairs[-history:]) @ g
        first = min(1, 1 / np.abs(g).sum()) if t == 1 else 1.0
        last[:] = [-r * first ** on * direction, g]
        return w + last[0]

    return step


def inverse_curvature(pairs: list[tuple[Reals, Reals]]) -> Reals:
    """Returns H of the BFGS formula, of pairs (step, change of the gradient)."""
    h = np.eye(2)
    if pairs:
        s, y = pairs[-1]
        h *= s @ y / (y @ y)
    for s, y in pairs:
        left = np.eye(2) - np.outer(s, y) / (s @ y)
        h = left @ h @ left.T + np.outer(s, s) / (s @ y)
    return h


def adagrad(on: float, r: float) -> Step:
    """From sgd: each weight's step divided by the root of all its squared gradients so far."""
    v = np.full(2, 0.1)

    def step(w: Reals, g: Reals, t: int) -> Reals:
        v[:] += g ** 2
        return w - r * g / np.sqrt(v + EPSILON) ** on

    return step


def rmsprop(on: float, r: float, rho: float = 0.9) -> Step:
    """From adagrad: a moving mean in place of the sum, so that old gradients are forgotten."""
    v = np.full(2, 0.1 * (1 - on))

    def step(w: Reals, g: Reals, t: int) -> Reals:
        v[:] = (1 - on * (1 - rho)) * v + (1 - on * rho) * g ** 2
        return w - r * g / np.sqrt(v + EPSILON)

    return step


def adadelta(on: float, r: float) -> Step:
    """From rmsprop: the root mean square of its own last steps as the length of a step."""
    v, u = np.zeros(2), np.zeros(2)
    rho = 0.9 + 0.05 * on

    def step(w: Reals, g: Reals, t: int) -> Reals:
        v[:] = rho * v + (1 - rho) * g ** 2
        d = g * np.sqrt(u + EPSILON) ** on / np.sqrt(v + EPSILON)
        u[:] = rho * u + (1 - rho) * d ** 2
        return w - r * d

    return step
