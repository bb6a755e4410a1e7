"""The file `checkpoint`, which tells other tools which checkpoints there are."""

from collections.abc import Sequence


def content(steps: Sequence[int]) -> bytes:
    """Returns the text form of TensorFlow's CheckpointState.

    Args:
      steps: of the checkpoints, the newest last; b'' without any.
    """
    lines = [f'model_checkpoint_path: "ckpt-{step}"' for step in steps[-1:]]
    lines += [f'all_model_checkpoint_paths: "ckpt-{step}"' for step in steps]
    return ''.join(f'{line}\n' for line in lines).encode()
