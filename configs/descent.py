"""Gradient descent as a walk: down the cost curve of a line, and over its cost surface.

The line of the notes on linear regression: x = 1, 2, 3, y = 2, 4, 6, mean squared error. As a
function of W alone the cost is a parabola. The slope of its tangent says which way to go (negative:
W grows, positive: W falls) and, multiplied by the rate, how far; at the bottom the tangent is flat
and the walk ends. Each step leaves the fraction 1 - rate x curvature of the distance to the bottom.
So a small rate walks down one side, one near 1 / curvature gets there at once, a larger one jumps
from side to side, and one above 2 / curvature climbs out (`figures/curve.png`). linear_regression
trains with rate 0.01.

As a function of W and b the cost is a long valley (`figures/surface.png`): steep across, flat
along. From W = 0, b = 0 the path leads across into the valley, past b = 0.6, and then along it to W
= 2, b = 0. The rate must be small enough for the steep direction, and so the flat one takes 48
times as long at rate 0.01 (about the ratio of the curvatures, 46). input_scaling shows what happens
when the inputs differ greatly in size.

    tf-labs run descent

Measured on 2 cores: 5 s of processor time; nothing is random. Curvature 9.333, bottom at W = 2,
largest rate 0.2143. A step leaves 0.907, 0.067, -0.867 and -1.053 of the distance at rates 0.01,
0.1, 0.2 and 0.22, both as measured and by the formula. Surface, rate 0.01: curvatures 11.09 and
0.2404; 40 steps to reach a hundredth of the distance across the valley, 1,914 along it.

Answers: notes on linear regression (gradient descent); course lab 03.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('descent')
