"""What a published number is: where it stands, what of ours it is held against, by which rule."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Published:
    """A published number, or a line of them.

    Attributes:
      lab: the config that it belongs to.
      quantity: what it is, for people.
      source: where it is printed.
      printed: as printed; several numbers with spaces between them; for a direction the claim.
      rule: exact, band, direction, structure or erratum; see tf_labs.published.judging.
      measured: keys of ours, 'LAB/quantity'; of a direction the larger and the smaller; of an
        erratum what is right.
      examples: of an accuracy in a band: how many it is measured on.
      scale: what ours is multiplied by: 100 where per cent are printed.
      right: of an erratum: what `measured` must come to.
      reproduced_by: of an erratum: keys of what gives the printed value.
      by_band: of an erratum: whether `reproduced_by` is judged by a band.
      note: of an erratum what was wrong and what reproduces it, of another number what was
        found.
      by_default: whether `reproduce` judges it without being asked for its lab by name.
    """

    lab: str
    quantity: str
    source: str
    printed: str
    rule: str
    measured: tuple[str, ...] = ()
    examples: int = 0
    scale: float = 1.0
    right: str = ''
    reproduced_by: tuple[str, ...] = ()
    by_band: bool = False
    note: str = ''
    by_default: bool = True

    def labs(self) -> set[str]:
        """Returns every lab whose runs it needs."""
        keys = (*self.measured, *self.reproduced_by)
        return {self.lab} | {key.partition('/')[0] for key in keys}
