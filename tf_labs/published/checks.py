"""Numbers that no source prints: what the claims of the sources come to, worked out here."""

from tf_labs.published.number import Published

SOURCE = 'our own check'

CHECKS: tuple[Published, ...] = (
    Published('matrix_regression', 'predictions after 20 steps', SOURCE,
              '152.80 183.67 180.97 197.07 140.10', 'exact',
              ('matrix_regression/early_predictions',),
              note='the loop of the notes prints them; its output is not shown'),
    Published('linearity', 'a deep linear net less its one layer, at most', SOURCE, '0.000000',
              'exact', ('linearity/collapse_largest_difference_float32',)),
    Published('linearity', 'a deep linear net on XOR stays at ln 2', SOURCE, '0.693147',
              'exact', ('linearity/xor_linear_last_loss',)),
    Published('gates', 'XOR, accuracy', SOURCE, '0.5', 'exact', ('gates/xor_accuracy',)),
    Published('gates', 'AND and OR are learnt: accuracies', SOURCE, '1 1', 'exact',
              ('gates/and_accuracy', 'gates/or_accuracy')),
    Published('backprop', 'gradients by hand less those of the tape, relative', SOURCE, '0.000000',
              'exact', ('backprop/max_relative_error_tape',)),
    Published('architectures', 'AlexNet in two towers, parameters', SOURCE, '60,965,224',
              'structure', ('architectures/alexnet_two_towers_parameters',)),
    Published('architectures', 'AlexNet in one tower, parameters', SOURCE, '62,378,344',
              'structure', ('architectures/alexnet_one_tower_parameters',)),
)
