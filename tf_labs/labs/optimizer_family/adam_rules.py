"""Adam from both of its parents, and its children; as in `rules`."""

import numpy as np

from tf_labs.labs.optimizer_family.rules import BETA_1
from tf_labs.labs.optimizer_family.rules import BETA_2
from tf_labs.labs.optimizer_family.rules import DECAY
from tf_labs.labs.optimizer_family.rules import EPSILON
from tf_labs.labs.optimizer_family.rules import Reals
from tf_labs.labs.optimizer_family.rules import Step


class Means:
    """The moving means of g and g^2, which begin at 0 and are therefore too small at first."""

    def __init__(self, beta_1: float = BETA_1, beta_2: float = BETA_2):
        self.beta_1, self.beta_2 = beta_1, beta_2
        self.m, self.v = np.zeros(2), np.zeros(2)

    def add(self, g: Reals) -> None:
        """Takes in a gradient."""
        self.m = self.beta_1 * self.m + (1 - self.beta_1) * g
        self.v = self.beta_2 * self.v + (1 - self.beta_2) * g ** 2

    def corrections(self, t: int) -> tuple[float, float]:
        """Returns what m and v have to be divided by."""
        return 1 - self.beta_1 ** t, 1 - self.beta_2 ** t

    def direction(self, t: int) -> Reals:
        """Returns m / sqrt(v), both corrected: the step of Adam for a rate of 1."""
        of_m, of_v = self.corrections(t)
        found: Reals = np.sqrt(of_v) / of_m * self.m / (np.sqrt(self.v) + EPSILON)
        return found


def from_rmsprop(on: float, r: float) -> Step:
    """From rmsprop: the mean of the gradients in place of the last; both means corrected."""
    means = Means(on * BETA_1, 0.9 + on * (BETA_2 - 0.9))

    def step(w: Reals, g: Reals, t: int) -> Reals:
        means.add(g)
        of_m, of_v = means.corrections(t)
        root = np.sqrt(means.v + EPSILON) ** (1 - on) * (np.sqrt(means.v) + EPSILON) ** on
        after: Reals = w - r * np.sqrt(of_v) ** on / of_m * means.m / root
        return after

    return step


def from_momentum(on: float, r: float) -> Step:
    """From momentum with a tenth of the rate: divided by the root mean square, and corrected."""
    means = Means()

    def step(w: Reals, g: Reals, t: int) -> Reals:
        means.add(g)
        of_m, of_v = means.corrections(t)
        root = np.sqrt(means.v) + EPSILON
        after: Reals = w - r * means.m * (np.sqrt(of_v) / of_m / root) ** on
        return after

    return step


def adamw(on: float, r: float) -> Step:
    """From adam: the weight itself decays, beside the step and not divided by anything."""
    means = Means()

    def step(w: Reals, g: Reals, t: int) -> Reals:
        means.add(g)
        return w - on * r * DECAY * w - r * means.direction(t)

    return step


def nadam(on: float, r: float) -> Step:
    """From adam: the mean of the next step, as in Nesterov's momentum."""
    means = Means()
    product = [1.0]

    def step(w: Reals, g: Reals, t: int) -> Reals:
        means.add(g)
        now, following = (BETA_1 * (1 - 0.5 * 0.96 ** n) for n in (t, t + 1))
        product[0] *= now
        ahead = following * means.m / (1 - product[0] * following) + (
            (1 - now) * g / (1 - product[0]))
        of_m, of_v = means.corrections(t)
        root = ((np.sqrt(means.v) + EPSILON) / np.sqrt(of_v)) ** (1 - on) * (
            np.sqrt(means.v / of_v) + EPSILON) ** on
        after: Reals = w - r * ((1 - on) * means.m / of_m + on * ahead) / root
        return after

    return step


def adamax(on: float, r: float) -> Step:
    """From adam: the largest gradient, slowly forgotten, in place of the root mean square."""
    means = Means()
    largest = np.zeros(2)

    def step(w: Reals, g: Reals, t: int) -> Reals:
        means.add(g)
        largest[:] = np.maximum(BETA_2 * largest, np.abs(g))
        of_m, of_v = means.corrections(t)
        root = ((np.sqrt(means.v) + EPSILON) / np.sqrt(of_v)) ** (1 - on) * (
            largest + EPSILON) ** on
        after: Reals = w - r * means.m / of_m / root
        return after

    return step


def sparse_adam(on: float, r: float) -> Step:
    """From adam: a weight without a gradient keeps its place and its means."""
    means = Means()

    def step(w: Reals, g: Reals, t: int) -> Reals:
        m, v = means.m, means.v
        means.add(g)
        stays = on * (g == 0)
        means.m = stays * m + (1 - stays) * means.m
        means.v = stays * v + (1 - stays) * means.v
        after: Reals = w - (1 - stays) * r * means.direction(t)
        return after

    return step
