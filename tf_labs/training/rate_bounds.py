"""Between which rates, and in how many steps, a learning rate is looked for."""

from tf_labs.errors import UserError

LOWEST, HIGHEST = 1e-6, 10.0
FEWEST_STEPS, DEFAULT_STEPS, MOST_STEPS = 20, (100, 500), 100_000
_LARGEST = 1e30  # float32 has no more than 3e38


def steps_for(steps_per_epoch: int) -> int:
    """Returns how many steps a test takes unless it is told: an epoch, within DEFAULT_STEPS."""
    fewest, most = DEFAULT_STEPS
    return min(max(steps_per_epoch, fewest), most)


def check(lowest: float, highest: float, steps: int | None) -> None:
    """Raises `UserError` for bounds and lengths that are none."""
    if not (1 / _LARGEST < lowest < highest < _LARGEST):
        raise UserError('the bounds of the rates are not valid',
                        received=f'{lowest:g} to {highest:g}',
                        expected='0 < lowest < highest, both within the range of float32')
    if steps is not None and not FEWEST_STEPS <= steps <= MOST_STEPS:
        raise UserError('steps is not possible', received=steps,
                        expected=f'{FEWEST_STEPS} to {MOST_STEPS}')
