"""What a comparison left in its directory: its runs, and what they say together."""

from collections.abc import Mapping, Sequence
import statistics
from typing import Any

from tf_labs.config import config_values
from tf_labs.errors import UserError
from tf_labs.runs import checked_configs
from tf_labs.runs import given
from tf_labs.runs import running
from tf_labs.runs.calls import call
from tf_labs.runs.run import Kept
from tf_labs.runs.run import Run
from tf_labs.runs.told import told
from tf_labs.training import run_ending
from tf_labs.training.run_directory import RunDirectory


class Comparison(Kept):
    """The runs of the variants of a config, each over some seeds.

    Its `result` is {'lab', 'seeds', VARIANT: [the numbers of each seed]}, and 'together': [the
    same of what several nets were asked], if they were. The numbers of a seed that a learning rate
    was not tried with (`comparison.rate_seeds`) are {}.
    """

    @property
    def runs(self) -> dict[tuple[str, int], Run]:
        """Those that have begun, by (variant, seed); of no variants the name of the lab."""
        found = {}
        for path in self.workdir.glob('*/seed-*/config.json'):
            seed = path.parent.name.removeprefix('seed-')
            if seed.isdecimal():
                found[path.parent.parent.name, int(seed)] = Run(
                    RunDirectory(path.parent), self._code)
        names = list(self.config.get('variants', ()))
        return dict(sorted(found.items(), key=lambda item: (
            names.index(item[0][0]) if item[0][0] in names else len(names), item[0])))

    @property
    def table(self) -> list[dict[str, Any]]:
        """A row for each variant and measured quantity, over the seeds that have ended.

        {'variant', 'quantity', 'seeds': how many, 'mean', 'sd', 'difference', 'low', 'high', 'p'}:
        the difference is that of the means from the first variant, low and high are the ends of
        its 95% interval, and p is two-sided. What one seed cannot tell is None.
        """
        with call(code=self._code):
            from tf_labs.report import contrasts
            from tf_labs.report import effects
            measured = self._measured()
            rows, first = [], next(iter(measured), '')
            for quantity in contrasts.metrics(measured):
                by_name = {name: {seed: values[quantity] for seed, values in runs.items()
                                  if quantity in values} for name, runs in measured.items()}
                rows += [{'variant': name, 'quantity': quantity, **_spread(list(values.values())),
                          **_effect(effects.effect(values, by_name[first])
                                    if name != first and by_name[first] else None)}
                         for name, values in by_name.items() if values]
            return rows

    def _measured(self) -> dict[str, dict[int, dict[str, float]]]:
        from tf_labs.experiments import outcomes
        measured: dict[str, dict[int, dict[str, float]]] = {}
        for (name, seed), run in self.runs.items():
            found = run_ending.result(run.directory)
            if found is not None:
                measured.setdefault(name, {})[seed] = dict(outcomes.measured(found))
        return measured

    @property
    def best(self) -> dict[str, Any]:
        """The variant with the smallest mean validation loss at the end, of those that all seeds
        have ended; the test split has no part in the choice.

        {'variant', 'values': {field: its value}, 'validation_loss', 'test_accuracy' (of a
        regression 'test_r2'), and other means, 'second': the next one, 'difference' from it in
        validation loss, 'low', 'high'}.

        Raises:
          UserError: no variant has ended with a validation loss.
        """
        with call():
            from tf_labs.report import choosing
            config = self.directory.config()
            found = choosing.best(self._measured(), len({seed for _, seed in self.runs}))
            if found is None:
                raise UserError('there is no best variant', received=self.workdir, expected='one '
                                'that has ended at every seed, with examples held out: '
                                'config.data.validation_examples')
            changes = config.get('variants', {}).get(found.name, {})
            return {**found.to_json(), 'values': dict(config_values.fields(changes))}

    def resume(self, overrides: Mapping[str, Any] | None = None, *, seeds: int | None = None,
               devices: str | int = 'auto', verbose: bool = False,
               callbacks: Sequence[Any] = ()) -> 'Comparison':
        """Does the runs that are not done yet; returns the comparison as it is then.

        Args:
          overrides: of fields that may change on the way.
          seeds: of each variant; None: as many as it has, or as have begun.
          devices: as of `tf_labs.run`.
          verbose: print what the command line prints.
          callbacks: as of `tf_labs.run`; one that stops a run ends all of them.

        Raises:
          LabError: as of `tf_labs.run`.
        """
        given.check_count('seeds', seeds)
        config = checked_configs.changed(self.directory.config(), overrides)
        with call(verbose=verbose, code=self._code), told(callbacks, config):
            count = seeds or max(1, len({seed for _, seed in self.runs}), len(
                (self.directory.result() or {}).get('seeds', ())))
            running.run(config, self.workdir, count, given.devices(devices),
                        checked_configs.about(config))
        return Comparison(RunDirectory(self.workdir), self._code)


def _spread(values: list[float]) -> dict[str, Any]:
    return {'seeds': len(values), 'mean': statistics.fmean(values),
            'sd': statistics.stdev(values) if len(values) > 1 else None}


def _effect(effect: Any) -> dict[str, Any]:
    return {name: getattr(effect, name, None) for name in ('difference', 'low', 'high', 'p')}
