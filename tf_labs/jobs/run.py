"""A run that is handed out: plain values, which go to another machine."""

import dataclasses
from pathlib import Path
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.jobs import settings
from tf_labs.training.manifest import About
from tf_labs.training.run_directory import RunDirectory


@dataclasses.dataclass(frozen=True)
class Run:
    """A run of a comparison.

    Attributes:
      title: of it, as `relu, seed 1`.
      config: its own, with its seed.
      directory: its own.
      locked: the directory of the comparison, which the command holds.
      devices: of `runtime.start`.
      about: the lesson and the command.
      others: runs of the comparison after it that are still to begin.
    """

    title: str
    config: ConfigDict
    directory: RunDirectory
    locked: RunDirectory
    devices: str
    about: About | None
    others: int = 0

    def as_task(self) -> dict[str, Any]:
        """Returns what a worker is sent."""
        return {'config': config_values.to_json(self.config), 'devices': self.devices,
                'workdir': str(self.directory.path), 'lock': str(Path(self.locked.path, 'lock')),
                'about': self.about, 'others': self.others}

    def wants(self) -> dict[str, Any]:
        """Returns what a process can have once only, so that another run takes another one."""
        threads = self.config.train.num_threads if settings.has_threads(self.config) else None
        towers = 'model' in self.config and self.config.model.get('split_towers', False)
        return {'threads': threads, 'devices': self.devices, 'towers': bool(towers)}
