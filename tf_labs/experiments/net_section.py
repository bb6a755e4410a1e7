"""What a report says of the net itself: a drawing, its layers, its costs."""

from ml_collections import ConfigDict

from tf_labs.errors import LabError
from tf_labs.experiments import summarising
from tf_labs.report import content
from tf_labs.report import net_diagram
from tf_labs.report.content import Paragraph
from tf_labs.report.content import Section
from tf_labs.report.content import Table


def section(config: ConfigDict) -> Section:
    """Returns the section; a net that is no chain of layers is not drawn."""
    title = 'The net'
    try:
        summary = summarising.of(config)
    except LabError as error:
        return Section('net', title, [Paragraph(f'Not shown: {error}.', 'warn')])
    layers = Table(summarising.table(summary.layers), 'Its layers',
                   numbers=('parameters', 'trainable', 'multiply-adds'))
    costs = content.Bullets([line[:1].upper() + line[1:] for line in summary.totals])
    if not summary.is_chain or len(summary.layers) > net_diagram.MOST:
        return Section('net', title, [costs, layers])
    drawn = net_diagram.diagram(summary.layers)
    return Section('net', title, [costs, content.Columns([drawn, layers])])
