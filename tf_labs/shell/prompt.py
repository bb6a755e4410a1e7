"""The line that is typed: with readline's keys, a history that lasts, and Tab."""

import os
from pathlib import Path
from types import ModuleType

_KEPT_LINES = 1000


class Prompt:
    """Reads lines from the terminal."""

    def __init__(self) -> None:
        """Reads what was typed before; a Python without readline does without history and Tab."""
        self._readline = _readline()
        self._history = _history_file()
        self._found: list[str] = []
        if self._readline is None:
            return
        self._readline.set_completer_delims(' \t\n')
        self._readline.set_completer(self._complete)
        is_libedit = 'libedit' in (self._readline.__doc__ or '')
        self._readline.parse_and_bind('bind ^I rl_complete' if is_libedit else 'tab: complete')
        self._readline.set_history_length(_KEPT_LINES)
        if self._history is not None:
            try:
                self._readline.read_history_file(self._history)
            except OSError:  # there is none yet
                pass
        self._lines = self._readline.get_current_history_length()

    def line(self, prompt: str) -> str | None:
        """Returns what is typed, None at its end (Ctrl-D)."""
        try:
            line = input(prompt)
        except EOFError:
            print()
            return None
        self._remember()
        return line

    def _remember(self) -> None:
        """Keeps the line at once, so that a shell that is killed loses none."""
        if self._readline is None or self._history is None:
            return
        before, self._lines = self._lines, self._readline.get_current_history_length()
        if self._lines == before:  # empty, or as the one before
            return
        try:
            self._history.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(self._history, os.O_CREAT, 0o600))
            self._readline.append_history_file(1, self._history)
        except OSError:  # a disk that takes nothing: only the history of the next shell suffers
            self._history = None

    def _complete(self, word: str, number: int) -> str | None:
        """What readline asks for: the first, second, ... word that may be meant."""
        if number == 0:
            assert self._readline is not None
            from tf_labs.shell import completion  # all configs, which a prompt does without
            before = self._readline.get_line_buffer()[:self._readline.get_begidx()]
            self._found = completion.candidates(before, word)
        return self._found[number] if number < len(self._found) else None


def _readline() -> ModuleType | None:
    try:
        import readline
    except ImportError:
        return None
    return readline


def _history_file() -> Path | None:
    """Returns where lines are kept; None if nobody has a home here."""
    try:
        state = Path(os.environ.get('XDG_STATE_HOME') or '~/.local/state').expanduser()
    except RuntimeError:
        return None
    return state / 'tf_labs' / 'shell_history'
