"""The chain of sigmoids of the Lab-09-1 notes, forwards and backwards, beside what they print."""

from typing import Any

from ml_collections import ConfigDict

from tf_labs.labs.vanishing_gradient import chain
from tf_labs.report import tables

_HEADS = {'z': 'z', 'a': 'a', 'derivative_': "sigmoid'", 'product_': 'product of slopes',
          'true_': 'da_L/dz (chain rule)', 'tape_': 'da_L/dz (tape)'}


def compute(config: ConfigDict) -> tuple[list[str], list[dict[str, Any]], dict[str, float]]:
    """Returns what is printed, a row for each layer, and the numbers by name."""
    x, weights = config.chain.x, config.chain.weights
    outputs = chain.forward(x, weights)
    slopes = chain.slopes(outputs)
    columns = {'z': chain.weighted_sums(x, weights, outputs), 'a': outputs,
               'derivative_': slopes, 'product_': chain.product_of_slopes(slopes),
               'true_': chain.chain_rule(slopes, weights), 'tape_': chain.by_tape(x, weights)}
    values = {f'chain_{key}{layer}': value for key, column in columns.items()
              for layer, value in enumerate(column, start=1)}
    rows = [{'layer': layer, **dict(zip(_HEADS.values(), row))}
            for layer, row in enumerate(zip(*columns.values()), start=1)]
    hand_lines, hand_values = _by_hand(config)
    shown = [{key: f'{value:.6f}' if isinstance(value, float) else value
              for key, value in row.items()} for row in rows]
    lines = [f'A chain of sigmoids, x = {x:g}, W = {", ".join(f"{w:g}" for w in weights)}, L = '
             f'{len(weights)}:', *tables.to_markdown(shown).splitlines(),
             'The notes multiply the slopes alone; the chain rule also multiplies by the weight '
             f'between two layers, so the first layer gets {values["chain_true_1"]:.6f}, not '
             f'{values["chain_product_1"]:.6f}.', *hand_lines]
    return lines, rows, values | hand_values


def _by_hand(config: ConfigDict) -> tuple[list[str], dict[str, float]]:
    """The calculation on paper, each step rounded."""
    x, weights, digits = config.chain.x, config.chain.weights, config.chain.digits
    outputs = chain.forward(x, weights, digits)
    sums = chain.weighted_sums(x, weights, outputs, digits)
    slopes = chain.slopes(outputs, digits)
    product = slopes[-1] * slopes[-2]
    cut = chain.truncated(product, digits)
    before = (x, *outputs)
    lines = [f'By hand, each step rounded to {digits} decimals:',
             *(f'  z{layer} = {weight:g} * {a:g} = {z:g}, a{layer} = sigmoid(z{layer}) = '
               f'{output:g}, sigmoid\'(z{layer}) = {output:g} * (1 - {output:g}) = {slope:g}'
               for layer, (weight, a, z, output, slope) in enumerate(
                   zip(weights, before, sums, outputs, slopes), start=1)),
             f'  {slopes[-1]:g} * {slopes[-2]:g} = {product:.6f}, which is '
             f'{round(product, digits):.{digits}f} rounded and {cut:.{digits}f} truncated.',
             'The notes (x 1, W 0.1, 0.2, 0.3) print 0.061, truncated; all their other digits '
             'are rounded.']
    values = {f'chain_z{layer}_by_hand': z for layer, z in enumerate(sums, start=1)}
    return lines, values | {
        'chain_product_by_hand': product,
        'chain_product_by_hand_rounded': round(product, digits),
        'chain_product_by_hand_truncated': cut}
