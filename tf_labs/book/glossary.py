"""The glossary: every term in both languages, a file for each part of the course."""

from collections.abc import Collection, Mapping
import dataclasses
from pathlib import Path
from typing import Any

import yaml

from tf_labs.book.places import Place


@dataclasses.dataclass(frozen=True)
class Term:
    """A term.

    Attributes:
      key: its anchor.
      part: of the course, whose file it stands in.
      names, texts: by language; a text is Markdown within a line.
      place: where it stands.
    """

    key: str
    part: str
    names: Mapping[str, str]
    texts: Mapping[str, str]
    place: Place


def read(folder: Path, parts: Collection[str], languages: Collection[str]) -> dict[str, Term]:
    """Returns the terms by key.

    Args:
      folder: holds PART.yaml files.
      parts: the keys of all parts.
      languages: in which every term has to be defined.

    Raises:
      UserError: a file or a term is not as it has to be.
    """
    found: dict[str, Term] = {}
    for file in sorted(folder.glob('*.yaml')):
        if file.stem not in parts:
            raise Place(file).unknown('part of the course', file.stem, list(parts))
        for key, (value, place) in _entries(file).items():
            if key in found:
                raise place.error('a term is defined twice', received=key,
                                  expected=f'once; it stands in {found[key].place}')
            found[key] = _term(key, value, file.stem, place, languages)
    return found


def _entries(file: Path) -> dict[str, tuple[Any, Place]]:
    text = file.read_text('utf-8')
    try:
        node = yaml.compose(text, yaml.BaseLoader)
        values = yaml.load(text, yaml.BaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, 'problem_mark', None)
        raise Place(file, mark.line + 1 if mark else 1).error(
            'not YAML', expected='terms by key, in quotes what holds a colon',
            received=getattr(error, 'problem', None) or error) from None
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise Place(file).error('no terms', expected='terms by key', received=text)
    found: dict[str, tuple[Any, Place]] = {}
    for key, _ in node.value:
        place = Place(file, key.start_mark.line + 1)
        if key.value in found:
            raise place.error('a term is defined twice', received=key.value,
                              expected=f'once; it stands in {found[key.value][1]}')
        found[key.value] = values[key.value], place
    return found


def _term(key: str, value: Any, part: str, place: Place, languages: Collection[str]) -> Term:
    for language in languages:
        entry = value.get(language) if isinstance(value, dict) else None
        if not isinstance(entry, dict) or set(entry) != {'term', 'text'} or not all(
                isinstance(one, str) and one for one in entry.values()):
            raise place.error(f'the term {key} is not defined in the language {language}',
                              expected=f'{language}: {{term: ..., text: ...}}', received=entry)
    return Term(key, part, {language: value[language]['term'] for language in languages},
                {language: value[language]['text'] for language in languages}, place)
