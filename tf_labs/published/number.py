"""What a published number is: where it stands, what of ours it is held against, by which rule."""

import dataclasses

NOT_RUN = 'not run'
SETTING = 'setting'
ERRATUM = 'erratum'
SEEDS = {'band': 5, 'factor': 3}  # that a rule takes; few make a factor's interval wide


@dataclasses.dataclass(frozen=True)
class Half:
    """One half of an erratum: a statement that is judged by itself, and can fail.

    Attributes:
      expected: as `printed` of a Published.
      rule: any of tf_labs.published.judging but erratum.
      measured, examples, scale, tolerance: as those of a Published.
    """

    expected: str
    rule: str
    measured: tuple[str, ...] = ()
    examples: int = 0
    scale: float = 1.0
    tolerance: float = 0.0


@dataclasses.dataclass(frozen=True)
class Published:
    """A published number, or a line of them.

    Attributes:
      lab: the config that it belongs to.
      quantity: what it is, for people.
      source: where it is printed.
      printed: as printed; several numbers with spaces between them; for a direction the claim; of
        a factor and of a share the claim that begins with them, `6 times as fast`, `1 of 1 stuck`.
      rule: one of those that tf_labs.published.judging names.
      measured: keys of ours, 'LAB/quantity'; of a setting 'LAB/field of its config'; of a direction
        and of a factor the larger and the smaller, of a direction also several such pairs; of an
        erratum none, its halves have them.
      examples: of an accuracy in a band: how many it is measured on.
      scale: what ours is multiplied by: 100 where per cent are printed.
      tolerance: of an exact number: how far ours may be off; the note says why. Of a band: half a
        unit of the last digit, where a round number is printed.
      right: of an erratum: what is right.
      wrong: of an erratum: what gives the printed value, or refutes the claim.
      needs: of what is not run: what is missing here; of what is not judged by default: the time.
      command: of what is not run: what would run it.
      note: of an erratum what was wrong and what reproduces it, of another number what was
        found.
      by_default: whether `reproduce` judges it without being asked for its lab by name.
      seeds: with fewer runs it is OPEN.
      whole: training and test examples; with runs on fewer it is OPEN.
      edges: keys of ours that are 1 if a learning rate that was chosen is the lowest or the highest
        of those tried; then it is OPEN.
    """

    lab: str
    quantity: str
    source: str
    printed: str
    rule: str
    measured: tuple[str, ...] = ()
    examples: int = 0
    scale: float = 1.0
    tolerance: float = 0.0
    right: Half | None = None
    wrong: Half | None = None
    needs: str = ''
    command: str = ''
    note: str = ''
    by_default: bool = True
    seeds: int = 1
    whole: tuple[int, int] = (0, 0)
    edges: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rule == NOT_RUN:
            complete = bool(self.needs and self.command) and not self.measured
        elif self.rule == ERRATUM:
            complete = bool(self.right and self.wrong and self.note) and not self.measured
        else:
            complete = bool(self.measured)
        if not complete:
            raise ValueError(f'{self.lab}, {self.quantity}: the rule {self.rule} lacks what it '
                             'judges')
        if self.right is not None and self.right.expected == self.printed:
            raise ValueError(f'{self.lab}, {self.quantity}: what is printed is right')

    def parts(self) -> 'tuple[Published | Half, ...]':
        """Returns itself, or its halves."""
        return (self.right, self.wrong) if self.right and self.wrong else (self,)

    def keys(self) -> tuple[str, ...]:
        """Returns the keys of all that must be measured in runs, settings left out."""
        return (*(key for part in self.parts() if part.rule != SETTING for key in part.measured),
                *self.edges)

    def seeds_needed(self) -> int:
        """Returns with how many runs it is no longer OPEN for want of them."""
        return max(self.seeds, *(SEEDS.get(part.rule, 1) for part in self.parts()))

    def settings(self) -> tuple[str, ...]:
        """Returns 'LAB/field' of the configs that it is held against."""
        return tuple(key for part in self.parts() if part.rule == SETTING for key in part.measured)

    def labs(self) -> set[str]:
        """Returns every lab that must be run for it."""
        return {key.partition('/')[0] for key in self.keys()}

    def configs(self) -> set[str]:
        """Returns every lab whose config must be read for it."""
        return self.labs() | {key.partition('/')[0] for key in self.settings()}

    def postponed(self) -> 'Published':
        """Returns it as a number that is not run, with the command that runs it."""
        time = self.needs or ('runs that are not done' if self.by_default else
                              'hours on two cores')
        needed = self.seeds_needed()
        seeds = 5 if self.by_default or needed == 1 else needed
        return Published(self.lab, self.quantity, self.source, self.printed, NOT_RUN, needs=time,
                         command=f'tf-labs reproduce --labs={self.lab} --seeds={seeds}',
                         note=self.note, by_default=False)
