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
from tf_labs.config.lab_schemas import activation_maximization
from tf_labs.config.lab_schemas import approximation
from tf_labs.config.lab_schemas import architectures
from tf_labs.config.lab_schemas import autograd
from tf_labs.config.lab_schemas import backprop
from tf_labs.config.lab_schemas import descent
from tf_labs.config.lab_schemas import exploding_gradient
from tf_labs.config.lab_schemas import gain
from tf_labs.config.lab_schemas import gates
from tf_labs.config.lab_schemas import input_scaling
from tf_labs.config.lab_schemas import internal_covariate_shift
from tf_labs.config.lab_schemas import linear_classifier
from tf_labs.config.lab_schemas import linearity
from tf_labs.config.lab_schemas import many_nets
from tf_labs.config.lab_schemas import mse_by_hand
from tf_labs.config.lab_schemas import optimizer_family
from tf_labs.config.lab_schemas import optimizer_paths
from tf_labs.config.lab_schemas import perceptron
from tf_labs.config.lab_schemas import rare_features
from tf_labs.config.lab_schemas import rbm
from tf_labs.config.lab_schemas import sequential
from tf_labs.config.lab_schemas import sparse_adam
from tf_labs.config.lab_schemas import table
from tf_labs.config.lab_schemas import train_and_eval_mode
from tf_labs.config.lab_schemas import trained_nets
from tf_labs.config.lab_schemas import vanishing_gradient
from tf_labs.config.lab_schemas import xor_lottery
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError

SCHEMAS = {
    'supervised': supervised.SCHEMA,
    'rbm': rbm.SCHEMA,
    'mse_by_hand': mse_by_hand.SCHEMA,
    'descent': descent.SCHEMA,
    'autograd': autograd.SCHEMA,
    'perceptron': perceptron.SCHEMA,
    'gates': gates.SCHEMA,
    'backprop': backprop.SCHEMA,
    'activation_gallery': activation_gallery.SCHEMA,
    'gain': gain.SCHEMA,
    'approximation': approximation.SCHEMA,
    'exploding_gradient': exploding_gradient.SCHEMA,
    'internal_covariate_shift': internal_covariate_shift.SCHEMA,
    'train_and_eval_mode': train_and_eval_mode.SCHEMA,
    'linearity': linearity.SCHEMA,
    'vanishing_gradient': vanishing_gradient.SCHEMA,
    'architectures': architectures.SCHEMA,
    'sequential': sequential.SCHEMA,
    'linear_classifier': linear_classifier.SCHEMA,
    'input_scaling': input_scaling.SCHEMA,
    'table': table.SCHEMA,
    'xor_lottery': xor_lottery.SCHEMA,
    'sparse_adam': sparse_adam.SCHEMA,
    'optimizer_paths': optimizer_paths.SCHEMA,
    'optimizer_family': optimizer_family.SCHEMA,
    'rare_features': rare_features.SCHEMA,
    **many_nets.SCHEMAS,
    **trained_nets.SCHEMAS,
    'activation_maximization': activation_maximization.SCHEMA,
}
SECTIONS = {name: schema.sections for name, schema in SCHEMAS.items()}


def default_config(experiment: str = 'supervised') -> ConfigDict:
    """Returns the config of an experiment with every default; `None` means what its comment says.

    Args:
      experiment: a name of SECTIONS.

    Raises:
      UserError: there is no such experiment.
    """
    if not isinstance(experiment, str) or experiment not in SECTIONS:
        raise unknown_name('experiment', experiment, SECTIONS)
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

    Raises:
      UserError: these are no variants of a config.
    """
    _check_variants(config, variants)
    with config.unlocked():
        config.variants = ConfigDict(sort_keys=False)
        for name, changes in variants.items():
            config.variants[name] = _nested(changes)
    return config


def _check_variants(config: Any, variants: Any) -> None:
    if not isinstance(config, ConfigDict):
        raise UserError('variants are of a config', expected='what default_config returns',
                        received=f'a {type(config).__name__}')
    if not isinstance(variants, Mapping) or not all(
            isinstance(name, str) and isinstance(changes, Mapping) and
            all(isinstance(path, str) for path in changes) for name, changes in variants.items()):
        raise UserError('these are no variants', received=repr(variants),
                        expected="{NAME: {'section.field': VALUE}}")
    for name, changes in variants.items():
        if '.' in name or not name:
            raise UserError('a variant has no usable name', received=repr(name),
                            expected='letters, digits, _, + and -, no dots')
        for path in changes:
            if any(other.startswith(f'{path}.') for other in changes):
                raise UserError(f'config.{path} is a group of fields', received=repr(changes),
                                expected='fields, as config.train.epochs')


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
