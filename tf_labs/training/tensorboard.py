"""The mirror of metrics and diagnostics in TensorBoard's files."""

from collections.abc import Mapping
import io
from pathlib import Path
import shutil
from typing import Any

import numpy as np
from PIL import Image
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.plugins.histogram import metadata as histogram_metadata
from tensorboard.plugins.hparams import api_pb2
from tensorboard.plugins.hparams import summary as hparams
from tensorboard.plugins.hparams import summary_v2 as hparams_v2
from tensorboard.plugins.image import metadata as image_metadata
from tensorboard.util.tensor_util import make_tensor_proto
import tensorflow as tf

from tf_labs.console import warn
from tf_labs.training import kernel_images

_OF_LAYER = ('weight_norm', 'gradient_norm', 'update_norm', 'activation_mean', 'activation_sd',
             'zeros', 'dead', 'saturated')
_PICTURES = '.report'  # how the file ends that `write_pictures` makes
_HPARAMS = '.hparams'


class TensorBoard:
    """Writes events. TensorBoard cannot take one back, so a resumed run writes all of them anew.

    They mirror what is stored elsewhere: where the disk takes no more of them, a line says so and
    the run goes on without.
    """

    def __init__(self, directory: Path):
        shutil.rmtree(directory, ignore_errors=True)
        self._writer = tf.summary.create_file_writer(str(directory))
        self._is_broken = False

    def metrics(self, row: dict[str, Any]) -> None:
        """Writes the scalars of a row of metrics.jsonl."""
        self._write(row['step'], [_scalar(name, value) for name, value in row.items()
                                  if isinstance(value, float)])

    def diagnostics(self, row: dict[str, Any]) -> None:
        """Writes the scalars, histograms and images of a row of the diagnostics."""
        values = []
        for layer in row['layers']:
            values += [_scalar(f'{name}/layer_{layer["layer"]}', layer[name])
                       for name in _OF_LAYER if layer.get(name) is not None]
            values += [_histogram(f'{name}/layer_{layer["layer"]}', *stored)
                       for name, stored in layer['histograms'].items()]
        if 'kernels' in row:
            images = kernel_images.decode(row['kernels'])
            if images.shape[-1] in (1, 3):
                values.append(_image('first_layer', kernel_images.sheet(images)))
        self._write(row['step'], values)

    def _write(self, step: int, values: list[Summary.Value]) -> None:
        """Writes all values in one call: tf.summary.scalar takes one for each."""
        if self._is_broken:
            return
        try:
            with self._writer.as_default():
                tf.summary.experimental.write_raw_pb(
                    Summary(value=values).SerializeToString(), step)
            self._writer.flush()
        except tf.errors.OpError as error:
            self._give_up(error)

    def close(self) -> None:
        """Ends the file."""
        try:
            self._writer.close()
        except tf.errors.OpError as error:
            self._give_up(error)

    def _give_up(self, error: tf.errors.OpError) -> None:
        if not self._is_broken:
            warn(f'no more events for TensorBoard ({type(error).__name__}); they are written anew '
                 'when the run is resumed')
        self._is_broken = True


def _scalar(name: str, value: float) -> Summary.Value:
    return Summary.Value(tag=name, simple_value=value)  # a tensor takes ten times as long to make


def _histogram(name: str, low: float, high: float, counts: list[int]) -> Summary.Value:
    """A histogram that is counted already: rows of left edge, right edge, count."""
    edges = np.linspace(low, high, len(counts) + 1)
    rows = np.stack([edges[:-1], edges[1:], counts], axis=1)
    return Summary.Value(tag=name, tensor=make_tensor_proto(rows),
                         metadata=histogram_metadata.create_summary_metadata('', ''))


def _image(name: str, image: np.ndarray) -> Summary.Value:
    """An image float32 [H, W, C], 0..1, C = 1 or 3."""
    png = tf.io.encode_png(np.round(255 * image).astype(np.uint8)).numpy()  # Pillow loads slowly
    return _png(name, png, image.shape[1], image.shape[0])


def _png(name: str, png: bytes, width: int, height: int) -> Summary.Value:
    """An image; stored as width, height, PNG."""
    parts = np.array([b'%d' % width, b'%d' % height, png], dtype=object)
    return Summary.Value(tag=name, tensor=make_tensor_proto(parts),
                         metadata=image_metadata.create_summary_metadata('', ''))


def write_hparams(directory: Path, group: str, values: Mapping[str, Any]) -> None:
    """Writes what sets a run apart from others, for TensorBoard's tab HPARAMS, once.

    Args:
      directory: TensorBoard's, of the run; the metrics are the scalars that are there.
      group: name that the runs of other seeds share.
      values: by field; what is no number, text or switch as a text.

    Raises:
      OSError: the directory takes no files.
    """
    if any(directory.glob(f'*{_HPARAMS}')):
        return
    plain = {name: value if isinstance(value, (bool, int, float, str)) else str(value)
             for name, value in values.items()}
    writer = tf.summary.create_file_writer(str(directory), filename_suffix=_HPARAMS)
    with writer.as_default():
        for part in (hparams_v2.hparams_pb(plain, trial_id=group),
                     hparams.session_end_pb(api_pb2.STATUS_SUCCESS)):
            tf.summary.experimental.write_raw_pb(part.SerializeToString(), 0)
    writer.close()


def write_pictures(directory: Path, step: int, pictures: Mapping[str, bytes]) -> None:
    """Writes {name: PNG} into an event file of its own, in place of the one written before.

    Raises:
      OSError: the directory takes no files.
    """
    directory.mkdir(exist_ok=True)
    for old in directory.glob(f'*{_PICTURES}'):
        old.unlink()
    writer = tf.summary.create_file_writer(str(directory), filename_suffix=_PICTURES)
    values = [_png(f'report/{name}', png, *Image.open(io.BytesIO(png)).size)
              for name, png in pictures.items()]
    with writer.as_default():
        tf.summary.experimental.write_raw_pb(Summary(value=values).SerializeToString(), step)
    writer.close()
