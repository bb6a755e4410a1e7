"""Writes a checkpoint of TensorFlow's, from the second time on without looking for its content.

`tf.train.Checkpoint.write` walks through all objects each time, which takes longer than writing the
tensors of a small net. What a run consists of stays the same: what the first file holds under which
name holds for all.
"""

import tensorflow as tf

_SUFFIX = '/.ATTRIBUTES/VARIABLE_VALUE'
_OBJECTS = '_CHECKPOINTABLE_OBJECT_GRAPH'


class CheckpointWriter:
    """Writes what `tf.train.Checkpoint.write` writes, byte for byte."""

    def __init__(self) -> None:
        self._checkpoint: tf.train.Checkpoint | None = None
        self._variables: dict[str, tf.Variable] = {}
        self._objects = b''

    def write(self, checkpoint: tf.train.Checkpoint, prefix: str) -> None:
        """Writes `prefix`.index and the data beside it.

        Args:
          checkpoint: of variables that are there already, and stay the same.
          prefix: as tf.train.Checkpoint.write takes it.

        Raises:
          tf.errors.OpError: they could not be written.
        """
        if checkpoint is not self._checkpoint:
            checkpoint.write(prefix)
            self._remember(checkpoint, prefix)
            return
        names = [*self._variables, _OBJECTS]
        with tf.device('CPU:0'):
            tf.raw_ops.SaveV2(
                prefix=prefix, tensor_names=names, shape_and_slices=[''] * len(names),
                tensors=[*self._variables.values(), self._objects])

    def _remember(self, checkpoint: tf.train.Checkpoint, prefix: str) -> None:
        """Takes the names from a file; one that holds other things is always written as the first.
        """
        reader, found = tf.train.load_checkpoint(prefix), _variables(checkpoint)
        if reader.get_variable_to_shape_map().keys() == {*found, _OBJECTS}:
            self._checkpoint, self._variables = checkpoint, found
            self._objects = reader.get_tensor(_OBJECTS)


def _variables(checkpoint: tf.train.Checkpoint) -> dict[str, tf.Variable]:
    """Returns the variables by the names under which they are stored."""
    view, found = tf.train.TrackableView(checkpoint), {}
    nodes = [('', checkpoint)]
    for path, node in nodes:  # grows meanwhile
        for name, child in view.children(node).items():
            if isinstance(child, tf.Variable):
                found[f'{path}{name}{_SUFFIX}'] = child
            else:
                nodes.append((f'{path}{name}/', child))
    return found
