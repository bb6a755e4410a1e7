"""The report of a classifier's run: what there is of it, also of one that has not ended."""

from collections.abc import Iterator, Mapping
from typing import Any

from ml_collections import ConfigDict
from scipy import stats

from tf_labs import runtime
from tf_labs.config import classifier
from tf_labs.config import own_code
from tf_labs.config import own_data
from tf_labs.config.nets import DENSE
from tf_labs.console import warn
from tf_labs.data.catalog import DataSet
from tf_labs.errors import LabError
from tf_labs.experiments import answers
from tf_labs.experiments import assembly
from tf_labs.experiments import diagnosis
from tf_labs.experiments import net_section
from tf_labs.experiments import residuals_section
from tf_labs.experiments import run_facts
from tf_labs.experiments import verdicts
from tf_labs.report import content
from tf_labs.report import run_answers
from tf_labs.report import run_curves
from tf_labs.report import run_histograms
from tf_labs.report import run_inside
from tf_labs.report import run_kernels
from tf_labs.report import run_mistakes
from tf_labs.report.content import Gallery
from tf_labs.report.content import Paragraph
from tf_labs.report.content import Report
from tf_labs.report.content import Section
from tf_labs.report.content import Table
from tf_labs.report.html import Picture
from tf_labs.report.looks import Looks
from tf_labs.report.looks import NOTE
from tf_labs.training import config_plan
from tf_labs.training import diagnostics_log
from tf_labs.training import layer_statistics
from tf_labs.training import metrics_log
from tf_labs.training import run_ending
from tf_labs.training import target_error
from tf_labs.training.plan import Plan
from tf_labs.training.row_log import Row
from tf_labs.training.run_directory import RunDirectory

_NO_DIAGNOSTICS = (
    'Nothing of the inside was recorded: train.diagnostics is off, or the run is older than it. '
    'A run in a new directory with `--config.train.diagnostics` has it.')
_WEIGHTS = ('What the first units look for: each tile holds the weights of one unit, {}. A tile '
            'without a change is a unit that learnt nothing.')
_GREY, _COLOUR = 'black negative, white positive, grey 0', (
    'bright where it looks for a colour, dark where it looks for its absence, grey 0')


def make(config: ConfigDict, directory: RunDirectory, devices: str) -> Report:
    """Returns the report of a supervised run."""
    manifest = directory.read_json('manifest') or {}
    rows, result = metrics_log.read(directory), directory.result()
    plan = config_plan.plan_of(config, directory.data(config), directory.read_json('manifest'))
    looks, damage = _looks(config, directory, plan, devices)
    curves = run_curves.curves(rows, plan.steps_per_epoch, looks)
    inside, of_inside = _inside(looks, damage)
    mistakes, of_answers = (residuals_section.make(directory, devices) if
                            own_data.is_regression(config) else _answers(directory, devices))
    place = _place(config, directory)
    prefix = f'{config.lab}/{place[0]}.' if place and place[0] else f'{config.lab}/'
    published = verdicts.section(
        config.lab, [verdicts.run_values(directory, prefix)], manifest.get('about'),
        (config.seed, place[1]) if place else None)
    sections = [
        run_facts.lesson(manifest), diagnosis.section(directory),
        Section('curves', 'Curves', [Gallery(curves)] if curves else [
            Paragraph('Nothing was logged yet.')]),
        net_section.section(directory), inside, _first_layer(looks), mistakes, published,
        run_facts.configuration(config), run_facts.history(manifest, result)]
    sheets = run_kernels.sheets(looks) if looks else []
    return Report(
        config.lab, _subtitle(config, directory, place),
        _opening(config, plan, rows, result, directory),
        [section for section in sections if section is not None],
        [*curves, *of_inside, *([run_kernels.first_layer(sheets)] if sheets else []), *of_answers],
        rows[-1]['step'] if rows else 0)


