"""What a lab that takes long has found so far, kept in its directory until it is done."""

from collections.abc import Mapping
import io

import numpy as np

from tf_labs.console import warn_once
from tf_labs.data.arrays import check
from tf_labs.data.arrays import Form
from tf_labs.data.arrays import read_arrays
from tf_labs.data.arrays import UnreadableArraysError
from tf_labs.training.run_directory import RunDirectory

FILE = 'partial.npz'


class PartialResults:
    """Named arrays in the directory of a lab that is not a run yet.

    Args:
      directory: of the lab, locked by this process.
    """

    def __init__(self, directory: RunDirectory):
        self._directory = directory

    def load(self, key: str, forms: Mapping[str, Form]) -> dict[str, np.ndarray]:
        """Returns what was saved last under this key; nothing, with a line, if it cannot be used.

        Args:
          key: of all that the arrays depend on, so that no other work goes on from them.
          forms: of each array by its name.
        """
        content = self._directory.content(FILE)
        if content is None:
            return {}
        try:
            stored = read_arrays(content)
            if str(stored.pop('key', '')) != key:
                return {}
            check(stored, forms)
        except (UnreadableArraysError, ValueError) as error:
            warn_once(f'{self._directory.path / FILE} cannot be used ({error}); what it held is '
                      'done again')
            return {}
        return stored

    def save(self, key: str, arrays: Mapping[str, np.ndarray]) -> None:
        """Puts arrays in the place of those that were there, whole or not at all."""
        content = io.BytesIO()
        np.savez(content, **{'key': np.array(key), **arrays})  # type: ignore[arg-type]
        self._directory.write_bytes(FILE, content.getvalue())

    def remove(self) -> None:
        """Takes them away: the lab is done."""
        self._directory.files.remove(FILE)
