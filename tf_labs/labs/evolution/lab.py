"""How feature maps come about: what they project to, and how near to the end they are."""

from collections.abc import Mapping, Sequence

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data.examples import Examples
from tf_labs.data.sources import fingerprint
from tf_labs.data.streams import Stream
from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs import trained_net
from tf_labs.labs.deconvnet import strongest
from tf_labs.labs.deconvnet.lab import choose_maps
from tf_labs.labs.evolution import figures
from tf_labs.labs.procedure import Findings
from tf_labs.models import features
from tf_labs.report import tables
from tf_labs.training import config_plan
from tf_labs.training import stored_forms
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.run_directory import RunDirectory


def compute(config: ConfigDict) -> Findings:
    """Looks at the net of each kept checkpoint, and compares it with that of the last one."""
    settings = config.look
    epochs = kept_epochs(config)  # {step: epoch}
    end = _at(config, max(epochs))
    names = strongest.layers(end.model, settings.layers)
    examples = end.examples(settings.split).first(settings.examples)
    compared = examples.first(config.evolution.compared_examples)
    found, _ = strongest.find(end.model, end.inputs, examples, names, count=1)
    names = _alive(config, found)
    maps = {name: choose_maps(found[name], settings.maps, settings.map_numbers, name)
            for name in names}
    rows, shown = [], []
    for step, epoch in epochs.items():
        moment = _at(config, step)
        near = correlations(moment, end, compared, names)
        rows.append({'epoch': epoch, **{name: mean_of_live(near[name]) for name in names}})
        shown.append(_projections(moment, examples, maps))
    settled = {name: settled_at(list(epochs.values()), [row[name] for row in rows],
                                config.evolution.settled) for name in names}
    return Findings(
        lines=[f'Feature maps at {len(epochs)} epochs of training, each correlated with itself at '
               f'the end, over {len(compared)} examples', f'({settings.split}); mean over the maps '
               'that are not dead at the end:', *tables.to_markdown(rows).splitlines(),
               f'{config.evolution.settled:g} is reached, on straight lines between these, at '
               f'epoch: {", ".join(f"{name} {_epoch(at)}" for name, at in settled.items())}.'],
        values=stored_forms.finite({
            'epochs': list(epochs.values()),
            **{f'{name}_settled_at': epoch for name, epoch in settled.items()},
            **{f'{name}_correlation': [row[name] for row in rows] for name in names}}),
        tables={'correlation': [{key: '-' if np.isnan(value) else value
                                 for key, value in row.items()} for row in rows]},
        figures={'projections': figures.projections(
            list(epochs.values()), maps, {name: np.stack([one[name] for one in shown], axis=1)
                                          for name in names if maps[name]}),
                 'correlation': figures.correlation(
                     list(epochs.values()), {name: [row[name] for row in rows] for name in names},
                     config.evolution.settled)},
        data_sha256={settings.split: fingerprint(examples)})


def kept_epochs(config: ConfigDict) -> dict[int, float]:
    """Returns {step: epoch} of the checkpoints that the run has kept, ascending.

    Raises:
      UserError: there are fewer than two, or the net has no convolutions.
    """
    trained = _at(config, None)
    directory = RunDirectory(config.net.workdir)
    steps = Checkpoints(directory).kept_steps()
    if len(steps) < 2:
        raise UserError('the run has kept too few checkpoints to compare', expected='two epochs or '
                        'more in config.train.keep_at_epochs of the run',
                        received=f'{config.net.workdir}, which has kept {len(steps)}')
    plan = config_plan.plan_of(trained.config, trained.data, directory.read_json('manifest'))
    return {step: step / plan.steps_per_epoch for step in steps}


def _alive(config: ConfigDict, found: Mapping[str, strongest.Strongest]) -> list[str]:
    """Returns the layers of which anything is left to be compared."""
    names = [name for name, one in found.items() if one.activations.max() > 0]
    if not names:
        raise UserError('every feature map of the net is 0 for every example', expected='a net '
                        'that has learnt something', received=config.net.workdir)
    return names


def _at(config: ConfigDict, step: int | None) -> TrainedRun:
    return trained_net.load(ConfigDict({'workdir': config.net.workdir, 'step': step}),
                            convolutions=True)


def correlations(moment: TrainedRun, end: TrainedRun, examples: Examples | Stream,
                 names: Sequence[str]) -> dict[str, np.ndarray]:
    """Returns Pearson's correlation of each feature map [M] of a net with that of another.

    Over all places of all examples. NaN for a map that is dead in the other net; 0 for one that is
    dead in the first alone.
    """
    @tf.function(reduce_retracing=True, autograph=False)
    def sums(inputs: tf.Tensor) -> dict[str, tf.Tensor]:
        return {name: _sums(*(features.features_of(run.model, inputs, names)[name]
                              for run in (moment, end))) for name in names}

    totals: dict[str, np.ndarray] = {}
    for _, images, _ in strongest.parts(examples):
        for name, part in sums(moment.inputs(images)).items():
            totals[name] = totals.get(name, 0) + part.numpy()
    return {name: _correlation(*totals[name]) for name in names}


def _sums(a: tf.Tensor, b: tf.Tensor) -> tf.Tensor:
    """Returns of maps [B, h, w, M] n, sum a, sum b, sum a^2, sum b^2, sum a b: float64 [6, M]."""
    a, b = (tf.reshape(tf.cast(maps, tf.float64), [-1, maps.shape[-1]]) for maps in (a, b))
    return tf.stack([tf.reduce_sum(values, axis=0)
                     for values in (tf.ones_like(a), a, b, a * a, b * b, a * b)])


def _correlation(n: np.ndarray, a: np.ndarray, b: np.ndarray, aa: np.ndarray, bb: np.ndarray,
                 ab: np.ndarray) -> np.ndarray:
    varies = (aa - a * a / n) * (bb - b * b / n)
    with np.errstate(invalid='ignore', divide='ignore'):
        found = (ab - a * b / n) / np.sqrt(varies)
    return np.where(bb == 0, np.nan, np.where(aa == 0, 0.0, found))


def mean_of_live(values: np.ndarray) -> float:
    """Returns the mean of those that are not NaN; NaN if all are."""
    live = values[np.isfinite(values)]
    return float(live.mean()) if len(live) else float('nan')


def settled_at(epochs: Sequence[float], values: Sequence[float], threshold: float) -> float:
    """Returns the epoch from which on no value is below the threshold.

    Between two epochs the values are taken to lie on a straight line. NaN if the last is below.
    """
    below = [index for index, value in enumerate(values) if not value >= threshold]
    if not below:
        return epochs[0]
    last = below[-1]
    if last + 1 == len(values):
        return float('nan')
    share = (threshold - values[last]) / (values[last + 1] - values[last])
    return epochs[last] + share * (epochs[last + 1] - epochs[last])


def _epoch(epoch: float) -> str:
    return 'never' if np.isnan(epoch) else f'{epoch:.1f}'


def _projections(moment: TrainedRun, examples: Examples | Stream,
                 maps: Mapping[str, Sequence[int]]) -> dict[str, np.ndarray]:
    """Returns the projection of the strongest activation of each map, by layer [M, h, w, C]."""
    found, _ = strongest.find(moment.model, moment.inputs, examples, list(maps), count=1)
    chosen = {name: found[name].select_maps(numbers) for name, numbers in maps.items() if numbers}
    images = strongest.collect(examples, chosen.values())
    return {name: strongest.views(moment, name, maps[name], one, images).projections[:, 0]
            for name, one in chosen.items()}
