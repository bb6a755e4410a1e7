"""From a line to the words of a command line."""

import io
import shlex

from tf_labs.errors import UserError

_LONGEST = 2**17  # characters, as Linux takes of a word; the lexer's time is by their square


def split(line: str) -> list[str]:
    """Returns the words of a line as a POSIX shell reads them: quotes, backslashes, comments.

    A `#` begins a comment where a word would begin, as in a shell, and none within one.

    Raises:
      UserError: a quote is not closed, nothing follows a backslash, or it is too long.
    """
    if len(line) > _LONGEST:
        raise UserError('the line is too long', expected=f'at most {_LONGEST:,} characters',
                        received=f'{len(line):,}')
    read = io.StringIO(line)  # of which the lexer takes one character after the other
    lexer = shlex.shlex(read, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ''
    words: list[str] = []
    try:
        while not line[read.tell():].lstrip().startswith('#'):
            word = lexer.get_token()
            if word is None:
                break
            words.append(word)
    except ValueError as error:
        raise UserError('the line cannot be read', expected='quotes in pairs, and no backslash at '
                        'its end', received=line) from error
    return words[1:] if words[:1] == ['tf-labs'] else words
