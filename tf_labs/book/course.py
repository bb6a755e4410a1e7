"""The parts of the book and the labs in them, in the order of the course."""

from collections.abc import Mapping, Sequence
import dataclasses
from pathlib import Path
import tomllib

from tf_labs.book.places import LESSONS
from tf_labs.book.places import Place

LANGUAGES = {'en': 'English', 'ko': '한국어'}


@dataclasses.dataclass(frozen=True)
class Part:
    """A part of the course.

    Attributes:
      key: its anchor, and the name of its file of glossary terms.
      title, intro: by language.
      labs: in their order.
      long: those of them whose runs are never made here.
    """

    key: str
    title: Mapping[str, str]
    intro: Mapping[str, str]
    labs: Sequence[str]
    long: Sequence[str] = ()


def parts(folder: Path = LESSONS) -> list[Part]:
    """Returns the parts of the course in their order.

    Raises:
      UserError: course.toml is not as it has to be.
    """
    file = folder / 'course.toml'
    try:
        stored = tomllib.loads(file.read_text('utf-8'))['part']
        return [Part(one['key'], one['title'], one['intro'], tuple(one['labs']),
                     tuple(one.get('long', ()))) for one in stored]
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise Place(file).error(
            'the parts of the course cannot be read', received=f'{type(error).__name__}: {error}',
            expected='parts with key, title, intro and labs') from error


def chosen(every: Sequence[Part], labs: Sequence[str] | None) -> list[Part]:
    """Returns the parts with the labs that are asked for, without those that have none of them."""
    kept = [dataclasses.replace(part, labs=tuple(
        lab for lab in part.labs if labs is None or lab in labs)) for part in every]
    return [part for part in kept if part.labs]
