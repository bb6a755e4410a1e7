"""The weights of the first units as images, at some looks."""

import numpy as np

from tf_labs.report import html
from tf_labs.report import plots
from tf_labs.report.content import Sheet
from tf_labs.report.html import Picture
from tf_labs.report.looks import labelled
from tf_labs.report.looks import Looks
from tf_labs.report.run_style import DPI
from tf_labs.report.run_style import WIDTH
from tf_labs.training import kernel_images

SHEETS = 5  # looks that are shown


def sheets(looks: Looks, most: int = SHEETS) -> list[Sheet]:
    """Returns the first and the last look that has them, some between, and the whole change."""
    weights = [(row['step'], kernel_images.decode(row['kernels']))
               for row in looks.rows if 'kernels' in row]  # images [N, H, W, 1 or 3]
    if not weights:
        return []
    made = [_sheet(f'step {step:,}', images) for step, images in (
        weights[place] for place in labelled(len(weights), most))]
    if len(weights) > 1:
        (first, before), (last, after) = weights[0], weights[-1]
        made.append(_sheet(f'change from step {first:,} to {last:,}', after - before))
    return made


def _sheet(title: str, images: np.ndarray) -> Sheet:
    sheet = kernel_images.sheet(images)
    return Sheet(title, float(np.abs(images).max()),
                 sheet if sheet.shape[-1] == 3 else sheet[..., 0])


def first_layer(shown: list[Sheet]) -> Picture:
    """All sheets as one figure, two beside each other."""
    rows = -(-len(shown) // 2)
    height, width = shown[0].image.shape[:2]
    figure, axes = plots.figure(rows, 2, width=WIDTH / 2, title='First-layer weights',
                                height=0.35 + WIDTH / 2 * height / width, dpi=DPI)
    for one in axes.flat:
        one.set_axis_off()
    for one, sheet in zip(axes.flat, shown):
        one.imshow(sheet.image, cmap='gray', vmin=0.0, vmax=1.0, interpolation='nearest')
        one.set_title(sheet.title, fontsize=9)
    return html.picture('first_layer', figure, ' '.join(sheet.alt for sheet in shown))
