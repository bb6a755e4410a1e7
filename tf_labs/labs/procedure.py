"""The frame of every lab that is not "train a classifier": compute, then write everything.

Such a lab is a function from its config to `Findings`. It prints and writes nothing itself, so it
can be tested as a function; a killed one leaves no run behind and is simply done again. One that
takes long is handed a place for partial results, and goes on from them.
"""

from collections.abc import Callable, Mapping
import dataclasses
import time
from typing import Any

from matplotlib.animation import FuncAnimation
from matplotlib.figure import Figure
from ml_collections import ConfigDict

from tf_labs import processor
from tf_labs.config import config_values
from tf_labs.console import say
from tf_labs.data import data_sets
from tf_labs.experiments import soundness
from tf_labs.report import figure_files
from tf_labs.report import tables
from tf_labs.runtime import Runtime
from tf_labs.runtime import start
from tf_labs.training import identity
from tf_labs.training import manifest
from tf_labs.training import metrics_log
from tf_labs.training import net_config
from tf_labs.training import run_files
from tf_labs.training.partial_results import PartialResults
from tf_labs.training.run_directory import METRICS
from tf_labs.training.run_directory import RESULT
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.same_run import check_same_run


@dataclasses.dataclass
class Findings:
    """What a lab found.

    Attributes:
      lines: printed, and kept in report.txt.
      values: numbers, texts and lists by name, for result.json; published numbers refer to them.
      tables: rows by name, written to tables/NAME.csv and tables/NAME.md.
      figures: written to figures/NAME.png and NAME.svg, an animation to figures/NAME.gif.
      data_sha256: fingerprint of each split in use, where a data set is.
      rows: written to metrics.jsonl, each with its `step`.
    """

    lines: list[str]
    values: dict[str, Any]
    tables: dict[str, list[dict[str, Any]]] = dataclasses.field(default_factory=dict)
    figures: Mapping[str, Figure | FuncAnimation] = dataclasses.field(default_factory=dict)
    data_sha256: dict[str, str] = dataclasses.field(default_factory=dict)
    rows: list[dict[str, Any]] = dataclasses.field(default_factory=list)


Compute = Callable[[ConfigDict], Findings]
ResumableCompute = Callable[[ConfigDict, PartialResults], Findings]


def run_resumable(compute: ResumableCompute, config: ConfigDict, workdir: str,
                  devices: str = 'auto', about: manifest.About | None = None) -> dict[str, Any]:
    """Does a lab that keeps partial results in its directory, to go on from them if it is killed.

    The rest is as in `run`.
    """
    partial = PartialResults(RunDirectory(workdir))
    return run(lambda settings: compute(settings, partial), config, workdir, devices, about)


def run(compute: Compute, config: ConfigDict, workdir: str, devices: str = 'auto',
        about: manifest.About | None = None) -> dict[str, Any]:
    """Does a lab in a directory; says again what it found if the directory holds it already.

    Args:
      compute: the lab.
      config: validated.
      workdir: run directory.
      devices: of `runtime.start`.
      about: the lesson and the command, for who reads the directory later.

    Returns:
      What result.json holds.

    Raises:
      LabError: of `compute`, or something it found is not finite; with nothing left behind.
    """
    directory = RunDirectory(workdir)
    with directory.locked():
        check_same_run(directory, config)
        _check_unchanged(directory, config)
        stored = directory.result() if directory.holds_run() else None
        report = directory.content(run_files.REPORT_TEXT)
        if stored is not None and report is not None and directory.is_sealed(RESULT) and (
                config_values.digest(directory.config()) == config_values.digest(config)):
            PartialResults(directory).remove()  # left by a kill between the last two writes
            say(report.decode('utf-8', 'replace').rstrip('\n'))
            say(f'{config.lab}: complete; {directory.path}')
            return stored
        began = time.perf_counter()
        runtime = _started(config, devices)
        with soundness.enough_memory():
            findings = compute(config)
        soundness.check(config, findings.values, findings.rows, findings.tables)
        for line in findings.lines:
            say(line)
        result = _write(directory, config, runtime, findings, about,
                        time.perf_counter() - began)
        say(f'{config.lab}: done; {directory.path}/result.json')
        return result


def _started(config: ConfigDict, devices: str) -> Runtime:
    """Starts TensorFlow; a trained net answers with the threads that it was trained with."""
    trained = net_config.of(config.net.workdir) if net_config.is_in(config) else config
    runtime = start(devices, seed=trained.seed,
                    num_threads=trained.train.num_threads if trained is not config else None)
    processor.tell_if_late()
    return runtime


def _check_unchanged(directory: RunDirectory, config: ConfigDict) -> None:
    """Raises `UserError` for another net, or other data of one's own, than the lab has seen."""
    if not directory.holds_run():
        return
    before = directory.read_json('manifest') or {}
    if net_config.is_in(config):
        net_config.check_same(config.net, before.get('net'))
    if 'name' not in config.get('data', {}) or not data_sets.is_own(config.data):
        return
    seen = before.get('data_sha256', {})
    for split, examples in data_sets.load(config.data, tuple(seen)).items():
        data_sets.check_same(config.data, split, examples, seen[split])


def _write(directory: RunDirectory, config: ConfigDict, runtime: Runtime,
           findings: Findings, about: manifest.About | None,
           wall_seconds: float) -> dict[str, Any]:
    """Writes config.json last: with it the directory becomes a run."""
    for name, rows in findings.tables.items():
        directory.write_text(f'tables/{name}.csv', tables.to_csv(rows))
        directory.write_text(f'tables/{name}.md', tables.to_markdown(rows))
    figure_files.write(directory, findings.figures, with_svg=True)
    if findings.rows:
        directory.write_bytes(METRICS, metrics_log.encode(findings.rows))
    directory.write_text(run_files.REPORT_TEXT, '\n'.join(findings.lines) + '\n')
    own = str(identity.of(config, findings.data_sha256))
    net = (net_config.mark(config.net, findings.values.get('step'))
           if net_config.is_in(config) else None)
    now = manifest.make(
        lab=config.lab, seed=config.seed, execution='graph', environment=runtime.environment,
        data_dir='', data_sha256=findings.data_sha256, sessions=[], about=about, identity=own,
        net=net)
    now = manifest.with_session(now, 0)
    directory.write_json('manifest', now)
    result = {'lab': config.lab, 'identity': own, 'wall_seconds': round(wall_seconds, 3),
              **findings.values}
    directory.write_json('result', result)
    directory.seal(now)
    directory.write_config(config)
    PartialResults(directory).remove()
    return result
