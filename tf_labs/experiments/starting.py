"""The first weights of a run that begins with those of a trained one: fine-tuning."""

from typing import Any

import keras
from ml_collections import ConfigDict

from tf_labs.console import say
from tf_labs.errors import RunFailedError
from tf_labs.errors import shortened
from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.models import weighted_layers
from tf_labs.training.run_directory import RunDirectory

_LINE = 300  # characters of a list of layers that are shown


def take_over(config: ConfigDict, model: keras.Model) -> dict[str, Any] | None:
    """Gives a net the weights of the trained run that a config names, layer by layer.

    A layer is taken if the trained net has one of the same name whose weights have the same
    shapes: kernel, bias, and of batch norm the moving statistics too. Each run goes on preparing
    its images by its own config and its own mean.

    Args:
      config: of the run that begins.
      model: its net, with the weights that its seed gave it.

    Returns:
      Where it comes from, for the manifest: workdir, lab, step, digest, `layers` that were taken
      and {name: why not} of those `left`. None if the config names no run.

    Raises:
      UserError: no classifier is there, or a layer is asked for that does not fit, or none fits.
      RunFailedError: what is there cannot be read.
    """
    start = config.init
    if start.workdir is None:
        return None
    own = weighted_layers.named(model)
    weighted_layers.check_names('init.layers', start.layers, own)
    trained = _trained(start)
    theirs = weighted_layers.named(trained.model)
    wanted = start.layers or own
    left = {name: why for name in wanted if (why := _unfit(own[name], theirs.get(name)))}
    _check_taken(start, left, wanted)
    taken = [name for name in wanted if name not in left]
    for name in taken:
        own[name].set_weights(theirs[name].get_weights())
    found = {'workdir': str(RunDirectory(start.workdir).path.resolve()),
             'lab': trained.config.lab, 'step': trained.step, 'digest': trained.state.digest(),
             'layers': taken, 'left': left}
    _tell(config, found)
    return found


def _trained(start: ConfigDict) -> TrainedRun:
    directory = RunDirectory(start.workdir)
    try:
        config = directory.config()
        if config.experiment != 'supervised' or 'variants' in config:
            raise UserError('config.init.workdir holds no single trained classifier',
                            expected='a run of the experiment supervised; those of a comparison '
                            'are in VARIANT/seed-N', received=start.workdir)
        return TrainedRun(directory, start.step, devices=None)
    except RunFailedError as error:
        raise RunFailedError(f'config.init.workdir cannot be used: {error}') from error


def _unfit(layer: keras.layers.Layer, other: keras.layers.Layer | None) -> str:
    """Returns why weights cannot be taken over; '' if they can."""
    if other is None:
        return 'not there'
    here, there = ([tuple(weight.shape) for weight in one.weights] for one in (layer, other))
    if here == there:
        return ''
    return f'{_words(there)} there, {_words(here)} here'


def _words(shapes: list[tuple[int, ...]]) -> str:
    """Returns the shape of the largest of a layer's weights, for people."""
    largest = max(shapes, key=len)
    return ' x '.join(map(str, largest)) or 'a number'


def _check_taken(start: ConfigDict, left: dict[str, str], wanted: Any) -> None:
    if left and start.layers:
        name, why = next(iter(left.items()))
        raise UserError(f'config.init.layers names {name}, which does not fit', received=why,
                        expected='layers of the same name and the same shapes in '
                        f'{start.workdir}, or () for all that fit')
    if len(left) == len(wanted):
        raise UserError('no layer of config.init.workdir fits', expected='a layer of the same '
                        'name and the same shapes', received=_listed(left))


def _listed(left: dict[str, str]) -> str:
    return '; '.join(f'{name}: {why}' for name, why in left.items())


def _tell(config: ConfigDict, found: dict[str, Any]) -> None:
    names = shortened(', '.join(found['layers']), _LINE)
    say(f'{config.lab}: begins with {names} of {config.init.workdir}, step {found["step"]}, '
        f'digest {found["digest"][:12]}')
    if found['left']:
        say(f'{config.lab}: not taken over: {shortened(_listed(found["left"]), _LINE)}')
