"""What comes out of judging a published number."""

import dataclasses

PASS, NEAR, FAIL = 'PASS', 'NEAR', 'FAIL'
OPEN = 'OPEN'  # too few seeds to tell
NOT_RUN = 'NOT RUN'  # what it needs is not here
ORDER = (PASS, NOT_RUN, OPEN, NEAR, FAIL)


@dataclasses.dataclass(frozen=True)
class Judgement:
    """What is ours, in words, and the verdict, one of ORDER."""

    ours: str
    verdict: str