def _place(config: ConfigDict, directory: RunDirectory) -> tuple[str, int] | None:
    """Returns the variant ('' of a plain lab) and the lab's seed of a run in a comparison."""
    path = directory.path.absolute()
    whole = RunDirectory(path.parent.parent)
    if not path.name.startswith('seed-') or not whole.holds_run():
        return None
    of_whole = whole.config()
    if of_whole.lab != config.lab:
        return None
    name = path.parent.name
    return (name if 'variants' in of_whole else ''), of_whole.seed


def _subtitle(config: ConfigDict, directory: RunDirectory, place: tuple[str, int] | None) -> str:
    title = directory.data(config).title
    if place is None:
        return f'{config.data.name}: {title}'
    own = f'variant {place[0]}, ' if place[0] else ''
    return f'{own}seed {config.seed} of a comparison; {config.data.name}: {title}'


def _opening(config: ConfigDict, plan: Plan, rows: list[dict[str, Any]],
             result: Mapping[str, Any] | None, directory: RunDirectory) -> list[content.Part]:
    """The key numbers, and where the run stands if it has not ended."""
    known: dict[str, Any] = {**(rows[-1] if rows else {}), **(result or {})}
    step = known.get('step', 0)
    cards = [(f'{known[key]:{form}}', title) for key, form, title in (
        ('test_accuracy', '.4f', f'test accuracy{_interval(known, directory)}'),
        ('test_r2', '.4f', 'test R²'),
        ('test_loss', '#.4g', 'test loss'),
        ('fit_accuracy', '.4f', 'accuracy on the training split'),
        ('best_test_accuracy', '.4f', f'test accuracy of the best, step {known.get("best_step")}'),
        ('best_test_r2', '.4f', f'test R² of the best, step {known.get("best_step")}'),
        ('fit_r2', '.4f', 'R² on the training split'),
        ('parameters', ',', 'parameters')) if key in known]
    cards.append((f'{step:,} of {plan.total_steps:,}' if step < plan.total_steps else f'{step:,}',
                  f'steps, {plan.steps_per_epoch:,} an epoch'))
    if 'train_seconds' in known:
        cards.append((f'{known["train_seconds"]:.1f} s', 'spent on training'))
    parts: list[content.Part] = [content.Cards(cards)]
    diverged = run_ending.divergence(directory)
    if diverged is not None:
        parts.append(Paragraph(f'This run diverged: {diverged}.', 'bad'))
    elif result is not None and not directory.is_own(result):
        parts.append(Paragraph('result.json belongs to another run than config.json: what it says '
                               'is not of this run.', 'bad'))
    elif result is None:
        parts.append(Paragraph('This run has not ended: here is what there is of it so far. The '
                               'command that began it goes on with it.', 'warn'))
    elif step < plan.total_steps:
        parts += [Paragraph(f'This run stopped early, at epoch {plan.epoch(step)} of '
                            f'{plan.epochs()}: {reason}.')
                  for reason in _early_end(config, plan, result)]
    return parts


def _early_end(config: ConfigDict, plan: Plan, result: Mapping[str, Any]) -> Iterator[str]:
    """Yields why a run has ended before its length."""
    error = 1 - result.get('train_accuracy', 0.0)
    if classifier.stops_at_target(config) and target_error.is_at(error, config.train.target_error):
        yield f'its training error was {error:.4g}, and the target {config.train.target_error:g}'
    elif 'best_step' in result:
        yield f'the validation loss was smallest at epoch {plan.epoch(result["best_step"])}'


def _interval(known: Mapping[str, Any], directory: RunDirectory) -> str:
    """Returns what other test examples could give: Wilson's 95% interval of a share."""
    manifest = directory.read_json('manifest') or {}
    count = known.get('test_examples') or (manifest.get('examples') or {}).get('test')
    if not count or 'test_accuracy' not in known:
        return ''
    low, high = stats.binomtest(round(known['test_accuracy'] * count), count).proportion_ci(
        method='wilson')
    return f'; 95% interval {low:.4f} to {high:.4f}'


