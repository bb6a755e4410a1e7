"""Each threshold from both sides, on evidence that is made up."""

import math

import pytest

from tf_labs.doctor import rules
from tf_labs.doctor.evidence import Evidence
from tf_labs.doctor.evidence import travelled

LN_10, LN_2 = math.log(10), math.log(2)
EVEN = [100] * 10


def layer(number=1, **changes):
    return {'layer': number, 'units': 16, 'kernel_sd': 0.1, 'weight_norm': 10.0,
            'gradient_norm': 1.0, 'update_norm': 0.1, 'dead': 0.0, 'saturated': 0.1} | changes


def look(step=100, *, first=None, last=None, loss=1.0, counts=EVEN, test_sd=1.0):
    layers = [layer(**(first or {})), layer(2, dead=None, saturated=None, **(last or {}))]
    row = {'step': step, 'examples': 128, 'loss': loss, 'layers': layers}
    if step:
        return row
    for one in layers:
        del one['update_norm']
    return row | {'class_counts': counts, 'train_input': {'mean': 0.0, 'sd': 1.0},
                  'eval_input': {'mean': 0.0, 'sd': test_sd}}


def row(step, train_loss=0.5, test_loss=0.5, train_accuracy=0.9, test_accuracy=0.9):
    return {'step': step, 'train_loss': train_loss, 'train_accuracy': train_accuracy,
            'test_loss': test_loss, 'test_accuracy': test_accuracy}


SOUND_ROWS = [row(100 * epoch) for epoch in range(1, 6)]
SOUND_LOOKS = [look(0, loss=2.3), look(50), look(100)]


def classifier(*, looks=SOUND_LOOKS, rows=SOUND_ROWS, **changes) -> Evidence:
    """Returns the evidence of a sound run, with changes."""
    return Evidence(**{
        'rows': rows, 'looks': looks, 'losses': [(one['step'], one['train_loss']) for one in rows],
        'result': {'fit_accuracy': 0.95, 'test_accuracy': 0.9}, 'classes': 10,
        'hidden_layers': 1, 'activation': 'sigmoid'} | changes)


def table(losses, *, name='xor', classes=2) -> Evidence:
    return Evidence(table=name, classes=classes, losses=list(enumerate(losses)), hidden_layers=1,
                    activation='sigmoid')


def named(evidence: Evidence) -> set[str]:
    return {finding.rule for finding in rules.examine(evidence).findings}


def at_chance(loss: float, **changes) -> Evidence:
    rows = [row(100, 2.3, loss, 0.1, 0.1), row(200, 2.3, loss, 0.1, 0.1)]
    return classifier(rows=[one | changes for one in rows], result={},
                      looks=[look(0, loss=2.3), look(50, loss=2.3)])


def accuracies(*values, losses=(0.5, 0.4, 0.3, 0.2, 0.1)) -> Evidence:
    return classifier(rows=[row(100 * number, test_accuracy=value, test_loss=loss)
                            for number, (value, loss) in enumerate(zip(values, losses), start=1)])


def slow(ratio: float, end: float = 2.2) -> Evidence:
    update = {'update_norm': 10 * ratio}
    return classifier(looks=[look(0, loss=2.3), look(1, first=update, last=update, loss=2.3),
                             look(100, first=update, last=update, loss=end)])


def hidden(at_start=None, **at_end) -> Evidence:
    return classifier(looks=[look(0, first=at_start), look(50, first=at_end),
                             look(100, first=at_end)])


