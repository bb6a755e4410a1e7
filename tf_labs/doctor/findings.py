"""What the doctor says of a run."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Finding:
    """A fault, what shows it, and what to do.

    Attributes:
      rule: its name in tf_labs.doctor.rules.
      title: what is wrong, one clause.
      evidence: the numbers that were measured, and the threshold that they crossed.
      advice: what mends it.
      lab: name of the config that teaches it.
    """

    rule: str
    title: str
    evidence: str
    advice: str
    lab: str

    @property
    def command(self) -> str:
        """The command that runs the lab."""
        return f'tf-labs run {self.lab}'
