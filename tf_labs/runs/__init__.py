"""What a run or a comparison left, as values; how one is made, and how those below are found.

Called, as `tf_labs.runs()`, it lists the runs below a directory.
"""

import sys
import types
from typing import Any


class _Runs(types.ModuleType):
    """A package that can be called, as its name is also that of a function of the API."""

    def __call__(self, *arguments: Any, **settings: Any) -> Any:
        from tf_labs.runs.listing import runs  # which needs modules of this package
        return runs(*arguments, **settings)


sys.modules[__name__].__class__ = _Runs
