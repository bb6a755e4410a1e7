"""From the flags of `run` to a worker: who it is, what cannot be shared, who else is there.

All of this is done before TensorFlow is imported.
"""

from collections.abc import Mapping
import platform

from ml_collections import ConfigDict

import tf_labs
from tf_labs import runtime
from tf_labs.config import config_values
from tf_labs.data import data_sets
from tf_labs.data import sources
from tf_labs.errors import DataNotAvailableError
from tf_labs.errors import UserError
from tf_labs.workers import cluster
from tf_labs.workers import rendezvous
from tf_labs.workers import slurm
from tf_labs.workers.cluster import Cluster

# What of a config may differ between workers: where the data lies, what only worker 0 reads.
_OWN = frozenset({'data.dir', 'init.workdir', 'train.keep', 'data.name'})
_UNSHARED_OPTIMIZERS = ('lbfgs', 'rprop')


def asked(workers: str | None, worker: int | None, wait: int | None,
          environment: Mapping[str, str]) -> Cluster | int | None:
    """Returns the cluster that this process is a worker of; or how many are to be started here.

    Args:
      workers: `--workers`: a number, addresses with commas between them, or slurm.
      worker: `--worker`.
      wait: `--wait`.
      environment: has TF_CONFIG, or what srun sets.

    Returns:
      None if this process is alone.

    Raises:
      UserError: the flags or the environment name no such thing.
    """
    found = _asked(workers, worker, environment)
    if found is None and wait is not None:
        raise UserError('--wait without other workers', received=f'--wait={wait}',
                        expected='--workers beside it')
    return found


def _asked(workers: str | None, worker: int | None,
           environment: Mapping[str, str]) -> Cluster | int | None:
    tf_config = environment.get('TF_CONFIG', '')
    if workers is None:
        if worker is not None:
            raise UserError('--worker without --workers', received=f'--worker={worker}',
                            expected='--workers=HOST:PORT,HOST:PORT beside it')
        return cluster.from_tf_config(tf_config)
    if cluster.from_tf_config(tf_config) is not None:
        raise UserError('the environment has TF_CONFIG, which names the workers as well',
                        expected='one of the two', received=f'--workers={workers}')
    count = cluster.local_count(workers)
    if worker is not None and (count is not None or workers == 'slurm'):
        raise UserError('--worker belongs to a list of addresses', received=f'--worker={worker}',
                        expected=f'--workers={workers} alone')
    if count is not None:
        return count if count > 1 else None
    found = slurm.cluster(environment) if workers == 'slurm' else (
        cluster.from_flags(workers, worker))
    return found if found.size > 1 else None


def check(config: ConfigDict, workers: int, seeds: int | None) -> None:
    """Checks that several workers can share a run.

    Raises:
      UserError: they cannot.
      DataNotAvailableError: its data is not prepared here.
    """
    if config.experiment != 'supervised':
        raise _refused(f'the experiment {config.experiment}', 'a run of the experiment supervised')
    if 'variants' in config or seeds is not None:
        raise _refused('a comparison', 'a single run')
    _check_net(config)
    if config.train.execution in ('xla', 'eager'):
        raise _refused(f'config.train.execution {config.train.execution}', 'graph or auto: XLA '
                       'has no collective operations on CPUs')
    if config.data.batch_size % workers:
        raise UserError('config.data.batch_size cannot be shared evenly',
                        expected=f'a multiple of {workers}, the number of workers',
                        received=config.data.batch_size)
    _check_prepared(config.data)


def _check_prepared(data: ConfigDict) -> None:
    """A set of the catalog has to be there: each worker would prepare it, in one directory."""
    if not data_sets.is_own(data) and not data_sets.is_at_hand(data):
        raise DataNotAvailableError(
            f'{data.name} is not prepared in {sources.directory(data.dir)}, and several workers '
            'would each prepare it; expected it there; run it once as one process, without '
            f'--workers (`tf-labs data --name={data.name}` says how), or set TFDS_DATA_DIR or '
            'config.data.dir to where it is')


def _check_net(config: ConfigDict) -> None:
    if config.model.split_towers:
        raise _refused('config.model.split_towers', 'False: each worker holds the whole net')
    if config.optimizer.name in _UNSHARED_OPTIMIZERS:
        raise _refused(f'config.optimizer.name {config.optimizer.name}', 'an optimizer that steps '
                       'by sums of gradients, as sgd or adam')
    if config.pretraining.name != 'none':
        raise _refused(f'config.pretraining.name {config.pretraining.name}', 'none, or '
                       '--config.init.workdir with a run that was pre-trained by one process')


def join(config: ConfigDict, own: Cluster, wait: int) -> None:
    """Waits for the other workers; what is started from now on shares its batches with them.

    Raises:
      UserError: another worker has other versions or another config, or a port is in use.
      WorkerLostError: another worker has not come in time.
    """
    runtime.join(own, rendezvous.join(own, _card(config), wait))


def follow(config: ConfigDict, devices: str) -> None:
    """Trains as any worker but the first."""
    runtime.import_tensorflow()
    from tf_labs.experiments import supervised
    supervised.follow(config, devices)


def _card(config: ConfigDict) -> dict[str, str]:
    """Returns what has to be the same on all workers before any data is read."""
    import importlib.metadata  # which takes as long as all else that a refusal needs of this module
    versions = {'tf_labs': tf_labs.__version__, 'Python': platform.python_version()} | {
        name: importlib.metadata.version(name) for name in ('tensorflow', 'keras', 'numpy')}
    return {f'version of {name}': version for name, version in versions.items()} | {
        f'config.{path}': str(value) for path, value in config_values.fields(config)
        if path not in _OWN} | {
        'config.data.name': str(config.data.name) if not data_sets.is_own(config.data) else 'own'}


def _refused(what: str, expected: str) -> UserError:
    return UserError('several workers cannot share this', expected=expected, received=what)
