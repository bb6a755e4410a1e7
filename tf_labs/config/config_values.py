"""What one does with a config: walk it, set it, compare it, store it, take a variant of it."""

from collections.abc import Callable, Iterable, Iterator
import functools
import hashlib
import json
import operator
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import classifier
from tf_labs.config import data_names
from tf_labs.config import own_names
from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants
from tf_labs.errors import UserError

# What may differ when a run directory is resumed, because the weights do not depend on it.
# data.dir is free as the data's fingerprint is compared instead.
RESUMABLE = frozenset({
    'lab', 'data.dir', 'train.steps_per_call', 'train.eval_every_epochs',
    'train.checkpoint_every_steps', 'train.keep', 'train.num_threads', 'train.diagnostics',
    'train.keep_at_epochs', 'train.target_error', 'data.max_bad_examples', 'comparison.crops',
    'comparison.averaged', 'comparison.best_rate', 'comparison.rate_seeds',
    'comparison.target_loss', 'comparison.settled',
})
TRAIN_LENGTH = frozenset({'train.epochs', 'train.steps'})
HELD_OUT = 'data.validation_examples'
DATA_NAME = 'data.name'
PATIENCE = 'train.patience'
# Fields of later versions: at their default no part of a digest, by which directories are found.
_ADDED = {'supervised': ('train.stop_at_target', 'comparison.rate_seeds'),
          'transfer': ('data.side', 'data.max_bad_examples')}


def fields(config: ConfigDict, prefix: str = '') -> Iterator[tuple[str, Any]]:
    """Yields (dotted path, value) of every leaf, sorted by path."""
    for key in sorted(config):
        if isinstance(config[key], ConfigDict):
            yield from fields(config[key], f'{prefix}{key}.')
        else:
            yield f'{prefix}{key}', config[key]


def difference(old: ConfigDict, new: ConfigDict) -> dict[str, tuple[Any, Any]]:
    """Returns {path: (old value, new value)} of the fields that differ; None for one not there."""
    before, after = dict(fields(old)), dict(fields(new))
    return {path: (before.get(path), after.get(path)) for path in sorted({**before, **after})
            if before.get(path) != after.get(path)}


def refused_on_resume(old: ConfigDict, new: ConfigDict) -> dict[str, tuple[Any, Any]]:
    """Returns the differences that would make a resumed run another run."""
    free = _free_on_resume(new)
    if not _is(classifier.watches_best, old):  # the run does not know how long it has waited
        free = free - {PATIENCE}
    return {path: pair for path, pair in difference(old, new).items()
            if path not in free and not own_names.are_one(*pair)
            and _lasting(path, pair[0]) != _lasting(path, pair[1])}


def lasting(config: ConfigDict) -> dict[str, Any]:
    """Returns {path: value} of what a run keeps from its begin to its end, defaults left out."""
    free = _free_on_resume(config)
    default = dict(fields(default_config(config.experiment)))
    default[HELD_OUT] = 0  # what is open is filled in before a run begins
    return {path: _lasting(path, value) for path, value in fields(config)
            if path not in free and (path == 'experiment' or default.get(path) != value)}


def _lasting(path: str, value: Any) -> Any:
    """Returns what of a value a run keeps: of a path to data only that it is one."""
    return data_names.lasting(value) if path == DATA_NAME and isinstance(value, str) else value


def _free_on_resume(config: ConfigDict) -> frozenset[str]:
    """Returns the fields that may change when a run is resumed."""
    schedule = dict(fields(config)).get('optimizer.schedule')
    free = RESUMABLE if schedule == 'cosine' else RESUMABLE | TRAIN_LENGTH
    if _is(classifier.decides, config) or _is(classifier.stops_at_target, config):
        # which depends on when there is an evaluation
        free = free - {'train.eval_every_epochs'}
    if _is(classifier.watches_best, config):
        free = free | {PATIENCE}
    if _is(classifier.stops_at_target, config):
        free = free - {'train.target_error'}
    if dict(fields(config)).get(HELD_OUT, 0) is None:  # compared when the examples are counted
        free = free | {HELD_OUT}
    return free


def _is(question: Callable[[ConfigDict], bool], config: ConfigDict) -> bool:
    """Asks about the config of a classifier; of everything else the answer is no."""
    return config.experiment == 'supervised' and question(config)


