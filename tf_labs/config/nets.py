"""The nets of a classifier: what is known of each before it is built."""

from collections.abc import Sequence
import dataclasses


@dataclasses.dataclass(frozen=True)
class Net:
    """What is known of a net without TensorFlow.

    Attributes:
      reads: fields of a config that it reads, of those that not all nets do.
      smallest_side: of images that leave a pixel at the end of its convolutions; None: it has no
        convolutions, and images of any size go in.
      hidden_layers: hidden dense layers that it has; None: as many as model.hidden_sizes says.
      optional_convolutions: names of convolutions that can be left out; where there are any, each
        hidden dense layer can be left out too.
    """

    reads: tuple[str, ...]
    smallest_side: int | None = None
    hidden_layers: int | None = None
    optional_convolutions: tuple[str, ...] = ()

    @property
    def is_convolutional(self) -> bool:
        """True for a net with convolutions."""
        return self.smallest_side is not None

    def optional_layers(self, hidden_sizes: Sequence[int]) -> list[str]:
        """Returns the names of the layers that can be left out: conv1, ..., dense1, ..."""
        if not self.optional_convolutions:
            return []
        dense = [f'dense{place}' for place, _ in enumerate(hidden_sizes, 1)]
        return [*self.optional_convolutions, *dense]


_CONVOLUTIONAL = ('model.hidden_sizes', 'model.dropout_rate', 'model.pool_size', 'model.lrn')

NETS = {
    'mlp': Net(('model.form', 'model.bias_initializer', 'model.hidden_sizes', 'model.dropout_rate',
                'model.batch_norm', 'pretraining.name')),
    'softmax': Net(('model.form', 'model.bias_initializer')),
    'alexnet': Net((*_CONVOLUTIONAL, 'model.towers', 'model.added_filters'), smallest_side=67,
                   hidden_layers=2),
    'zfnet': Net(_CONVOLUTIONAL, smallest_side=45, hidden_layers=2),
    'cifar_net': Net(
        (*_CONVOLUTIONAL, 'model.bias_initializer', 'model.filters', 'model.first_kernel',
         'model.first_stride', 'model.second_kernel', 'model.added_filters', 'model.towers',
         'model.without'),
        smallest_side=1, optional_convolutions=('conv1', 'conv2', 'conv3', 'conv4')),
}
DENSE = tuple(name for name, net in NETS.items() if not net.is_convolutional)


def readers(path: str) -> tuple[str, ...]:
    """Returns the names of the nets that read a field."""
    return tuple(name for name, net in NETS.items() if path in net.reads)
