"""The script that lists numerals in no row: on a made-up document, with a hole and without."""

from pathlib import Path

import pytest

from tests import printed_numerals
from tf_labs.published.number import Half
from tf_labs.published.number import Published

ROWS = (
    Published('lab', 'cost at step 100', 'a source', '0.0482 18.666', 'exact', ('lab/cost',)),
    Published('lab', 'images', 'a source', '1.2 million 50,000', 'structure', ('lab/images',)),
    Published('lab', 'a mean', 'a source', '44.5', 'erratum', note='of -7 in the place of -11',
              right=Half('62.5', 'exact', ('lab/a',)), wrong=Half('44.5', 'exact', ('lab/b',))))
DOCUMENT = """Costs: step 100 cost 0.0482, then 18.666; the mean 62.5 is not 44.5 (-11).
1
2
3
x = conv1(y) # fill:#1e40af, https://example.org/2017/79607172
120만 개의 images, 50000 of them for validation
"""


def listed(text: str) -> list[tuple[str, int]]:
    return [(one.text, one.line) for one in printed_numerals.missing(text, ROWS)]


def test_no_hole():
    assert listed(DOCUMENT) == []


@pytest.mark.parametrize('added, hole', [
    ('cost 0.0483', '0.0483'), ('top-5 error of 16.4%', '16.4'), ('1.3 million', '1.3 million'),
    ('rate 1e-5', '1e-5'), ('error 11', '11'), ('37.5-62.5', '37.5'), ('2\n7', '2'),
    ('650,000 neurons', '650,000')])
def test_a_hole_shows_itself(added, hole):
    assert (hole, 7) in listed(f'{DOCUMENT}{added}\n')


def test_a_row_taken_out_is_a_hole():
    found = printed_numerals.missing(DOCUMENT, ROWS[1:])
    assert {one.text for one in found} == {'100', '0.0482', '18.666'}
    assert found[0].context.startswith('Costs: ')


def test_as_a_command(tmp_path: Path, capsys):
    """Against the true rows: the cost of the first step is held, an invented one is not."""
    file = tmp_path / 'notes.txt'
    file.write_text('Cost: 18.666666\nCost: 18.666667\n')
    printed_numerals.main([str(file)])
    assert capsys.readouterr().out.splitlines() == [
        f'{file}:2: 18.666667  Cost: 18.666667', f'{file}: 1 of 2 numerals in no row']
