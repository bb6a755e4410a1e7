"""A process that has imported TensorFlow and computed nothing: processes of runs are its forks.

So many runs at once import it once, and a process that wants other threads than the last one does
not import it again. Messages are lines of JSON. The first says why it cannot be forked, '' if it
can; then each request has an answer: a start, with standard streams, the number of the process;
a question after one that has been started, how it ended as os.waitpid has it, null if it has not.
"""

import json
import os
import socket
import sys
from typing import Any, NoReturn

from tf_labs import forks
from tf_labs import preloading
from tf_labs.runs import run_process

_STREAMS = 3
_LONGEST = 2**12  # bytes of a request


def main() -> NoReturn:
    """Does what is asked for until whoever asks has ended; the forks hear of that themselves."""
    wire = socket.socket(fileno=int(sys.argv[1]))
    _tell(wire, preloading.preload(preloading.RUNS))
    ended: dict[int, int] = {}  # how forks have ended, by their numbers
    while True:
        content, streams, _, _ = socket.recv_fds(wire, _LONGEST, _STREAMS)
        if not content:
            os._exit(0)
        request = json.loads(content)
        if 'poll' in request:
            _tell(wire, _status(request['poll'], ended))
        else:
            child = forks.fork(lambda: _run(wire, streams))
            ended.pop(child, None)  # a number that was another one's
            _tell(wire, child)
            for stream in streams:
                os.close(stream)


def _status(child: int, ended: dict[int, int]) -> int | None:
    """Returns how a fork has ended, however often that is asked."""
    if child not in ended:
        found, status = os.waitpid(child, os.WNOHANG)
        if not found:
            return None
        ended[child] = status
    return ended[child]


def _tell(wire: socket.socket, answer: Any) -> None:
    wire.sendall(json.dumps(answer).encode() + b'\n')


def _run(wire: socket.socket, streams: list[int]) -> NoReturn:
    """What a fork does; no other process holds an end of its streams."""
    wire.close()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    run_process.main()


if __name__ == '__main__':
    main()
