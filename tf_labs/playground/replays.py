"""Runs of small nets as the page trains them anew: from their own initial weights."""

from collections.abc import Sequence
import dataclasses

from ml_collections import ConfigDict

from tf_labs.errors import UserError
from tf_labs.models import initial_weights
from tf_labs.training import metrics_log
from tf_labs.training.run_directory import RunDirectory

GATES = ('and', 'or', 'nand', 'xor')
ACTIVATIONS = ('linear', 'sigmoid', 'tanh', 'relu', 'leaky_relu', 'elu', 'swish', 'gelu', 'selu')
MOST_LAYERS, MOST_UNITS = 8, 10  # that the page has room for
_ROWS = 500  # of a run at most: a curve needs no more
_DIGITS = 9  # that tell each float32 from its neighbours

# The seed of xor_mlp that gets stuck, one that does not, and that of xor_deep.
OF_LABS = {'xor_mlp_1': ((2,), 1), 'xor_mlp_777': ((2,), 777), 'xor_deep_777': ((10, 10, 10), 777)}


@dataclasses.dataclass(frozen=True)
class Replay:
    """A net to be trained.

    Attributes:
      hidden: units of its hidden layers.
      weights: kernel, bias, kernel, bias, ..., row by row.
      settings: of the page, those that differ from a lab's: data, activation, rate.
      rows: step and cost of the run's own training.
    """

    hidden: Sequence[int]
    weights: Sequence[Sequence[float]]
    settings: dict[str, str | float] = dataclasses.field(default_factory=dict)
    rows: Sequence[dict[str, float]] = ()


def of_labs() -> dict[str, Replay]:
    """Returns the nets of xor_mlp and xor_deep that the presets begin with."""
    return {name: Replay(hidden, _weights(hidden, seed, 'fan_in_uniform'))
            for name, (hidden, seed) in OF_LABS.items()}


def of_run(directory: RunDirectory) -> Replay:
    """Returns the net of a run of the lab `table`.

    Raises:
      UserError: it is no run, or one of a net that the page does not train.
    """
    config = directory.config()
    _check(config)
    net = config.net
    rows = [{'step': row['step'], 'cost': row['cost']} for row in metrics_log.read(directory)
            if isinstance(row.get('cost'), float)]
    return Replay(
        net.hidden_sizes, _weights(net.hidden_sizes, config.seed, net.initializer),
        {'data': config.data.table, 'activation': net.activation,
         'rate': config.optimizer.learning_rate}, rows[::-(-len(rows) // _ROWS) or 1])


def _check(config: ConfigDict) -> None:
    if config.experiment != 'table' or 'variants' in config:
        raise UserError('the playground replays nets on small tables', expected='a run of xor_mlp, '
                        'xor_deep, or another one of the experiment table', received=config.lab)
    if config.net.form != 'network' or config.data.table not in GATES or (
            config.net.loss != 'binary_cross_entropy'):
        raise UserError('the playground replays nets that learn a gate', expected='net.form '
                        f'network, data.table {", ".join(GATES)}, net.loss binary_cross_entropy',
                        received=f'{config.net.form}, {config.data.table}, {config.net.loss}')
    if config.net.activation not in ACTIVATIONS:
        raise UserError('the playground does not have the activation of this run',
                        expected=', '.join(ACTIVATIONS), received=config.net.activation)
    sizes = config.net.hidden_sizes
    if len(sizes) > MOST_LAYERS or max(sizes, default=0) > MOST_UNITS:
        raise UserError('the net of this run is too large for the playground',
                        expected=f'up to {MOST_LAYERS} hidden layers of up to {MOST_UNITS} units',
                        received=sizes)


def _weights(hidden: Sequence[int], seed: int, initializer: str) -> list[list[float]]:
    """Returns what the lab begins with; the page rounds each to the float32 that it stands for."""
    return [[float(f'{one:.{_DIGITS}g}') for one in array.ravel().tolist()]
            for array in initial_weights.initial([2, *hidden, 1], seed, initializer)]
