"""The nets of a classifier: what is known of each before it is built."""

from collections.abc import Iterable, Iterator, Sequence
import dataclasses

from ml_collections import ConfigDict


@dataclasses.dataclass(frozen=True)
class Net:
    """What is known of a net without TensorFlow.

    Attributes:
      reads: fields of a config that it reads, of those that not all nets do.
      smallest_side: of images that leave a pixel at the end of its convolutions; None: it has no
        convolutions, and images of any size go in.
      hidden_layers: hidden dense layers that it has; None: as many as model.hidden_sizes says.
      convolutions: that it always has; None: what model.filters says.
    """

    reads: tuple[str, ...]
    smallest_side: int | None = None
    hidden_layers: int | None = None
    convolutions: int | None = 0

    @property
    def is_convolutional(self) -> bool:
        """True for a net with convolutions."""
        return self.smallest_side is not None

    @property
    def has_own_layers(self) -> bool:
        """True for a net whose layers below the dense ones are chosen one by one, or left out."""
        return self.convolutions is None


def numbered(kinds: Iterable[str]) -> Iterator[str]:
    """Yields what layers are called, by their kinds from the input up: conv1, conv2, dense1."""
    counts: dict[str, int] = {}
    for kind in kinds:
        counts[kind] = counts.get(kind, 0) + 1
        yield f'{kind}{counts[kind]}'


def optional_layers(hidden_sizes: Sequence[int], kinds: Sequence[str]) -> list[str]:
    """Returns the names of the layers of cifar_net that can be left out: conv1, ..., dense1, ...

    Args:
      hidden_sizes: of its dense layers but the last.
      kinds: of the layers below.
    """
    return list(numbered([*kinds, *['dense'] * len(hidden_sizes)]))


def kinds(model: ConfigDict) -> tuple[str, ...]:
    """Returns the kind of each layer of model.filters, conv or local."""
    return tuple(model.kinds) or ('conv',) * len(model.filters)


def weighted_layers(model: ConfigDict) -> list[str]:
    """Returns the names of all layers of a net that have weights, those left out too.

    Args:
      model: section of a config, that names a net of NETS.
    """
    net = NETS[model.name]
    below = kinds(model) if net.convolutions is None else ('conv',) * net.convolutions
    added = model.added_filters if 'model.added_filters' in net.reads else ()
    hidden = model.hidden_sizes if 'model.hidden_sizes' in net.reads else ()
    return list(numbered([*below, *['conv'] * len(added), *['dense'] * (len(hidden) + 1)]))


def standing_layers(model: ConfigDict) -> list[str]:
    """Returns what the layers with weights are called where a net is looked into.

    Those are counted that are there: without conv2 the third convolution is conv2.

    Args:
      model: as of `weighted_layers`.
    """
    return list(numbered(name.rstrip('0123456789') for name in weighted_layers(model)
                         if name not in model.without))


def convolutions(model: ConfigDict) -> list[str]:
    """Returns the names of the convolutions among the `standing_layers`."""
    return [name for name in standing_layers(model) if name.startswith('conv')]


_CONVOLUTIONAL = ('model.hidden_sizes', 'model.dropout_rate', 'model.pool_size', 'model.lrn')
NORMALISED = 2  # layers that can have response norm, and that are pooled unless told otherwise
# One value a layer.
OF_STAGES = ('model.kinds', 'model.kernels', 'model.strides', 'model.paddings', 'model.poolings',
             'model.pool_sizes')
OF_LAYERS = ('model.init_stddevs', 'model.bias_values')

NETS = {
    'mlp': Net(('model.form', 'model.bias_initializer', 'model.hidden_sizes', 'model.dropout_rate',
                'model.batch_norm', 'pretraining.name')),
    'softmax': Net(('model.form', 'model.bias_initializer')),
    'alexnet': Net((*_CONVOLUTIONAL, 'model.towers', 'model.added_filters'), smallest_side=67,
                   hidden_layers=2, convolutions=5),
    'zfnet': Net(_CONVOLUTIONAL, smallest_side=45, hidden_layers=2, convolutions=5),
    'cifar_net': Net(
        (*_CONVOLUTIONAL, *OF_STAGES, *OF_LAYERS, 'model.bias_initializer', 'model.filters',
         'model.first_kernel', 'model.first_stride', 'model.second_kernel', 'model.added_filters',
         'model.towers', 'model.without', 'model.lrn_places'),
        smallest_side=1, convolutions=None),
}
DENSE = tuple(name for name, net in NETS.items() if not net.is_convolutional)


def readers(path: str) -> tuple[str, ...]:
    """Returns the names of the nets that read a field."""
    return tuple(name for name, net in NETS.items() if path in net.reads)
