"""What the notes on AlexNet print about the net, and what small nets show of its claims."""

from tf_labs.published.number import Half
from tf_labs.published.number import Published

SOURCE = 'notes on AlexNet'
FIGURE_2 = f'{SOURCE}, figure 2'
LAB = 'architectures'


def _key(name: str) -> tuple[str, ...]:
    return (f'{LAB}/{name}',)


ALEXNET: tuple[Published, ...] = (
    *(Published(LAB, f'AlexNet in {title}, {quantity} of the images', SOURCE, printed,
                'structure', _key(f'alexnet_{title.replace(" ", "_")}_{key}'))
      for title in ('one tower', 'two towers') for quantity, key, printed in (
          ('sides', 'sides', '227 55 27 27 13 13 13 13 6'),
          ('number', 'maps', '3 96 96 256 256 384 384 256 256'))),
    Published(LAB, 'sizes after conv1 and the poolings, by formula', SOURCE, '55 27 13 6',
              'structure', _key('sizes_by_formula')),
    Published(LAB, 'paddings of 5 x 5 and 3 x 3, by formula', SOURCE, '2 1', 'structure',
              _key('paddings_by_formula')),
    Published(LAB, 'AlexNet, parameters', SOURCE, '60 million', 'rounded',
              _key('alexnet_two_towers_parameters')),
    Published(LAB, 'AlexNet, neurons', SOURCE, '650,000', 'rounded', _key('neurons'),
              note='659,272; with the misprinted count of the first layer 622,312'),
    Published(LAB, 'AlexNet, neurons above the first layer', FIGURE_2,
              '186,624 64,896 64,896 43,264 4096 4096 1000', 'structure',
              _key('neurons_above_conv1')),
    Published(LAB, 'AlexNet, neurons of the first layer', FIGURE_2, '253,440', 'erratum',
              right=Half('290,400', 'exact', _key('neurons_of_conv1')),
              wrong=Half('253,440', 'exact', _key('neurons_of_conv1_as_printed')),
              note='the printed count is 55 x 48 x 96; the layer has 55 x 55 x 96'),
    Published(LAB, 'AlexNet, dimensions of the input', FIGURE_2, '150,528', 'erratum',
              right=Half('154,587', 'exact', _key('neurons_of_input')),
              wrong=Half('150,528', 'exact', _key('neurons_of_input_of_224')),
              note='the printed count is 224 x 224 x 3; windows of 11 x 11 every 4 pixels fit 55 '
              'times into 227 pixels, and into 224 no whole number of times. The notes say so, '
              'and print 224 again for the ten crops and for figure 3'),
    Published(LAB, 'crops of a training image, without and with mirrors', SOURCE, '1024 2048',
              'erratum', right=Half('900 1800', 'exact', _key('crops')),
              wrong=Half('1024 2048', 'exact', _key('crops_of_224_less_the_last')),
              note='from 256 pixels a crop of 227 begins at 30 places along each axis; the printed '
              'numbers are (256 - 224)^2 and twice that: crops of 224, less the last place of each '
              'axis (counted so, crops of 227 are 29^2 = 841 and 1682)'),
    Published(LAB, 'share of the parameters in each convolution', SOURCE, 'at most 1%', 'erratum',
              right=Half('0.06 0.50 1.45 1.09 0.73', 'exact', _key('convolution_shares'),
                         scale=100),
              wrong=Half('3', 'exact', _key('convolutions_within_1_percent')),
              note='so it is for three of the five; conv3 has 885,120 of 60,965,224'),
    Published(LAB, 'order of response norm and ReLU', SOURCE, 'norm, then ReLU', 'erratum',
              right=Half('0.333 0.000', 'exact', _key('lrn_after_relu')),
              wrong=Half('0.120 0.000', 'exact', _key('lrn_before_relu')),
              note='the formula divides by activities after the ReLU, as the notes say a sentence '
              'later and the paper says throughout. Two maps of 3 and -4 with (k, alpha, beta) = '
              '(0, 1, 1): ReLU first gives 3 / 3^2, norm first 3 / (3^2 + 4^2)'),
    Published(LAB, 'bias that the output layer starts with', SOURCE, '1', 'erratum',
              right=Half('0', 'exact', _key('output_bias')),
              wrong=Half('0', 'exact', _key('softmax_shift_by_1')),
              note='"the rest 1" takes in the output layer; the nets of the authors have 0 there. '
              'It has no effect: one number added to every logit leaves the softmax as it is'),
    Published(LAB, 'response norm of four maps of ones at (0, 0, 0)', SOURCE, '0.5', 'exact',
              _key('lrn_example')),
    Published('train_and_eval_mode', 'factor of the outputs at test, dropout 0.5', SOURCE, '0.5',
              'exact', ('train_and_eval_mode/halving_factor',)),
)


def _setting(quantity: str, printed: str, *fields: str) -> Published:
    return Published('alexnet', quantity, SOURCE, printed, 'setting', tuple(
        f'alexnet/{field}' for field in fields))


RECIPE: tuple[Published, ...] = (
    _setting('batch size, momentum', '128 0.9', 'data.batch_size', 'optimizer.momentum'),
    _setting('weight decay', '0.0005', 'optimizer.weight_decay'),
    _setting('learning rate', '0.01', 'optimizer.learning_rate'),
    _setting('factor of the learning rate, and how often', '1/10 3', 'optimizer.decay_rate',
             'optimizer.max_decays'),
    _setting('standard deviation of the initial kernels', '0.01', 'model.init_stddev'),
    _setting('dropout', '0.5', 'model.dropout_rate'),
    _setting('standard deviation of the colours', '0.1', 'data.color_jitter'),
    _setting('crop', '227', 'data.crop'),
    _setting('epochs', '90', 'train.epochs'),
    Published(LAB, 'response norm: k, n, alpha, beta', SOURCE, '2 5 0.0001 0.75', 'structure',
              _key('lrn_settings')),
)


# What a small net of ours shows is no test of what the paper says of AlexNet: its claims, tried on
# the authors' nets for CIFAR-10, are those of tf_labs.published.papers.
CLAIMS: tuple[Published, ...] = (
    Published('cifar10_relu_tanh', 'training error at the mark', SOURCE, '0.25', 'setting',
              ('cifar10_relu_tanh/train.target_error',)),
    Published('cifar10_relu_tanh', 'whose error falls to 25%', SOURCE,
              'tested on the CIFAR-10 test set', 'erratum',
              right=Half('0.25', 'setting', ('cifar10_relu_tanh/train.target_error',)),
              wrong=Half('training > test accuracy', 'direction', (
                  'cifar10_relu_tanh/relu.fit_accuracy', 'cifar10_relu_tanh/relu.test_accuracy')),
              note='the figure shows the training error, as its caption and the notes themselves '
              'say; the two errors are not one number', by_default=False),
    Published('cifar10_depth', 'convolutions whose loss costs accuracy', SOURCE, 'any', 'not run',
              needs='ImageNet and a GPU', command='tf-labs reproduce --labs=papers_depth --seeds=3 '
              '(a smaller net, on CIFAR-10)'),
)
