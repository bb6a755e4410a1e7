"""The cost model as tables and figures."""

from collections.abc import Sequence
import dataclasses

from matplotlib.figure import Figure
import numpy as np

from benchmarks import measurement
from benchmarks.costs import failures
from benchmarks.costs import steps
from benchmarks.costs.failures import Job
from benchmarks.costs.steps import Net
from benchmarks.costs.steps import Network
from tf_labs.report import plots
from tf_labs.training import plan

WORKERS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024)
NETWORKS = (1, 10, 100)  # Gbit/s
MOST_TIMES = 10  # its steps: what takes longer is not worth simulating
TRAININGS = 40  # simulated for each number of a table of failures
DAY, HOUR = 86_400, 3600
FAILURES = {'a day': DAY, 'every 6 hours': 6 * HOUR, 'an hour': HOUR}


def speedup_table(net: Net) -> str:
    """Returns how much faster the quickest training on many workers is than on one."""
    rows = []
    for workers in WORKERS:
        cells = [str(workers)]
        for gigabits in NETWORKS:
            network = Network(gigabits)
            found = steps.quickest(net, workers, network)
            alone = steps.quickest(net, 1, network)
            cells.append(f'{alone.seconds / found.seconds:.1f} (B = {found.batch:,}, '
                         f'{_time(found.seconds)})')
        rows.append(cells)
    header = ['workers', *(f'{gigabits} Gbit/s: times one worker' for gigabits in NETWORKS)]
    return measurement.markdown(header, rows)


def where_it_ends(nets: Sequence[Net], factor: float) -> str:
    """Returns up to how many workers each doubling still saves a quarter of the time."""
    rows = [[net.title, *(str(steps.last_that_pays(net.faster(factor), Network(gigabits),
                                                   WORKERS[-1])) for gigabits in NETWORKS)]
            for net in nets]
    return measurement.markdown(
        ['net', *(f'{gigabits} Gbit/s' for gigabits in NETWORKS)], rows)


def speedup_figure(nets: Sequence[Net], factors: Sequence[float]) -> Figure:
    """Returns a panel a net and a row a speed of the workers: times one worker, by workers."""
    figure, axes = plots.figure(len(factors), len(nets), width=3.6, height=3.0,
                                title='How much faster many workers are than one')
    for row, factor in enumerate(factors):
        for column, net in enumerate(nets):
            faster = net.faster(factor)
            lines = {}
            for gigabits in NETWORKS:
                network = Network(gigabits)
                seconds = np.array([steps.quickest(faster, workers, network).seconds
                                    for workers in WORKERS])
                lines[f'{gigabits} Gbit/s'] = (WORKERS, seconds[0] / seconds)
            panel = axes[row, column]
            panel.plot(WORKERS, WORKERS, color='0.6', linewidth=1, label='ideal')
            plots.curves(panel, lines, logarithmic=True, legend=not row and not column)
            panel.set_xscale('log', base=2)
            panel.set_yscale('log', base=2)
            plots.label(panel, x='workers', y='times one worker',
                        title=f'{net.title}, {_speed(factor)}')
    return figure


def failure_table(net: Net, intervals: Sequence[int], restart_seconds: float,
                  generator: np.random.Generator) -> str:
    """Returns what failures add to the time of a training, in percent, by steps a checkpoint."""
    rows = []
    for interval in intervals:
        cells = [f'{interval:,}']
        for mean_seconds in FAILURES.values():
            job = job_of(net, interval, restart_seconds, mean_seconds)
            if failures.expected(job) > MOST_TIMES * job.work_seconds:
                cells.append('hardly ever comes to a checkpoint')
                continue
            seconds = [failures.simulated(job, generator) for _ in range(TRAININGS)]
            mean, error = np.mean(seconds), np.std(seconds, ddof=1) / np.sqrt(TRAININGS)
            cells.append(f'{_percent(mean, job)} +- {1.96 * error / job.work_seconds:.1%} '
                         f'(formula: {_percent(failures.expected(job), job)})')
        rows.append(cells)
    best = ['best by formula', *(_best(net, mean) for mean in FAILURES.values())]
    return measurement.markdown(
        ['steps a checkpoint', *(f'a failure {name}' for name in FAILURES)], [*rows, best])


def failure_figure(net: Net, restart_seconds: float) -> Figure:
    """Returns the time that failures and checkpoints add, by the steps between checkpoints."""
    figure, axes = plots.figure(width=6.0, title=f'{net.title}: time on top of the steps')
    intervals = np.unique(np.geomspace(1, net.examples // net.batch, 30).astype(int))
    lines = {}
    for name, mean_seconds in FAILURES.items():
        jobs = [job_of(net, int(interval), restart_seconds, mean_seconds)
                for interval in intervals]
        lines[f'a failure {name}'] = (
            intervals, np.array([min(100 * (failures.expected(job) / job.work_seconds - 1),
                                     100 * MOST_TIMES) for job in jobs]))
    plots.curves(axes[0, 0], lines, logarithmic=True)
    axes[0, 0].set_xscale('log')
    axes[0, 0].set_yscale('log')
    plots.label(axes[0, 0], x='steps between two checkpoints', y='added time, %')
    return figure


def job_of(net: Net, interval: int, restart_seconds: float, mean_seconds: float) -> Job:
    """Returns a week of training of a net on one worker, cut by the plan of the training loop."""
    seconds = net.fixed_seconds + net.batch * net.example_seconds
    cut = plan.plan_of(
        net.examples, batch_size=net.batch, example_bytes=net.example_bytes, epochs=net.epochs,
        steps=int(7 * DAY / seconds), call=None, checkpoint_every=interval, eval_every_epochs=1,
        diagnosed=False, keep_at_epochs=())
    return Job(cut, seconds, net.checkpoint_seconds, restart_seconds, mean_seconds)


def constants_table(nets: Sequence[Net]) -> str:
    """Returns what was measured."""
    fields = [field.name for field in dataclasses.fields(Net) if field.name != 'title']
    return measurement.markdown(
        ['', *(net.title for net in nets)],
        [[field.replace('_', ' '), *(f'{getattr(net, field):,.4g}' if isinstance(
            getattr(net, field), float) else f'{getattr(net, field):,}' for net in nets)]
         for field in fields])


def _percent(seconds: float, job: Job) -> str:
    return f'{seconds / job.work_seconds - 1:.1%}'


def _best(net: Net, mean_seconds: float) -> str:
    seconds = net.fixed_seconds + net.batch * net.example_seconds
    interval = failures.best_interval(net.checkpoint_seconds, mean_seconds)
    return f'every {interval / seconds:,.0f} steps ({_time(interval)})'


def _time(seconds: float) -> str:
    for unit, length in (('days', DAY), ('hours', HOUR), ('min', 60)):
        if seconds >= 2 * length:
            return f'{seconds / length:,.3g} {unit}'
    return f'{seconds:.3g} s'


def _speed(factor: float) -> str:
    return 'as measured' if factor == 1 else f'{factor:g} times as fast'
