"""What the course's own notebooks print."""

from collections.abc import Iterator

from tf_labs.published.logs import full_batch
from tf_labs.published.number import Half
from tf_labs.published.number import Published

NOTEBOOK = 'course notebook'
TEST_EXAMPLES = 10_000  # of MNIST


def _notebook(lab: str, name: str, last: str, largest: str, quoted: str) -> Iterator[Published]:
    """Test accuracy in per cent after the epoch, the largest on the way, and what notes quote."""
    said = '' if quoted == last else f'notes quote {quoted}, which the notebook does not print'
    for which, printed, note in (('last', last, said), ('largest', largest, '')):
        yield Published(lab, f'test accuracy, {which}', f'{NOTEBOOK} {name}', printed, 'band',
                        (f'{lab}/test_accuracy',), TEST_EXAMPLES, 100, note=note)


NOTEBOOKS: tuple[Published, ...] = (
    *full_batch('regression_golden', f'{NOTEBOOK} lab-02-1', ('w1', 'b', 'cost'), 10,
                ('2.4520 0.3760 45.660004',)),
    Published('regression_golden', 'prediction for 5', f'{NOTEBOOK} lab-02-1', '5.0066934', 'exact',
              ('regression_golden/predict_5',)),
    Published('regression_golden', 'prediction for 2.5', f'{NOTEBOOK} lab-02-1', '2.4946523',
              'exact', ('regression_golden/predict_2.5',)),
    Published('mnist_relu', 'test accuracy of the net with ReLU and with sigmoid',
              'notes on the ReLU lab', 'ReLU > sigmoid', 'direction',
              ('mnist_relu/test_accuracy', 'mnist_sigmoid/test_accuracy')),
    *_notebook('mnist_sigmoid', 'lab-10-1-1', '92.41', '92.45', '92.41'),
    *_notebook('mnist_relu', 'lab-10-1-2', '95.58', '96.23', '96.22'),
    *_notebook('mnist_xavier', 'lab-10-2-1', '96.07', '96.59', '96.55'),
    *_notebook('mnist_deep', 'lab-10-2-2', '96.84', '97.28', '96.88'),
    *_notebook('mnist_batchnorm_notebook', 'lab-10-4', '96.85', '97.28', '97.51'),
    Published('mnist_batchnorm', 'test accuracy', f'{NOTEBOOK} lab-10-4', '96.85', 'erratum',
              right=Half('notebook > right', 'direction', (
                  'mnist_batchnorm_notebook/test_accuracy', 'mnist_batchnorm/test_accuracy'),
                  scale=100),
              wrong=Half('96.85', 'band', ('mnist_batchnorm_notebook/test_accuracy',),
                         TEST_EXAMPLES, 100),
              note='the notebook runs its net twice a step, so its moving statistics advance '
              'twice; a momentum of 0.99^2 does the same and reproduces the printed accuracy, '
              'above that of one advance a step'),
    Published('mnist_relu', 'initial weights', 'notes on the ReLU lab', 'variance 1', 'erratum',
              right=Half('95.58', 'band', ('mnist_relu/test_accuracy',), TEST_EXAMPLES, 100),
              wrong=Half('N(0, 0.05) > N(0, 1)', 'direction', (
                  'initializers/normal_005.test_accuracy', 'initializers/normal_1.test_accuracy')),
              note='the notebook that the notes describe calls RandomNormal(), whose standard '
              'deviation is 0.05; with it the printed accuracy comes out, with 1 the net learns '
              'less'),
    *(Published(lab, f'parameters of {net}', NOTEBOOK, printed, 'structure', (f'{lab}/parameters',))
      for lab, net, printed in (
          ('mnist_relu', '784-256-256-10', '269,322'),
          ('mnist_deep', '784-512-512-512-512-10', '1,195,018'),
          ('mnist_batchnorm', '784-512-512-512-512-10 with batch norm', '1,203,210'))),
    Published('mnist_batchnorm', 'parameters that are learnt', NOTEBOOK, '1,199,114', 'structure',
              ('mnist_batchnorm/trainable_parameters',)),
    *_notebook('mnist_dropout', 'lab-10-3', '95.62', '95.76', '95.91'),
)
