"""TensorFlow brought up once: quietly, with threads and devices chosen before it starts."""

from collections.abc import Iterator
import contextlib
import dataclasses
import importlib
import logging
import os
from pathlib import Path
import platform
import sys
import tempfile
from types import ModuleType
from typing import Any
import warnings

from tf_labs import processes
from tf_labs import processor
from tf_labs.console import waiting
from tf_labs.console import warn
from tf_labs.console import warn_once
from tf_labs.deferred_modules import deferred
from tf_labs.errors import did_you_mean
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.errors import WorkerLostError
from tf_labs.workers.cluster import Cluster
from tf_labs.workers.rendezvous import Peers

DEVICES = Path('/dev')  # where the driver of a GPU shows it
MOST_DEVICES = 64  # each has a copy of the net
# What imports scikit-learn, matplotlib.pyplot and pandas, where these are installed, and the
# converter and interpreter of Lite: two fifths of the time of `import tensorflow`.
_DEFERRED = (
    'keras.wrappers', 'keras.visualization', 'keras.src.visualization.plot_image_gallery',
    'keras.src.trainers.data_adapters.array_slicing', 'tensorflow._api.v2.lite',
    'tensorflow._api.v2.compat.v1.lite', 'tensorflow._api.v2.compat.v2.lite')
_OPERATIONS_OF_LITE = 'tensorflow.lite.experimental.microfrontend.python.ops.audio_microfrontend_op'


@dataclasses.dataclass(frozen=True)
class Runtime:
    """What a run computes on.

    Attributes:
      strategy: tf.distribute.Strategy; the default one for a single device.
      replicas: devices that share a batch, over all workers.
      description: one line for people, as `1 x CPU`.
      environment: what equality to the last bit depends on.
      tower_devices: the devices of a net whose towers live apart; None: there are none such.
      cluster: the workers that share the run; None: this process is alone.
      peers: the connections to them.
    """

    strategy: Any
    replicas: int
    description: str
    environment: dict[str, Any]
    tower_devices: list[str] | None = None
    cluster: Cluster | None = None
    peers: Peers | None = None

    @property
    def workers(self) -> int:
        """Processes that share a batch."""
        return 1 if self.cluster is None else self.cluster.size

    @property
    def is_first(self) -> bool:
        """True of the process that reads and writes the run directory."""
        return self.cluster is None or self.cluster.is_first


_imported = False
_joined: tuple[Cluster, Peers] | None = None
_stderr = 2  # where standard error goes, also while descriptor 2 is sent elsewhere


def is_imported() -> bool:
    """True once `import_tensorflow` has come to its end."""
    return _imported


def stderr() -> int:
    """Returns the file descriptor of what the user sees as standard error."""
    return _stderr


def import_tensorflow() -> ModuleType:
    """Imports TensorFlow without a word on the terminal; returns the module.

    Its C++ side writes to file descriptor 2 whatever TF_CPP_MIN_LOG_LEVEL says, so that is sent
    to a file meanwhile, and played back only if the import fails.
    """
    global _imported
    os.environ.setdefault('TF_CPP_MIN_LOG_LEVEL', '3')
    if os.path.expanduser('~') == '~':  # nobody's home: a directory of that name would be made
        os.environ.setdefault('KERAS_HOME', os.path.join(tempfile.gettempdir(), '.keras'))
    with waiting('loading TensorFlow'), _quiet_stderr():
        with deferred(_DEFERRED):
            import tensorflow as tf
        _register_operations_of_lite(tf)
        tf.config.list_physical_devices()
    tf.get_logger().setLevel(logging.ERROR)
    logging.getLogger('absl').setLevel(logging.ERROR)
    warnings.filterwarnings('ignore', module='keras|tensorflow|tensorflow_datasets')
    # What overflows is checked, and told in one line: a warning would show a line of source.
    warnings.filterwarnings('ignore', category=RuntimeWarning)
    _imported = True
    module: ModuleType = tf
    return module


