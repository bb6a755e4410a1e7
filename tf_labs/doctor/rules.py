"""Every rule: which runs it is about, what it needs to know, what it finds.

The thresholds stand with their reasons in rules_loss, rules_rate, rules_layers and rules_data.
"Good configs" there are the labs that classify, over five seeds, and the sound variants of
activations_mnist, initializers, optimizers, dropout and rbm_few_labels.
"""

from collections.abc import Callable
import dataclasses

from tf_labs.doctor import rules_data
from tf_labs.doctor import rules_layers
from tf_labs.doctor import rules_loss
from tf_labs.doctor import rules_rate
from tf_labs.doctor.evidence import Evidence
from tf_labs.doctor.findings import Finding

Test = Callable[[Evidence], bool]


@dataclasses.dataclass(frozen=True)
class Need:
    """What a rule must know, in words for the reader, and whether it is known."""

    words: str
    is_met: Test


@dataclasses.dataclass(frozen=True)
class Rule:
    """A fault to look for.

    Attributes:
      name: one word for it.
      find: asked only where the rule applies and its needs are met.
      applies: true of runs that can have the fault.
      needs: what must be known.
    """

    name: str
    find: Callable[[Evidence], Finding | None]
    applies: Test
    needs: tuple[Need, ...]


def _is_classifier(evidence: Evidence) -> bool:
    return evidence.table is None and not evidence.learns_numbers


def _is_trained(evidence: Evidence) -> bool:
    return evidence.table is None


def _has_hidden_layers(evidence: Evidence) -> bool:
    return evidence.hidden_layers > 0 and _is_trained(evidence)


def _is_saturable(evidence: Evidence) -> bool:
    """Units of a Boltzmann machine are near their ends because they have learnt."""
    return (_has_hidden_layers(evidence) and evidence.activation in rules_layers.SATURABLE
            and not evidence.is_pretrained)


_TRACE = Need('train.diagnostics or an evaluation', lambda evidence: bool(
    evidence.looks or evidence.losses or evidence.diverged))
_DIAGNOSTICS = Need('train.diagnostics', lambda evidence: bool(evidence.looks))
_START = Need('train.diagnostics from step 0 on', lambda evidence: bool(
    evidence.class_counts or evidence.learns_numbers and evidence.looks))
_CURVE = Need('train.diagnostics or two evaluations',
              lambda evidence: len(evidence.looks) > 1 or len(evidence.losses) > 1)
_LOSS = Need('an evaluation', lambda evidence: bool(evidence.losses))
_LOSSES = Need('three evaluations', lambda evidence: len(evidence.losses) > 2)
_END = Need('a run that has ended', lambda evidence: 'fit_accuracy' in evidence.result)
_MODES = Need('a run that has ended', lambda evidence: 'eval_mode_accuracy' in evidence.result)

# Those that say why come first.
RULES = (
    Rule('exploding', rules_rate.exploding, lambda evidence: True, (_TRACE,)),
    Rule('rate_too_high', rules_rate.rate_too_high, lambda evidence: True, (_CURVE,)),
    Rule('rate_too_low', rules_rate.rate_too_low, lambda evidence: True, (_CURVE,)),
    Rule('symmetric', rules_layers.symmetric, _has_hidden_layers, (_DIAGNOSTICS, _START)),
    Rule('stuck', rules_loss.stuck, lambda evidence: evidence.classes is not None, (_LOSS,)),
    Rule('vanishing', rules_layers.vanishing, _has_hidden_layers, (_DIAGNOSTICS,)),
    Rule('dead', rules_layers.dead, _has_hidden_layers, (_DIAGNOSTICS,)),
    Rule('saturated', rules_layers.saturated, _is_saturable, (_DIAGNOSTICS,)),
    Rule('input_scale', rules_data.input_scale, _is_trained, ()),
    Rule('modes', rules_data.modes, lambda evidence: evidence.batch_norm, (_MODES,)),
    Rule('imbalance', rules_data.imbalance, _is_classifier, (_DIAGNOSTICS, _START)),
    Rule('gap', rules_data.gap, _is_classifier, (_END,)),
    Rule('still_improving', rules_loss.still_improving, lambda evidence: True, (_LOSSES,)),
)


@dataclasses.dataclass(frozen=True)
class Examination:
    """What came out of all rules that apply to a run.

    Attributes:
      findings: in the order of RULES.
      checked: names of the rules that had all they need.
      unchecked: (name, what was missing) of the others.
    """

    findings: list[Finding]
    checked: list[str]
    unchecked: list[tuple[str, str]]


def examine(evidence: Evidence) -> Examination:
    """Asks every rule that applies and has what it needs."""
    done = Examination([], [], [])
    for rule in RULES:
        if not rule.applies(evidence):
            continue
        missing = [need.words for need in rule.needs if not need.is_met(evidence)]
        if missing:
            done.unchecked.append((rule.name, missing[0]))
            continue
        done.checked.append(rule.name)
        finding = rule.find(evidence)
        if finding is not None:
            done.findings.append(finding)
    return done
