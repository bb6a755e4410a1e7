"""What the course's own notebooks print."""

from collections.abc import Iterator

from tf_labs.published.logs import full_batch
from tf_labs.published.number import Published

NOTEBOOK = 'course notebook'
TEST_EXAMPLES = 10_000  # of MNIST


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
)