def digest(config: ConfigDict) -> str:
    """Returns the sha256 over all that can change a run: the name of the file cannot.

    Nor can `comparison`, what trained nets are asked: another question finds the same directories.
    """
    stored = config.to_dict()
    del stored['lab']
    if 'name' in stored.get('data', {}):
        stored['data']['name'] = data_names.lasting(stored['data']['name'])
    every = {config.experiment: config} if 'variants' not in config else {
        name: variant(config, name) for name in config.variants}
    if dict(fields(config)).get(HELD_OUT, 0) is None and not any(
            _is(classifier.decides, one) for one in every.values()):
        stored['data']['validation_examples'] = 0  # None and 0 are one where nothing decides
    default = dict(fields(default_config(config.experiment)))
    for name in stored.get('comparison', {}):
        stored['comparison'][name] = default[f'comparison.{name}']
    for path in _ADDED.get(config.experiment, ()):
        section, _, name = path.partition('.')
        if stored.get(section, {}).get(name) == default.get(path):
            stored.get(section, {}).pop(name, None)
    return hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()


def to_json(config: ConfigDict) -> str:
    """Returns the config as JSON, one field a line, keys sorted; variants stay in their order."""
    return json.dumps(config.to_dict(), indent=2)


def from_json(text: str) -> ConfigDict:
    """Inverse of `to_json`.

    Raises:
      UserError: a value is of another type than its field.
      ValueError, KeyError, TypeError: the text is no JSON, or not of this schema.
    """
    stored = json.loads(text)
    config = default_config(stored['experiment'])
    _refuse_unknown(config, stored)
    for path, default in fields(config):
        try:
            value = functools.reduce(operator.getitem, path.split('.'), stored)
        except KeyError:
            # The run is older than the field, whose default is mostly what was done before.
            if path == HELD_OUT:
                set_field(config, path, 0)
            continue
        try:
            set_field(config, path, tuple(value) if isinstance(default, tuple) else value)
        except TypeError as error:
            raise UserError(f'config.{path} is of the wrong type', expected=_kind(config, path),
                            received=repr(value)) from error
    if 'variants' in stored:
        config = _with_stored_variants(config, stored['variants'])
    return config


def _kind(config: ConfigDict, path: str) -> str:
    *parents, name = path.split('.')
    return str(functools.reduce(operator.getitem, parents, config).get_type(name).__name__)


def _refuse_unknown(config: ConfigDict, stored: dict[str, Any]) -> None:
    """A field that is not in the schema has no effect, and the value it stood for a default."""
    known = dict(fields(config))
    for path, _ in fields(ConfigDict({key: value for key, value in stored.items()
                                      if key != 'variants'})):
        if path not in known:
            raise ValueError(f'this version has no field {path}')


def _with_stored_variants(config: ConfigDict, stored: dict[str, Any]) -> ConfigDict:
    """JSON has no tuples: a list stands for the tuple that the schema has there."""
    changes = {name: {path: tuple(value) if isinstance(value, list) else value
                      for path, value in fields(ConfigDict(tree))}
               for name, tree in stored.items()}
    return with_variants(config, changes)


def copied(config: ConfigDict) -> ConfigDict:
    """Returns a copy whose variants stand in their order, which ConfigDict's own copy forgets."""
    copy = config.copy_and_resolve_references()
    if 'variants' in config:
        put_in_order(copy, config.variants)
    return copy


def put_in_order(config: ConfigDict, names: Iterable[str]) -> None:
    """Puts the variants of a config, which may be locked, in the order of their names here."""
    changes = config.variants
    with config.unlocked():
        config.variants = ConfigDict(sort_keys=False)
        for name in names:
            config.variants[name] = changes[name]


def set_field(config: ConfigDict, path: str, value: Any) -> None:
    """Sets the leaf at a dotted path."""
    *parents, name = path.split('.')
    functools.reduce(operator.getitem, parents, config)[name] = value


def variant(config: ConfigDict, name: str) -> ConfigDict:
    """Returns a comparison's config with the changes of one variant, and no variants.

    Raises:
      UserError: the variant names a field that does not exist, or a value of another type.
    """
    whole = config.copy_and_resolve_references()
    with whole.unlocked():
        del whole['variants']
    known = dict(fields(whole))
    for path, value in fields(config.variants[name]):
        if path not in known:
            raise UserError(f'config.variants.{name} names an unknown field',
                            expected=f'one of {", ".join(known)}', received=path)
        try:
            set_field(whole, path, value)
        except TypeError as error:
            raise UserError(f'config.variants.{name}.{path} is of the wrong type',
                            expected=f'a value like {known[path]}', received=value) from error
    return whole.lock()


def every(config: ConfigDict) -> Iterator[ConfigDict]:
    """Yields the config, or that of each variant.

    Raises:
      UserError: as `variant`.
    """
    if 'variants' not in config:
        yield config
        return
    for name in config.variants:
        yield variant(config, name)
