"""Whose a run is: the students of a class by what their runs have that no other's have."""

from collections.abc import Mapping
import dataclasses

from tf_labs.classroom.class_file import SchoolClass
from tf_labs.classroom.findings import COPIED
from tf_labs.classroom.findings import EDITED
from tf_labs.classroom.findings import Finding
from tf_labs.training.identity import Identity


@dataclasses.dataclass(frozen=True)
class Register:
    """Names of students by their seeds, and by the identities of their runs.

    Attributes:
      by_seed: names.
      by_identity: names, by the half of an identity that the config gives.
    """

    by_seed: Mapping[int, str]
    by_identity: Mapping[str, str]

    def told_from(self, file: str, found: Identity, own: Identity) -> Finding | None:
        """Returns what is wrong with an identity in a file of a run; None if it is the run's own.

        Args:
          file: that holds it.
          found: the identity there.
          own: that of the student's run.
        """
        half = found.difference(own)
        if not half:
            return None
        owner = self.by_identity.get(found.config)
        if half == 'config' and owner is not None:
            return Finding(COPIED, f'identity {found} in {file} is of the run of {owner}')
        return Finding(EDITED, f'identity {found} in {file} is not that of this run, {own}: '
                       f'another {half}')


def of(made: SchoolClass) -> Register:
    """Returns the register of a class."""
    return Register({student.seed: student.name for student in made.students},
                    {identity: name for name, labs in made.identities.items()
                     for identities in labs.values() for identity in identities})
