"""Run directories made by hand: what a run leaves behind that is read to compare it."""

import json

from tests.conftest import digits_config
from tf_labs.training import identity
from tf_labs.training import manifest as manifests
from tf_labs.training.run_directory import RunDirectory


def make_run(path, *overrides, accuracy=0.9, config=None, state='done', test_sha256='a'):
    """Writes what a run of digits leaves behind that is read to compare it."""
    directory = RunDirectory(path)
    path.mkdir(parents=True)
    directory.write_config(config or digits_config(*overrides))
    manifest = manifests.make(
        lab='digits', seed=777, execution='graph', environment={}, data_dir='',
        data_sha256={'test': test_sha256}, sessions=[],
        identity=str(identity.of(directory.config(), {'test': test_sha256})))
    directory.write_json('manifest', manifest)
    rows = [{'step': 44 * epoch, 'epoch': epoch, 'train_loss': 1 / epoch, 'train_accuracy': 0.5,
             'test_loss': 1.2 / epoch, 'test_accuracy': accuracy - 0.1 * (epoch == 1),
             'seconds': 1.0} for epoch in (1, 2)]
    if state in ('done', 'not finished'):
        directory.write_text('metrics.jsonl', '\n'.join(map(json.dumps, rows)))
    if state == 'done':
        directory.write_json('result', {**rows[-1], 'lab': 'digits', 'first_train_loss': 1.0,
                                        'fit_accuracy': 0.99, 'digest': 'f0', 'wall_seconds': 3.0})
        directory.seal(manifest)
    if state == 'diverged':
        directory.write_json('diverged', {'diverged': 'the loss at step 3 is not finite'})
    return directory


def make_seeds(path, scores, *overrides, **settings):
    """Writes a comparison over seeds, as `run --seeds=N` does."""
    for seed, accuracy in scores.items():
        make_run(path / 'digits' / f'seed-{seed}', f'--config.seed={seed}', *overrides,
                 accuracy=accuracy, **settings)
    RunDirectory(path).write_config(digits_config(*overrides))
    return RunDirectory(path)