def _register_operations_of_lite(tf: Any) -> None:
    """Loads the one part of Lite that graphs can need without a word of it."""
    lite = tf.lite
    importlib.import_module(_OPERATIONS_OF_LITE)
    tf.lite = lite  # in whose place the import has put the package `tensorflow/lite`


def join(cluster: Cluster, peers: Peers) -> None:
    """Lets what is started from now on share its batches with other workers."""
    global _joined
    _joined = cluster, peers


def leave() -> None:
    """Lets what is started from now on compute alone."""
    global _joined
    _joined = None


def parse_devices(text: str) -> str | int:
    """Returns `auto`, `cpu` or a number of devices.

    Raises:
      UserError: it is none of these.
    """
    if text in ('auto', 'cpu'):
        return text
    if text.isdecimal() and len(text) < 5 and 1 <= int(text) <= MOST_DEVICES:
        return int(text)
    raise UserError(f'devices cannot be used{did_you_mean(text, ("auto", "cpu"))}',
                    expected=f'auto, cpu, or a number from 1 to {MOST_DEVICES}', received=text)


def start(devices: str = 'auto', *, seed: int = 0, num_threads: int | None = None,
          split_towers: bool = False) -> Runtime:
    """Chooses devices and threads. Call it before anything is computed.

    Args:
      devices: `auto` takes every GPU that TensorFlow finds, else the CPU; `cpu` the CPU alone;
        a number that many GPUs or, on a machine that has none, that many logical CPUs.
      seed: of whatever has no seed of its own.
      num_threads: that one operation may use; None: all cores.
      split_towers: the devices share a net of two towers, not the batch.

    What cannot be chosen any more, as TensorFlow has computed in this process, is warned of.

    Raises:
      UserError: more devices are asked for than there are, or not two for two towers.
    """
    tf = import_tensorflow()
    import numpy
    threads = _set_threads(tf, num_threads)
    names = _choose(tf, parse_devices(devices))
    if split_towers and len(names) != 2:
        raise UserError('config.model.split_towers needs two devices', expected='devices 2',
                        received=f'{len(names)} x {names[0].split(":")[0]}')
    tf.keras.utils.set_random_seed(seed)
    kind = names[0].split(':')[0]
    replicas = 1 if split_towers else len(names)
    description = f'{len(names)} x {kind}'
    cluster, peers = _joined or (None, None)
    if cluster is not None and peers is not None:
        strategy = _of_workers(tf, names, cluster, peers)
        replicas *= cluster.size
        description = f'{cluster.size} workers x {description}'
    else:
        strategy = (tf.distribute.MirroredStrategy(names) if replicas > 1
                    else tf.distribute.get_strategy())
    return Runtime(strategy, replicas, description, {
        'python': platform.python_version(), 'tensorflow': tf.__version__,
        'keras': tf.keras.__version__, 'numpy': numpy.__version__,
        'devices': description, 'threads': threads, 'onednn': processor.onednn(),
        'processor': processor.instructions(),
    }, names if split_towers else None, cluster, peers)


def _of_workers(tf: ModuleType, names: list[str], cluster: Cluster, peers: Peers) -> Any:
    """Returns the strategy of a worker, once all workers have come as far."""
    gpus = len(names) if names[0].startswith('GPU') else 0
    if not gpus and len(names) > 1:
        raise UserError('a worker without a GPU has one device', expected='--devices=cpu, and more '
                        'workers', received=f'--devices={len(names)}')
    resolver = tf.distribute.cluster_resolver.SimpleClusterResolver(
        tf.train.ClusterSpec({'worker': list(cluster.addresses)}), task_type='worker',
        task_id=cluster.index, num_accelerators={'GPU': gpus})
    # All are here: TensorFlow, while it waits for one, lets no thread of Python say anything.
    peers.agree({'TensorFlow': 'loaded'})
    try:
        with _quiet_stderr(), peers.watched(_end_lost):
            return tf.distribute.MultiWorkerMirroredStrategy(resolver)
    except (tf.errors.OpError, RuntimeError) as error:
        first = (str(error).splitlines() or [''])[0]
        raise RunFailedError(f'{cluster.named(cluster.index)} cannot join the others '
                             f'({type(error).__name__}: {first[:200]})') from error


