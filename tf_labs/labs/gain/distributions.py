"""Normal and uniform distributions of one variance."""

import math
from typing import Any

import keras
import numpy as np
from scipy import stats


def xavier(fan_in: int, fan_out: int, gain: float = 1.0) -> tuple[float, float]:
    """Returns (sd, a) of xavier_normal_ and xavier_uniform_: U[-a, a] with a = sqrt(3) sd."""
    sd = gain * math.sqrt(2 / (fan_in + fan_out))
    return sd, math.sqrt(3) * sd


def kernel(kind: str, fan_in: int, fan_out: int, gain: float,
           generator: np.random.Generator) -> np.ndarray:
    """Draws a kernel [fan_in, fan_out], `uniform` or `normal`."""
    sd, a = xavier(fan_in, fan_out, gain)
    shape = fan_in, fan_out
    drawn: np.ndarray = (generator.uniform(-a, a, shape) if kind == 'uniform'
                         else generator.normal(0, sd, shape))
    return drawn


def draws(fan_in: int, fan_out: int, seed: int) -> dict[str, np.ndarray]:
    """Returns a kernel's worth of weights from each distribution, [fan_in fan_out]."""
    generator = np.random.default_rng(seed)
    cut = keras.initializers.GlorotNormal(seed)((fan_in, fan_out))
    return {'normal': kernel('normal', fan_in, fan_out, 1, generator).ravel(),
            'uniform': kernel('uniform', fan_in, fan_out, 1, generator).ravel(),
            'truncated normal': np.asarray(cut).ravel()}


def rows(fan_in: int, fan_out: int, seed: int) -> list[dict[str, Any]]:
    """Returns a row for each distribution: formulas, and the same of as many draws."""
    sd, a = xavier(fan_in, fan_out)
    wide = sd / 0.87962566103423978  # so that cut at two of its own sd it has sd
    known = {'normal': (f'N(0, {sd:.4f}^2)', stats.norm(0, sd)),
             'uniform': (f'U[-{a:.4f}, {a:.4f}]', stats.uniform(-a, 2 * a)),
             'truncated normal': (f'N(0, {wide:.4f}^2) cut at +-{2 * wide:.4f}',
                                  stats.truncnorm(-2, 2, 0, wide))}
    return [{'distribution': name, 'as a formula': formula,
             'sd': float(exact.std()), 'sd drawn': float(drawn.std()),
             'within 1 sd': float(exact.cdf(sd) - exact.cdf(-sd)),
             'drawn': float((np.abs(drawn) < sd).mean()),
             'beyond sqrt(3) sd': float(2 * exact.sf(a)) if name != 'uniform' else 0.0,
             'largest': float(np.abs(drawn).max())}
            for (name, (formula, exact)), drawn in zip(
                known.items(), draws(fan_in, fan_out, seed).values())]
