"""From the trained nets of a comparison to what its config asks of them."""

from collections.abc import Mapping, Sequence

from ml_collections import ConfigDict
import numpy as np

from tf_labs.config import asked_together
from tf_labs.console import say
from tf_labs.experiments import best_rate
from tf_labs.experiments.best_rate import Chosen
from tf_labs.experiments.conclusion import Conclude
from tf_labs.experiments.conclusion import Conclusion
from tf_labs.experiments.outcomes import Outcome
from tf_labs.labs.conclusions import averaging
from tf_labs.labs.conclusions import rates_told
from tf_labs.labs.conclusions import single_answers
from tf_labs.report import best_rate_figure
from tf_labs.report.best_rate_figure import Tried
from tf_labs.training import metrics_log
from tf_labs.training.run_directory import RunDirectory

Outcomes = Mapping[tuple[str, int], Outcome]


def of(config: ConfigDict) -> Conclude | None:
    """Returns what concludes a comparison; None if its config asks for nothing."""
    return conclude if asked_together.is_asked(config) else None


def conclude(config: ConfigDict, directory: RunDirectory, outcome_of: Outcomes) -> Conclusion:
    """Asks the nets of the runs that did not diverge."""
    asked, found = config.comparison, Conclusion()
    places = {key: RunDirectory(directory.path / key[0] / f'seed-{key[1]}')
              for key, outcome in outcome_of.items() if 'diverged' not in outcome}
    for number, (key, place) in enumerate(places.items(), 1):
        if single_answers.question(asked):
            say(f'{key[0]}, seed {key[1]}: its net is asked ({number} of {len(places)})')
        found.by_run[key] = single_answers.of_run(place, asked, outcome_of[key])
        _note_ten_crops(found, key)
    if asked.averaged:
        _averaged(config, places, outcome_of, found)
    if asked.best_rate != 'none':
        _rates(config, places, {key: {**outcome, **found.by_run.get(key, {})}
                                for key, outcome in outcome_of.items()}, found)
    return found


def _note_ten_crops(found: Conclusion, key: tuple[str, int]) -> None:
    if 'ten_crop_accuracy' in found.by_run[key]:
        accuracy = found.by_run[key]['ten_crop_accuracy']
        _note(found, key[1], {f'{key[0]}.ten_crop_error': 1 - accuracy})


def _averaged(config: ConfigDict, places: Mapping[tuple[str, int], RunDirectory],
              outcome_of: Outcomes, found: Conclusion) -> None:
    """Test accuracies by the averaged answers of several seeds, and by ten crops of each."""
    asked, rows = config.comparison, []
    for name in dict.fromkeys(name for name, _ in places):
        seeds = [seed for other, seed in places if other == name]
        say(f'{name}: the answers of {len(seeds)} nets to the test images')
        every, labels = [], np.empty(0)
        for seed in seeds:
            place = places[name, seed]
            shares, labels = averaging.probabilities(
                place, asked.crops, single_answers.ending(place, outcome_of[name, seed]))
            every.append(shares)
            if asked.crops > 1:
                found.by_run[name, seed]['ten_crop_accuracy'] = averaging.accuracy(shares, labels)
                _note_ten_crops(found, (name, seed))
        groups = averaging.accuracies(np.stack(every), labels)
        rows += averaging.rows(name, groups, asked.crops)
        _one_and_all(name, seeds, groups, found)
    if rows:
        found.tables['averaged'] = rows


def _one_and_all(name: str, seeds: Sequence[int], groups: Sequence[Sequence[float]],
                 found: Conclusion) -> None:
    for seed, single in zip(seeds, groups[0]):
        _note(found, seed, {f'{name}.single_accuracy': single, f'{name}.single_error': 1 - single,
                            f'{name}.averaged_accuracy': groups[-1][0]})


def _note(found: Conclusion, seed: int, values: Mapping[str, float]) -> None:
    found.by_seed.setdefault(seed, {}).update(values)


def _rates(config: ConfigDict, places: Mapping[tuple[str, int], RunDirectory],
           outcome_of: Outcomes, found: Conclusion) -> None:
    """Each net at its best rate."""
    seeds = list(dict.fromkeys(seed for _, seed in outcome_of))
    chosen = best_rate.choose(config, outcome_of, seeds)
    values = rates_told.values(chosen, outcome_of, seeds)
    for seed, one in values.items():
        _note(found, seed, one)
    found.tables['best_rate'] = rates_told.rows(chosen, config, seeds, outcome_of)
    found.lines += rates_told.lines(chosen, config, seeds, outcome_of)
    by_validation = config.comparison.best_rate == 'validation'
    found.figures['best_rate'] = best_rate_figure.figure(
        config.lab, [_tried(net, one, places, outcome_of) for net, one in chosen.items()],
        'validation_accuracy' if by_validation else 'train_accuracy',
        None if by_validation else config.train.target_error)


def _tried(net: str, chosen: Chosen, places: Mapping[tuple[str, int], RunDirectory],
           outcome_of: Outcomes) -> Tried:
    """Returns the rows of the runs of a net, of those that did not diverge."""
    rows = {key: metrics_log.read(place) for key, place in places.items()
            if key[0] in chosen.rates}
    best = [one for (name, _), one in rows.items() if name == chosen.best]
    return Tried(net, None if chosen.best is None else chosen.rates[chosen.best], best,
                 [one for (name, _), one in rows.items() if name != chosen.best],
                 sum(name == chosen.best and 'diverged' in outcome
                     for (name, _), outcome in outcome_of.items()))
