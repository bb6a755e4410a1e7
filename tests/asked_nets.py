"""Comparisons of two seeds of a tiny convolutional net that is asked something at the end."""

from tests.conftest import convnet_config
from tests.undrawn import figures_undrawn
from tf_labs.config.schema import with_variants
from tf_labs.experiments import comparison
from tf_labs.experiments import supervised
from tf_labs.labs.conclusions import concluding


def concluded(place, *overrides: str, kept: tuple[int, ...] = (), conclude=None,
              devices: str = 'auto'):
    """Returns the directory and the values of the comparison; it is asked for ten crops at least.

    Args:
      place: its directory.
      *overrides: of its config.
      kept: epochs whose checkpoints stay.
      conclude: asks, in place of what the config says.
      devices: of `comparison.run`.
    """
    config = convnet_config(
        '--config.data.crop=6', '--config.data.train_examples=64', '--config.train.epochs=2',
        '--config.train.execution=eager', '--config.comparison.crops=10', *overrides)
    config.model.filters = (4, 4)
    config.train.keep_at_epochs = kept
    with figures_undrawn():
        values = comparison.run(supervised.run, with_variants(config, {'net': {}}), str(place),
                                devices, seed_count=2, conclude=conclude or concluding.of(config))
    return place, values
