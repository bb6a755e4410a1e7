"""Why TFDS has not prepared a data set: no network, a disk that does not take it, or another."""

import errno
import http.client
import socket
import ssl
import urllib.error

import requests

from tf_labs.errors import of_system
from tf_labs.errors import shortened

_UNREACHABLE = (errno.ENETDOWN, errno.ENETUNREACH, errno.EHOSTDOWN, errno.EHOSTUNREACH)
# By name, as neither library need be there to tell of what has failed. TensorFlow writes the
# records, and has errors of its own for what a disk refuses; TFDS for what a server refuses.
_OF_A_DISK = ('PermissionDeniedError', 'ResourceExhaustedError')
_OF_A_SERVER = ('DownloadError',)
_LENGTH = 1000  # characters of a message that is not the project's own


def told(error: Exception, elsewhere: str) -> str:
    """Returns what went wrong and what helps against it.

    Args:
      error: that preparing the data set has raised.
      elsewhere: what to do if the data set is prepared somewhere else.
    """
    if _is_of_network(error):
        return (f'cannot be downloaded ({type(error).__name__}); {elsewhere}, or run once with a '
                'network (the lab digits needs neither)')
    if isinstance(error, OSError):
        return _refused(of_system(error) or type(error).__name__, elsewhere)
    first = shortened((str(error).strip().splitlines() or [''])[0], _LENGTH)
    if type(error).__name__ in _OF_A_DISK:
        return _refused(first, elsewhere)
    why = ': '.join(filter(None, (type(error).__name__, first)))
    return f'cannot be downloaded ({why}); {elsewhere}'


def _refused(why: str, elsewhere: str) -> str:
    return f'cannot be prepared there ({why}); {elsewhere}, or to a directory that can take it'


def _is_of_network(error: Exception) -> bool:
    """True if a server was not reached, or has not given what it was asked for."""
    if isinstance(error, OSError) and error.errno in _UNREACHABLE:
        return True
    return type(error).__name__ in _OF_A_SERVER or isinstance(error, (
        requests.RequestException, urllib.error.URLError, http.client.HTTPException,
        ConnectionError, TimeoutError, socket.gaierror, ssl.SSLError))
