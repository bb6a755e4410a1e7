"""The sha256 of the code that a run was begun with."""

from collections.abc import Callable, Mapping
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import own_code
from tf_labs.training import run_files
from tf_labs.training import seal


def of_run(config: ConfigDict, manifest: Mapping[str, Any] | None,
           content: Callable[[str], bytes | None]) -> dict[str, str]:
    """Returns {field: sha256}; without a manifest that of the copies that there are.

    Args:
      config: of the run.
      manifest: of the run, if there is one.
      content: name of a file of the run -> what is in it.
    """
    if manifest is not None:
        return dict(manifest.get('code_sha256') or {})
    copies = {field: content(f'{run_files.CODE}/{name.stored}')
              for field, name in own_code.names(config).items()}
    return {field: seal.sha256(copy) for field, copy in copies.items() if copy is not None}
