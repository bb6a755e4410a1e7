"""Lines of printed logs as published numbers."""

from collections.abc import Iterator

from tf_labs.published.number import Published


def full_batch(lab: str, source: str, names: tuple[str, ...], every: int,
               lines: tuple[str, ...]) -> Iterator[Published]:
    """Lines of a log of full-batch descent, one every so many steps."""
    for index, printed in enumerate(lines):
        step = index * every
        keys = tuple(f'{lab}/{name}[{step}]' for name in names)
        yield Published(lab, f'step {step}: {", ".join(names)}', source, printed, 'exact', keys)


def epoch_costs(lab: str, source: str, lines: tuple[str, ...],
                first_note: str = '') -> Iterator[Published]:
    """Mean training costs of an epoch each; a note belongs to the first."""
    for epoch, printed in enumerate(lines, 1):
        yield Published(lab, f'cost of epoch {epoch}', source, printed, 'band',
                        (f'{lab}/train_loss[{epoch}]',), note=first_note if epoch == 1 else '')
