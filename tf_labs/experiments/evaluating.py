"""Loss and accuracy of trained runs over a split: of one, or of the averaged answers of several."""

from collections.abc import Iterator, Sequence
import dataclasses
from typing import Any

from tf_labs.config import own_data
from tf_labs.data.streams import tell_of_pass
from tf_labs.errors import UserError
from tf_labs.experiments import evaluators
from tf_labs.experiments.trained import TrainedRun
from tf_labs.models import features
from tf_labs.training import config_plan
from tf_labs.training import finite
from tf_labs.training import voting
from tf_labs.training.evaluation import Evaluator
from tf_labs.training.evaluation import TOP
from tf_labs.training.regression import RegressionEvaluator
from tf_labs.training.run_directory import RunDirectory


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """Means over a split.

    Attributes:
      steps: of the checkpoint of each run.
      loss: of each example, on average.
      accuracy: share of right answers; None of numbers.
      top_5: share of labels among the five best answers; None where that says nothing: of dense
        nets, which are asked about ten digits, and of five classes or fewer.
      examples: number of them.
      crops: of each image whose answers are averaged.
      r2: of numbers.
      rmse: the root of the mean squared error, in the unit of the target, where there is one.
    """

    steps: tuple[int, ...]
    loss: float
    accuracy: float | None
    top_5: float | None
    examples: int
    crops: int = 1
    r2: float | None = None
    rmse: float | None = None


def evaluate(directories: Sequence[RunDirectory], step: int | str | None, split: str,
             crops: int = 1) -> Evaluation:
    """Returns loss and accuracy over every example of a split.

    Of one run and one crop they are as the run itself logs them. Of several, the probabilities are
    averaged in float64 (Krizhevsky et al., 2012): over the four corners and the middle of an image
    and the mirrors of these, and over runs.

    Args:
      directories: of runs on the same data.
      step: of the checkpoint, or what `TrainedRun` takes.
      split: `train`, `validation` or `test`.
      crops: 1 or 10.

    Raises:
      UserError: the runs do not belong together, or a net sees whole images and has no crops.
    """
    runs = [TrainedRun(directory, step) for directory in _of_one_data_set(directories, split)]
    for run in runs:
        config_plan.check_crops(run.config, run.data, crops)
    examples = runs[0].examples(split)
    tell_of_pass(examples, f'of the split {split}')
    if own_data.is_regression(runs[0].config):
        return _regression(runs, examples, split)
    if len(runs) == crops == 1:
        means = Evaluator(runs[0].logits, runs[0].loss, examples,
                          eager=runs[0].eager).means()
    else:
        means = voting.evaluate([run.voter(crops) for run in runs], examples, crops)
    at = f'step{"s" if len(runs) > 1 else ""} {", ".join(str(run.step) for run in runs)}'
    finite.check_answers(means.loss, f'the net of {at} over the split {split}')
    tells = len(runs[0].data.class_names) > TOP and any(
        features.has_convolutions(run.model) for run in runs)
    return Evaluation(tuple(run.step for run in runs), means.loss, means.accuracy,
                      means.top_5 if tells else None, len(examples), crops)


def _regression(runs: Sequence[TrainedRun], examples: Any, split: str) -> Evaluation:
    if len(runs) > 1:
        raise UserError('predictions of numbers are not averaged over runs',
                        expected='one --workdir',
                        received=f'{len(runs)}')
    run, = runs
    loss, r2 = RegressionEvaluator(run.logits, examples, eager=run.eager)()
    finite.check_answers(loss, f'the net of step {run.step} over the split {split}')
    return Evaluation((run.step,), loss, None, None, len(examples), r2=r2,
                      rmse=evaluators.rmse(run.data, loss))


def lines(result: Evaluation, split: str) -> Iterator[str]:
    """Yields what is said of an evaluation."""
    if result.accuracy is None:
        own = '' if result.rmse is None else f'  RMSE {result.rmse:.4g}'
        yield (f'{split}: loss {result.loss:.6f}  R^2 {result.r2:.4f}{own}  over '
               f'{result.examples} examples at step {result.steps[0]}')
        return
    runs = len(result.steps)
    at = f'step{"s" if runs > 1 else ""} {", ".join(map(str, result.steps))}'
    voters = [f'{count} {what}' for count, what in ((result.crops, 'crops'), (runs, 'runs'))
              if count > 1]
    averaged = f'; averaged over {" and ".join(voters)}' if voters else ''
    yield (f'{split}: loss {result.loss:.6f}  accuracy {result.accuracy:.4f}  '
           f'over {result.examples} examples at {at}{averaged}')
    if result.top_5 is not None:
        yield (f'{split}: top-1 error {1 - result.accuracy:.2%}  top-5 error '
               f'{1 - result.top_5:.2%}  top-5 accuracy {result.top_5:.4f}')


def _of_one_data_set(directories: Sequence[RunDirectory], split: str) -> Sequence[RunDirectory]:
    """Returns the directories, once their runs can answer together."""
    if len({directory.path.resolve() for directory in directories}) < len(directories):
        raise UserError('a run cannot be averaged with itself', expected='different directories',
                        received=', '.join(str(directory.path) for directory in directories))
    configs = [directory.config() for directory in directories]
    manifests = [directory.read_json('manifest') or {} for directory in directories]
    for what, values in (
            ('on one data set', [config.data.name for config in configs]),
            ('on images of one size', [config.data.side for config in configs]),
            ('on the same examples', [found.get('data_sha256', {}).get(split, 'unknown')[:12]
                                      for found in manifests]),
            ('with one train.num_threads', [config.train.num_threads for config in configs])):
        if len(set(values)) > 1:
            raise UserError('the answers of these runs cannot be averaged',
                            expected=f'runs {what}', received=', '.join(map(str, values)))
    return directories
