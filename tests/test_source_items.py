"""The page of the sources: no item without a number, a command and what came out."""

import importlib.util
import re

import pytest

from tests.conftest import ROOT
from tf_labs.config import lab_files

_SPEC = importlib.util.spec_from_file_location('source_items', ROOT / 'docs' / 'source_items.py')
source_items = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(source_items)

FOLDER = ROOT / 'docs' / 'sources'
LABS = {path.stem for path in lab_files.files(ROOT / 'configs')} - {'__init__'}
UNFILLED = re.compile(r'(?:^|[:;] )\.\.\.(?:$| ;)')
ITEMS = [item for part in source_items.read(FOLDER) for item in part['item']]


def _item(n, **fields):
    return {'n': n, 'says': 'x', 'shown': 'tf-labs run gates', 'found': 'y', **fields}


def test_every_item_says_what_came_out():
    empty = [item['n'] for item in ITEMS if not all(
        len(str(item[field])) > 2 and not UNFILLED.search(str(item[field]))
        for field in ('says', 'shown', 'found'))]
    assert not empty


def test_every_lab_that_is_named_exists():
    named = set().union(*(source_items.labs_of(item) for item in ITEMS))
    assert not named - LABS


def test_nothing_is_copied_from_the_sources_language():
    texts = [text for item in ITEMS for text in (item['says'], item['found'])]
    assert not [text for text in texts if re.search('[\uac00-\ud7a3]', text)]


def test_the_page_counts_every_state():
    page = source_items.page(FOLDER, LABS, str)
    counts = re.search(r'^\| all \| 329 \|(.*)\|$', page, re.MULTILINE)[1].split('|')
    assert sum(int(count) for count in counts) == 329


@pytest.mark.parametrize('items', [
    [_item(1), _item(3)],
    [_item(1), _item(1)],
    [_item(1), _item(2), _item(3)],
    [_item(1)],
    [_item(1), _item(2, state='PARTLY')],
    [_item(1), _item(2, state='WORKS: erratum')],
    [_item(1), _item(2, found='erratum: z')],
    [_item(1), {'n': 2, 'says': 'x', 'shown': 'tf-labs run gates'}],
])
def test_a_hole_is_seen(items):
    with pytest.raises(ValueError):
        source_items.check_items(items, count=2)


def test_labs_of_an_item_are_found_in_every_kind_of_command():
    item = _item(1, shown=[
        'tf-labs run gates', 'tf-labs reproduce --labs=rbm,dropout --seeds=5', 'numbers.md',
        'tf-labs page --lab=optimizer_paths', 'tf-labs eval --workdir=checkpoints/cifar10',
        'tf-labs run deconvnet --config.net.workdir=checkpoints/fashion_convnet'])
    assert source_items.labs_of(item) == {'gates', 'rbm', 'dropout', 'optimizer_paths', 'cifar10',
                                          'deconvnet', 'fashion_convnet'}


@pytest.mark.parametrize('ours, labs', [((), {'gates', 'digits'}), (('gates',), {'gates'})])
def test_a_lab_is_in_an_item_or_one_of_ours(ours, labs):
    with pytest.raises(ValueError):
        source_items.check_labs([_item(1)], ours, labs)
