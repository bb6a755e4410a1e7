"""Digests of the rows and the result of a run that has ended: they show what was changed since.

They stand in manifest.json as `written`, {file: sha256}.
"""

from collections.abc import Mapping
import hashlib
from pathlib import Path
from typing import Any


def sha256(content: bytes) -> str:
    """Returns the digest of what a file holds."""
    return hashlib.sha256(content).hexdigest()


def is_whole(manifest: Mapping[str, Any] | None, name: str, content: bytes | None) -> bool:
    """True if a manifest tells of just this content of a file."""
    known = (manifest or {}).get('written') or {}
    return content is not None and known.get(name) == sha256(content)


def doubt(manifest: Mapping[str, Any] | None, name: str, path: Path) -> str:
    """Returns why a file of a run may not be what the run has written; '' if nothing speaks for it.

    Args:
      manifest: of the run, None if there is none that can be used.
      name: of the file, which is not as the manifest tells.
      path: of the run directory.
    """
    if manifest is None:
        return (f'{path} has no manifest.json that can be used: nothing tells whether rows and '
                'result are those that the run has written')
    if not manifest.get('identity'):
        return f'{path} has no identity yet: version 0.4.0 made it'
    if name in (manifest.get('written') or {}):
        return f'{path / name} is not what this run has written: it was changed since'
    if name == 'result.json':
        return (f'{path / name} is not sealed: the run was killed at its end, or it was changed '
                'since; the command that made the run checks it')
    return ''
