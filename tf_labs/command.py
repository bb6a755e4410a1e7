"""What a command is."""

from collections.abc import Callable
import dataclasses
import importlib
from typing import Any

from absl import flags


@dataclasses.dataclass(frozen=True)
class Command:
    """A command: its flags, and the function that gets their values by name."""

    summary: str
    example: str
    define_flags: Callable[[flags.FlagValues], None]
    function: str  # 'MODULE:FUNCTION', of tf_labs.commands, imported once it is asked for
    takes_overrides: bool = False
    takes_command_line: bool = False  # its function is given the command line, to do other commands
    word: str = ''  # the flag that a word without dashes is for
    actions: tuple[str, ...] = ()  # the first word is one of these, and paths follow it
    notes: tuple[str, ...] = ()

    def call(self, **values: Any) -> None:
        """Does it."""
        module, name = self.function.split(':')
        place = module if '.' in module else f'tf_labs.commands.{module}'
        getattr(importlib.import_module(place), name)(**values)
