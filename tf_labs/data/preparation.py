"""From stored pixels to what a net is fed: mean, crops, mirrors and colour jitter.

Every random number is a hash of (seed, epoch, example, draw), made of integers alone. It depends
neither on the batch an example is in nor on who prepares it, and integers have no last bit that
vector units round in their own way: a resumed run sees what one that was never stopped sees.
"""

import dataclasses
import functools
import io
from typing import Any

import numpy as np
import tensorflow as tf

from tf_labs.data.arrays import Form
from tf_labs.data.arrays import read_arrays

# What the draws of an example are for; colours take one for each channel, from COLORS on.
TOP, LEFT, MIRROR, COLORS = 0, 1, 2, 3
DRAWS = 8
NORMAL_LEVELS = 2**16
CROPS = 10

# What is stored of a preparation.
FORMS = {
    'seed': Form('i', ()), 'crop': Form('i', (), optional=True), 'random_crop': Form('bool', ()),
    'ten_places': Form('bool', (), optional=True),
    'mirror': Form('bool', ()), 'color_jitter': Form('float64', ()),
    'mean': Form('float32', (None, None, None), optional=True),
    'components': Form('float32', (None, None), optional=True),
}


@dataclasses.dataclass(frozen=True, eq=False)
class Preparation:
    """What is done to images, uint8 [N, H, W, C], before they are scaled and fed.

    The result is uint8 as long as nothing but crops and mirrors is asked for, else float32 in the
    unit of the pixels.

    Attributes:
      seed: of the run.
      crop: height and width of what is cut out; None: the whole image.
      random_crop: in training the crop lies anywhere; else, and in evaluation, in the middle.
      ten_places: in training the crop lies in one of the four corners or in the middle; with
        `mirror` these are the crops of `ten_crops`.
      mirror: in training every other image is mirrored, left to right.
      color_jitter: standard deviation of the a_i in components @ [a_1 .. a_C], which is added to
        every pixel of an image; one draw an image an epoch.
      mean: float32 [H, W, C], subtracted before anything is cut; None: nothing is.
      components: float32 [C, C], of `statistics.components`; needed if color_jitter is not 0.
    """

    seed: int = 0
    crop: int | None = None
    random_crop: bool = False
    ten_places: bool = False
    mirror: bool = False
    color_jitter: float = 0.0
    mean: np.ndarray | None = None
    components: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.color_jitter and self.components is None:
            raise ValueError('color_jitter needs components')

    @property
    def is_identity(self) -> bool:
        """True if images leave as they came."""
        return not (self.crop or self.mirror or self.color_jitter) and self.mean is None

    @property
    def dtype(self) -> tf.DType:
        """Of the prepared images."""
        return tf.uint8 if self.mean is None and not self.color_jitter else tf.float32

    def shape(self, image_shape: tuple[int, int, int]) -> tuple[int, int, int]:
        """Returns (h, w, C) of prepared images."""
        height, width, channels = image_shape
        return (self.crop or height, self.crop or width, channels)

    def training(self, images: tf.Tensor, examples: tf.Tensor, epoch: tf.Tensor) -> tf.Tensor:
        """Returns images as a net sees them in an epoch of training.

        Args:
          images: uint8 [N, H, W, C]; H, W and C are known.
          examples: int64 [N], the number of each image in its split.
          epoch: int64 [], from 0.

        Returns:
          [N, h, w, C].
        """
        bits = random_bits(self.seed, epoch, examples)  # [N, DRAWS]
        images = self._centred_on_mean(images)
        images = self._cut(images, bits) if self._has_chance(images) else self.centre(images)
        if self.components is not None and self.color_jitter:
            colors = self._colors(self.components, bits)
            images = tf.cast(images, tf.float32) + colors[:, tf.newaxis, tf.newaxis]
        return images

    def evaluation(self, images: tf.Tensor) -> tf.Tensor:
        """Returns the middle of images, [N, h, w, C], as training would feed it without chance."""
        prepared = self.centre(self._centred_on_mean(images))
        return prepared if tf.as_dtype(prepared.dtype).is_floating else tf.cast(
            prepared, self.dtype)

    def ten_crops(self, images: tf.Tensor) -> tf.Tensor:
        """Returns the four corners and the middle, then the mirrors of these, [10, N, h, w, C]."""
        images = self._centred_on_mean(images)
        height, width, _ = images.shape[1:]
        high, wide, _ = self.shape(images.shape[1:])
        corners = [images[:, top:top + high, left:left + wide]
                   for top in (0, height - high) for left in (0, width - wide)]
        five = tf.stack([*corners, self.centre(images)])
        return tf.cast(tf.concat([five, five[:, :, :, ::-1]], axis=0), self.dtype)

    def centre(self, images: Any) -> Any:
        """Returns the middle of images [..., H, W, C], arrays or tensors, with nothing changed."""
        height, width, _ = images.shape[-3:]
        high, wide, _ = self.shape(images.shape[-3:])
        if (high, wide) == (height, width):
            return images
        top, left = (height - high) // 2, (width - wide) // 2
        return images[..., top:top + high, left:left + wide, :]

    def to_bytes(self) -> bytes:
        """Returns all of it as an .npz file."""
        file = io.BytesIO()
        np.savez(file, **{key: value for key, value in vars(self).items() if value is not None})
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> 'Preparation':
        """Inverse of `to_bytes`.

        Raises:
          UnreadableArraysError: the content is damaged.
        """
        found = read_arrays(content, FORMS)
        return cls(**{key: value if value.ndim else value.item() for key, value in found.items()})

    def _centred_on_mean(self, images: tf.Tensor) -> tf.Tensor:
        return images if self.mean is None else tf.cast(images, tf.float32) - self.mean

    def _has_chance(self, images: tf.Tensor) -> bool:
        """True if training cuts or mirrors at random: only then is a gather worth its time."""
        moves = self.random_crop and self.shape(images.shape[1:]) != tuple(images.shape[1:])
        return moves or self.mirror

    def _cut(self, images: tf.Tensor, bits: tf.Tensor) -> tf.Tensor:
        """Cuts and mirrors by one gather of pixels: faster than slicing image by image."""
        height, width, channels = images.shape[1:]
        high, wide, _ = self.shape(images.shape[1:])
        if self.random_crop and self.ten_places:
            corner = _below(bits[:, TOP], CROPS // 2)
            down, right = height - high, width - wide
            top = tf.gather([0, 0, down, down, down // 2], corner)
            left = tf.gather([0, right, 0, right, right // 2], corner)
        elif self.random_crop:
            top = _below(bits[:, TOP], height - high + 1)
            left = _below(bits[:, LEFT], width - wide + 1)
        else:
            top, left = (height - high) // 2, tf.fill([tf.shape(bits)[0]], (width - wide) // 2)
        columns = tf.range(wide)
        if self.mirror:
            columns = tf.where(_below(bits[:, MIRROR, tf.newaxis], 2) == 1,
                               wide - 1 - columns, columns)
        columns = left[:, tf.newaxis] + columns  # [N, w]
        rows = tf.reshape(top, [-1, 1]) + tf.range(high)  # [N or 1, h]
        pixels = rows[:, :, tf.newaxis] * width + columns[:, tf.newaxis]  # [N, h, w]
        first = tf.range(tf.shape(images)[0]) * (height * width)
        return tf.gather(tf.reshape(images, [-1, channels]),
                         first[:, tf.newaxis, tf.newaxis] + pixels)

    def _colors(self, components: np.ndarray, bits: tf.Tensor) -> tf.Tensor:
        """Returns what is added to the pixels of each image, [N, C].

        Sums are written out: a matrix product rounds by where a row stands.
        """
        color = 0.0
        for channel in range(len(components)):
            amount = self.color_jitter * _normal(bits[:, COLORS + channel])
            color += amount[:, tf.newaxis] * components[:, channel]
        return color


def random_bits(seed: int, epoch: tf.Tensor, examples: tf.Tensor) -> tf.Tensor:
    """Returns 64 random bits for each draw of each example, uint64 [N, DRAWS].

    They are two rounds of the finalizer of SplitMix64 (Steele, Lea and Flood, 2014) over the
    number of the draw, keyed by what TensorFlow makes of (seed, epoch).

    Args:
      seed: of the run.
      epoch: int64 [], from 0.
      examples: int64 [N].
    """
    # The order of the examples takes its keys from [seed, epoch]; below 0 no epoch is.
    keys = tf.random.stateless_uniform(
        [2], seed=tf.stack([tf.constant(seed, tf.int64), -1 - epoch]),
        minval=None, maxval=None, dtype=tf.uint64)
    numbers = tf.cast(examples[:, tf.newaxis] * DRAWS + tf.range(1, DRAWS + 1, dtype=tf.int64),
                      tf.uint64)
    golden = tf.constant(0x9E3779B97F4A7C15, tf.uint64)
    return _mixed(_mixed(keys[0] + numbers * golden) ^ keys[1])


def _mixed(bits: tf.Tensor) -> tf.Tensor:
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        bits = (bits ^ _shifted(bits, shift)) * tf.constant(factor, tf.uint64)
    return bits ^ _shifted(bits, 31)


def _shifted(bits: tf.Tensor, places: int) -> tf.Tensor:
    return tf.bitwise.right_shift(bits, tf.constant(places, tf.uint64))


def _below(bits: tf.Tensor, count: int) -> tf.Tensor:
    """Returns int32 in 0..count - 1, each as likely as the others to 1 part in 2^32 / count."""
    return tf.cast(_shifted(_shifted(bits, 32) * tf.constant(count, tf.uint64), 32), tf.int32)


def _normal(bits: tf.Tensor) -> tf.Tensor:
    """Returns float32 of the standard normal distribution."""
    return tf.gather(_normal_levels(), tf.cast(_shifted(bits, 48), tf.int32))


@functools.cache
def _normal_levels() -> np.ndarray:
    """The quantiles in the middle of so many equal parts, brought to variance 1.

    Looked up, not computed: a logarithm or a cosine may differ in its last bit with the place of
    a number in a tensor.
    """
    from scipy import special  # only jitter needs it
    levels = special.ndtri((np.arange(NORMAL_LEVELS) + 0.5) / NORMAL_LEVELS)
    scaled: np.ndarray = levels / levels.std()
    return scaled.astype(np.float32)
