"""Every rule, what it needs to know, and what they say of a run."""

from collections.abc import Callable
import dataclasses

from tf_labs.doctor import rules_data
from tf_labs.doctor.evidence import Evidence
from tf_labs.doctor.findings import Finding


@dataclasses.dataclass(frozen=True)
class Need:
    """What a rule must know, in words for the reader, and whether it is known."""

    words: str
    is_met: Callable[[Evidence], bool]


@dataclasses.dataclass(frozen=True)
class Rule:
    """A fault to look for; `find` is asked only where all `needs` are met."""

    name: str
    find: Callable[[Evidence], Finding | None]
    needs: tuple[Need, ...]


CLASSIFIER = Need('the run of a classifier', lambda evidence: evidence.is_classifier)
DIAGNOSTICS = Need('train.diagnostics', lambda evidence: bool(evidence.looks))
END = Need('a run that has ended', lambda evidence: evidence.result is not None)
BATCH_NORM = Need('a net with batch norm', lambda evidence: evidence.batch_norm)

RULES = (
    Rule('input_scale', rules_data.input_scale, (CLASSIFIER,)),
    Rule('gap', rules_data.gap, (CLASSIFIER, END)),
    Rule('modes', rules_data.modes, (CLASSIFIER, BATCH_NORM, END)),
    Rule('imbalance', rules_data.imbalance, (CLASSIFIER, DIAGNOSTICS)),
)


def missing(rule: Rule, evidence: Evidence) -> str | None:
    """Returns what the rule would have to know, None if it knows all."""
    return next((need.words for need in rule.needs if not need.is_met(evidence)), None)


def examine(evidence: Evidence) -> list[Finding]:
    """Returns what the rules that can be asked find, in the order of RULES."""
    found = [rule.find(evidence) for rule in RULES if missing(rule, evidence) is None]
    return [finding for finding in found if finding is not None]
