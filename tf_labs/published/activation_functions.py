"""What the notes on activation functions and on linearity print."""

from tf_labs.published.number import Half
from tf_labs.published.number import Published

SOURCE = 'notes on activation functions'


def _prelu(name: str) -> tuple[str, ...]:
    return tuple(f'activation_gallery/{name}_at_{x}' for x in ('minus_1', '1'))


ACTIVATION_FUNCTIONS: tuple[Published, ...] = (
    Published('activation_gallery', 'PReLU with a = 2 at -1 and 1', SOURCE, '-1 2', 'erratum',
              right=Half('-2 1', 'exact', _prelu('prelu_slope_2')),
              wrong=Half('-1 2', 'exact', _prelu('drawn_prelu')),
              note='max(a x, x) is PReLU for a up to 1 only; the curve that is drawn for a = 2 is '
              'that of max(2 x, x)'),
    *(Published('linearity', f'{formula} is linear', SOURCE, answer, 'structure',
                (f'linearity/{key}_is_linear',))
      for key, formula, answer in (('t', 'T(a1, a2) = (a1 + 2 a2, a2)', 'yes'),
                                   ('3x', '3 x', 'yes'),
                                   ('theta_x', 'theta . x', 'yes'), ('x2', 'x^2', 'no'))),
    Published('activation_gallery', 'slope of leaky ReLU below 0', SOURCE, '0.1', 'structure',
              ('activation_gallery/leaky_relu_drawn_at_minus_1',), scale=-1),
    Published('activation_gallery', 'ELU, a: its infimum', SOURCE, '1', 'structure',
              ('activation_gallery/elu_infimum',), scale=-1),
    Published('activation_gallery', 'SELU as drawn, a times lambda of 1: its infimum', SOURCE, '2',
              'structure', ('activation_gallery/selu_drawn_infimum',), scale=-1),
    Published('activation_gallery', "GELU, factor of x^3 in its tanh", SOURCE, '0.044715',
              'structure', ('activation_gallery/gelu_cubic',)),
    Published('linearity', 'equation (4): weights on its two lines', SOURCE,
              'w_i^{2,3}; w_1^{2,2}, w_2^{2,2}', 'erratum',
              right=Half('0', 'exact', ('linearity/equation_4_gap',)),
              wrong=Half('12', 'exact', ('linearity/equation_4_gap_as_printed',)),
              note='with w_i^{2,2} on both lines they are equal, as they are said to be; with the '
              'printed 3 the first one is about another node. On x = (1, -2) with weights (-1, '
              '0.5) into node 2, (2, -1) into node 3 and f(x) = 2 x they differ by 12'),
    Published('zero_centred', 'epochs to 5% training error, a mean of 0.5 and of 0', SOURCE,
              'not centred at 0: slow', 'direction', (
                  'zero_centred/epochs_mean_0.5', 'zero_centred/epochs_mean_0'),
              needs='ten minutes on two cores', by_default=False),
    Published('linear_regression', 'backpropagation with a linear activation', SOURCE,
              'possible, but not usable: the derivative is a constant', 'erratum',
              right=Half('cost falls', 'direction', ('linear_regression/cost[0]',
                                                     'linear_regression/cost[2000]')),
              wrong=Half('1.997', 'exact', ('linear_regression/w1[2000]',)),
              note='the derivative of the activation is a constant, that of the loss for a weight '
              'is not: it has the error and the input in it. A linear net trains, here to w = '
              '1.997 for y = 2 x; what it cannot do is bend'),
)
