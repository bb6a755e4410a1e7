"""The files of a run held against what its student was to run; nothing is computed again."""

from collections.abc import Mapping
import dataclasses
from typing import Any

from ml_collections import ConfigDict

from tf_labs.classroom.findings import CONFIG
from tf_labs.classroom.findings import COPIED
from tf_labs.classroom.findings import DAMAGED
from tf_labs.classroom.findings import DIVERGED
from tf_labs.classroom.findings import EDITED
from tf_labs.classroom.findings import Examined
from tf_labs.classroom.findings import Finding
from tf_labs.classroom.findings import FOREIGN
from tf_labs.classroom.findings import SEED
from tf_labs.classroom.findings import UNFINISHED
from tf_labs.classroom.findings import VERSION
from tf_labs.classroom.register import Register
from tf_labs.config import config_values
from tf_labs.errors import LabError
from tf_labs.training import identity
from tf_labs.training import metrics_log
from tf_labs.training import run_ending
from tf_labs.training import seal
from tf_labs.training import stored_forms
from tf_labs.training.folder import Folder
from tf_labs.training.run_directory import MANIFEST
from tf_labs.training.run_directory import METRICS
from tf_labs.training.run_directory import RESULT
from tf_labs.training.run_directory import RunDirectory

_TIMES = ('seconds', 'train_seconds', 'wall_seconds')


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What a run has to be.

    Attributes:
      config: with the student's seed.
      version: of tf_labs.
      may_diverge: True of the variants of a comparison, some of which do.
    """

    config: ConfigDict
    version: str
    may_diverge: bool = False


def examine(directory: RunDirectory, wanted: Wanted, register: Register) -> Examined:
    """Returns what the files of a run tell; whatever is in them is no error."""
    found = Examined()
    try:
        found.finding = _finding(directory, wanted, register, found)
    except (LabError, OSError) as error:
        found.finding = Finding(DAMAGED, str(error))
    return found


def _finding(directory: RunDirectory, wanted: Wanted, register: Register,
             found: Examined) -> Finding | None:
    config = directory.config()
    found.facts['seed'] = config.seed
    manifest = _stored(directory.files, MANIFEST)
    if manifest is not None:
        _note_manifest(manifest, found)
    wrong = _of_config(config, wanted.config, register)
    if wrong is not None:
        return wrong
    own = identity.of(config)
    if manifest is None or identity.parse(manifest.get('identity')) is None:
        return Finding(DAMAGED, f'{MANIFEST} is missing or cannot be used: nothing tells which run '
                       'this is')
    stated = identity.parse(manifest['identity']) or own
    wrong = register.told_from(MANIFEST, stated, own)
    return wrong or _of_result(directory, wanted, register, found, manifest)


def _note_manifest(manifest: Mapping[str, Any], found: Examined) -> None:
    last = (manifest['sessions'] or [{}])[-1]
    found.facts |= {'when': last.get('started'), 'tf_labs': last.get('tf_labs', 'unknown'),
                    'tensorflow': manifest['environment'].get('tensorflow'),
                    'identity': manifest.get('identity')}


def _of_config(config: ConfigDict, wanted: ConfigDict, register: Register) -> Finding | None:
    """Returns what is wrong with a config: another experiment, another seed, another field."""
    if config.experiment != wanted.experiment:
        return Finding(FOREIGN, f'a run of the lab {config.lab} ({config.experiment})')
    whose = identity.of(config)
    if config.seed != wanted.seed:
        owner = register.by_seed.get(config.seed)
        if owner is not None:
            return Finding(COPIED, f'seed {config.seed} is that of {owner} (identity {whose})')
        return Finding(SEED, f'seed {config.seed} in place of {wanted.seed} (identity {whose})')
    changed = config_values.refused_on_resume(config, wanted)
    changed |= {path: pair for path, pair in config_values.difference(config, wanted).items()
                if path in config_values.TRAIN_LENGTH}
    if changed:
        told = ', '.join(f'{path} {now} in place of {was}'
                         for path, (now, was) in changed.items())
        return Finding(CONFIG, f'{told} (identity {whose})')
    return None


def _of_result(directory: RunDirectory, wanted: Wanted, register: Register, found: Examined,
               manifest: Mapping[str, Any]) -> Finding | None:
    """Returns what is wrong with the end of a run: none, of another run, or changed since."""
    names = directory.files.names()
    if RESULT not in names:
        if run_ending.divergence(directory) is not None:
            found.facts['done'] = 'diverged'
            return None if wanted.may_diverge else Finding(DIVERGED, 'the run has diverged')
        return Finding(UNFINISHED, f'no {RESULT}: the run was stopped, or is not done')
    result = _stored(directory.files, RESULT)
    if result is None:
        return Finding(DAMAGED, f'{RESULT} does not hold what a run writes')
    own = identity.parse(manifest['identity']) or identity.of(wanted.config)
    stated = identity.parse(result.get('identity'))
    if stated is None:
        return Finding(EDITED, f'{RESULT} has no identity')
    found.facts |= {'digest': result.get('digest'), 'done': _done(result)}
    _mark(result, found)
    return register.told_from(RESULT, stated, own) or _of_seals(directory, manifest, own) or (
        _of_rows(directory, result) if wanted.config.experiment == 'supervised' else None) or (
        _of_version(found, wanted.version))


def _mark(result: Mapping[str, Any], found: Examined) -> None:
    """Of a net its digest; of what a lab computes, when it began and how many milliseconds went."""
    own = (result['digest'],) if result.get('digest') else (
        found.facts.get('when'), result.get('wall_seconds'))
    found.mark = own if all(own) else None


def _done(result: Mapping[str, Any]) -> str:
    for name, words in (('test_accuracy', 'test accuracy'), ('test_r2', 'test R^2')):
        if isinstance(result.get(name), float):
            return f'{words} {result[name]:.4f}'
    return 'done'


def _of_seals(directory: RunDirectory, manifest: Mapping[str, Any],
              own: identity.Identity) -> Finding | None:
    """Rows and result have digests in the manifest; they tell what was changed since."""
    written = manifest.get('written') or {}
    for name in (METRICS, RESULT):
        content = _content(directory.files, name)
        if content is None and name not in written:
            continue
        if content is None:
            return Finding(EDITED, f'{name} of the run {own} was removed')
        if not seal.is_whole(manifest, name, content):
            why = ('it was changed since the run ended' if name in written
                   else f'{MANIFEST} has no digest of it')
            return Finding(EDITED, f'{name} of the run {own}: {why}')
    return None


def _of_rows(directory: RunDirectory, result: Mapping[str, Any]) -> Finding | None:
    """The result of a net tells its last row again."""
    rows = metrics_log.read(directory)
    if not rows:
        return Finding(EDITED, f'{METRICS} has no rows')
    for name, value in rows[-1].items():
        if name not in _TIMES and result.get(name) != value:
            return Finding(EDITED, f'{RESULT} tells of {name} {result.get(name)}, the last row of '
                           f'{METRICS} of {value}')
    return None


def _of_version(found: Examined, version: str) -> Finding | None:
    made = found.facts['tf_labs']
    if made == version:
        return None
    return Finding(VERSION, f'made by tf_labs {made}; the class has {version} (identity '
                   f'{found.facts["identity"]})')


def _content(files: Folder, name: str) -> bytes | None:
    try:
        return files.read(name)
    except FileNotFoundError:
        return None


def _stored(files: Folder, name: str) -> dict[str, Any] | None:
    """Returns what a file of JSON holds; None if it is missing or has another form."""
    content = _content(files, name)
    try:
        stored = stored_forms.loads(content) if content is not None else None
    except ValueError:
        return None
    return stored if stored_forms.FORMS[name].fits(stored) else None
