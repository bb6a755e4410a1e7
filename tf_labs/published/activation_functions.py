"""What the notes on activation functions and on linearity print."""

from tf_labs.published.number import Published

SOURCE = 'notes on activation functions'

ACTIVATION_FUNCTIONS: tuple[Published, ...] = (
    Published('activation_gallery', 'PReLU with a = 2 at -1 and 1', SOURCE, '-1 2', 'erratum',
              tuple(f'activation_gallery/prelu_slope_2_at_{x}' for x in ('minus_1', '1')),
              right='-2 1', reproduced_by=tuple(
                  f'activation_gallery/drawn_prelu_at_{x}' for x in ('minus_1', '1')),
              note='max(a x, x) is PReLU for a up to 1 only; the curve that is drawn for a = 2 is '
              'that of max(2 x, x)'),
    Published('activation_gallery', 'SELU with lambda 1 and a 2: infimum', SOURCE, '-2',
              'structure', ('activation_gallery/selu_drawn_infimum',)),
    *(Published('linearity', f'{formula} is linear', SOURCE, answer, 'structure',
                (f'linearity/{key}_is_linear',))
      for key, formula, answer in (('t', 'T(a1, a2) = (a1 + 2 a2, a2)', 'yes'),
                                   ('3x', '3 x', 'yes'),
                                   ('theta_x', 'theta . x', 'yes'), ('x2', 'x^2', 'no'))),
    Published('linearity', 'a deep linear net less its one layer, at most', SOURCE, '0.000000',
              'exact', ('linearity/collapse_largest_difference_float32',)),
    Published('linearity', 'a deep linear net on XOR stays at ln 2', SOURCE, '0.693147',
              'exact', ('linearity/xor_linear_last_loss',)),
)
