"""Puts the runs of a comparison that have finished into docs/runs, without their weights.

    python docs/record_runs.py checkpoints/reproduce/papers_relu_tanh-0de4157b

What is kept of a run is what `reproduce` judges it by: config, manifest, rows, and result with the
digest of the weights. Where its data was is left out. A run that is recorded already is replaced.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
import re
import sys

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the sources that lie beside it, whatever is installed

from tf_labs.errors import LabError
from tf_labs.errors import UserError
from tf_labs.experiments import comparison_runs
from tf_labs.experiments import known_runs
from tf_labs.training.run_directory import METRICS
from tf_labs.training.run_directory import RESULT
from tf_labs.training.run_directory import RunDirectory

RECORDS = ROOT / 'docs' / 'runs'
_OF_A_RUN = ('config.json', METRICS, RESULT, 'diverged.json')


def record(comparison: Path, root: Path = RECORDS) -> list[Path]:
    """Records the finished runs of a comparison; returns where.

    Args:
      comparison: its directory, VARIANT/seed-SEED in it.
      root: the directory of the records; that of the comparison keeps its name.

    Raises:
      UserError: no comparison is there, or none of its runs has finished.
      RunFailedError: a finished run is damaged.
    """
    kept = root / comparison.name
    finished = list(_finished(comparison))
    if not finished:
        raise UserError('nothing to record', expected='a comparison with a run that has finished',
                        received=comparison)
    _copy(RunDirectory(comparison), kept, ('config.json',))
    places = [kept / run.path.relative_to(comparison) for run in finished]
    for run, place in zip(finished, places):
        _copy(run, place, _OF_A_RUN)
        RunDirectory(place).write_json(
            'manifest', {**(run.read_json('manifest') or {}), 'data_dir': ''})
    return places


def _finished(comparison: Path) -> Iterator[RunDirectory]:
    """Yields the runs that `reproduce` would not train again; tells of those that were changed."""
    variants = comparison_runs.variants(RunDirectory(comparison).config())
    for name, variant in variants.items():
        for seed in _seeds(comparison / name):
            run = comparison_runs.directory(comparison, name, seed)
            if known_runs.is_done(comparison_runs.run_config(variant, seed, run), run):
                yield run


def _seeds(variant: Path) -> list[int]:
    """Returns the seeds of which there are runs of a variant."""
    found = (re.fullmatch(r'seed-(\d+)', name) for name in RunDirectory(variant).files.names())
    return sorted(int(match[1]) for match in found if match)


def _copy(run: RunDirectory, place: Path, names: Sequence[str]) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for name in names:
        content = run.content(name)
        if content is not None:
            RunDirectory(place).write_bytes(name, content)


def main() -> int:
    """Records each comparison that is named."""
    if len(sys.argv) < 2:
        print(f'usage: {Path(__file__).name} COMPARISON ...', file=sys.stderr)
        return 2
    try:
        for comparison in sys.argv[1:]:
            for place in record(Path(comparison).resolve()):
                print(place.relative_to(ROOT))
    except (LabError, OSError) as error:  # a place that cannot be written, say
        print(f'record_runs: {error}', file=sys.stderr)
        return 1
    return 0


if __name__ == '__main__':
    sys.exit(main())
