"""Every kind of run in small: what is killed, filled up and damaged."""

from collections.abc import Callable, Iterable
import dataclasses
from pathlib import Path
import shutil

from benchmarks.campaign.worker import Command
from benchmarks.campaign.worker import ROOT
from benchmarks.campaign.worker import Worker


@dataclasses.dataclass(frozen=True)
class Scenario:
    """A command line that writes files, always given in a new directory.

    Attributes:
      name: of the scenario.
      arguments: of `tf-labs`; paths are relative to the directory; {shared} stands for the
        directory of what is prepared.
      begins_with: what is prepared and copied to `run` before; None: nothing is there.
    """

    name: str
    arguments: tuple[str, ...]
    begins_with: str | None = None

    def prepare(self, shared: Path, directory: Path) -> None:
        """Puts into a new directory what the command line finds there."""
        if self.begins_with is not None:
            shutil.copytree(shared / self.begins_with, directory / 'run')

    def command(self, shared: Path, directory: Path, **settings) -> Command:
        """Returns the command line in its directory."""
        arguments = tuple(one.replace('{shared}', str(shared)) for one in self.arguments)
        return Command(arguments, directory, env={
            'XDG_CACHE_HOME': str(directory / 'cache'), 'TFDS_DATA_DIR': str(shared / 'photos')},
            **settings)


def _lab(name: str, lab: str, *overrides: str, flags: tuple[str, ...] = ()) -> Scenario:
    return Scenario(name, (
        'run', f'--config={ROOT}/configs/{lab}.py', '--workdir=run', *flags,
        *(f'--config.{one}' for one in overrides)))


# 44 steps an epoch, checkpoints in its middle, blocks that do not divide it.
SMALL = ('model.hidden_sizes=12,', 'train.epochs=2', 'train.checkpoint_every_steps=18',
         'train.steps_per_call=7', 'train.execution=graph')
FULL_BATCH = ('data.batch_size=1437', 'model.hidden_sizes=12,', 'train.steps=8',
              'train.checkpoint_every_steps=3', 'train.steps_per_call=2', 'train.execution=graph')
CONVNET = ('data.name=digits', 'data.crop=8', 'data.batch_size=64', 'data.scale=0.125',
           'data.mirror=False', 'data.random_crop=False', 'data.train_examples=320',
           'model.filters=4,4,4,4', 'train.precision=float32', 'train.keep_at_epochs=0,1,2',
           'optimizer.schedule=constant', 'train.epochs=2', 'train.diagnostics=False')
PHOTOGRAPHS = ('data.side=32', 'data.crop=24', 'data.batch_size=4', 'data.scale=0.02',
               'data.validation_examples=4', 'model.name=cifar_net', 'model.filters=4,4,4,4',
               'model.towers=1', 'model.hidden_sizes=16', 'model.init_stddev=0.1',
               'train.epochs=2', 'train.checkpoint_every_steps=4', 'optimizer.patience=1',
               'train.diagnostics=False')
OCCLUSION = ('occlusion.images=3,1', 'occlusion.size=3', 'occlusion.batch_size=10',
             'occlusion.save_every=3')


def _digits(name: str, *overrides: str, flags: tuple[str, ...] = ()) -> Scenario:
    return _lab(name, 'digits', *SMALL, *overrides, flags=flags)


def _optimizer(name: str, *overrides: str) -> Scenario:
    return _digits(f'optimizer_{name}', f'optimizer.name={name}', 'train.diagnostics=False',
                   *overrides)


SCENARIOS = {scenario.name: scenario for scenario in (
    _digits('dropout_batch_norm_cosine', 'model.hidden_sizes=24,16', 'model.dropout_rate=0.3',
            'model.batch_norm=True', 'optimizer.schedule=cosine'),
    _digits('xla', 'train.execution=xla', 'train.probe_examples=50'),
    _digits('step_decay', 'optimizer.schedule=step', 'optimizer.decay_epochs=1'),
    _digits('plateau', 'optimizer.schedule=plateau', 'optimizer.patience=1', 'train.epochs=3',
            'data.validation_examples=137', 'train.diagnostics=False'),
    _digits('keep_at_epochs', 'train.keep_at_epochs=0,1,2', 'train.keep=1'),
    _digits('run_and_report', flags=('--report',)),
    _optimizer('sgd', 'optimizer.momentum=0.9', 'optimizer.nesterov=True'),
    _optimizer('momentum_decay', 'optimizer.momentum=0.9'),
    *(_optimizer(name) for name in (
        'adam', 'adamw', 'nadam', 'adamax', 'rmsprop', 'adagrad', 'adadelta')),
    _optimizer('asgd', 'optimizer.average_from=30'),
    _lab('optimizer_rprop', 'digits', *FULL_BATCH, 'optimizer.name=rprop'),
    _lab('optimizer_lbfgs', 'digits', *FULL_BATCH, 'optimizer.name=lbfgs'),
    _digits('pretraining', 'pretraining.name=rbm', 'pretraining.epochs=1',
            'model.hidden_sizes=12,9'),
    _digits('seeds', 'train.epochs=1', 'train.diagnostics=False', flags=('--seeds=2',)),
    _lab('comparison', 'dropout', 'data.name=digits', 'data.scale=0.0625', *SMALL,
         'data.train_examples=320', 'train.diagnostics=False'),
    _lab('convolutions', 'cifar10', *CONVNET),
    _lab('photographs', 'alexnet', *PHOTOGRAPHS),
    _lab('augmentation', 'alexnet', *PHOTOGRAPHS, 'data.color_jitter=0.1',
         'data.random_crop=True', 'data.mirror=True', 'train.epochs=1'),
    _lab('occlusion', 'occlusion', 'net.workdir={shared}/convnet', *OCCLUSION),
    _lab('gates', 'gates', 'train.steps=501'),
    _lab('mse_by_hand', 'mse_by_hand'),
    Scenario('report', ('report', '--workdir=run'), 'digits'),
    Scenario('export', ('export', '--workdir=run', '--output=exported'), 'digits'),
    Scenario('page', ('page', '--workdir=run', '--output=page.html'), 'digits'),
)}
PREPARED = {'convnet': _lab('convnet', 'cifar10', *CONVNET), 'digits': _digits('digits')}


def needed_by(names: Iterable[str]) -> set[str]:
    """Returns what has to be prepared for scenarios."""
    needed = set()
    for name in names:
        scenario, words = SCENARIOS[name], ' '.join(SCENARIOS[name].arguments)
        needed |= {scenario.begins_with} - {None}
        needed |= {'convnet'} if '{shared}/convnet' in words else set()
        needed |= {'photos'} if 'configs/alexnet.py' in words else set()
    return needed


def prepare_shared(shared: Path, worker: Worker, names: Iterable[str]) -> None:
    """Makes what scenarios share, two runs and a set of photographs; does nothing twice."""
    for name in names:
        if name == 'photos':
            _made(shared / name, lambda new: worker.function('tests.photo_set:write', str(new)))
            continue
        arguments = PREPARED[name].arguments
        _made(shared / name, lambda new, arguments=arguments: _finished(worker, Command(
            tuple(f'--workdir={new}' if one.startswith('--workdir') else one
                  for one in arguments), shared)))


def _finished(worker: Worker, command: Command) -> None:
    ended = worker.run(command)
    if ended.status != 0:
        raise RuntimeError(f'what scenarios begin with cannot be prepared: {ended.err}')


def _made(place: Path, make: Callable[[Path], None]) -> None:
    if not place.exists():
        new = place.with_name(f'{place.name}.new')
        shutil.rmtree(new, ignore_errors=True)
        make(new)
        new.rename(place)
