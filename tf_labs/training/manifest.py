"""manifest.json: what a run was made with and from, beside its config."""

import datetime
from typing import Any

import tf_labs
from tf_labs.errors import UserError

Manifest = dict[str, Any]
About = dict[str, Any]  # lesson: docstring of the config file; config: its path; overrides: list


def make(*, lab: str, seed: int, execution: str, environment: dict[str, Any], data_dir: str,
         data_sha256: dict[str, str], sessions: list[dict[str, Any]],
         examples: dict[str, int] | None = None,
         bad_examples: dict[str, list[int]] | None = None,
         about: About | None = None, identity: str = '',
         written: dict[str, str] | None = None, init: dict[str, Any] | None = None,
         net: dict[str, Any] | None = None,
         older_checkpoints: dict[str, str] | None = None,
         callbacks: dict[str, list[str]] | None = None) -> Manifest:
    """Returns a manifest.

    Args:
      lab, seed: of the config.
      execution: what `auto` came to.
      environment: of the runtime: versions, devices, threads.
      data_dir: where the data was found, absolute.
      data_sha256: fingerprint of each split in use.
      sessions: of the processes that trained so far.
      examples: number of them in each split in use.
      bad_examples: numbers of those that could not be decoded so far.
      about: the lab's lesson and the command, where they are known.
      identity: of the run.
      written: digests of the rows and the result, of a run that has ended.
      init: the trained run that it began with, if any: workdir, lab, step, digest, the layers that
        were taken over, and why others were not.
      net: the trained run that it has looked into, if any: workdir, lab, identity, the digest of
        the weights that it had begun with, the steps of its checkpoints.
      older_checkpoints: digest of the index of each that has no identity: version 0.4.0 wrote it.
      callbacks: names of those that a program was told by, and of those of them that `interfered`.
    """
    return {'lab': lab, 'seed': seed, 'execution': execution, 'environment': environment,
            'data_dir': data_dir, 'data_sha256': data_sha256, 'sessions': sessions,
            'examples': examples or {}, 'bad_examples': bad_examples or {}, 'about': about,
            'identity': identity, 'written': written or {}, 'init': init,
            **({'net': net} if net else {}),
            'older_checkpoints': older_checkpoints or {}, **(callbacks or {})}


def with_session(manifest: Manifest, step: int) -> Manifest:
    """Returns the manifest with one more session, which begins now, at a step."""
    started = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec='seconds')
    session = {'from_step': step, 'started': started, 'tf_labs': tf_labs.__version__,
               **manifest['environment']}
    return {**manifest, 'sessions': [*manifest['sessions'], session], 'written': {}}


def check_same_data(stored: Manifest, now: Manifest) -> None:
    """Raises `UserError` if the run was begun with other data under the same name."""
    if stored['data_sha256'] != now['data_sha256']:
        raise UserError('the data is not that which this run was begun with',
                        expected=_digests(stored), received=_digests(now))


def _digests(manifest: Manifest) -> str:
    """Returns the beginning of the digest of each split, which is enough to tell them apart."""
    return 'sha256 ' + ', '.join(f'{digest[:12]} ({split})'
                                 for split, digest in manifest['data_sha256'].items())


def changes(stored: Manifest, now: Manifest) -> list[str]:
    """Returns what changed of all that the last bit of a result may depend on."""
    before = {**stored['environment'], 'execution': stored['execution']}
    after = {**now['environment'], 'execution': now['execution']}
    others = [f'{key} {before.get(key, "not noted")} -> {value}' for key, value in after.items()
              if before.get(key) != value]
    return others + [f'weights, optimizer or position by callback {name}'
                     for name in stored.get('interfered') or ()]
