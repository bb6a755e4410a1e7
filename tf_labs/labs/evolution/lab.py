"""How feature maps come about: what they project to, and how near to the end they are."""

from collections.abc import Mapping, Sequence
from typing import Any

from ml_collections import ConfigDict
import numpy as np

from tf_labs.data.examples import Examples
from tf_labs.data.sources import fingerprint
from tf_labs.data.streams import Stream
from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs import trained_net
from tf_labs.labs.deconvnet import strongest
from tf_labs.labs.deconvnet.lab import choose_maps
from tf_labs.labs.evolution import figures
from tf_labs.labs.evolution import nearness
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
    steps = kept_epochs(config)  # {step: epoch}
    epochs = list(steps.values())
    end = _at(config, max(steps))
    examples = end.examples(settings.split).first(settings.examples)
    found, _ = strongest.find(end.model, end.inputs, examples,
                              strongest.layers(end.model, settings.layers), count=1)
    names = _alive(config, found)
    maps = {name: choose_maps(found[name], settings.maps, settings.map_numbers, name)
            for name in names}
    near, random, shown = _followed(config, steps, end, examples, maps)
    ways = {f'{name}{kind}': nearness.share_of_way(values)
            for kind, lines in (('', near), (' random', random)) for name, values in lines.items()}
    settled = {name: nearness.settled_at(epochs, values, config.evolution.settled)
               for name, values in ways.items()}
    correlation = _rows(epochs, near | {f'{name} random': line for name, line in random.items()})
    return Findings(
        _lines(config, min(len(examples), config.evolution.compared_examples), correlation,
               _rows(epochs, ways), settled),
        _values(epochs, near, ways, settled),
        tables={'correlation': correlation, 'share_of_way': _rows(epochs, ways)},
        figures={'projections': figures.projections(
            epochs, maps, {name: np.stack([one[name] for one in shown], axis=1)
                           for name in names if maps[name]}),
                 'correlation': figures.correlation(epochs, near, ways,
                                                    config.evolution.settled)},
        data_sha256={settings.split: fingerprint(examples)})


def _followed(config: ConfigDict, steps: Mapping[int, float], end: TrainedRun,
              examples: Examples | Stream, maps: Mapping[str, Sequence[int]]) -> tuple[
                  dict[str, list[float]], dict[str, list[float]], list[dict[str, np.ndarray]]]:
    """Returns by layer the correlations with the end and those of its control; projections."""
    compared = examples.first(config.evolution.compared_examples)
    on_others = [name for name in maps if name != features.layer_names(end.model)[0]]
    near: dict[str, list[float]] = {name: [] for name in maps}
    random: dict[str, list[float]] = {name: [] for name in on_others}
    shown = []
    for step in steps:
        moment = _at(config, step)
        shown.append(_projections(moment, examples, maps))
        for name, values in nearness.correlations(moment, end, compared, list(maps)).items():
            near[name].append(nearness.mean_of_live(values))
        for name, values in nearness.random_correlations(moment, end, compared, on_others,
                                                         config.seed).items():
            random[name].append(nearness.mean_of_live(values))
    return near, random, shown


def _rows(epochs: Sequence[float], lines: Mapping[str, Sequence[float]]) -> list[dict[str, Any]]:
    return [{'epoch': epoch, **{name: '-' if np.isnan(values[index]) else values[index]
                                for name, values in lines.items()}}
            for index, epoch in enumerate(epochs)]


def _lines(config: ConfigDict, count: int, correlation: list[dict[str, Any]],
           ways: list[dict[str, Any]], settled: Mapping[str, float]) -> list[str]:
    """Returns what is printed: correlations, shares of the way, when each layer had settled."""
    told = ', '.join(f'{name} {_epoch(at)}' for name, at in settled.items())
    return [
        f'Feature maps at {len(ways)} epochs of training, each correlated with itself at the end, '
        f'over {count} examples', f'({config.look.split}); mean over the maps that are not dead '
        'at the end. "random": a layer whose', 'weights are random and do not learn, on top of '
        'the layers that do.', *tables.to_markdown(correlation).splitlines(), '',
        'Share of the way from the first of these epochs to the end:',
        *tables.to_markdown(ways).splitlines(),
        f'{config.evolution.settled:g} of the way is reached, on straight lines between these, at '
        f'epoch: {told}.']


def _values(epochs: Sequence[float], near: Mapping[str, Sequence[float]],
            ways: Mapping[str, Sequence[float]],
            settled: Mapping[str, float]) -> dict[str, Any]:
    """Returns what is stored, by names without blanks."""
    values: dict[str, Any] = stored_forms.finite({
        'epochs': list(epochs),
        **{f'{name.replace(" ", "_")}_settled_at': epoch for name, epoch in settled.items()},
        **{f'{name}_correlation': list(values) for name, values in near.items()},
        **{f'{name.replace(" ", "_")}_share_of_way': list(values)
           for name, values in ways.items()}})
    return values


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
