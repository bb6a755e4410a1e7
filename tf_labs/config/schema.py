"""The schema of a run: the fields of every experiment, and what each can be.

The fields of a classifier stand in tf_labs.config.supervised, those of the labs in
tf_labs.config.lab_schemas. A config file imports `default_config`, changes what its lab needs and
returns it. The dictionary is locked, so a field that is not there is an error, also from the
command line. Each experiment has the sections that it reads, and no others.
"""

from collections.abc import Iterator, Mapping
import importlib
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError

_LABS = 'tf_labs.config.lab_schemas'
# The module of each experiment: it has SCHEMA, or SCHEMAS of several by name.
_MODULES = {
    'supervised': 'tf_labs.config.supervised',
    **{name: f'{_LABS}.{name}' for name in (
        'rbm', 'mse_by_hand', 'descent', 'autograd', 'perceptron', 'gates', 'backprop',
        'activation_gallery', 'gain', 'approximation', 'exploding_gradient',
        'internal_covariate_shift', 'train_and_eval_mode', 'linearity', 'vanishing_gradient',
        'architectures', 'sequential', 'linear_classifier', 'input_scaling', 'table',
        'xor_lottery', 'sparse_adam', 'optimizer_paths', 'optimizer_family', 'rare_features',
        'activation_maximization')},
    **dict.fromkeys((
        'zero_centred', 'sparsity', 'bias_start', 'weight_decay'), f'{_LABS}.many_nets'),
    **dict.fromkeys((
        'deconvnet', 'evolution', 'occlusion', 'invariance', 'correspondence', 'layer_probe',
        'transfer'), f'{_LABS}.trained_nets'),
}


class _Schemas(Mapping[str, ExperimentSchema]):
    """Imports a schema when it is asked for: a command needs one of them."""

    def __getitem__(self, experiment: str) -> ExperimentSchema:
        module = importlib.import_module(_MODULES[experiment])
        schema: ExperimentSchema = (
            module.SCHEMAS[experiment] if hasattr(module, 'SCHEMAS') else module.SCHEMA)
        return schema

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)

    def __contains__(self, experiment: object) -> bool:
        return experiment in _MODULES


SCHEMAS = _Schemas()


def default_config(experiment: str = 'supervised') -> ConfigDict:
    """Returns the config of an experiment with every default; `None` means what its comment says.

    Args:
      experiment: a name of SCHEMAS.

    Raises:
      UserError: there is no such experiment.
    """
    if not isinstance(experiment, str) or experiment not in SCHEMAS:
        raise unknown_name('experiment', experiment, SCHEMAS)
    config = ConfigDict()
    config.lab = ''  # name of the lab; set from the name of the config file
    config.experiment = experiment  # what is done: a name of SCHEMAS
    config.seed = 777  # of initial weights, data order, dropout and samples
    SCHEMAS[experiment].sections(config)
    return config.lock()


def with_variants(config: ConfigDict, variants: Mapping[str, Mapping[str, Any]]) -> ConfigDict:
    """Returns the config as a comparison of variants of itself.

    Args:
      config: what the variants share.
      variants: {name: {dotted path of a field: its value in this variant}}; the others are
        compared with the first.

    Raises:
      UserError: these are not variants of a config.
    """
    _check_variants(config, variants)
    with config.unlocked():
        config.variants = ConfigDict(sort_keys=False)
        for name, changes in variants.items():
            config.variants[name] = _nested(changes)
    return config


def _check_variants(config: Any, variants: Any) -> None:
    if not isinstance(config, ConfigDict):
        raise UserError('variants can only be added to a config',
                        expected='what default_config returns',
                        received=f'a {type(config).__name__}')
    if not isinstance(variants, Mapping) or not all(
            isinstance(name, str) and isinstance(changes, Mapping) and
            all(isinstance(path, str) for path in changes) for name, changes in variants.items()):
        raise UserError('these are not variants', received=repr(variants),
                        expected="{NAME: {'section.field': VALUE}}")
    for name, changes in variants.items():
        if '.' in name or not name:
            raise UserError('the name of a variant is not valid', received=repr(name),
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