def _end_lost(line: str) -> None:
    """Ends a process whose main thread waits in TensorFlow for a worker that is gone."""
    os.write(stderr(), f'tf-labs: error: {line}\n'.encode())
    os._exit(WorkerLostError.exit_status)


def use_threads(count: int) -> None:
    """Has an operation of this process use so many threads; warns if TensorFlow has started."""
    _set_threads(import_tensorflow(), count)


def _set_threads(tf: ModuleType, wanted: int | None) -> int:
    """Returns how many threads an operation may use from now on."""
    if wanted is not None or tf.config.threading.get_intra_op_parallelism_threads():
        try:
            tf.config.threading.set_intra_op_parallelism_threads(wanted or 0)
        except RuntimeError:  # it has started
            used = tf.config.threading.get_intra_op_parallelism_threads() or processes.cores()
            if used != (wanted or processes.cores()):
                warn_once(f'TensorFlow has started with {used} threads in this process, so '
                          f'config.train.num_threads {wanted} has no effect')
            return used
    return wanted or processes.cores()


def _choose(tf: ModuleType, wanted: str | int) -> list[str]:
    """Makes the chosen devices the only visible ones; returns their names."""
    try:
        return _made_visible(tf, wanted)
    except RuntimeError:  # it has started
        kind = 'GPU' if wanted != 'cpu' and tf.config.list_logical_devices('GPU') else 'CPU'
        names = [device.name.split('device:')[1] for device in tf.config.list_logical_devices(kind)]
        used = names[:wanted] if isinstance(wanted, int) else names
        warn(f'TensorFlow has started with {len(names)} x {kind} in this process, so devices '
             f'{wanted} comes to {len(used)} x {kind}')
        return used


def _made_visible(tf: ModuleType, wanted: str | int) -> list[str]:
    gpus = [] if wanted == 'cpu' else tf.config.list_physical_devices('GPU')
    if not gpus:
        if wanted != 'cpu':
            _tell_of_unused_gpu()
        tf.config.set_visible_devices([], 'GPU')
        count = wanted if isinstance(wanted, int) else 1
        if count > 1:
            tf.config.set_logical_device_configuration(
                tf.config.list_physical_devices('CPU')[0],
                [tf.config.LogicalDeviceConfiguration()] * count)
        return [f'CPU:{index}' for index in range(count)]
    count = wanted if isinstance(wanted, int) else len(gpus)
    if count > len(gpus):
        raise UserError('more devices are asked for than there are',
                        expected=f'at most {len(gpus)}, the GPUs found', received=count)
    tf.config.set_visible_devices(gpus[:count], 'GPU')
    for gpu in gpus[:count]:
        tf.config.experimental.set_memory_growth(gpu, True)
    return [f'GPU:{index}' for index in range(count)]


def _tell_of_unused_gpu() -> None:
    """Warns of a GPU that is there and not hidden on purpose: TensorFlow itself is kept quiet."""
    is_hidden = os.environ.get('CUDA_VISIBLE_DEVICES', '0').strip()[:1] in ('', '-')
    is_there = any(DEVICES.glob('nvidia[0-9]*')) or (DEVICES / 'dxg').exists()  # of Windows
    if is_there and not is_hidden:
        warn_once('TensorFlow cannot use the GPU of this machine, so the CPU computes; expected '
                  "its driver and CUDA libraries (pip install 'tf_labs[gpu]'), or --devices=cpu")


@contextlib.contextmanager
def _quiet_stderr() -> Iterator[None]:
    """Sends file descriptor 2 to a file; plays it back if the body raises."""
    global _stderr
    sys.stderr.flush()
    saved = _stderr = os.dup(2)
    with tempfile.TemporaryFile() as file:
        os.dup2(file.fileno(), 2)
        try:
            yield
        except (ImportError, OSError, RuntimeError):
            os.dup2(saved, 2)
            file.seek(0)
            os.write(2, file.read())
            raise
        finally:
            os.dup2(saved, 2)
            _stderr = 2
            os.close(saved)
