"""The outcomes of runs that are done already."""

from ml_collections import ConfigDict

from tf_labs.config import classifier
from tf_labs.config import config_values
from tf_labs.config import own_code as config_own_code
from tf_labs.data import data_sets
from tf_labs.experiments import outcomes
from tf_labs.experiments.outcomes import Outcome
from tf_labs.training import identity
from tf_labs.training import net_config
from tf_labs.training import own_code
from tf_labs.training import run_ending
from tf_labs.training.run_directory import METRICS
from tf_labs.training.run_directory import RESULT
from tf_labs.training.run_directory import RunDirectory


def outcome(config: ConfigDict, directory: RunDirectory) -> Outcome | None:
    """Returns the outcome of a run that is done; None of one that is not."""
    stored = _stored(directory, config)
    if stored is None:
        diverged = _divergence(directory, config)
        return None if diverged is None else {'diverged': diverged}
    return {**stored, **outcomes.logged(directory)}


def is_done(config: ConfigDict, directory: RunDirectory) -> bool:
    """True if a run is done and all is there that it measured, told in a line if it is not.

    Also one on data of one's own, which may have been changed since.
    """
    if _result(directory, config) is None:
        return _divergence(directory, config) is not None
    written = (directory.read_json('manifest') or {}).get('written', {})
    if METRICS in written and not directory.is_sealed(METRICS):
        directory.check_as_written(METRICS)
        return False
    return True


def _stored(directory: RunDirectory, config: ConfigDict) -> Outcome | None:
    """Returns the result of a run that is done.

    One on data of one's own, or on the net of a run, which may have been changed, is opened to be
    compared with it.
    """
    if net_config.is_in(config) or (
            'name' in config.get('data', {}) and data_sets.is_own(config.data)):
        return None
    return _result(directory, config)


def _result(directory: RunDirectory, config: ConfigDict) -> Outcome | None:
    """Returns the result of a run; None of another one, or if it was changed since."""
    if not _is_its_run(directory, config):
        return None
    own_code.to_train(config, directory)  # raises if it was edited since
    stored = run_ending.result(directory)
    return stored if directory.is_sealed(RESULT) else None


def _divergence(directory: RunDirectory, config: ConfigDict) -> str | None:
    """Returns how the run of a config has diverged; None if it has not.

    One that has diverged before its first step has no config.json, and is known by its identity.
    """
    if directory.holds_run():
        return run_ending.divergence(directory) if _is_its_run(directory, config) else None
    return run_ending.divergence(directory, identity.of(config) if _is_whole(config) else None)


def _is_whole(config: ConfigDict) -> bool:
    """False of a config whose identity is known with its code or its data alone."""
    fills_in = 'validation_examples' in config.get('data', {}) and (
        config.data.validation_examples is None and classifier.decides(config))
    return not fills_in and not config_own_code.names(config)


def _is_its_run(directory: RunDirectory, config: ConfigDict) -> bool:
    return directory.holds_run() and config_values.digest(
        directory.config()) == config_values.digest(config)
