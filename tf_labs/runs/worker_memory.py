"""Memory that workers of this machine take: more than there is, is refused before they start."""

from ml_collections import ConfigDict

from tf_labs.errors import UserError
from tf_labs.jobs import memory


def check(config: ConfigDict, workers: int) -> None:
    """Raises `UserError` if so many workers of a config do not fit into this machine."""
    each, free = memory.PROCESS_BYTES + memory.data_bytes(config), memory.available()
    if free is not None and each * workers > free:
        raise UserError('there is not enough memory for --workers', received=f'{workers}',
                        expected=f'at most {max(1, free // each)} of about {each / 1e9:.2g} GB: '
                        f'{free / 1e9:.2g} GB are free')
