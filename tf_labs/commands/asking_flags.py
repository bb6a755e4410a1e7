"""Flags of the commands that ask a trained net."""

from absl import flags

from tf_labs.commands import checkpoint_step
from tf_labs.commands.flag_kinds import path
from tf_labs.commands.flag_kinds import paths
from tf_labs.commands.flag_kinds import trust
from tf_labs.commands.flag_kinds import workdir
from tf_labs.paths import PathParser


def _split(values: flags.FlagValues) -> None:
    flags.DEFINE_string('split', 'test', 'Split of the data: train, validation or test.',
                        flag_values=values)


def eval(values: flags.FlagValues) -> None:
    """Defines those of `eval`."""
    trust(values)
    paths('workdir', 'Directory of the run; of several, with commas between them, the '
          'probabilities are averaged.', values)
    checkpoint_step.define(values)
    _split(values)
    flags.DEFINE_integer('crops', 1, '10: averages over the crops of the corners and the centre '
                         'and their horizontal flips, for nets that are fed a crop.',
                         flag_values=values)


def _image_flags(values: flags.FlagValues) -> None:
    trust(values)
    workdir(values)
    checkpoint_step.define(values)
    _split(values)
    flags.DEFINE_multi_string('index', [], 'Example of the split, or random; several allowed.',
                              flag_values=values)
    flags.DEFINE_multi(PathParser(), flags.ArgumentSerializer(), 'image', [],
                       'Image file; several allowed.', flag_values=values)
    flags.DEFINE_boolean('as-is', False, 'The image files are samples of the data set: they are '
                         'only resized, if need be.', flag_values=values)
    path('show', None, 'FILE.png that shows what the net is given for each image file, and the '
         'steps to it.', values)


def predict(values: flags.FlagValues) -> None:
    """Defines those of `predict`."""
    _image_flags(values)
    path('figure', None, 'FILE.png for the pictures, each with its five best answers as bars, the '
         'right one in another colour.', values)


def similar(values: flags.FlagValues) -> None:
    """Defines those of `similar`."""
    _image_flags(values)
    flags.DEFINE_multi_string('layer', [], 'Layer whose features are compared; several allowed; '
                              'default: the last one before the logits.', flag_values=values)
    path('output', None, 'File for the figure; default: figures/similar.png of the run.', values)


def filters(values: flags.FlagValues) -> None:
    """Defines those of `filters`."""
    trust(values)
    workdir(values)
    checkpoint_step.define(values)
    path('output', None, 'File for the figure; default: figures/filters.png of the run.', values)


def export(values: flags.FlagValues) -> None:
    """Defines those of `export`."""
    trust(values)
    workdir(values)
    checkpoint_step.define(values)
    path('output', None, 'Directory to write into.', values)
