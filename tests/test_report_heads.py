"""What a report says first: what came out; what to look at; where a finding leads."""

import re

import pytest

from tests.conftest import ROOT
from tf_labs.doctor.findings import Finding
from tf_labs.labs import catalog
from tf_labs.report import captions
from tf_labs.report import key_numbers

GATES = {'and_accuracy': 1.0, 'or_accuracy': 1.0, 'nand_accuracy': 1.0, 'xor_accuracy': 0.5,
         'xor_loss': 0.69314718}


def test_of_the_gates_the_rows_that_are_right_come_first():
    (rows, what), (loss, _) = key_numbers.cards('gates', GATES)
    assert rows == '4 of 4, 4 of 4, 4 of 4, 2 of 4' and 'XOR' in what and loss == '0.693147'


@pytest.mark.parametrize('experiment, result, expected', [
    ('gates', {}, []), ('optimizer_paths', {'valley_adam_settled': None}, []),
    ('descent', {'condition_number': 1, 'best_weight': 'none'}, ['1']),
    ('unheard', {'a_loss': 1.0, 'b_accuracy': 0.25, 'c': float('nan')}, ['0.25'])])
def test_what_a_run_has_not_measured_has_no_card(experiment, result, expected):
    assert [value for value, _ in key_numbers.cards(experiment, result)] == expected


def test_captions_and_cards_are_of_experiments_that_there_are():
    assert {*captions._CAPTIONS, *key_numbers._CARDS} <= set(catalog.EXPERIMENTS)
    assert captions.of('gates', 'losses') and captions.of('gates', 'unheard') == ''


def test_no_finding_sends_to_the_lab_that_was_run():
    labs = {path.stem for path in (ROOT / 'configs').glob('*.py')}
    rules = (ROOT / 'tf_labs' / 'doctor').glob('rules_*.py')
    text = ''.join(path.read_text('utf-8') for path in rules)
    named = set(re.findall(r"'(\w+)'", text)) & labs
    assert {'gates', 'initializers', 'xor_mlp'} <= named
    for lab in named:
        found = Finding('rule', 'title', 'evidence', 'advice', lab)
        assert found.elsewhere('another').lab == lab
        assert found.elsewhere(lab).lab in labs - {lab}
