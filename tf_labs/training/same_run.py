"""Whether what a directory holds is the run of a config."""

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.errors import UserError
from tf_labs.training import identity
from tf_labs.training.run_directory import RunDirectory


def check_same_run(directory: RunDirectory, config: ConfigDict) -> None:
    """Raises `UserError` if a run of another config is here; names each field that differs."""
    if not directory.holds_run():
        _refuse_lost_run(directory, config)
        return
    refused = config_values.refused_on_resume(directory.config(), config)
    if refused:
        changes = ', '.join(f'{path} {old} -> {new}' for path, (old, new) in refused.items())
        raise UserError(f'{directory.path} holds a run with another config',
                        expected='the config it was begun with, or another directory',
                        received=f'changes of {changes}')


def _refuse_lost_run(directory: RunDirectory, config: ConfigDict) -> None:
    """A manifest without a config is that of a run that was killed at its begin, or lost it."""
    manifest = directory.read_json('manifest') or {}
    own = identity.parse(manifest.get('identity'))
    if own is not None and own.difference(
            identity.of(config, code_sha256=manifest.get('code_sha256'))):
        raise UserError('workdir holds files of another run whose config.json is lost',
                        expected='a new or empty directory, or one that holds a run',
                        received=directory.path)
