"""The campaign: what a release is judged by, part by part, with a table at the end.

    python benchmarks/campaign.py --part=kills --count=1000 --seed=1 --output=kills.md

Parts: kills, commands, damage, pictures, full_disk; see docs/campaign.md. What is done is written
down trial by trial in --workdir: a campaign that was stopped goes on when it is started again.
Exit status: 0 all as it must be, 1 something failed, 2 it cannot be run so.
"""

import argparse
import hashlib
from pathlib import Path
import shutil
import sys

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import measurement
from benchmarks.campaign import library
from benchmarks.campaign import parts
from benchmarks.campaign import trials

PACKAGES = ('tensorflow', 'keras', 'numpy', 'pillow')


def main(arguments: list[str] | None = None) -> int:
    """Runs a part of the campaign; returns the exit status."""
    settings = _settings(arguments)
    workdir = Path(settings.workdir or ROOT / 'build' / 'campaign' /
                   f'{settings.part}-{settings.seed}').absolute()
    try:
        _claim(workdir)
        preloaded = library.compiled(workdir)
    except (library.NoCompilerError, FileExistsError) as error:
        print(f'campaign: error: {error}', file=sys.stderr)
        return 2
    scratch = workdir / 'scratch'
    shutil.rmtree(scratch, ignore_errors=True)
    with trials.Pool(preloaded, settings.workers, scratch) as pool:
        return _run(settings, workdir, pool)


def _settings(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--part', choices=sorted(parts.PARTS), required=True)
    parser.add_argument('--count', type=int, default=1000, help='trials that count')
    parser.add_argument('--seed', type=int, default=1, help='of the choice of trials')
    parser.add_argument('--workers', type=int, default=2, help='each has a core of its own')
    parser.add_argument('--workdir', help='of what is written down; default: build/campaign/...')
    parser.add_argument('--only', help='the key of one trial, whose directory is kept')
    parser.add_argument('--scenarios', help='names with commas between them; default: all')
    parser.add_argument('--output', help='file to write the report to as well')
    return parser.parse_args(arguments)


def _claim(workdir: Path) -> None:
    """A part is judged on one tree: what was found on another is not added to.

    Raises:
      FileExistsError: the directory holds trials of another tree.
    """
    workdir.mkdir(parents=True, exist_ok=True)
    mark, tree = workdir / 'tree', hashlib.sha256()
    for name in ('tf_labs', 'configs', 'benchmarks/campaign'):
        for file in sorted((ROOT / name).rglob('*.py')):
            tree.update(file.read_bytes())
    if mark.exists() and mark.read_text('utf-8') != tree.hexdigest():
        raise FileExistsError(f'{workdir} holds trials of another tree; expected a new --workdir, '
                              'or that it is removed')
    mark.write_text(tree.hexdigest(), 'utf-8')


def _run(settings: argparse.Namespace, workdir: Path, pool: trials.Pool) -> int:
    part = parts.PARTS[settings.part]
    chosen = settings.scenarios.split(',') if settings.scenarios else None
    plan = part.plan(pool, workdir, settings.seed, chosen, settings.only)
    if settings.only is not None:
        journal = trials.Journal(workdir / 'only.jsonl')
        journal.records.clear()
        records = trials.run(plan, 1, pool, journal, lambda directory: print(directory))
    else:
        records = trials.run(plan, settings.count, pool, trials.Journal(workdir / 'trials.jsonl'),
                             lambda directory: shutil.rmtree(directory, ignore_errors=True))
    command = f'python benchmarks/campaign.py --part={settings.part} --seed={settings.seed}'
    measurement.publish(f'{measurement.setting(PACKAGES)}\n\n'
                        f'{trials.report(part.title, command, records)}', settings.output)
    return int(any(record.verdict == trials.FAILED for record in records))


if __name__ == '__main__':
    sys.exit(main())
