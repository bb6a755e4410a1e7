"""What the configs of nets with convolutions share."""

from collections.abc import Mapping, Sequence
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import asked_together
from tf_labs.config import config_files
from tf_labs.config import config_values
from tf_labs.config import sweeps
from tf_labs.config.schema import default_config

Changes = dict[str, Any]  # of a variant: fields by their dotted paths


def cifar_config() -> ConfigDict:
    """Returns the config of cifar_net on the middle of each picture.

    Neither augmentation, nor weight decay, nor dropout. Momentum 0.9 and batches of 128 as in
    AlexNet; crops of 24 x 24 as in Krizhevsky's nets for CIFAR-10; a learning rate that falls to 0,
    so that the result does not depend on the noise of the last steps.
    """
    config = default_config()
    config.data.name = 'cifar10'
    config.data.batch_size = 128
    config.data.subtract_mean = True
    config.data.scale = 1 / 64  # about one over the standard deviation of a pixel
    config.data.crop = 24
    config.model.name = 'cifar_net'
    config.model.hidden_sizes = ()
    config.model.kernel_initializer = 'glorot_normal'
    config.optimizer.name = 'momentum_decay'
    config.optimizer.learning_rate = 0.02
    config.optimizer.momentum = 0.9
    config.optimizer.weight_decay = 0.0
    config.optimizer.schedule = 'cosine'
    return config


def authors_config() -> ConfigDict:
    """Returns what the nets for CIFAR-10 of AlexNet's author share, as their files have it.

    github.com/dnouri/cuda-convnet, example-layers/: layers-18pct.cfg, layers-conv-local-13pct.cfg
    and layers-conv-local-11pct.cfg, each with its layer-params file. All of CIFAR-10, whose pixels
    are less their mean and not scaled (convdata.py). Of v <- momentum v - decay rate w - rate g
    each layer has its own rates and decay (include/weights.cuh).
    """
    config = default_config()
    config.data.name = 'cifar10'
    config.data.batch_size = 128  # --mini, whose default it is
    config.data.subtract_mean = True
    config.data.scale = 1.0
    config.model.name = 'cifar_net'
    config.model.hidden_sizes = ()
    config.model.kernel_initializer = 'random_normal'
    config.optimizer.name = 'momentum_decay'
    config.optimizer.learning_rate = 0.001  # epsW
    config.optimizer.momentum = 0.9  # momW, momB
    config.optimizer.schedule = 'step'
    config.train.diagnostics = False
    return config


def papers_config(lab: str, variant: str | None = None) -> ConfigDict:
    """Returns the published net of a lab, on which a claim of the papers is tried.

    Args:
      lab: cifar10_18pct, cifar10_13pct or cifar10_11pct.
      variant: of the lab, where it has variants.
    """
    config = config_files.load(lab)
    config.data.name = 'cifar10'  # as it is: for `list`, which reads this and runs no config
    return config if variant is None else config_values.variant(config, variant)


def without_response_norm(config: ConfigDict) -> None:
    """Takes response normalization out of a config, with the fields that it alone reads."""
    default = default_config().model
    for name in ('lrn', 'lrn_k', 'lrn_size', 'lrn_alpha', 'lrn_beta', 'lrn_scope', 'lrn_places'):
        config.model[name] = default[name]


def changes(base: ConfigDict, other: ConfigDict) -> Changes:
    """Returns the fields of `other` that differ from those of `base`, as those of a variant."""
    return {path: new for path, (_, new) in config_values.difference(base, other).items()
            if path != 'lab'}


def at_rates(nets: Mapping[str, tuple[Changes, Sequence[float]]]) -> dict[str, Changes]:
    """Returns the variants NET+rate_N: each net with each of its learning rates.

    Args:
      nets: by name, what differs in it, and its rates.
    """
    return {f'{name}{asked_together.RATE_MARK}{sweeps.word(rate)}':
            {**own, 'optimizer.learning_rate': rate}
            for name, (own, rates) in nets.items() for rate in rates}


def cifar_comparison(*, augmented: bool) -> ConfigDict:
    """Returns what the comparisons on CIFAR-10 share: 20 epochs, in bfloat16.

    Args:
      augmented: random crops, horizontal flips and the weight decay of AlexNet, as in the lab
        cifar10.
    """
    config = cifar_config()
    config.train.precision = 'mixed_bfloat16'
    config.train.diagnostics = False
    config.train.epochs = 20
    if augmented:
        config.data.random_crop = True
        config.data.mirror = True
        config.optimizer.weight_decay = 0.0005
    return config


def photograph_config(crop: int) -> ConfigDict:
    """Returns AlexNet's recipe for photographs (Krizhevsky et al., 2012), without a model's name.

    Args:
      crop: side of the crops that the net is fed.
    """
    config = default_config()
    config.data.name = 'imagenette'
    config.data.batch_size = 128
    config.data.scale = 1.0  # raw pixels less their mean, as in the paper
    config.data.subtract_mean = True
    config.data.crop = crop
    config.data.random_crop = True
    config.data.mirror = True
    config.data.color_jitter = 0.1
    config.data.color_jitter_scale = 'deviations'  # of the authors' program, and not the formula
    config.data.max_bad_examples = 100
    config.model.lrn = True
    config.model.hidden_sizes = (4096, 4096)
    config.model.dropout_rate = 0.5
    config.model.kernel_initializer = 'random_normal'
    config.model.init_stddev = 0.01
    config.optimizer.name = 'momentum_decay'
    config.optimizer.learning_rate = 0.01
    config.optimizer.momentum = 0.9
    config.optimizer.weight_decay = 0.0005
    config.optimizer.schedule = 'plateau'
    config.train.epochs = 90
    return config
