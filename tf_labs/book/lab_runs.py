"""The runs that a book is made of: found beside those of `reproduce`, made where they are not."""

from collections.abc import Callable, Collection, Mapping, Sequence
import dataclasses
from importlib import metadata
from pathlib import Path
from typing import Any

from ml_collections import ConfigDict

from tf_labs import runtime
from tf_labs.book.measured import RunValues
from tf_labs.config import config_files
from tf_labs.config import config_values
from tf_labs.config.lab_files import is_name
from tf_labs.console import say
from tf_labs.console import silence
from tf_labs.errors import UserError
from tf_labs.experiments import judged_runs
from tf_labs.experiments import verdicts
from tf_labs.jobs.settings import Jobs
from tf_labs.labs.wanted import Wanted
from tf_labs.published.number import Published
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.stored_forms import TOGETHER

_VERSIONS = ('tensorflow', 'keras', 'numpy')


@dataclasses.dataclass(frozen=True)
class LabRuns:
    """The runs of a lab.

    Attributes:
      lab: its name.
      config: of the lab, with its variants.
      path: of the comparison that holds them.
      seeds: of each variant; none where the runs are not here.
    """

    lab: str
    config: ConfigDict
    path: Path
    seeds: Sequence[int] = ()

    @property
    def is_here(self) -> bool:
        """True if all of them have come to their end."""
        return bool(self.seeds)

    @property
    def variants(self) -> list[str]:
        """The names of the variants; none of a plain lab."""
        return list(self.config.get('variants', ()))

    def directory(self, variant: str = '', seed: int | None = None) -> RunDirectory:
        """Returns one run: the first seed's unless told otherwise."""
        name = variant or (self.variants or [self.lab])[0]
        return RunDirectory(self.path / name / f'seed-{self.seeds[0] if seed is None else seed}')

    def values(self) -> RunValues:
        """Returns what they came to."""
        names = self.variants or [self.lab]
        whole = RunDirectory(self.path)
        found = verdicts.comparison_values(whole, self.config,
                                           {name: self.seeds for name in names})
        stored = whole.result() or {}  # with what the nets were asked once all were trained
        asked = stored.get(TOGETHER, [{}] * len(self.seeds))
        together = [{f'{name}.{key}': value for name in self.variants if name in stored
                     for key, value in stored[name][place].items()} | asked[place]
                    for place in range(len(self.seeds))]
        return RunValues(self.lab, [{**more, **{
            key.removeprefix(f'{self.lab}/'): value for key, value in one.items()}}
            for one, more in zip(found, together)], self.variants)

    def environment(self) -> dict[str, Any]:
        """Returns the versions that the first run was made with."""
        manifest = self.directory().read_json('manifest') or {}
        return dict(manifest.get('environment', {}))

    def other_versions(self) -> str:
        """Returns `tensorflow 2.20.0` where the runs are of others than are installed, else ''."""
        made = self.environment()
        return ', '.join(f'{name} {made[name]}' for name in _VERSIONS
                         if name in made and _installed(name) not in ('', made[name]))


def _installed(name: str) -> str:
    """Returns the version of a package; '' of one that is there under another name."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ''


class Shelf:
    """The directory that runs are looked for in, and the rules by which they are found.

    Args:
      load: returns the config of a lab.
      root: holds a comparison for each lab, as that of `reproduce`.
      seeds: runs of each lab that chance has a part in.
      jobs: how many runs at once, or who hands them out.
      numbers: all that are published.
      devices: of `runtime.start`.
    """

    def __init__(self, load: Callable[[str], ConfigDict], root: Path, seeds: int, jobs: Jobs,
                 numbers: Sequence[Published], devices: str):
        self._load, self._root, self._seeds, self._jobs = load, root, seeds, jobs
        self._numbers, self._devices = numbers, devices

    def find(self, lab: str) -> LabRuns:
        """Returns the runs of a lab, or where they would be."""
        config = self._load(lab)
        wanted = self._wanted(config)
        told = wanted.is_done and (RunDirectory(wanted.path).result() or {}).get('seeds') or ()
        if len(told) < wanted.seed_count:
            return LabRuns(lab, config, wanted.path)
        return LabRuns(lab, wanted.config, wanted.path, tuple(told))

    def make(self, labs: Collection[str]) -> None:
        """Makes the runs of labs, and first those of the nets that they look into."""
        wanted = [self._wanted(self._load(lab)) for lab in labs]
        runtime.import_tensorflow()
        from tf_labs.labs import reproduction
        for path in dict.fromkeys(path for one in wanted for path in _nets(one.config)):
            self._make_net(path)
        for _ in reproduction.outcomes(wanted, self._jobs):
            pass

    def _wanted(self, config: ConfigDict) -> Wanted:
        published = [number for number in self._numbers if number.lab == config.lab]
        count = judged_runs.seed_count(config.lab, self._numbers, self._seeds)
        if not published and config.experiment == 'supervised':
            count = self._seeds
        return Wanted(config, self._root, count, self._devices,
                      config_files.about(config.lab, [])).settled(self._jobs)

    def _make_net(self, path: Path) -> None:
        from tf_labs.labs import catalog
        if RunDirectory(path).result() is not None:
            return
        if path.parent != Path('checkpoints') or not is_name(path.name):
            raise UserError('the trained net that a lab needs is missing', expected='a run',
                            received=path)
        config = self._load(path.name)
        with silence():
            catalog.run(config, str(path), self._devices, None,
                        config_files.about(path.name, []))
        say(f'{path}: done')


def _nets(config: ConfigDict) -> list[Path]:
    """Returns the directories of trained nets that a config and its variants name."""
    found = [dict(config_values.fields(one)).get(field) for one in config_values.every(config)
             for field in ('net.workdir', 'init.workdir')]
    return [Path(path) for path in dict.fromkeys(found) if path]


def values(found: Mapping[str, LabRuns]) -> dict[str, RunValues | None]:
    """Returns what the runs of each lab came to; None of one whose runs are not here."""
    return {lab: runs.values() if runs.is_here else None for lab, runs in found.items()}
