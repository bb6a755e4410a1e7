"""Every file that a run directory may hold: what it is, and who may change it.

checkpoints/README.md is made of this table. What is not in it is not ours: a directory that holds
such a file and no run is refused.
"""

import dataclasses
import re

from tf_labs.training.folder import being_written

TRAINING = 'the process that trains'
REPORT = '`report`, or the process that trains'
TENSORBOARD, KEPT, SAVING, REPORT_TEXT = 'tensorboard', 'kept', 'saving', 'report.txt'
KEPT_BEST = f'{KEPT}/best'
CODE, NET, ANSWERS = 'code', 'net.json', 'answers.json'


@dataclasses.dataclass(frozen=True)
class RunFile:
    """A kind of file.

    Attributes:
      name: relative; STEP, SHARD, SEED stand for numbers, NAME and VARIANT for any name.
      what: it holds.
      writer: who may change it.
      is_unfinished: True of what is there only until it is finished, or after a kill.
    """

    name: str
    what: str
    writer: str
    is_unfinished: bool = False

    def fits(self, name: str) -> bool:
        """True if a relative name is of this kind."""
        pattern = re.escape(self.name)
        for word, expression in _STANDS_FOR.items():
            pattern = pattern.replace(word, expression)
        return re.fullmatch(pattern, name) is not None


_STANDS_FOR = {'STEP': r'\d+', 'SHARD': r'\d+-of-\d+', 'SEED': r'\d+', 'VARIANT': r'[^/]+',
               'NAME': r'[^/]+'}

RUN_FILES = (
    RunFile('config.json', 'the whole config; written last when a run is made, so its presence '
            'makes the directory a run', TRAINING),
    RunFile('manifest.json', 'versions, devices, threads, sha256 of the data, identity of the run, '
            'digests of `metrics.jsonl` and `result.json`, a line for each start or resume',
            TRAINING),
    RunFile('data.json', 'facts of one\'s own data: shape of the images, classes', TRAINING),
    RunFile('ckpt-STEP.index', 'names and checksums of a checkpoint; written last', TRAINING),
    RunFile('ckpt-STEP.data-SHARD', 'the newest `train.keep` checkpoints: weights, optimizer, '
            'step, sums, identity of the run', TRAINING),
    RunFile('checkpoint', 'names the newest checkpoint for other tools; never read here', TRAINING),
    RunFile('kept/ckpt-STEP.index', 'of checkpoints that stay for good', TRAINING),
    RunFile('kept/ckpt-STEP.data-SHARD', 'checkpoints that stay for good: `train.keep_at_epochs`',
            TRAINING),
    RunFile('kept/best/ckpt-STEP.index', 'of the checkpoint with the smallest validation loss',
            TRAINING),
    RunFile('kept/best/ckpt-STEP.data-SHARD', 'the checkpoint with the smallest validation loss, '
            'until there is a better one: `train.keep_best`', TRAINING),
    RunFile('preparation.npz', 'mean and colours of the training images, if the net is fed with '
            'them', TRAINING),
    RunFile(f'{CODE}/NAME', 'the files of code of one\'s own, as they were when the run began; '
            'nothing here runs them unasked', TRAINING),
    RunFile(NET, 'a net of one\'s own that is made of Keras\'s layers alone, as its configuration',
            TRAINING),
    RunFile('metrics.jsonl', 'a line an evaluation', TRAINING),
    RunFile('diagnostics.jsonl.gz', 'the inside of the net over time', TRAINING),
    RunFile('probe.json', 'activations and gradients before the first step', TRAINING),
    RunFile('result.json', 'at the end: final metrics, wall time, digest of all variables',
            TRAINING),
    RunFile('diverged.json', 'of a run that has diverged, until it goes on', TRAINING),
    RunFile(ANSWERS, 'of a run that is recorded without its weights: what its net has answered to '
            '`comparison`', '`docs/record_runs.py`'),
    RunFile('loggers.json', 'under which number each logger of `--log` knows the run', TRAINING),
    RunFile(REPORT_TEXT, 'what a lab printed', TRAINING),
    RunFile('partial.npz', 'what a lab has found that is not done yet', TRAINING),
    RunFile('figures/NAME.png', 'figures', REPORT),
    RunFile('figures/NAME.svg', 'the figures of a lab as drawings, for its report', TRAINING),
    RunFile('figures/NAME.gif', 'figures that move', TRAINING),
    RunFile('tables/NAME.csv', 'tables, for programs', TRAINING),
    RunFile('tables/NAME.md', 'tables, for people', TRAINING),
    RunFile('report.html', 'all of the run in one file', REPORT),
    RunFile('report.pdf', 'the same on paper: `report --format=pdf`', REPORT),
    RunFile('tensorboard/NAME', 'the same numbers as events, for `tensorboard --logdir '
            'checkpoints`', REPORT),
    RunFile('lock', 'held, with its process number, by the process that trains', TRAINING),
    RunFile('VARIANT/seed-SEED', 'of a comparison: each of its runs, a run directory of its own',
            TRAINING),
    RunFile('saving/NAME', 'a checkpoint that is being written', TRAINING, is_unfinished=True),
    RunFile('checkpoint.tmpNAME', 'of version 0.4.0: `checkpoint` while it was written', TRAINING,
            is_unfinished=True),
    RunFile('ckpt-STEP_temp/NAME', 'of version 0.4.0: a checkpoint that was being written',
            TRAINING, is_unfinished=True),
    RunFile('kept/ckpt-STEP_temp/NAME', 'of version 0.4.0: a checkpoint that was being written',
            TRAINING, is_unfinished=True),
    RunFile('metrics.jsonl.new', 'of version 0.4.0: `metrics.jsonl` while it was written',
            TRAINING, is_unfinished=True),
    RunFile('.preparation.npz.new', 'of version 0.4.0: `preparation.npz` while it was written',
            TRAINING, is_unfinished=True),
)


def of(name: str) -> RunFile | None:
    """Returns which kind of file a relative name is; None of what is not ours."""
    return next((file for file in RUN_FILES if file.fits(name)), None)


def is_known(name: str) -> bool:
    """True if what is at the top of a run directory can be ours, also what a kill has left."""
    unfinished = being_written(name)
    own = unfinished[0] if unfinished else name
    return of(own) is not None or any(
        file.name.startswith(f'{own}/') or file.fits(f'{own}/NAME') for file in RUN_FILES)


def unfinished(name: str) -> RunFile | None:
    """Returns which kind of unfinished file, or directory of such files, a relative name is."""
    return next((file for file in RUN_FILES if file.is_unfinished and (
        file.fits(name) or file.fits(f'{name}/NAME'))), None)


def readme() -> str:
    """Returns the text of checkpoints/README.md."""
    lines = ['# Run directories', '',
             '`tf-labs run` writes here unless it is told otherwise: `checkpoints/LAB/`, one '
             'directory a run.', 'Nothing but this file is tracked. A run directory is '
             'self-contained; `eval`, `predict` and', '`export` need it alone, and deleting it '
             'deletes the run. Links in it are not followed.', '',
             '| file | what it is | who may change it |', '|---|---|---|']
    lines += [f'| `{file.name}` | {file.what} | {file.writer} |' for file in RUN_FILES
              if not file.is_unfinished]
    lines += ['', 'After a kill these can be left; the next start removes them:', '',
              '| file | what it is |', '|---|---|',
              '| `FILE.PROCESS.new` | any of the files above while it was written |']
    lines += [f'| `{file.name}` | {file.what} |' for file in RUN_FILES if file.is_unfinished]
    return '\n'.join(lines) + '\n'