EDGES = {
    'exploding': (classifier(looks=[look(0), look(1, loss=99.0), look(2)]),
                  classifier(looks=[look(0), look(1, loss=101.0), look(2)])),
    'exploding gradient': (hidden(gradient_norm=140.0), hidden(gradient_norm=142.0)),
    'exploding start': (classifier(looks=[look(0, loss=9_990 * LN_10), look(1)]),
                        classifier(looks=[look(0, loss=10_010 * LN_10), look(1)])),
    'rate_too_high': (classifier(looks=[look(0), look(1, loss=1.99), look(2)]),
                      classifier(looks=[look(0), look(1, loss=2.01), look(2)])),
    'rate_too_high by epochs': (classifier(rows=[row(1, 0.5), row(2, 0.99)], looks=[look(0)]),
                                classifier(rows=[row(1, 0.5), row(2, 1.01)], looks=[look(0)])),
    'rate_too_low': (slow(5.1e-4), slow(4.9e-4)),
    'rate_too_low, and little learnt': (slow(4e-4, end=0.89 * 2.3), slow(4e-4, end=0.91 * 2.3)),
    'rate_too_low, not short': (
        classifier(looks=[look(0), look(4, first={'update_norm': 0.011}, last={'update_norm': 0})]),
        classifier(looks=[look(0), look(4, first={'update_norm': 0.009}, last={'update_norm': 0})])
    ),
    'rate_too_low of a table': (table([4.0, 3.98, 3.95], classes=None),
                                table([4.0, 3.98, 3.97], classes=None)),
    'symmetric': (hidden({'kernel_sd': 1e-6}), hidden({'kernel_sd': 0.0})),
    'stuck': (at_chance(0.97 * LN_10), at_chance(0.99 * LN_10)),
    'stuck by accuracy': (at_chance(LN_10, test_accuracy=0.16), at_chance(LN_10)),
    'stuck, not worse': (at_chance(LN_10, train_loss=1.11 * LN_10),
                         at_chance(LN_10, train_loss=1.09 * LN_10)),
    'stuck on a table': (table([0.70, 0.95 * LN_2, 0.97 * LN_2]),
                         table([0.70, 0.97 * LN_2, 0.99 * LN_2])),
    'stuck half way': (table([0.70, 0.36, 0.48 * LN_2]), table([0.70, 0.36, 0.505 * LN_2])),
    'vanishing': (hidden(gradient_norm=1.1e-3), hidden(gradient_norm=0.9e-3)),
    'dead': (hidden(dead=0.5), hidden(dead=0.51)),
    'saturated': (hidden(saturated=0.75), hidden(saturated=0.76)),
    'saturated from the start': (hidden({'saturated': 0.6}, saturated=0.5),
                                 hidden({'saturated': 0.6}, saturated=0.51)),
    'input_scale': (classifier(looks=[look(0, test_sd=1.49), look(1)]),
                    classifier(looks=[look(0, test_sd=1.51), look(1)])),
    'input_scale, smaller': (classifier(looks=[look(0, test_sd=0.68), look(1)]),
                             classifier(looks=[look(0, test_sd=0.66), look(1)])),
    'modes': (classifier(batch_norm=True, result={'train_mode_accuracy': 0.949,
                                                  'eval_mode_accuracy': 0.9}),
              classifier(batch_norm=True, result={'train_mode_accuracy': 0.951,
                                                  'eval_mode_accuracy': 0.9})),
    'imbalance': (classifier(looks=[look(0, counts=[299] + [100] * 9), look(1)]),
                  classifier(looks=[look(0, counts=[301] + [100] * 9), look(1)])),
    'imbalance, not by chance': (classifier(looks=[look(0, counts=[12, 3] + [8] * 8), look(1)]),
                                 classifier(looks=[look(0, counts=[120, 30] + [80] * 8), look(1)])),
    'gap': (classifier(result={'fit_accuracy': 0.999, 'test_accuracy': 0.9}),
            classifier(result={'fit_accuracy': 1.0, 'test_accuracy': 0.899})),
    'still_improving': (accuracies(0.5, 0.6, 0.7, 0.8, 0.829),
                        accuracies(0.5, 0.6, 0.7, 0.8, 0.831)),
    'still_improving, and at its best': (accuracies(0.5, 0.6, 0.9, 0.8, 0.85),
                                         accuracies(0.5, 0.6, 0.7, 0.8, 0.85)),
    'still_improving, not by luck': (
        accuracies(0.5, 0.6, 0.7, 0.8, 0.85, losses=(0.5, 0.4, 0.3, 0.2, 0.3)),
        accuracies(0.5, 0.6, 0.7, 0.8, 0.85)),
    'still_improving on a table': (table([1.0, 0.9, 0.8, 0.7, 0.56, 0.52]),
                                   table([1.0, 0.9, 0.8, 0.7, 0.56, 0.50])),
}


def test_sound_run_has_no_finding():
    done = rules.examine(classifier())
    assert not done.findings and not done.unchecked
    assert set(done.checked) == {rule.name for rule in rules.RULES} - {'modes'}


@pytest.mark.parametrize('name', EDGES)
def test_threshold(name):
    """The first of a pair is not named by the rule, the second is."""
    rule = name.split()[0].rstrip(',')
    allowed, found = (named(evidence) for evidence in EDGES[name])
    assert rule not in allowed and rule in found


def test_every_rule_has_its_edge():
    assert {name.split()[0].rstrip(',') for name in EDGES} == {rule.name for rule in rules.RULES}


def test_evidence_names_number_and_threshold():
    finding, = rules.examine(hidden(dead=0.625)).findings
    assert '62.5% of the 16 units of layer 1' in finding.evidence
    assert 'step 100' in finding.evidence and 'threshold 50%' in finding.evidence
    assert finding.command == 'tf-labs run vanishing_gradient'


