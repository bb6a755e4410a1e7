"""What can be asked of a trained net, as far as its config tells: it has not been built yet.

Of a net of one's own nobody knows the layers before; the labs look again once it is there.
"""

from collections.abc import Callable, Iterable
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import nets
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError

Check = Callable[[ConfigDict, ConfigDict, Any], None]


def layers(*paths: str, needs_convolutions: bool = True, of_convolutions: bool = False) -> Check:
    """Returns a check of names of layers; see ExperimentSchema.check_net.

    Args:
      paths: of the fields that hold a name, '' for none, or several.
      needs_convolutions: the lab needs a net with convolutions.
      of_convolutions: the names are those of convolutions.
    """
    def check(config: ConfigDict, net: ConfigDict, facts: Any) -> None:
        del facts
        if net.model.name in nets.NETS and needs_convolutions and not nets.convolutions(net.model):
            raise without_convolutions(config.net.workdir, nets.standing_layers(net.model))
        for path in paths:
            section, _, field = path.partition('.')
            value = config[section][field]
            wanted = value if isinstance(value, tuple) else filter(None, (value,))
            check_names(net, wanted, of_convolutions)

    return check


def check_names(net: ConfigDict, wanted: Iterable[str], of_convolutions: bool = False) -> None:
    """Raises `UserError` for a name of no layer of a net.

    Args:
      net: config of its run.
      wanted: the names.
      of_convolutions: they are those of convolutions.
    """
    if net.model.name not in nets.NETS:
        return
    known = nets.convolutions(net.model) if of_convolutions else nets.standing_layers(net.model)
    for name in wanted:
        if name not in known:
            raise unknown_name('convolution' if of_convolutions else 'layer', name, known)


def check_begins_with_convolution(net: ConfigDict, workdir: str) -> None:
    """Raises `UserError` for a net whose first layer is no convolution."""
    if net.model.name in nets.NETS and not nets.standing_layers(net.model)[0].startswith('conv'):
        raise begins_otherwise(workdir, nets.standing_layers(net.model))


def begins_otherwise(workdir: str, known: list[str]) -> UserError:
    """The error for a net of these layers, of which the first is no convolution."""
    return UserError('the net does not begin with a convolution', expected='a run of one that '
                     'does, as cifar_net', received=f'{workdir}, whose layers are '
                     f'{", ".join(known)}')


def without_convolutions(workdir: str, known: list[str]) -> UserError:
    """The error for a net of these layers, none of which is a convolution."""
    return UserError('the net has no convolutions', expected='a run of a convolutional net, as '
                     'cifar_net', received=f'{workdir}, whose layers are {", ".join(known)}')


def transfer(config: ConfigDict, net: ConfigDict, facts: Any) -> None:
    """Other pictures than the net's, whose features are those of pictures."""
    if config.data.name == net.data.name:
        raise UserError('config.data.name is what the net was trained on',
                        expected='another data set than that of config.net.workdir',
                        received=config.data.name)
    if net.model.name in nets.NETS and len(nets.standing_layers(net.model)) < 2:
        raise UserError('the net has no hidden layer whose features could be used',
                        expected='a run of a net with hidden layers', received=config.net.workdir)
    if facts.values != 'pixels' or facts.columns:
        raise UserError(f'{config.net.workdir} is not a run on pictures', received='one on '
                        f'{net.data.name}', expected='a run on pictures of whole numbers from 0 '
                        'to 255')
