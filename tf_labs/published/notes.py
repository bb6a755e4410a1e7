"""The numbers that the sources print, each with the rule that judges it.

`reproduce` reruns the labs and judges every one of them. Sources (the notes are in Korean): notes
on linear regression, on activation functions and on AlexNet; the Lab-09-1 ReLU notes and the notes
on Part 2 of the course "Deep Learning for Everyone", season 2; the course's own notebooks
(deeplearningzerotoall/TensorFlow, tf_2.x).
"""

from collections.abc import Iterator

from tf_labs.published.number import Published
from tf_labs.published.papers import CIFAR
from tf_labs.published.papers import CONVNETS

REGRESSION = 'notes on linear regression'
ACTIVATIONS = 'notes on activation functions'
LAB_09_1 = 'Lab-09-1 notes'
PART_2 = 'notes on Part 2'
TEST_EXAMPLES = 10_000  # of MNIST


def _rows(lab: str, source: str, names: tuple[str, ...], every: int,
          lines: tuple[str, ...]) -> Iterator[Published]:
    """Lines of a log of full-batch descent, one every so many steps."""
    for index, printed in enumerate(lines):
        step = index * every
        keys = tuple(f'{lab}/{name}[{step}]' for name in names)
        yield Published(lab, f'step {step}: {", ".join(names)}', source, printed, 'exact', keys)


LINE = ('0.187 0.080 18.666666', '1.746 0.578 0.048171', '1.800 0.454 0.029767',
        '1.843 0.357 0.018394', '1.876 0.281 0.011366', '1.903 0.221 0.007024',
        '1.924 0.174 0.004340', '1.940 0.136 0.002682', '1.953 0.107 0.001657',
        '1.963 0.084 0.001024', '1.971 0.066 0.000633', '1.977 0.052 0.000391',
        '1.982 0.041 0.000242', '1.986 0.032 0.000149', '1.989 0.025 0.000092',
        '1.991 0.020 0.000057', '1.993 0.016 0.000035', '1.995 0.012 0.000022',
        '1.996 0.010 0.000013', '1.997 0.008 0.000008', '1.997 0.006 0.000005')
QUIZ = ('0.294 0.294 0.297 0.003 29661.800781', '0.674 0.661 0.676 0.008 1.563628',
        '0.679 0.655 0.677 0.008 1.497595', '0.684 0.649 0.677 0.008 1.435044',
        '0.689 0.643 0.678 0.008 1.375726', '0.694 0.638 0.678 0.009 1.319507',
        '0.699 0.633 0.679 0.009 1.266222', '0.704 0.627 0.679 0.009 1.215703',
        '0.709 0.622 0.679 0.009 1.167810', '0.713 0.617 0.680 0.009 1.122429',
        '0.718 0.613 0.680 0.009 1.079390')
SOFTMAX_COSTS = ('5.728240490', '1.562848449', '1.036820769', '0.828017235', '0.710269213',
                 '0.633605897', '0.577520072', '0.535485566', '0.502551138', '0.476104528',
                 '0.453757524', '0.435718447', '0.420195490', '0.406820983', '0.394985646')
NN_COSTS = ('128.861633301', '35.946983337', '22.999927521', '16.049583435', '11.660148621',
            '8.545135498', '6.511620045', '4.907732010', '3.620804548', '2.742984056',
            '2.156677008', '1.695149422', '1.215091109', '1.029857874', '0.871816397')


def _costs(lab: str, lines: tuple[str, ...], first_note: str = '') -> Iterator[Published]:
    for epoch, printed in enumerate(lines, 1):
        yield Published(lab, f'cost of epoch {epoch}', LAB_09_1, printed, 'band',
                        (f'{lab}/train_loss[{epoch}]',), note=first_note if epoch == 1 else '')


NOTEBOOK = 'course notebook'


def _notebook(lab: str, name: str, last: str, largest: str, said: str) -> Iterator[Published]:
    """Test accuracy in per cent after the epoch, the largest on the way, and what notes say."""
    accuracy = (f'{lab}/test_accuracy',)
    source = f'{NOTEBOOK} {name}'
    yield Published(lab, 'test accuracy, last', source, last, 'band', accuracy, TEST_EXAMPLES, 100)
    yield Published(lab, 'test accuracy, largest', source, largest, 'band', accuracy,
                    TEST_EXAMPLES, 100)
    if said != last:
        yield Published(
            lab, 'test accuracy as quoted', f'notes on {name}', said, 'erratum', accuracy,
            TEST_EXAMPLES, 100, reproduced_by=accuracy, by_band=True,
            note=f'the notebook that is quoted prints {last} at its end and at most {largest}; the '
            'quoted figure is no output of it, but such a run can end there')


