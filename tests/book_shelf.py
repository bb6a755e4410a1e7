"""A small book: two lessons, and runs that are made up, so that every number is known."""

import io
import json
from pathlib import Path

from PIL import Image

from tests.asked import ask
from tests.conftest import ROOT
import tf_labs
from tf_labs.config import config_values
from tf_labs.experiments import outcomes
from tf_labs.labs.wanted import Wanted
from tf_labs.training.run_directory import RunDirectory

LESSONS = ROOT / 'tests' / 'book_lessons'
SEEDS = (777, 1, 2)
XOR = (0.70, 0.69, 0.72)
AND = (0.0017, 0.0019, 0.0020)
ACCURACY = (0.96, 0.97, 0.98)
EPOCHS = 5


def build(runs, output, *flags):
    """Does the command `book` for runs that are all there."""
    return ask('book', f'--workdir={runs}', f'--output={output}', '--norun',
               f'--seeds={len(SEEDS)}', *flags)


def fill(root: Path) -> None:
    """Makes up the runs of gates and digits."""
    gates = [{'and_loss': low, 'xor_loss': high, 'or_loss': 0.0009, 'nand_loss': 0.0017,
              'xor_accuracy': 0.5, 'xor_predictions': [0.5] * 4}
             for low, high in zip(AND, XOR)]
    _comparison(root, 'gates', gates, lambda seed: b'')
    for seed in SEEDS:
        run = RunDirectory(_path(root, 'gates') / 'gates' / f'seed-{seed}')
        run.files.write('figures/losses.png', _picture())
    digits = [{'test_accuracy': share, 'test_loss': 1 - share, 'train_loss': 0.1,
               'train_accuracy': 1.0, 'steps': 225} for share in ACCURACY]
    _comparison(root, 'digits', digits, _rows)


def _path(root: Path, lab: str) -> Path:
    return Wanted(tf_labs.load(lab), root, 1, 'auto', None).path


def _comparison(root, lab, results, rows) -> None:
    config, path = tf_labs.load(lab), _path(root, lab)
    whole = _directory(path)
    whole.files.write('config.json', _config(config))
    for seed, result in zip(SEEDS, results):
        run = _directory(path / lab / f'seed-{seed}')
        config.seed = seed
        run.files.write('config.json', _config(config))
        run.files.write('result.json', json.dumps({'lab': lab, **result}).encode())
        run.files.write('metrics.jsonl', rows(seed))
        manifest = {'lab': lab, 'seed': seed, 'execution': 'graph', 'data_dir': '',
                    'data_sha256': {}, 'sessions': [], 'environment': {
                        'python': '3.11.7', 'tensorflow': '2.21.0', 'keras': '3.15.1',
                        'numpy': '2.4.6'}}
        run.seal(manifest)
    whole.files.write('result.json', json.dumps({'lab': lab, 'seeds': list(SEEDS), lab: [
        dict(outcomes.measured(result)) for result in results]}).encode())


def _directory(path: Path) -> RunDirectory:
    path.mkdir(parents=True, exist_ok=True)
    directory = RunDirectory(path)
    directory.check_present = lambda: None  # nobody trains here
    return directory


def _config(config) -> bytes:
    return config_values.to_json(config).encode()


def _rows(seed: int) -> bytes:
    rows = [{'step': 45 * epoch, 'epoch': epoch, 'train_loss': 1 / epoch + seed / 1000,
             'train_accuracy': 0.9, 'test_loss': 0.3, 'test_accuracy': 0.95, 'seconds': 0.1}
            for epoch in range(1, EPOCHS + 1)]
    return ''.join(f'{json.dumps(row)}\n' for row in rows).encode()


def _picture() -> bytes:
    file = io.BytesIO()
    Image.new('RGB', (640, 400), (240, 245, 250)).save(file, 'PNG')
    return file.getvalue()
