"""The schema of a run: the fields of every experiment, and what each can be.

The fields of a classifier stand in tf_labs.config.supervised, those of the labs in
tf_labs.config.lab_schemas. A config file imports `default_config`, changes what its lab needs and
returns it. The dictionary is locked, so a field that is not there is an error, also from the
command line. Each experiment has the sections that it reads, and no others.
"""

from collections.abc import Mapping
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import supervised
from tf_labs.config.lab_schemas import activation_gallery
from tf_labs.config.lab_schemas import architectures
from tf_labs.config.lab_schemas import autograd
from tf_labs.config.lab_schemas import backprop
from tf_labs.config.lab_schemas import gates
from tf_labs.config.lab_schemas import linearity
from tf_labs.config.lab_schemas import mse_by_hand
from tf_labs.config.lab_schemas import optimizer_paths
from tf_labs.config.lab_schemas import rbm
from tf_labs.config.lab_schemas import sparse_adam
from tf_labs.config.lab_schemas import table
from tf_labs.config.lab_schemas import trained_nets
from tf_labs.config.lab_schemas import vanishing_gradient
from tf_labs.config.lab_schemas import xor_lottery

SCHEMAS = {
    'supervised': supervised.SCHEMA,
    'rbm': rbm.SCHEMA,
    'mse_by_hand': mse_by_hand.SCHEMA,
    'autograd': autograd.SCHEMA,
    'gates': gates.SCHEMA,
    'backprop': backprop.SCHEMA,
    'activation_gallery': activation_gallery.SCHEMA,
    'linearity': linearity.SCHEMA,
    'vanishing_gradient': vanishing_gradient.SCHEMA,
    'architectures': architectures.SCHEMA,
    'table': table.SCHEMA,
    'xor_lottery': xor_lottery.SCHEMA,
    'sparse_adam': sparse_adam.SCHEMA,
    'optimizer_paths': optimizer_paths.SCHEMA,
    **trained_nets.SCHEMAS,
}
SECTIONS = {name: schema.sections for name, schema in SCHEMAS.items()}


def default_config(experiment: str = 'supervised') -> ConfigDict:
    """Returns the config of an experiment with every default; `None` means what its comment says.

    Args:
      experiment: a name of SECTIONS.
    """
    config = ConfigDict()
    config.lab = ''  # name of the lab; set from the name of the config file
    config.experiment = experiment  # what is done: a name of SECTIONS
    config.seed = 777  # of initial weights, data order, dropout and samples
    SECTIONS[experiment](config)
    return config.lock()


def with_variants(config: ConfigDict, variants: Mapping[str, Mapping[str, Any]]) -> ConfigDict:
    """Returns the config as a comparison of variants of itself.

    Args:
      config: what the variants share.
      variants: {name: {dotted path of a field: its value in this variant}}; the others are
        compared with the first.
    """
    with config.unlocked():
        config.variants = ConfigDict(sort_keys=False)
        for name, changes in variants.items():
            config.variants[name] = _nested(changes)
    return config


def _nested(changes: Mapping[str, Any]) -> ConfigDict:
    """{'a.b': 1} -> {'a': {'b': 1}}."""
    tree = ConfigDict()
    for path, value in changes.items():
        *sections, name = path.split('.')
        node = tree
        for section in sections:
            if section not in node:
                node[section] = ConfigDict()
            node = node[section]
        node[name] = value
    return tree
