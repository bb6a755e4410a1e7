"""Why TFDS has not prepared a data set: no network, a disk that does not take it, or another."""

import errno
import ssl
import urllib.error

import requests

from tf_labs.errors import of_system
from tf_labs.errors import shortened

_UNREACHABLE = (errno.ENETDOWN, errno.ENETUNREACH, errno.EHOSTDOWN, errno.EHOSTUNREACH)
# By name, as no module of these need be imported to tell what has failed. TensorFlow writes the
# records, and has its own errors for what a disk refuses; TFDS, socket and http.client have theirs
# for a server.
_OF_A_DISK = ('PermissionDeniedError', 'ResourceExhaustedError')
_OF_A_SERVER = ('DownloadError', 'gaierror', 'IncompleteRead', 'BadStatusLine')
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
        requests.RequestException, urllib.error.URLError, ConnectionError, TimeoutError,
        ssl.SSLError))
