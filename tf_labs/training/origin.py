"""What a checkpoint says of itself, stored in it beside the state."""

import dataclasses
import json

from tf_labs.training import identity
from tf_labs.training.identity import Identity


@dataclasses.dataclass(frozen=True)
class Origin:
    """What a checkpoint says of itself.

    Attributes:
      identity: of the run that wrote it.
      rows_sha256: of the rows of metrics.jsonl before it, as bytes.
      preparation_sha256: of preparation.npz; '' where there is none.
    """

    identity: Identity
    rows_sha256: str = ''
    preparation_sha256: str = ''

    def to_json(self) -> str:
        """Returns what is stored."""
        return json.dumps({**vars(self), 'identity': str(self.identity)})


def parse(stored: object) -> Origin | None:
    """Returns what a checkpoint says of itself; None if it says nothing that is understood."""
    if not isinstance(stored, bytes):
        return None
    try:
        found = json.loads(stored)
        writer = identity.parse(found['identity'])
        return Origin(writer, str(found['rows_sha256']),
                      str(found['preparation_sha256'])) if writer else None
    except (ValueError, KeyError, TypeError):
        return None
