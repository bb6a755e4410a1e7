"""Rules on what goes into a net, and on how training and test compare."""

import math

from tf_labs.doctor.evidence import Evidence
from tf_labs.doctor.findings import Finding

# Standard deviation of the test's inputs over that of the training's, or one over it. The data sets
# here have 0.99 to 1.05, the latter in 100 images; a scale that was forgotten is one of 16 or 255.
SCALE_FACTOR = 1.5

# Points of accuracy: of ten test examples one is lost. Good configs: up to 0.044 (mnist_nn).
GAP = 0.1

# Points of accuracy. mnist_batchnorm, whose moving statistics are still young, has up to 0.012;
# the sampling error of the 1,000 test examples is below 0.02.
MODES = 0.05

# Largest class over smallest. MNIST has 1.24. A class must also be off by more than chance
# can do: 4 standard deviations of a Poisson count.
IMBALANCE = 3.0
IMBALANCE_SIGMAS = 4.0


def input_scale(evidence: Evidence) -> Finding | None:
    """Inputs of the test are not scaled as those of the training."""
    training, test = evidence.scales
    factor, seen = test / training, ''
    if evidence.looks and 'eval_input' in evidence.looks[0]:
        inputs = [evidence.looks[0][name] for name in ('train_input', 'eval_input')]
        factor = inputs[1]['sd'] / inputs[0]['sd'] if inputs[0]['sd'] else factor
        seen = '; mean and standard deviation of the inputs are ' + ' and '.join(
            f'{one["mean"]:.4g}, {one["sd"]:.4g}' for one in inputs)
    if 1 / SCALE_FACTOR < factor < SCALE_FACTOR:
        return None
    return Finding(
        'input_scale', 'test inputs are not scaled as the training inputs are',
        f'pixels are multiplied by {training:.4g} in training and by {test:.4g} in the test{seen} '
        f'(threshold: a factor of {SCALE_FACTOR:g})',
        'leave config.data.eval_scale at None, so that both are scaled alike',
        'mnist_softmax_unscaled')


def gap(evidence: Evidence) -> Finding | None:
    """The net has memorized its training examples."""
    fit, test = evidence.result['fit_accuracy'], evidence.result['test_accuracy']
    if fit - test <= GAP:
        return None
    return Finding(
        'gap', 'the net overfits: it does much better on the examples that it was trained on',
        f'accuracy {fit:.4f} in training and {test:.4f} in the test, '
        f'{fit - test:.4f} apart (threshold {GAP:g})',
        'more examples, random crops and horizontal flips, dropout, a smaller net, or fewer epochs',
        'dropout')


def modes(evidence: Evidence) -> Finding | None:
    """Batch norm's moving statistics are not those of the batches."""
    training = evidence.result['train_mode_accuracy']
    test = evidence.result['eval_mode_accuracy']
    if training - test <= MODES:
        return None
    return Finding(
        'modes', 'batch norm gives other answers in evaluation mode than in training mode',
        f'accuracy on the same examples {training:.4f} in training mode and {test:.4f} in '
        f'evaluation mode, {training - test:.4f} apart (threshold {MODES:g})',
        'train for longer, or lower config.model.batch_norm_momentum: the moving averages '
        'still contain their initial values', 'mnist_batchnorm_notebook')


def imbalance(evidence: Evidence) -> Finding | None:
    """Some classes have far more training examples than others."""
    counts = evidence.class_counts
    most, least = max(counts), min(counts)
    mean = sum(counts) / len(counts)
    sigmas = max(most - mean, mean - least) / math.sqrt(mean)
    if most < IMBALANCE * least or sigmas < IMBALANCE_SIGMAS:
        return None
    return Finding(
        'imbalance', 'the classes are not equally frequent in training',
        f'{most} examples of class {counts.index(most)}, {least} of class '
        f'{counts.index(least)} (threshold: a factor of {IMBALANCE:g})',
        'oversample rare classes or weight their loss, and judge by the accuracy of each class',
        'rbm_few_labels')
