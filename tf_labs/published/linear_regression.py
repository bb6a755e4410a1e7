"""What the notes on linear regression print."""

from tf_labs.published.logs import full_batch
from tf_labs.published.number import Half
from tf_labs.published.number import Published

SOURCE = 'notes on linear regression'
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

LINEAR_REGRESSION: tuple[Published, ...] = (
    Published('mse_by_hand', 'the four points and the line', SOURCE, '2 3 4 5 25 50 42 61 13 1',
              'setting', tuple(f'mse_by_hand/mse.{name}' for name in ('x', 'y', 'weight', 'bias'))),
    Published('mse_by_hand', 'predictions', SOURCE, '27 40 53 66', 'exact',
              ('mse_by_hand/predictions',)),
    Published('mse_by_hand', 'errors', SOURCE, '-2 10 -11 -5', 'exact',
              ('mse_by_hand/errors',)),
    Published('mse_by_hand', 'sum of squares', SOURCE, '250', 'exact', ('mse_by_hand/sse',)),
    Published('mse_by_hand', 'mean squared error', SOURCE, '62.5', 'exact',
              ('mse_by_hand/mse',)),
    Published('mse_by_hand', 'mean squared error, in the text', SOURCE, '44.5', 'erratum',
              right=Half('62.5', 'exact', ('mse_by_hand/mse',)),
              wrong=Half('-7 44.5 44.5', 'exact', tuple(
                  f'mse_by_hand/{key}' for key in ('misread_error', 'misread_mse', 'mean_of_y'))),
              note='250 / 4 is 62.5. Two slips give 44.5, and which it was is not known: -7 in the '
              'place of the error -11, 178 / 4; or the mean of the column y, 178 / 4 as well'),
    Published('autograd', 'dz/dw of 2 w^2 + 5 at w = 2', SOURCE, '8.0', 'exact',
              ('autograd/gradient',)),
    Published('autograd', 'gradients that accumulate over 21 passes', SOURCE,
              ' '.join(f'{2.0 * n}' for n in range(1, 22)), 'exact', ('autograd/accumulated',)),
    Published('linear_regression', 'x_train and y_train', SOURCE, '1 2 3 2 4 6', 'exact',
              ('linear_regression/inputs', 'linear_regression/targets')),
    Published('matrix_regression', 'five rows of quizzes, and what they lead to', SOURCE,
              '73 80 75 93 88 93 89 91 90 96 98 100 73 66 70 152 185 180 196 142', 'exact',
              ('matrix_regression/inputs', 'matrix_regression/targets')),
    Published('linear_regression', 'cost before the first step', SOURCE, '18.6667', 'exact',
              ('linear_regression/cost[0]',)),
    Published('linear_regression', 'learning rate', SOURCE, '0.01', 'setting',
              ('linear_regression/optimizer.learning_rate',)),
    Published('linear_regression', 'passes of the loop', SOURCE, 'nb_epochs = 1999', 'erratum',
              right=Half('2001', 'setting', ('linear_regression/train.steps',)),
              wrong=Half('1.997 0.006 0.000005', 'exact', tuple(
                  f'linear_regression/{name}[2000]' for name in ('w1', 'b', 'cost'))),
              note='a loop to 1999 prints no row 2000; the printed rows were made by one to 2000, '
              'which passes 2001 times'),
    *full_batch('linear_regression', SOURCE, ('w1', 'b', 'cost'), 100, LINE),
    *full_batch('multivariable_regression', SOURCE, ('w1', 'w2', 'w3', 'b', 'cost'), 100, QUIZ),
    *full_batch('matrix_regression', SOURCE, ('w1', 'w2', 'w3', 'b', 'cost'), 100, QUIZ),
    *(Published(lab, 'learning rate', SOURCE, '1e-5', 'setting',
                (f'{lab}/optimizer.learning_rate',))
      for lab in ('multivariable_regression', 'matrix_regression')),
    Published('multivariable_regression', 'passes of the loop', SOURCE, '1001', 'setting',
              ('multivariable_regression/train.steps',),
              note='nb_epochs = 1000 is printed, and the loop is range(nb_epochs + 1)'),
    Published('matrix_regression', 'steps before the last printed hypothesis', SOURCE, '20',
              'setting', ('matrix_regression/train.predictions_after',)),
)
