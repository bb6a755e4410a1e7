"""What Zeiler and Fergus, and the notes on ZFNet, print."""

from tf_labs.published.number import Published

SOURCE = 'notes on ZFNet'
PAPER = 'Zeiler and Fergus (2013)'

ZFNET: tuple[Published, ...] = (
    Published('architectures', 'ZFNet, sides of the images', f'{PAPER}, figure 3',
              '224 110 55 26 13 13 13 13 6', 'structure', ('architectures/zfnet_sides',)),
    Published('cifar10_first_layer', 'aliased filters of 64, 11x11 every 4 and 7x7 every 2',
              PAPER, 'aliasing goes away', 'direction',
              ('cifar10_first_layer/kernel_11_stride_4.aliased_filters',
               'cifar10_first_layer/kernel_7_stride_2.aliased_filters'),
              note='a small net of ours on a fifth of CIFAR-10: no test of the claim, which '
              "papers_first_layer tries on the authors' net", by_default=False),
)
