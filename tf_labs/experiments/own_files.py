"""What a run directory keeps of a net of one's own, and the net made of that again."""

import hashlib
import json
from typing import Any

import keras
from ml_collections import ConfigDict

from tf_labs.config import own_code as named_code
from tf_labs.data.catalog import DataSet
from tf_labs.errors import RunFailedError
from tf_labs.experiments import assembly
from tf_labs.models import stored_net
from tf_labs.models import weighted_layers
from tf_labs.training import config_plan
from tf_labs.training import own_code
from tf_labs.training.own_code import OwnFunctions
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.run_files import NET

_NO_NET = ', and the net is not made of Keras\'s own layers alone, which would do without it'


def kept(config: ConfigDict, data: DataSet, own: OwnFunctions, model: keras.Model,
         directory: RunDirectory) -> dict[str, Any]:
    """Writes the files of code, and of a new run the net's configuration if there is a safe one.

    Returns:
      What the manifest says of them: {'code_sha256': ...}, {} of a run without code.
    """
    if not own:
        return {}
    digests = own_code.digests(own)
    own_code.store(own, directory)
    if directory.holds_run():
        return {'code_sha256': {**directory.code_sha256(), **digests}}
    stored = stored_net.to_config(model, config_plan.input_shape(config, data)) if (
        'model.name' in own) else None
    directory.files.remove(NET)  # of a begin that was killed
    if stored is not None:
        directory.write_json(NET.removesuffix('.json'), stored)
        digests[NET] = _sha256(stored)
    return {'code_sha256': digests}


def net(config: ConfigDict, data: DataSet, directory: RunDirectory,
        own: OwnFunctions) -> keras.Model:
    """Returns the net of a run, with its initial weights or others that are to be replaced.

    Args:
      config: of the run.
      data: facts of its data set.
      directory: of the run.
      own: code of the run that may be run.

    Raises:
      UserError: that needs code that may not be run.
      RunFailedError: the stored configuration cannot be used.
    """
    if 'model.name' in own or 'model.name' not in named_code.names(config):
        return assembly.build_model(config, data, own=own)
    stored = directory.read_json(NET.removesuffix('.json'))
    if stored is None:
        raise own_code.not_trusted('model.name', directory, _NO_NET)
    digest = directory.code_sha256().get(NET)
    if not stored_net.is_safe(stored):
        raise _unusable(directory, 'it names a class that is no plain layer of Keras')
    if digest not in (None, _sha256(stored)):
        raise _unusable(directory, 'it was changed')
    try:
        model = stored_net.from_config(stored)
        shapes = tuple(model.input_shape), tuple(model.output_shape)
    except Exception as error:  # Keras reads what somebody wrote
        raise _unusable(directory, type(error).__name__) from error
    if shapes != ((None, *config_plan.input_shape(config, data)), (None, data.outputs)):
        raise _unusable(directory, 'it is that of another net')
    weighted_layers.freeze(model, config.init.freeze)
    return model


def check_allowed(field: str, config: ConfigDict, directory: RunDirectory,
                  own: OwnFunctions) -> None:
    """Raises `UserError` if a field names code of the run, and that may not be run."""
    if field in named_code.names(config) and field not in own:
        raise own_code.not_trusted(field, directory)


def _unusable(directory: RunDirectory, why: str) -> RunFailedError:
    return RunFailedError(f'{directory.path / NET} cannot be used ({why}); --trust, or '
                          'open_run(DIR, trust=True), builds the net from its code, once you have '
                          'read it')


def _sha256(stored: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(stored, sort_keys=True).encode()).hexdigest()
