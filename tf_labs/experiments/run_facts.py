"""What a report says of every run: its lesson, its config, what made it, and when."""

from collections.abc import Mapping, Sequence
import shlex
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config.schema import default_config
from tf_labs.report import content
from tf_labs.report.content import Paragraph
from tf_labs.report.content import Section
from tf_labs.report.content import Table
from tf_labs.training.manifest import Manifest

_VERSIONS = ('python', 'tensorflow', 'keras', 'numpy')


def lesson(manifest: Manifest, flags: Sequence[str] = ()) -> Section:
    """The lab's lesson and the command that made the run, as far as the manifest has them.

    Args:
      manifest: of the run; may be empty.
      flags: of the command besides the overrides.
    """
    about = manifest.get('about')
    parts: list[content.Part] = []
    if about is not None and about['lesson']:
        parts += content.lesson(about['lesson'])
    else:
        parts.append(Paragraph('The lesson of this lab was not recorded with the run.', 'soft'))
    if about is not None:
        parts += [Paragraph('This run was made by'), content.Code(command(about, flags), 'Command')]
    return Section('lesson', 'The lesson', parts)


def command(about: Mapping[str, Any], flags: Sequence[str] = ()) -> str:
    """Returns the command line of a run; where it wrote to is no part of it."""
    name = 'sweep' if about.get('command') == 'sweep' else 'run'
    return shlex.join(['tf-labs', name, f'--config={about["config"]}', *flags,
                       *about['overrides']])


def configuration(config: ConfigDict) -> Section:
    """What differs from the defaults, and all of it; of a comparison also each variant."""
    changed = _changed(config)
    rows = [{'field': path, 'default': shown(before), 'here': shown(now)}
            for path, (before, now) in changed.items()]
    parts: list[content.Part] = []
    if rows:
        parts.append(Table(rows, 'What differs from the defaults'))
    else:
        parts.append(Paragraph('Every field has its default.'))
    if 'variants' in config:
        parts.append(Table(_variants(config), 'What differs between the variants'))
    every = [(path, value) for path, value in config_values.fields(config)
             if not path.startswith('variants.')]
    parts.append(Table(
        [{'field': path, 'value': shown(value)} for path, value in every],
        'All fields; those that differ stand out' if rows else 'All fields', folded=True,
        marked=frozenset(place for place, (path, _) in enumerate(every) if path in changed)))
    return Section('config', 'Config', parts)


def _changed(config: ConfigDict) -> dict[str, tuple[Any, Any]]:
    differing = config_values.difference(default_config(config.experiment), config)
    return {path: pair for path, pair in differing.items()
            if path != 'lab' and not path.startswith('variants.')}


def _variants(config: ConfigDict) -> list[dict[str, str]]:
    """A row for each variant: what it sets, and in what it stays as the config has it."""
    own = {name: dict(config_values.fields(config.variants[name])) for name in config.variants}
    shared = dict(config_values.fields(config))
    columns = list(dict.fromkeys(path for changes in own.values() for path in changes))
    return [{'variant': name, **{path: shown(changes.get(path, shared[path]))
                                 for path in columns}} for name, changes in own.items()]


def shown(value: Any) -> str:
    """Returns the value of a field for people."""
    if value is None:
        return 'none'
    if isinstance(value, tuple):
        return ', '.join(map(str, value)) or 'none'
    return str(value)


def history(manifest: Manifest, result: Mapping[str, Any] | None) -> Section:
    """Environment, fingerprints, and when the run was begun, stopped and resumed."""
    sessions = manifest.get('sessions', [])
    environment = manifest.get('environment', {})
    facts = {
        'versions': ', '.join(f'{name} {environment[name]}' for name in _VERSIONS
                              if name in environment),
        'devices': environment.get('devices'), 'threads': environment.get('threads'),
        'processor': environment.get('processor'), 'oneDNN': environment.get('onednn'),
        'execution': manifest.get('execution'), 'seed': manifest.get('seed'),
        'weights (sha256)': (result or {}).get('digest'),
        'callbacks': ', '.join(manifest.get('callbacks') or ()),
        'examples': ', '.join(f'{count:,} {split}'
                              for split, count in manifest.get('examples', {}).items()),
        'begun with': begun_with(manifest),
        **{f'{split} data (sha256)': digest
           for split, digest in manifest.get('data_sha256', {}).items()}}
    rows = [{'what': name, 'value': str(value)} for name, value in facts.items() if value]
    parts: list[content.Part] = []
    if rows:
        parts += [_promise(manifest), Table(rows, 'What it was made with')]
    else:
        parts.append(Paragraph('manifest.json cannot be read.', 'warn'))
    if sessions:
        parts.append(Paragraph(_session_history(sessions)))
        parts.append(Table([{
            'session': str(number), 'from step': str(session['from_step']),
            'started': session['started'], 'devices': str(session.get('devices')),
            'threads': str(session.get('threads')),
            **{name: str(session.get(name)) for name in _VERSIONS}}
            for number, session in enumerate(sessions, 1)],
            'Sessions: processes that worked on this run', numbers=('from step', 'threads')))
    return Section('history', 'Environment and history', parts)


def begun_with(manifest: Manifest) -> str:
    """Returns from where a run's first weights come; '' of one that began by its seed alone."""
    found = manifest.get('init')
    if not found:
        return ''
    left = ''.join(f'; {name} not: {why}' for name, why in found['left'].items())
    return (f'{", ".join(found["layers"])} of {found["lab"]}, step {found["step"]}, digest '
            f'{found["digest"]}, in {found["workdir"]}{left}')


def _promise(manifest: Manifest) -> Paragraph:
    """Whether the config alone has made the weights."""
    names = manifest.get('interfered') or []
    if names:
        return Paragraph(f'The weights are not those of the config alone: the callback '
                         f'{", ".join(names)} has changed the training.', 'warn')
    return Paragraph('The same seed, data, versions, devices and threads give the same weights to '
                     'the last bit.')


def _session_history(sessions: list[dict[str, Any]]) -> str:
    resumed = [str(session['from_step']) for session in sessions[1:]]
    if not resumed:
        return 'Done in one go: it was never stopped.'
    return f'Stopped and resumed at step{"s" * (len(resumed) > 1)} {", ".join(resumed)}.'
