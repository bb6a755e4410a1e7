"""Workers in jobs of Slurm, for `tf-labs run LAB --seeds=N --jobs=ADDRESS`.

    pip install 'tf_labs[parallel]' dask-jobqueue
    python slurm_jobs.py 16

Run it on the login node, in the environment of tf_labs and in a directory that all nodes share; it
prints the address, and cancels the jobs when it ends.
"""

import signal
import sys

from dask_jobqueue import SLURMCluster


def cluster() -> SLURMCluster:
    """Returns a cluster whose jobs have a core and a worker each."""
    return SLURMCluster(
        cores=1, processes=1, memory='4GB', walltime='04:00:00',
        queue=None,  # the partition, as 'short'
        job_script_prologue=['export TFDS_DATA_DIR=$HOME/tensorflow_datasets'],
        scheduler_options={'port': 8786, 'dashboard': False})


def main() -> None:
    """Keeps workers up until it is stopped."""
    with cluster() as workers:
        workers.scale(jobs=int(sys.argv[1]))
        print(f'--jobs={workers.scheduler_address}', flush=True)
        signal.pause()


if __name__ == '__main__':
    main()