@pytest.mark.parametrize('number', [math.inf, math.nan])
def test_numbers_that_are_not_finite(number):
    everything = {name: number for name in (
        'weight_norm', 'gradient_norm', 'update_norm', 'kernel_sd')}
    diverging = look(8, first=everything, last=everything, loss=number)
    found = rules.examine(classifier(looks=[look(0), look(1), diverging], rows=[], losses=[],
                                     result={}, diverged='train loss is not finite')).findings
    assert found[0].rule == 'exploding' and found[0].evidence == 'train loss is not finite'
    found = rules.examine(table([1.0, 2.5, number], name='line', classes=None)).findings
    assert found[0].rule == 'exploding' and f'{number} at step 2' in found[0].evidence


def test_what_is_not_known_is_said():
    done = rules.examine(classifier(looks=[], rows=[row(100)], result={}))
    assert dict(done.unchecked) == {
        'rate_too_high': 'train.diagnostics or two evaluations',
        'rate_too_low': 'train.diagnostics or two evaluations',
        'symmetric': 'train.diagnostics', 'vanishing': 'train.diagnostics',
        'dead': 'train.diagnostics', 'saturated': 'train.diagnostics',
        'imbalance': 'train.diagnostics', 'gap': 'a run that has ended',
        'still_improving': 'three evaluations'}
    assert done.checked == ['exploding', 'stuck', 'input_scale']
    nothing = rules.examine(Evidence(classes=10))
    assert nothing.checked == ['input_scale'] and not nothing.findings


def test_diagnostics_that_were_turned_on_later():
    late = classifier(looks=[look(50, loss=30_000.0), look(100, loss=20_000.0)])
    done = rules.examine(late)
    assert not done.findings and dict(done.unchecked) == {
        name: 'train.diagnostics from step 0 on' for name in ('symmetric', 'imbalance')}


def test_layers_that_are_not_there_are_not_asked_for():
    softmax = rules.examine(classifier(hidden_layers=0))
    assert not {'dead', 'vanishing', 'saturated', 'symmetric'} & set(softmax.checked)
    assert not softmax.unchecked
    assert 'saturated' not in rules.examine(classifier(activation='relu')).checked
    assert 'saturated' not in rules.examine(classifier(is_pretrained=True)).checked
    assert rules.examine(table([0.7, 0.1, 0.01])).checked == [
        'exploding', 'rate_too_high', 'rate_too_low', 'stuck', 'still_improving']


def test_chance_is_the_entropy_of_the_classes():
    skewed = classifier(looks=[look(0, counts=[900, 100] + [0] * 8), look(1)])
    assert skewed.chance_loss() == pytest.approx(-(0.9 * math.log(0.9) + 0.1 * math.log(0.1)))
    assert skewed.chance_accuracy() == pytest.approx(0.95)
    assert classifier().chance_loss() == pytest.approx(LN_10)
    assert classifier(looks=[]).chance_loss() == LN_10
    assert classifier(looks=[]).chance_accuracy() == pytest.approx(0.15)


def test_batch_norm_that_only_fails_in_evaluation_is_not_stuck():
    learnt = [row(100 * n, 0.2, 2.4, 0.95, 0.1) for n in (1, 2)]
    assert 'stuck' in named(classifier(rows=learnt))
    assert 'stuck' not in named(classifier(rows=learnt, batch_norm=True))


@pytest.mark.parametrize('looks, cause, lab', [
    ([look(0, first={'weight_norm': 0.0}), look(50, first={'weight_norm': 0.0})],
     'initialized to zero', 'initializers'),
    ([look(0), look(50, first={'dead': 1.0})], 'are dead', 'vanishing_gradient'),
    ([look(0), look(50, first={'gradient_norm': 1e-5}), look(60, first={'gradient_norm': 1e-5})],
     'vanishes', 'vanishing_gradient'),
    ([look(0), look(50)], 'labels', 'digits'), ([], 'a guess', 'initializers')])
def test_why_it_is_stuck(looks, cause, lab):
    evidence = classifier(looks=looks, rows=[row(100, 2.3, 2.3, 0.1, 0.1)])
    found = {finding.rule: finding for finding in rules.examine(evidence).findings}
    assert cause in found['stuck'].title and found['stuck'].lab == lab


def test_distance_is_the_integral_of_the_updates():
    assert travelled([(1, 0.1)]) == pytest.approx(0.1)
    assert travelled([(1, 0.1), (11, 0.3)]) == pytest.approx(0.1 + 10 * 0.2)
    steps = range(1, 101)
    assert travelled([(step, 1 / step) for step in steps]) == pytest.approx(
        sum(1 / step for step in steps), rel=0.1)
