"""When each layer of a run has settled: its feature maps are near to what they are at the end."""

from ml_collections import ConfigDict

from tf_labs.config.schema import default_config
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs.evolution import lab
from tf_labs.labs.evolution import nearness
from tf_labs.models import features
from tf_labs.training.run_directory import RunDirectory

EXAMPLES = 200  # of the test split, over which feature maps are correlated


def settled(directory: RunDirectory, share: float, end_step: int) -> dict[str, float]:
    """Returns {'conv1_settled_at': epoch, ...} of a run with checkpoints that stay.

    'conv2_random_settled_at' is the control of `nearness.random_correlations`: a layer that learns
    nothing, on top of the layers that do. A layer whose maps are all dead at the end is left out.

    Args:
      directory: of the run.
      share: of the way from the first of its kept checkpoints to the end of the run.
      end_step: the step at which the run has ended.
    """
    steps = lab.kept_epochs(_config(directory))
    end = TrainedRun(directory, end_step, devices=None)
    last = max(steps)
    steps.setdefault(end.step, end.step * steps[last] / last)  # where the end is not kept for good
    names = features.convolutions(end.model)
    examples = end.examples('test').first(EXAMPLES)
    lines: dict[str, list[float]] = {}
    for step in steps:
        moment = TrainedRun(directory, step, devices=None)
        found = nearness.correlations(moment, end, examples, names)
        random = nearness.random_correlations(moment, end, examples, names[1:], end.config.seed)
        for name, values in (*found.items(),
                             *((f'{name}_random', values) for name, values in random.items())):
            lines.setdefault(name, []).append(nearness.mean_of_live(values))
    epochs = list(steps.values())
    at = {f'{name}_settled_at': nearness.settled_at(epochs, nearness.share_of_way(values), share)
          for name, values in lines.items()}
    return {name: epoch for name, epoch in at.items() if epoch == epoch}  # none that is NaN


def _config(directory: RunDirectory) -> ConfigDict:
    config = default_config('evolution')
    config.net.workdir = str(directory.path)
    return config
