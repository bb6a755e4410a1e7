"""What a report says of the net itself: a drawing, its layers, its costs."""

from collections.abc import Mapping, Sequence

from ml_collections import ConfigDict

from tf_labs.errors import LabError
from tf_labs.experiments import summarising
from tf_labs.models.layer_table import LayerRow
from tf_labs.report import content
from tf_labs.report import net_diagram
from tf_labs.report.content import Paragraph
from tf_labs.report.content import Section
from tf_labs.report.content import Table
from tf_labs.training.run_directory import RunDirectory

MOST_NETS = 8  # of a comparison that are built to be summed up
# Fields on which neither shapes nor parameters depend.
_NO_LAYERS = ('activation', 'kernel_initializer', 'init_stddev', 'init_stddevs', 'bias_initializer',
              'bias_values', 'dropout_rate', 'batch_norm_momentum')


def section(directory: RunDirectory) -> Section:
    """Returns the section; a net that is no chain of layers is not drawn."""
    title = 'The net'
    try:
        summary = summarising.of_run(directory)
    except LabError as error:
        return Section('net', title, [Paragraph(f'Not shown: {error}.', 'warn')])
    layers = Table(summarising.table(summary.layers), 'Its layers',
                   numbers=('parameters', 'trainable', 'multiply-adds'))
    costs = content.Bullets([line[:1].upper() + line[1:] for line in summary.totals])
    if not summary.is_chain or len(summary.layers) > net_diagram.MOST:
        return Section('net', title, [costs, layers])
    drawn = net_diagram.diagram(summary.layers)
    return Section('net', title, [costs, content.Columns([drawn, layers])])


def of_comparison(runs: Mapping[str, RunDirectory]) -> Section | None:
    """Returns the layers of the nets of a comparison, each net once.

    Args:
      runs: one of each variant, by its name.

    Returns:
      None if no net can be shown.
    """
    named: dict[tuple[LayerRow, ...], list[str]] = {}
    totals, built, left_out = {}, dict[str, tuple[LayerRow, ...]](), 0
    for name, directory in runs.items():
        key = _key(directory.config())
        if key not in built and len(built) == MOST_NETS:
            left_out += 1
            continue
        if key not in built:
            try:
                summary = summarising.of_run(directory)
            except LabError:
                continue
            built[key] = summary.layers
            totals[summary.layers] = summary.totals[0]
        named.setdefault(built[key], []).append(name)
    parts = [Table(summarising.table(layers), _caption(names, totals[layers], len(named)),
                   numbers=('parameters', 'trainable', 'multiply-adds'), folded=len(named) > 1)
             for layers, names in named.items()]
    if not parts:
        return None
    told = [Paragraph(f'Those of {left_out} more variants: tf-labs summary --workdir=DIR.',
                      'soft')] if left_out > 0 else []
    return Section('net', 'The nets' if len(named) > 1 else 'The net', [*parts, *told])


def _key(config: ConfigDict) -> str:
    """Returns what the layers of a net depend on: nets alike in it are built once."""
    model = {name: value for name, value in config.model.items() if name not in _NO_LAYERS}
    return repr((sorted(model.items()), config.data, config.loss))


def _caption(names: Sequence[str], total: str, nets: int) -> str:
    return f'{", ".join(names)}: {total}' if nets > 1 else f'Its layers: {total}'
