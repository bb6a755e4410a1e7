"""Puts the runs of a comparison that have finished into docs/runs, without their weights.

    python docs/record_runs.py checkpoints/reproduce/papers_relu_tanh-0de4157b

What is kept of a run is what `reproduce` judges it by: config, manifest, rows, result with the
digest of the weights, and, if the comparison asks its nets for something, their answers. Where its
data was is left out, and the lesson is that of the lab now, as it tells what was measured. A run
that is recorded already is replaced.
"""

from collections.abc import Iterator, Mapping
import contextlib
from pathlib import Path
import re
import shutil
import sys
from typing import Any

from ml_collections import ConfigDict

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the sources that lie beside it, whatever is installed

from tf_labs import runtime

runtime.import_tensorflow()  # without a word of its own, before what needs it is imported

from tf_labs.config import asked_together
from tf_labs.config import config_files
from tf_labs.config import config_values
from tf_labs.console import warn
from tf_labs.errors import LabError
from tf_labs.errors import UserError
from tf_labs.experiments import comparison_runs
from tf_labs.experiments import handing_out
from tf_labs.experiments import known_runs
from tf_labs.labs.conclusions import single_answers
from tf_labs.training import seal
from tf_labs.training import stored_forms
from tf_labs.training.run_directory import MANIFEST
from tf_labs.training.run_directory import METRICS
from tf_labs.training.run_directory import RESULT
from tf_labs.training.run_directory import RunDirectory
from tf_labs.training.run_files import ANSWERS

RECORDS = ROOT / 'docs' / 'runs'
_OF_A_RUN = ('config.json', METRICS, RESULT, 'diverged.json')


def record(comparison: Path, root: Path) -> list[Path]:
    """Records the finished runs of a comparison; returns where.

    Args:
      comparison: its directory, VARIANT/seed-SEED in it.
      root: the directory of the records; that of the comparison keeps its name.

    Raises:
      UserError: no comparison is there, none of its runs has finished, another comparison is
        recorded under its name, or it averages the answers of its nets, which takes their weights.
    """
    config, kept = RunDirectory(comparison).config(), RunDirectory(root / comparison.name)
    if kept.holds_run() and config_values.digest(kept.config()) != config_values.digest(config):
        raise UserError('another comparison is recorded under this name', received=comparison,
                        expected=f'one with the config of {kept.path}')
    asked = _asked(config, comparison)
    contents = {run.path.relative_to(comparison): _kept_of(run, asked)
                for run in _finished(comparison)}
    if not contents:
        raise UserError('nothing to record', expected='a comparison with a run that has finished',
                        received=comparison)
    _write(kept.path, {'config.json': RunDirectory(comparison).content('config.json')})
    for place, files in contents.items():
        shutil.rmtree(kept.path / place, ignore_errors=True)
        _write(kept.path / place, files)
    return [kept.path / place for place in contents]


def _asked(config: ConfigDict, comparison: Path) -> ConfigDict | None:
    """Returns what each net of a comparison is asked by itself, if it is asked something."""
    asked = config.get('comparison')
    if asked is None or not asked_together.is_asked(config):
        return None
    if asked.averaged:
        raise UserError('averaged answers are told with the weights of the nets alone',
                        expected='a comparison without comparison.averaged', received=comparison)
    if not single_answers.question(asked):
        return None
    handing_out.use_threads([config])  # as `reproduce` asks
    runtime.start('auto', seed=config.seed, num_threads=config.train.num_threads)
    return asked


def _finished(comparison: Path) -> Iterator[RunDirectory]:
    """Yields the runs that `reproduce` would not train again; tells of each other one."""
    variants = comparison_runs.variants(RunDirectory(comparison).config())
    for name, variant in variants.items():
        for seed in _seeds(comparison / name):
            run = comparison_runs.directory(comparison, name, seed)
            if known_runs.is_done(comparison_runs.run_config(variant, seed, run), run):
                yield run
            else:
                warn(f'{run.path} is left out: it has not finished, or was changed since')


def _seeds(variant: Path) -> list[int]:
    """Returns the seeds of which there are runs of a variant."""
    found = (re.fullmatch(r'seed-(\d+)', name) for name in RunDirectory(variant).files.names())
    return sorted(int(match[1]) for match in found if match)


def _kept_of(run: RunDirectory, asked: ConfigDict | None) -> dict[str, bytes | None]:
    """Returns the files of a run that are kept, the manifest last: it vouches for the others."""
    manifest = {**(run.read_json('manifest') or {}), 'data_dir': ''}
    if manifest.get('about'):
        with contextlib.suppress(UserError):  # there may be no lab of that name any more
            lesson = config_files.about(run.config().lab, [])['lesson']
            manifest['about'] = {**manifest['about'], 'lesson': lesson}
    files = {name: run.content(name) for name in _OF_A_RUN}
    result = run.result()
    if asked is not None and result is not None:
        files[ANSWERS] = _json({'asked': single_answers.question(asked),
                                'answers': single_answers.of_run(run, asked, result)})
        manifest['written'] = {**manifest['written'], ANSWERS: seal.sha256(files[ANSWERS])}
    return {**files, MANIFEST: _json(manifest)}


def _json(content: Mapping[str, Any]) -> bytes:
    return f'{stored_forms.dumps(content, indent=2)}\n'.encode()


def _write(place: Path, files: Mapping[str, bytes | None]) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if content is not None:
            RunDirectory(place).write_bytes(name, content)


def main() -> int:
    """Records each comparison that is named."""
    if len(sys.argv) < 2:
        print(f'usage: {Path(__file__).name} COMPARISON ...', file=sys.stderr)
        return 2
    try:
        for comparison in sys.argv[1:]:
            for place in record(Path(comparison).resolve(), RECORDS):
                print(place.relative_to(ROOT))
    except (LabError, OSError) as error:  # a place that cannot be written, say
        print(f'record_runs: {error}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
