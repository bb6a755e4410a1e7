"""Messages between workers, before TensorFlow connects them: lines of JSON over TCP."""

from collections.abc import Mapping
import contextlib
import json
import select
import socket
from typing import Any

LARGEST = 2**20  # bytes of a message


def send(connection: socket.socket, message: Mapping[str, Any]) -> None:
    """Sends one; who is gone is found when it is listened to."""
    with contextlib.suppress(OSError):
        connection.sendall(json.dumps(message).encode() + b'\n')


def receive(connection: socket.socket) -> Any:
    """Waits for one, and leaves the next where it is.

    Raises:
      OSError, ValueError: there is none.
    """
    content = b''
    while not content.endswith(b'\n'):
        content += ready(connection)
        if len(content) > LARGEST:
            raise ValueError('no message')
    return parse(content)


def ready(connection: socket.socket) -> bytes:
    """Returns what there is of the next message, once there is something.

    Raises:
      OSError, ValueError: nothing more comes.
    """
    found = connection.recv(2**16, socket.MSG_PEEK)
    if not found:
        raise ValueError('no message')
    return connection.recv(found.find(b'\n') + 1 or len(found))


def parse(line: bytes) -> Any:
    """Raises `ValueError` if it is no message."""
    try:
        return json.loads(line)
    except RecursionError as error:
        raise ValueError('it is nested too deeply') from error


def has_ended(connection: socket.socket) -> bool:
    """True once the other end is closed."""
    if not select.select([connection], [], [], 0)[0]:
        return False
    try:
        return not connection.recv(1, socket.MSG_PEEK)
    except OSError:
        return True
