"""What came out of a lab that trains no single classifier: a few numbers for the head of a page."""

from collections.abc import Mapping, Sequence
import math
import string
from typing import Any

Card = tuple[str, str]  # a number, and what it is
MOST = 4  # of a lab that names none

# For each experiment: a text with fields of result.json, and what it says. A card whose fields the
# run does not have is left out. `of4` is a share of four rows, `%` and the others are Python's.
_CARDS: Mapping[str, Sequence[Card]] = {
    'gates': (
        ('{and_accuracy:of4}, {or_accuracy:of4}, {nand_accuracy:of4}, {xor_accuracy:of4}',
         'rows right: AND, OR, NAND, XOR'),
        ('{xor_loss:.6f}', 'loss on XOR; ln 2 = 0.693147 is that of a guess')),
    'perceptron': (
        ('{functions_of_one_unit}', 'of the 16 functions of two inputs: one unit has them'),
        ('{xor_learnt:yes}', 'XOR learnt by the perceptron rule'),
        ('{bound_holds:yes}', 'Novikoff\'s bound holds on every set')),
    'table': (
        ('{accuracy:of4}', 'rows right'), ('{solved_at}', 'step from which on all are right'),
        ('{cost:.4g}', 'cost at the end'), ('{r2:.4f}', 'R²'), ('{steps:,}', 'steps')),
    'mse_by_hand': (
        ('{mse:g}', 'mean squared error of the predictions'),
        ('{best_line}', 'the best of the lines'), ('{best_weight:.4f}', 'the best weight')),
    'descent': (
        ('{best_weight:.4f}', 'the best weight'),
        ('{largest_rate:.4g}', 'rate from which on descent diverges'),
        ('{condition_number:.4g}', 'condition number of the surface')),
    'autograd': (
        ('{gradient:g}', 'the gradient'),
        ('{largest_difference:.1g}', 'largest difference to the gradient by hand')),
    'backprop': (
        ('{right_share_solved:.1%}', 'of the seeds solve XOR with the right gradient'),
        ('{notes_share_solved:.1%}', 'with the gradient as printed'),
        ('{max_relative_error_tape:.1g}', 'largest relative error of the gradient by hand'),
        ('{mnist_accuracy:.4f}', 'accuracy on MNIST')),
    'vanishing_gradient': (
        ('10^{gradient_sigmoid_xavier_log10_ratio:.1f}',
         'first over last gradient: sigmoid, Xavier'),
        ('10^{gradient_relu_he_log10_ratio:.1f}', 'the same: ReLU, He'),
        ('{dying_large_rate_relu_dead:.0%}', 'ReLU units dead after a large rate'),
        ('{dying_large_rate_leaky_relu_dead:.0%}', 'the same with leaky ReLU')),
    'internal_covariate_shift': (
        ('{plain_test_accuracy:.4f}', 'test accuracy, plain'),
        ('{normed_test_accuracy:.4f}', 'with batch norm'),
        ('{noisy_test_accuracy:.4f}', 'with batch norm and more shift')),
    'train_and_eval_mode': (
        ('{dropout_training_mode_accuracy:.4f}', 'dropout, asked in training mode'),
        ('{dropout_evaluation_mode_accuracy:.4f}', 'in evaluation mode'),
        ('{batch_norm_training_mode_accuracy_alone:.4f}',
         'batch norm, training mode, one image at a time'),
        ('{batch_norm_evaluation_mode_accuracy:.4f}', 'in evaluation mode')),
    'linearity': (
        ('{xor_linear_last_loss:.4f}', 'loss on XOR without tanh; ln 2 is that of a guess'),
        ('{xor_tanh_last_loss:.4f}', 'with tanh'),
        ('{collapse_largest_difference:.1g}', 'a deep linear net from a single layer, at most')),
    'activation_gallery': (
        ('{sigmoid_saturated_wide:.0%}', 'of a sigmoid saturated by a wide input'),
        ('{tanh_saturated_wide:.0%}', 'of a tanh'), ('{relu_zeros:.0%}', 'of a ReLU exactly 0'),
        ('{selu_stddev:.3g}', 'the sd that SELU makes of 1')),
    'architectures': (
        ('{alexnet_two_towers_parameters:,}', 'parameters of AlexNet in two towers'),
        ('{zfnet_parameters:,}', 'of ZFNet'), ('{neurons:,}', 'neurons of AlexNet')),
    'linear_classifier': (
        ('{test_accuracy:.4f}',
         'test accuracy; 95% interval {test_from:.4f} to {test_to:.4f}'),
        ('{always_most_frequent:.4f}', 'of one who always says the commonest class'),
        ('{shuffled_test_accuracy:.4f}', 'with shuffled labels')),
    'optimizer_paths': (
        ('{valley_adam_settled}', 'steps of Adam through the long valley'),
        ('{valley_sgd_settled}', 'steps of SGD'),
        ('{valley_momentum_settled}', 'steps of momentum')),
    'optimizer_family': (
        ('{edges_that_hold} of {edges}', 'optimizers are their parent and one term'),),
    'rare_features': (
        ('{sgd_rare:.1%}', 'of a rare feature\'s weight learnt by SGD'),
        ('{adagrad_rare:.1%}', 'by AdaGrad'), ('{adam_rare:.1%}', 'by Adam')),
    'sequential': (
        ('{chain_test_accuracy:.4f}', 'test accuracy of the chain'),
        ('{branches_test_accuracy:.4f}', 'with branches'),
        ('{gain:+.4f}', 'gain; 95% interval {gain_from:+.4f} to {gain_to:+.4f}')),
}


class _Fields(string.Formatter):
    """Adds the formats of4 and yes; what is missing or no number is a ValueError."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            raise ValueError
        if format_spec == 'of4':
            return f'{4 * value:.0f} of 4'
        if format_spec == 'yes':
            return 'yes' if value else 'no'
        return str(super().format_field(value, format_spec))


def cards(experiment: str, result: Mapping[str, Any]) -> list[Card]:
    """Returns the key numbers of a procedure that has ended."""
    known = _CARDS.get(experiment)
    if known is None:
        return _most_telling(result)
    return [one for one in (_filled(card, result) for card in known) if one is not None]


def _filled(card: Card, result: Mapping[str, Any]) -> Card | None:
    try:
        value, what = (_Fields().vformat(text, (), result) for text in card)
    except (KeyError, ValueError, TypeError):
        return None
    return value, what


def _most_telling(result: Mapping[str, Any]) -> list[Card]:
    """Returns the first accuracies, else the first costs and losses."""
    numbers = {key: value for key, value in result.items()
               if isinstance(value, (int, float)) and not isinstance(value, bool)
               and math.isfinite(value)}
    for words in (('accuracy',), ('solved',), ('cost', 'loss', 'error')):
        chosen = [key for key in numbers if any(word in key for word in words)][:MOST]
        if chosen:
            return [(f'{numbers[key]:.4g}', key.replace('_', ' ')) for key in chosen]
    return []
