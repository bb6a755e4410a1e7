"""The run that a config names as the one whose net it looks into."""

from ml_collections import ConfigDict

from tf_labs.errors import UserError
from tf_labs.training.run_directory import RunDirectory


def of(workdir: str) -> ConfigDict:
    """Returns the config of a single trained classifier.

    Args:
      workdir: of a section `net`.

    Raises:
      UserError: no run is there, or it is another one.
      RunFailedError: its config.json cannot be used.
    """
    config = RunDirectory(workdir).config()
    if config.experiment != 'supervised' or 'variants' in config:
        raise UserError('config.net.workdir holds no single trained classifier',
                        expected='a run of the experiment supervised; those of a comparison are '
                        'in VARIANT/seed-N', received=workdir)
    return config
