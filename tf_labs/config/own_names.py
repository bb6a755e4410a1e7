"""What functions of one's own are called in a config: 'FILE.py:function'.

A function that exists in one Python process only is 'python:function'.
"""

import re
from typing import Any, NamedTuple

FORM = 'FILE.py:function'
SIGNATURES = {
    'model.name': 'build(input_shape, classes, config) -> keras.Model',
    'loss.name': 'loss(labels, logits) -> [B]',
    'optimizer.name': 'make(learning_rate, config) -> keras.Optimizer',
}
_PROCESS = 'python'
_NAME = re.compile(r'(?P<file>(?:.*/)?[^/]+\.py|python):(?P<function>[^\W\d]\w*)')


class OwnName(NamedTuple):
    """Where a function of one's own is: `file` as it was named, from the working directory."""

    file: str
    function: str

    def __str__(self) -> str:
        return f'{self.file}:{self.function}'

    @property
    def is_of_process(self) -> bool:
        """True of a function without a file."""
        return self.file == _PROCESS

    @property
    def stored(self) -> str:
        """What its file is called in the run directory."""
        return self.file.rpartition('/')[2]


def parse(text: Any) -> OwnName | None:
    """Returns the name that a text is; None of what is no such name."""
    match = _NAME.fullmatch(text) if isinstance(text, str) else None
    return OwnName(match['file'], match['function']) if match else None


def of_process(function: str) -> OwnName:
    """Returns the name of a function without a file."""
    return OwnName(_PROCESS, function)


def are_one(old: Any, new: Any) -> bool:
    """True of two names of one function, wherever its file is now: what is in it counts."""
    before, after = parse(old), parse(new)
    return before is not None and after is not None and before.function == after.function
