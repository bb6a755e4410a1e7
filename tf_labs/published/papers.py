"""The numbers that are printed about AlexNet and ZFNet."""

from tf_labs.published.number import Published

ALEXNET = 'notes on AlexNet'
FIGURE_2 = f'{ALEXNET}, figure 2'
ZFNET = 'Zeiler and Fergus (2013), figure 3'
LAB = 'architectures'


def _key(name: str) -> tuple[str, ...]:
    return (f'{LAB}/{name}',)


CONVNETS: tuple[Published, ...] = (
    *(Published(LAB, f'AlexNet in {title}, {quantity} of the images', ALEXNET, printed,
                'structure', _key(f'alexnet_{title.replace(" ", "_")}_{key}'))
      for title in ('one tower', 'two towers') for quantity, key, printed in (
          ('sides', 'sides', '227 55 27 27 13 13 13 13 6'),
          ('number', 'maps', '3 96 96 256 256 384 384 256 256'))),
    Published(LAB, 'sizes after conv1 and the poolings, by formula', ALEXNET, '55 27 13 6',
              'structure', _key('sizes_by_formula')),
    Published(LAB, 'paddings of 5 x 5 and 3 x 3, by formula', ALEXNET, '2 1', 'structure',
              _key('paddings_by_formula')),
    Published(LAB, 'AlexNet in two towers, parameters', 'counted from the paper', '60,965,224',
              'structure', _key('alexnet_two_towers_parameters')),
    Published(LAB, 'AlexNet in one tower, parameters', 'counted from the notes', '62,378,344',
              'structure', _key('alexnet_one_tower_parameters')),
    Published(LAB, 'AlexNet, neurons above the first layer', FIGURE_2,
              '186,624 64,896 64,896 43,264 4096 4096 1000', 'structure',
              _key('neurons_above_conv1')),
    Published(LAB, 'AlexNet, neurons of the first layer', FIGURE_2, '253,440', 'erratum',
              _key('neurons_of_conv1'), right='290,400',
              reproduced_by=_key('neurons_of_conv1_as_printed'),
              note='the printed count is 55 x 48 x 96; the layer has 55 x 55 x 96'),
    Published(LAB, 'AlexNet, dimensions of the input', FIGURE_2, '150,528', 'erratum',
              _key('neurons_of_input'), right='154,587',
              reproduced_by=_key('neurons_of_input_of_224'),
              note='the printed count is 224 x 224 x 3; windows of 11 x 11 every 4 pixels fit 55 '
              'times into 227 pixels, and into 224 no whole number of times'),
    Published(LAB, 'crops of a training image, without and with mirrors', ALEXNET, '1024 2048',
              'erratum', _key('crops'), right='900 1800',
              reproduced_by=_key('crops_of_224_less_the_last'),
              note='from 256 pixels a crop of 227 begins at 30 places along each axis; the printed '
              'numbers are (256 - 224)^2 and twice that: crops of 224, less the last place of each '
              'axis (counted so, crops of 227 are 29^2 = 841 and 1682)'),
    Published(LAB, 'response norm of four maps of ones at (0, 0, 0)', ALEXNET, '0.5', 'exact',
              _key('lrn_example')),
    Published(LAB, 'ZFNet, sides of the images', ZFNET, '224 110 55 26 13 13 13 13 6', 'structure',
              _key('zfnet_sides')),
)


def _direction(lab: str, quantity: str, printed: str, larger: str, smaller: str,
               note: str = '') -> Published:
    """A claim of the paper, judged on a small net: the first of two measured values is larger."""
    return Published(lab, quantity, ALEXNET, printed, 'direction',
                     (f'{lab}/{larger}', f'{lab}/{smaller}'), note=note, by_default=False)


CIFAR: tuple[Published, ...] = (
    _direction('cifar10_relu_tanh', 'steps to 25% training error, tanh and ReLU', 'factor 6',
               'tanh.steps_to_target', 'relu.steps_to_target'),
    _direction('cifar10_pooling', 'test accuracy, overlapping pooling and not',
               '0.4 points (ImageNet)', 'overlapping.test_accuracy', 'apart.test_accuracy'),
    _direction('cifar10_pooling', 'training minus test accuracy, apart and overlapping',
               'slightly more difficult to overfit', 'apart.accuracy_gap',
               'overlapping.accuracy_gap'),
    _direction('towers', 'test accuracy, two towers and one of half the filters',
               '1.7 points (ImageNet, top 1)', 'two_towers.test_accuracy',
               'half_the_filters.test_accuracy'),
    _direction('towers', 'gap of colour between the towers, and that of 95% of random halves',
               'one grey, one in colour, in every run', 'two_towers.colour_gap',
               'two_towers.colour_gap_by_chance'),
    _direction('cifar10_lrn', 'test accuracy with and without response norm',
               '89% and 87% (CIFAR-10)', 'with.test_accuracy', 'without.test_accuracy'),
    _direction('cifar10_augmentation', 'test accuracy with and without augmentation',
               'substantial overfitting without', 'all.test_accuracy', 'none.test_accuracy'),
    _direction('cifar10_augmentation', 'test accuracy with and without colour jitter',
               '1 point (ImageNet)', 'colors.test_accuracy', 'none.test_accuracy'),
    _direction('cifar10_dropout', 'training minus test accuracy without and with dropout',
               'substantial overfitting without', 'without.accuracy_gap', 'with.accuracy_gap'),
    *(_direction('cifar10_depth', f'test accuracy with and without {name}',
                 'any convolution counts', 'whole.test_accuracy', f'no_{name}.test_accuracy')
      for name in ('conv1', 'conv2', 'conv3', 'conv4')),
    Published('cifar10_first_layer', 'aliased filters of 64, 11x11 every 4 and 7x7 every 2',
              'Zeiler and Fergus (2013)', 'aliasing goes away', 'direction',
              ('cifar10_first_layer/kernel_11_stride_4.aliased_filters',
               'cifar10_first_layer/kernel_7_stride_2.aliased_filters'), by_default=False),
)
