"""find-rate, sweep: which values of a config's fields train well."""

from tf_labs.console import say
from tf_labs.errors import UserError
from tf_labs.runs import rate_finding
from tf_labs.runs import sweeping


def find_rate(config: str | None, output: str | None, lowest: float, highest: float,
              steps: int | None, devices: str, overrides: list[str]) -> None:
    """Looks for a learning rate."""
    rate_finding.command(_named(config), overrides, output, lowest=lowest, highest=highest,
                         steps=steps, devices=devices)


def sweep(config: str | None, workdir: str | None, devices: str, seeds: int | None, report: bool,
          log: list[str], jobs: str, overrides: list[str]) -> None:
    """Trains every combination of values, or what of that is not done; says which is the best."""
    done = sweeping.command(_named(config), overrides, workdir, seeds, devices, log, jobs)
    from tf_labs.experiments import closing
    if report:
        from tf_labs.experiments import reporting
        say(f'{reporting.write(done.directory, devices)}')
    for line in closing.lines(done.directory):
        say(line)


def _named(config: str | None) -> str:
    if config is None:
        raise UserError('--config is missing', expected='a lab, as digits, or --config=FILE, as '
                        'own.py', received='none')
    return config
