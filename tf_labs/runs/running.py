"""From a config to what is in its directory, whoever asks for it."""

from pathlib import Path

from ml_collections import ConfigDict

from tf_labs import runtime
from tf_labs.config import asked_together
from tf_labs.config import config_values
from tf_labs.config import lab_files
from tf_labs.config.checks import check_runs
from tf_labs.config.schema import SCHEMAS
from tf_labs.console import waiting
from tf_labs.errors import UserError
from tf_labs.jobs import forked
from tf_labs.jobs import settings
from tf_labs.jobs.settings import IN_A_ROW
from tf_labs.jobs.settings import Jobs
from tf_labs.paths import checked_path
from tf_labs.runs.checked_configs import check_name
from tf_labs.training import checkpoint_files
from tf_labs.training import net_config
from tf_labs.training import own_code
from tf_labs.training.manifest import About
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.same_run import check_same_run

DEFAULT_ROOT = Path('checkpoints')


def directory_of(config: ConfigDict) -> Path:
    """Returns where a config is run unless it is told: checkpoints/LAB.

    Raises:
      UserError: no directory can have the name of the lab.
    """
    lab = config.lab
    if '/' in lab or lab in ('', '.', '..'):
        raise UserError('config.lab cannot be the name of a directory',
                        expected='a word, or a workdir',
                        received=lab)
    return DEFAULT_ROOT / checked_path(lab)


def run(config: ConfigDict, path: Path, seeds: int | None, devices: str,
        about: About | None, jobs: Jobs = IN_A_ROW) -> RunDirectory:
    """Runs a config, or goes on where the directory stands; TensorFlow is imported late.

    Args:
      config: all of whose values are possible.
      path: of the directory.
      seeds: how many of them a comparison runs over; None: no comparison, unless of variants.
      devices: of `runtime.start`.
      about: the lesson and the command, for who reads the directory later.
      jobs: how many runs of a comparison at once, or who hands them out.

    Raises:
      LabError: it cannot be run, or did not end well.
    """
    check_runs(len(config.get('variants', ())) or 1, seeds or 1)
    if seeds is not None and 'variants' not in config:
        check_name(config.lab)
    asked_together.check_runs(config, seeds)
    runtime.parse_devices(devices)
    directory = RunDirectory(path)
    directory.check_usable()
    settings.check_several(config, seeds, jobs)
    if seeds is not None or 'variants' in config:
        open_config, config = config, settings.with_threads(config, directory, jobs)
        about = settings.told_about(about, open_config, config)
    check_same_run(directory, config)
    if seeds is None and 'variants' not in config:
        own_code.to_train(config, directory)
    if not directory.holds_run():
        for one in config_values.every(config):
            _check_trained_net(one)
    settings.check_answers(jobs)
    with forked.prepared(jobs):
        runtime.import_tensorflow()
        with waiting('loading the experiments'):
            from tf_labs.experiments import closing  # noqa: F401, what is said at the end
            from tf_labs.labs import catalog
        catalog.run(config, str(path), devices, seeds, about, jobs)
    return directory


def _check_trained_net(config: ConfigDict) -> None:
    """What looks into a trained net, or begins with one, needs it: said before TensorFlow."""
    values = dict(config_values.fields(config))
    for path in ('net.workdir', 'init.workdir'):
        place = values.get(path)
        if place and not RunDirectory(place).holds_run():
            raise UserError(f'config.{path} holds no run', received=place, expected='a trained '
                            f'net, as `{_maker(place)}` makes it')
    if 'net.workdir' in values:
        _check_asked(config, RunDirectory(values['net.workdir']))


def _check_asked(config: ConfigDict, directory: RunDirectory) -> None:
    """What the run in a directory rules out for a config that looks into its net."""
    net = net_config.of(config.net.workdir)
    checkpoint_files.check_step(directory, config.net.get('step'))
    check = SCHEMAS[config.experiment].check_net
    if check is not None:
        check(config, net, directory.data(net))


def _maker(place: str) -> str:
    """Returns a command whose run would stand in that place."""
    name = Path(place).name
    is_lab = any(name == file.stem for file in lab_files.files(lab_files.labs()))
    if is_lab and Path(place) == DEFAULT_ROOT / name:
        return f'tf-labs run {name}'
    return f'tf-labs run {name if is_lab else "LAB"} --workdir={place}'
