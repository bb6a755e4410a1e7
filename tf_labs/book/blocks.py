"""The blocks of a lesson, fenced code whose info word is one of KINDS: their fields, checked."""

from collections.abc import Mapping, Sequence
import dataclasses
from typing import Any

import yaml

from tf_labs.book.places import Place

Fields = dict[str, Any]
_LOADER = getattr(yaml, 'CBaseLoader', yaml.BaseLoader)  # ten times as fast, where it is built

# The fields that a kind may have; those without which it is none; and of which one is needed.
KINDS: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    'predict': (('ask', 'choices', 'answer', 'number', 'tolerance', 'line', 'hint', 'why'),
                ('ask', 'why'), ('choices', 'number', 'line')),
    'exercise': (('ask', 'choices', 'answer', 'number', 'tolerance', 'hint', 'why'),
                 ('ask', 'hint', 'why'), ('choices', 'number')),
    'code': (('source', 'object', 'from', 'to', 'shapes', 'caption'), ('source',),
             ('object', 'from')),
    'figure': (('file', 'caption', 'alt'), ('file', 'caption', 'alt'), ()),
    'play': (('playground', 'page', 'do'), ('do',), ('playground', 'page')),
}
_TOGETHER = {'choices': 'answer', 'number': 'tolerance', 'from': 'to'}
PLAYGROUNDS = ('gates', 'xor', 'circle', 'spiral', 'moons', 'curve', 'dropout', 'batch_norm',
               'initializers', 'vanishing', 'stuck_seed', 'plateau', 'own_points')
PAGES = ('optimizer_paths', 'activation_gallery', 'chain', 'digit')


@dataclasses.dataclass(frozen=True)
class Block:
    """A block: a question, an excerpt of the source, a figure or something to play with.

    Attributes:
      kind: one of KINDS.
      fields: as they are written, all of them texts; `choices` is a list of texts, `shapes` maps
        texts to texts.
      lines: where each field stands, by its name.
      place: of the block.
    """

    kind: str
    fields: Fields
    lines: Mapping[str, int]
    place: Place

    def at(self, field: str) -> Place:
        """Returns where a field stands."""
        return Place(self.place.file, self.lines.get(field, self.place.line))

    def whole_number(self, field: str) -> int:
        """Returns a field as a whole number."""
        try:
            return int(self.fields[field])
        except ValueError:
            raise self.at(field).error(f'{field} is not a whole number', expected='a number as 2',
                                       received=self.fields[field]) from None

    def real_number(self, field: str) -> float:
        """Returns a field as a number."""
        try:
            return float(self.fields[field])
        except ValueError:
            raise self.at(field).error(f'{field} is not a number', expected='a number as 0.02',
                                       received=self.fields[field]) from None


def parse(kind: str, text: str, place: Place) -> Block:
    """Returns a block.

    Args:
      kind: one of KINDS.
      text: between the fences.
      place: of the line above the text.

    Raises:
      UserError: it is no YAML, or lacks or has a field that its kind has not or needs.
    """
    fields, lines = mapping(text, place)
    allowed, needed, one_of = KINDS[kind]
    block = Block(kind, fields, lines, place)
    for name in fields:
        if name not in allowed:
            raise block.at(name).unknown(f'field of a block {kind}', name, list(allowed))
    missing = [name for name in needed if name not in fields]
    given = [name for name in one_of if name in fields]
    if one_of and len(given) != 1:
        raise place.error(f'a block {kind} needs one of {", ".join(one_of)}', expected='just one',
                          received=', '.join(given) or 'none')
    missing += [other for name, other in _TOGETHER.items()
                if name in fields and other not in fields]
    if missing:
        raise place.error(f'a block {kind} lacks {", ".join(missing)}',
                          expected=', '.join((*needed, *given)), received=', '.join(fields))
    _check_types(block)
    return block


def mapping(text: str, place: Place) -> tuple[Fields, dict[str, int]]:
    """Returns the fields of a piece of YAML, all scalars as texts, and the line of each.

    Args:
      text: YAML.
      place: of the line above the text.

    Raises:
      UserError: it is no mapping.
    """
    try:
        node = yaml.compose(text, _LOADER)
        found = yaml.load(text, _LOADER)
    except yaml.YAMLError as error:
        mark = getattr(error, 'problem_mark', None)
        raise place.below((mark.line if mark else 0) + 1).error(
            'not YAML', expected='fields as `ask: Which gate?`, in quotes what holds a colon',
            received=getattr(error, 'problem', None) or error) from None
    if not isinstance(node, yaml.MappingNode):
        raise place.below(1).error('no fields', expected='fields as `ask: Which gate?`',
                                   received=text.strip() or 'nothing')
    lines: dict[str, int] = {}
    for key, _ in node.value:
        line = place.line + key.start_mark.line + 1
        if key.value in lines:
            raise Place(place.file, line).error(f'{key.value} is given twice', expected='once',
                                                received=key.value)
        lines[str(key.value)] = line
    return found, lines


def _check_types(block: Block) -> None:
    for name, value in block.fields.items():
        wanted: type = {'choices': list, 'shapes': dict}.get(name, str)
        if not isinstance(value, wanted) or not value or not all(
                isinstance(one, str) for one in _inner(value)):
            said = {'choices': 'a list of texts', 'shapes': 'texts by the names of tensors'}
            raise block.at(name).error(f'{name} cannot be used', received=value or 'nothing',
                                       expected=said.get(name, 'a text'))
    fields = block.fields
    if 'choices' in fields and not 1 <= block.whole_number('answer') <= len(fields['choices']):
        raise block.at('answer').error('answer is none of the choices', received=fields['answer'],
                                       expected=f'a number from 1 to {len(fields["choices"])}')
    if 'tolerance' in fields and not block.real_number('tolerance') >= 0:
        raise block.at('tolerance').error('tolerance is below 0', expected='0 or more',
                                          received=fields['tolerance'])
    for name, known in (('playground', PLAYGROUNDS), ('page', PAGES)):
        if name in fields and fields[name] not in known:
            raise block.at(name).unknown(name, fields[name], list(known))


def _inner(value: Any) -> Sequence[Any]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else [value]
