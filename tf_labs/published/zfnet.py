"""What Zeiler and Fergus, and the notes on ZFNet, print."""

from tf_labs.published.number import Published

SOURCE = 'notes on ZFNet'
PAPER = 'Zeiler and Fergus (2013)'

ZFNET: tuple[Published, ...] = (
    Published('architectures', 'ZFNet, sides of the images', f'{PAPER}, figure 3',
              '224 110 55 26 13 13 13 13 6', 'structure', ('architectures/zfnet_sides',)),
)