PUBLISHED: tuple[Published, ...] = (
    Published('mse_by_hand', 'predictions', REGRESSION, '27 40 53 66', 'exact',
              ('mse_by_hand/predictions',)),
    Published('mse_by_hand', 'errors', REGRESSION, '-2 10 -11 -5', 'exact',
              ('mse_by_hand/errors',)),
    Published('mse_by_hand', 'sum of squares', REGRESSION, '250', 'exact', ('mse_by_hand/sse',)),
    Published('mse_by_hand', 'mean squared error', REGRESSION, '62.5', 'exact',
              ('mse_by_hand/mse',)),
    Published('mse_by_hand', 'mean squared error, in the text', REGRESSION, '44.5', 'erratum',
              ('mse_by_hand/mse',), right='62.5', reproduced_by=('mse_by_hand/mean_of_y',),
              note='250 / 4 is 62.5; 44.5 is the mean of the column y, (25 + 50 + 42 + 61) / 4'),
    Published('autograd', 'dz/dw of 2 w^2 + 5 at w = 2', REGRESSION, '8.0', 'exact',
              ('autograd/gradient',)),
    Published('autograd', 'gradients that accumulate over 21 passes', REGRESSION,
              ' '.join(f'{2.0 * n}' for n in range(1, 22)), 'exact', ('autograd/accumulated',)),
    *_rows('linear_regression', REGRESSION, ('w1', 'b', 'cost'), 100, LINE),
    *_rows('multivariable_regression', REGRESSION, ('w1', 'w2', 'w3', 'b', 'cost'), 100, QUIZ),
    *_rows('matrix_regression', REGRESSION, ('w1', 'w2', 'w3', 'b', 'cost'), 100, QUIZ),
    *_rows('regression_golden', f'{NOTEBOOK} lab-02-1', ('w1', 'b', 'cost'), 10,
           ('2.4520 0.3760 45.660004',)),
    Published('regression_golden', 'prediction for 5', f'{NOTEBOOK} lab-02-1', '5.0066934', 'exact',
              ('regression_golden/predict_5',)),
    Published('regression_golden', 'prediction for 2.5', f'{NOTEBOOK} lab-02-1', '2.4946523',
              'exact', ('regression_golden/predict_2.5',)),
    Published('activation_gallery', 'PReLU with a = 2 at -1 and 1', ACTIVATIONS, '-1 2', 'erratum',
              tuple(f'activation_gallery/prelu_slope_2_at_{x}' for x in ('minus_1', '1')),
              right='-2 1', reproduced_by=tuple(
                  f'activation_gallery/drawn_prelu_at_{x}' for x in ('minus_1', '1')),
              note='max(a x, x) is PReLU for a up to 1 only; the curve that is drawn for a = 2 is '
              'that of max(2 x, x)'),
    Published('activation_gallery', 'SELU with lambda 1 and a 2: infimum', ACTIVATIONS, '-2',
              'structure', ('activation_gallery/selu_drawn_infimum',)),
    *(Published('linearity', f'{formula} is linear', ACTIVATIONS, answer, 'structure',
                (f'linearity/{key}_is_linear',))
      for key, formula, answer in (('t', 'T(a1, a2) = (a1 + 2 a2, a2)', 'yes'),
                                   ('3x', '3 x', 'yes'),
                                   ('theta_x', 'theta . x', 'yes'), ('x2', 'x^2', 'no'))),
    Published('linearity', 'a deep linear net less its one layer, at most', ACTIVATIONS, '0.000000',
              'exact', ('linearity/collapse_largest_difference_float32',)),
    Published('linearity', 'a deep linear net on XOR stays at ln 2', ACTIVATIONS, '0.693147',
              'exact', ('linearity/xor_linear_last_loss',)),
    *(Published('gates', f'XOR, loss at step {step}', PART_2, '0.6931471824645996', 'exact',
                (f'gates/xor[{step}]',)) for step in range(1000, 10001, 1000)),
    Published('gates', 'XOR, accuracy', PART_2, '0.5', 'exact', ('gates/xor_accuracy',)),
    Published('gates', 'AND and OR are learnt: accuracies', PART_2, '1 1', 'exact',
              ('gates/and_accuracy', 'gates/or_accuracy')),
    Published('vanishing_gradient', 'weighted sums z1, z2, z3 of the chain', LAB_09_1,
              '0.1 0.105 0.158', 'exact',
              tuple(f'vanishing_gradient/chain_z{layer}' for layer in (1, 2, 3))),
    Published('vanishing_gradient', 'activations a1, a2, a3 of the chain', LAB_09_1,
              '0.525 0.526 0.539', 'exact',
              tuple(f'vanishing_gradient/chain_a{layer}' for layer in (1, 2, 3))),
    Published('vanishing_gradient', "sigmoid' of layers 1, 2, 3", LAB_09_1, '0.249 0.249 0.248',
              'exact', tuple(f'vanishing_gradient/chain_derivative_{layer}'
                             for layer in (1, 2, 3))),
    Published('vanishing_gradient', 'gradient passed on, layers 3 and 1', LAB_09_1, '0.248 0.015',
              'exact', ('vanishing_gradient/chain_product_3',
                        'vanishing_gradient/chain_product_1')),
    Published('vanishing_gradient', 'gradient passed on, layer 2', LAB_09_1, '0.061', 'erratum',
              ('vanishing_gradient/chain_product_2',), right='0.062',
              reproduced_by=('vanishing_gradient/chain_product_by_hand_truncated',),
              note='the product is 0.0619; rounding its factors first and cutting off the digits '
              'of 0.248 x 0.249 = 0.061752 gives the printed 0.061'),
    Published('vanishing_gradient', 'gradient of the first layer', LAB_09_1, '0.015', 'erratum',
              ('vanishing_gradient/chain_true_1',), right='0.000927',
              reproduced_by=('vanishing_gradient/chain_product_1',),
              note='the chain rule also multiplies by the weights W3 = 0.3 and W2 = 0.2, which the '
              'notes leave out; the derivatives alone give the printed value'),
    Published('vanishing_gradient', 'gradient of the first of 20 layers', LAB_09_1,
              'ReLU (He) > sigmoid (Xavier)', 'direction',
              ('vanishing_gradient/gradient_relu_he_first',
               'vanishing_gradient/gradient_sigmoid_xavier_first')),
    Published('vanishing_gradient', 'share of dead units after too large a rate', LAB_09_1,
              'ReLU > leaky ReLU', 'direction',
              tuple(f'vanishing_gradient/dying_large_rate_{name}_dead'
                    for name in ('relu', 'leaky_relu'))),
    Published('vanishing_gradient', 'share of dead units after too negative a bias', LAB_09_1,
              'ReLU > leaky ReLU', 'direction',
              tuple(f'vanishing_gradient/dying_negative_bias_{name}_dead'
                    for name in ('relu', 'leaky_relu'))),
    Published('mnist_relu', 'test accuracy of the net with ReLU and with sigmoid',
              'notes on the ReLU lab', 'ReLU > sigmoid', 'direction',
              ('mnist_relu/test_accuracy', 'mnist_sigmoid/test_accuracy')),
    *(Published('initializers', f'test accuracy after 3 epochs, {better} and N(0, 1)', PART_2,
                f'{better} > N(0, 1)', 'direction',
                (f'initializers/{key}.test_accuracy', 'initializers/normal_1.test_accuracy'))
      for better, key in (('Xavier', 'glorot_uniform'), ('He', 'he_normal'))),
    *(Published('initializers', f'cost of the first epoch, N(0, 1) and {better}', LAB_09_1,
                f'N(0, 1) > {better}', 'direction', (
                    'initializers/normal_1.first_train_loss',
                    f'initializers/{key}.first_train_loss'))
      for better, key in (('Xavier', 'glorot_uniform'), ('He', 'he_normal'))),
    Published('initializers', 'test accuracy, any other start and zeros', PART_2,
              'Xavier > zeros', 'direction', ('initializers/glorot_uniform.test_accuracy',
                                              'initializers/zeros.test_accuracy')),
    Published('rbm_few_labels', 'test accuracy with 100 labels', PART_2,
              'RBM pre-training > Xavier (sigmoid)', 'direction',
              tuple(f'rbm_few_labels/{name}_100.test_accuracy' for name in ('rbm', 'glorot'))),
    *(Published('initializers', f'test accuracy with all labels, {better} and RBM', PART_2,
                f'{better} > RBM pre-training', 'direction', (
                    f'initializers/{key}.test_accuracy', 'initializers/rbm_relu.test_accuracy'))
      for better, key in (('Xavier', 'glorot_uniform'), ('He', 'he_normal'))),
    Published('batchnorm', 'train loss of the first epoch, SGD 0.01', PART_2,
              'without > with batch norm', 'direction',
              tuple(f'batchnorm/sgd_001_{net}.first_train_loss' for net in ('plain', 'normed'))),
    *(Published('batchnorm', f'test accuracy with {title}', PART_2, 'with > without batch norm',
                'direction', tuple(f'batchnorm/{key}_{net}.test_accuracy'
                                   for net in ('normed', 'plain')))
      for title, key in (('SGD 0.001', 'sgd_0001'), ('Adam 0.1', 'adam_01'))),
    Published('dropout', 'loss gap between training and test', PART_2, 'without > dropout 0.5',
              'direction', tuple(f'dropout/{name}.loss_gap' for name in ('without', 'dropout_05'))),
    Published('dropout', 'accuracy gap between training and test', PART_2, 'without > dropout 0.5',
              'direction', tuple(
                  f'dropout/{name}.accuracy_gap' for name in ('without', 'dropout_05'))),
    Published('xor_mlp', 'cost at step 9900', PART_2, '0.34714627', 'band',
              ('xor_mlp/cost[9900]',)),
    Published('xor_deep', 'cost at step 100, on the plateau', PART_2, '0.69315541', 'band',
              ('xor_deep/cost[100]',)),
    Published('xor_deep', 'cost at step 10000', PART_2, '0.00018467', 'band',
              ('xor_deep/cost[10000]',)),
    Published('backprop', "cost at step 10000 of the notes' update", PART_2, '0.34664', 'erratum',
              ('backprop/right_final_cost',), reproduced_by=('backprop/notes_final_cost',),
              note='the update takes the batch sum for weights and the batch mean for biases, '
              'leaves out 1 / N, and begins in uninitialised memory; started where the log starts, '
              'on the way to ln(2) / 2, it ends at the printed cost, and the right update behind '
              'it'),
    Published('backprop', 'gradients by hand less those of the tape, relative', PART_2, '0.000000',
              'exact', ('backprop/max_relative_error_tape',)),
    *_costs('mnist_softmax', SOFTMAX_COSTS),
    *_costs('mnist_nn', NN_COSTS, 'the first cost hangs on the seed: over 12 seeds ours is '
            '162 +- 12 (138 to 182), a PyTorch loop over 10 seeds gives 155 +- 17, and 129.9, its '
            'lowest, for the seed 777 of the notes; the five seeds 777 and 1 to 4 lie closer '
            'together than most'),
    Published('mnist_softmax_unscaled', 'test accuracy', LAB_09_1, '0.8917', 'erratum',
              ('mnist_softmax/test_accuracy',), TEST_EXAMPLES,
              reproduced_by=('mnist_softmax_unscaled/test_accuracy',), by_band=True,
              note='the code divides the training pixels by 255 and not the test pixels; testing '
              'on pixels of 0 to 255 reproduces the printed accuracy'),
    Published('mnist_nn', 'test accuracy', LAB_09_1, '0.9440', 'band', ('mnist_nn/test_accuracy',),
              TEST_EXAMPLES),
    *_notebook('mnist_sigmoid', 'lab-10-1-1', '92.41', '92.45', '92.41'),
    *_notebook('mnist_relu', 'lab-10-1-2', '95.58', '96.23', '96.22'),
    *_notebook('mnist_xavier', 'lab-10-2-1', '96.07', '96.59', '96.55'),
    *_notebook('mnist_deep', 'lab-10-2-2', '96.84', '97.28', '96.88'),
    *_notebook('mnist_batchnorm_notebook', 'lab-10-4', '96.85', '97.28', '97.51'),
    Published('mnist_batchnorm', 'test accuracy', f'{NOTEBOOK} lab-10-4', '96.85', 'erratum',
              ('mnist_batchnorm/test_accuracy',), TEST_EXAMPLES, 100,
              reproduced_by=('mnist_batchnorm_notebook/test_accuracy',), by_band=True,
              note='the notebook runs its net twice a step, so its moving statistics advance '
              'twice; a momentum of 0.99^2 does the same and reproduces the printed accuracy'),
    *(Published(lab, 'parameters', NOTEBOOK, printed, 'structure', (f'{lab}/parameters',))
      for lab, printed in (('mnist_relu', '269,322'), ('mnist_deep', '1,195,018'),
                           ('mnist_batchnorm', '1,203,210'))),
    Published('mnist_batchnorm', 'parameters that are learnt', NOTEBOOK, '1,199,114', 'structure',
              ('mnist_batchnorm/trainable_parameters',)),
    *_notebook('mnist_dropout', 'lab-10-3', '95.62', '95.76', '95.91'),
    *CONVNETS,
    *CIFAR,
)