def _looks(config: ConfigDict, directory: RunDirectory, plan: Plan,
           devices: str) -> tuple[Looks | None, str | None]:
    rows, damage = diagnostics_log.read(directory)
    if damage:
        warn(damage)
    if not rows:
        return None, damage
    names = _layer_names(config, directory.data(config), rows[0], devices)
    return Looks(rows, plan.steps_per_epoch, names), damage


def _layer_names(config: ConfigDict, data: DataSet, row: Row, devices: str) -> list[str]:
    """Returns the names of the layers that diagnostics measure; [] of dense nets: numbers do."""
    if config.model.name in DENSE:
        return []
    if 'model.name' in own_code.names(config):
        return [str(layer.get('name', layer['layer'])) for layer in row['layers']]
    runtime.start(devices, seed=config.seed, num_threads=config.train.num_threads)
    return layer_statistics.names(assembly.build_model(config, data))


def _inside(looks: Looks | None, damage: str | None) -> tuple[Section, list[Picture]]:
    parts: list[content.Part] = [Paragraph(damage, 'warn')] if damage else []
    if looks is None:
        return Section('inside', 'Inside the net', [*parts, Paragraph(_NO_DIAGNOSTICS)]), []
    drawn = [run_inside.gradient_flow(looks), run_inside.update_ratio(looks),
             run_inside.activation_scale(looks), run_inside.idle_units(looks)]
    flows = [picture for picture in drawn if picture is not None]
    spreads = [run_histograms.activations(looks, layer) for layer in range(looks.layers)]
    parts += [
        Paragraph(f'Measured on the same {looks.rows[0]["examples"]} training examples each time, '
                  f'in training mode; dropout is passed over. {NOTE}', 'soft'),
        Gallery(flows), Gallery(spreads),
        *(Table(run_inside.table(looks, place), f'Each layer at step {looks.steps[place]:,}',
                numbers=('units',), folded=True) for place in sorted({0, len(looks.rows) - 1}))]
    return Section('inside', 'Inside the net', parts), [*flows, *spreads]


def _first_layer(looks: Looks | None) -> Section | None:
    shown = run_kernels.sheets(looks) if looks else []
    if not shown:
        return None
    meant = _GREY if shown[0].image.ndim == 2 else _COLOUR
    return Section('first_layer', 'First-layer weights',
                   [content.Sheets(shown, _WEIGHTS.format(meant))])


def _answers(directory: RunDirectory, devices: str) -> tuple[Section, list[Picture]]:
    title = 'Mistakes on the test split'
    try:
        found = answers.answers_of_test_split(directory, devices)
    except LabError as error:
        return Section('mistakes', title, [Paragraph(f'Not shown: {error}.', 'warn')]), []
    matrix, wrong = run_answers.confusion_matrix(found), run_mistakes.most_confident(found)
    many = found.has_many_classes
    asked = len(found.labels)
    part = '' if asked == found.examples else (
        f' to the first {asked:,} of {found.examples:,} examples')
    parts: list[content.Part] = [
        Paragraph(f'Answers of the weights of step {found.step:,}{part}.', 'soft'),
        content.Columns([Gallery([matrix]), Table(
            run_answers.by_class(found),
            'The classes with most mistakes' if many else 'Each class',
            numbers=('examples', 'recall', 'precision'))])]
    if not wrong:
        return Section('mistakes', title, [*parts, Paragraph('Not one answer is wrong.')]), [matrix]
    bars = ('the most probable classes, then the label' if many else
            f'the probability of {found.names[0]} to {found.names[-1]}')
    table = Table(run_mistakes.probabilities(wrong, of_all=not many),
                  'Probabilities' if many else 'All probabilities', folded=found.has_pictures)
    first = f'The {len(wrong)} most confident mistakes, the most confident first.'
    if not found.has_pictures:
        return Section('mistakes', title, [*parts, Paragraph(first), table]), [matrix]
    parts += [Paragraph(f'{first} Bars, from 0 to 1: {bars}; green the label, orange the answer.'),
              content.Mistakes(wrong), table]
    return Section('mistakes', title, parts), [matrix, run_mistakes.mistakes_figure(wrong)]
