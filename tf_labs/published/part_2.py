"""What the notes on Part 2 of the course print, and what they claim."""

from tf_labs.published.number import Half
from tf_labs.published.number import Published
from tf_labs.published.part_2_logs import XOR_LOGS

SOURCE = 'notes on Part 2'

PART_2: tuple[Published, ...] = (
    Published('gates', 'XOR, loss at step 0', SOURCE, '0.7055874466896057', 'band',
              ('gates/xor[0]',)),
    *(Published('gates', f'XOR, loss at step {step}', SOURCE, '0.6931471824645996', 'exact',
                (f'gates/xor[{step}]',)) for step in range(1000, 10001, 1000)),
    *(Published('initializers', f'test accuracy after 3 epochs, {better} and N(0, 1)', SOURCE,
                f'{better} > N(0, 1)', 'direction',
                (f'initializers/{key}.test_accuracy', 'initializers/normal_1.test_accuracy'))
      for better, key in (('Xavier', 'glorot_uniform'), ('He', 'he_normal'))),
    Published('initializers', 'test accuracy, any other start and zeros', SOURCE,
              'Xavier > zeros', 'direction', ('initializers/glorot_uniform.test_accuracy',
                                              'initializers/zeros.test_accuracy')),
    Published('rbm_few_labels', 'test accuracy with 100 labels', SOURCE,
              'RBM pre-training > Xavier (sigmoid)', 'direction',
              tuple(f'rbm_few_labels/{name}_100.test_accuracy' for name in ('rbm', 'glorot'))),
    *(Published('initializers', f'test accuracy with all labels, {better} and RBM', SOURCE,
                f'{better} > RBM pre-training', 'direction', (
                    f'initializers/{key}.test_accuracy', 'initializers/rbm_sigmoid.test_accuracy'))
      for better, key in (('Xavier', 'glorot_uniform'), ('He', 'he_normal'))),
    Published('batchnorm', 'train loss of the first epoch, SGD 0.01', SOURCE,
              'without > with batch norm', 'direction',
              tuple(f'batchnorm/sgd_001_{net}.first_train_loss' for net in ('plain', 'normed'))),
    *(Published('batchnorm', f'test accuracy with {title}', SOURCE, 'with > without batch norm',
                'direction', tuple(f'batchnorm/{key}_{net}.test_accuracy'
                                   for net in ('normed', 'plain')))
      for title, key in (('SGD 0.001', 'sgd_0001'), ('Adam 0.1', 'adam_01'))),
    Published('dropout', 'loss gap between training and test', SOURCE, 'without > dropout 0.5',
              'direction', tuple(f'dropout/{name}.loss_gap' for name in ('without', 'dropout_05'))),
    Published('dropout', 'accuracy gap between training and test', SOURCE, 'without > dropout 0.5',
              'direction', tuple(
                  f'dropout/{name}.accuracy_gap' for name in ('without', 'dropout_05'))),
    Published('backprop', "cost at step 10000 of the notes' update", SOURCE,
              '0.3466399610042572', 'erratum',
              right=Half('0.34715', 'exact', ('backprop/right_final_cost',)),
              wrong=Half('0.34664', 'exact', ('backprop/notes_final_cost',)),
              note='the update takes the batch sum for weights and the batch mean for biases, '
              'leaves out 1 / N, adds 1e-7 to p (1 - p), and begins in uninitialized memory; '
              'started where the log starts, on the way to ln(2) / 2, it ends at the printed cost, '
              'and the right update behind it'),
    Published('internal_covariate_shift', 'what gamma and beta are for', SOURCE,
              'to make up for the linearity lost after the activation', 'erratum',
              right=Half('0.000000', 'exact', ('internal_covariate_shift/identity_gap',)),
              wrong=Half('0.984', 'exact', ('internal_covariate_shift/sigmoid_line_share',)),
              note='they come before the activation and give back scale and shift: with gamma = '
              'sqrt(variance + epsilon) and beta = mean the layer is the identity. No linearity is '
              'lost that they could make up for: of a sigmoid whose inputs are normalized a line '
              'explains 98.4%; a larger gamma makes the layer less linear'),
    Published('mnist_dropout', 'hidden layers and dropout', SOURCE, '512 512 512 512 0.5',
              'setting', ('mnist_dropout/model.hidden_sizes', 'mnist_dropout/model.dropout_rate')),
    *(Published(lab, 'learning rate and steps', SOURCE, '1 10001', 'setting', (
        f'{lab}/optimizer.learning_rate', f'{lab}/train.steps'))
      for lab in ('gates', 'xor_mlp', 'xor_deep', 'backprop')),
    *XOR_LOGS,
)
