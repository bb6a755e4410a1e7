"""Which run something belongs to: a digest of what changes a result, in its config and its data."""

from collections.abc import Mapping
import dataclasses
import hashlib
import json
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config import own_code

_DIGITS = 24  # hexadecimal, of each half


@dataclasses.dataclass(frozen=True)
class Identity:
    """Two halves; an empty one is not known.

    Attributes:
      config: digest of the fields that a resumed run must share with the run it resumes.
      data: digest of the fingerprints of the splits in use.
    """

    config: str
    data: str = ''

    def __str__(self) -> str:
        return f'{self.config}-{self.data}'

    def difference(self, other: 'Identity') -> str:
        """Returns `config` or `data`, whichever tells the two apart first; '' if nothing does."""
        for half in ('config', 'data'):
            own, others = getattr(self, half), getattr(other, half)
            if own and others and own != others:
                return half
        return ''


def of(config: ConfigDict, data_sha256: Mapping[str, str] | None = None,
       code_sha256: Mapping[str, str] | None = None) -> Identity:
    """Returns the identity of a run.

    Only fields that differ from the schema's defaults are part of it: a field that a later version
    brings, with a default that changes nothing, leaves the identity of older runs as it is.

    Args:
      config: of the run; the seed is a part of it.
      data_sha256: fingerprint of each split in use, as the manifest has it; None: not known.
      code_sha256: of the files of the fields that name a function of one's own, which takes the
        place of their paths.
    """
    own = {field: f'{name.function} {(code_sha256 or {}).get(field, "")}'
           for field, name in own_code.names(config).items()}
    return Identity(_digest(config_values.lasting(config) | own),
                    _digest(dict(data_sha256)) if data_sha256 else '')


def parse(text: object) -> Identity | None:
    """Inverse of `str`; None for what is no identity."""
    config, dash, data = str(text or '').partition('-')
    return Identity(config, data) if dash and config else None


def _digest(content: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:_DIGITS]
