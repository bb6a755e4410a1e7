"""Two workers of one run, forked from a process that knows TensorFlow and has computed nothing."""

from tests.conftest import forked
from tf_labs.runs.launching import free_ports

# What decides is evaluated on worker 0; the decisions are those of all.
NET = ('--config.model.hidden_sizes=16', '--config.model.batch_norm',
       '--config.optimizer.name=sgd', '--config.optimizer.momentum=0.9',
       '--config.optimizer.clip_norm=0.3', '--config.optimizer.schedule=plateau',
       '--config.optimizer.patience=1', '--config.data.train_examples=320',
       '--config.data.validation_examples=64', '--config.train.patience=2',
       '--config.optimizer.learning_rate=0.3',
       '--config.train.execution=graph', '--config.train.epochs=12',
       '--config.train.checkpoint_every_steps=3', '--config.train.diagnostics=False',
       '--config.train.num_threads=1')

_CODE = '''
import os, sys
from tests import killed_run
from tf_labs import cli
FLAGS, children = os.O_WRONLY | os.O_CREAT | os.O_TRUNC, []
for index, words in enumerate({commands!r}):
    child = os.fork()
    if child == 0:
        for number, name in ((1, 'out'), (2, 'err')):
            os.dup2(os.open(f'{outs}.{{index}}.{{name}}', FLAGS), number)
        sys.stdout = open(1, 'w', closefd=False)
        sys.stderr = open(2, 'w', 1, closefd=False)
        moment = {moments!r}[index]
        if moment:
            killed_run.kill_at(moment)
        exec({before!r})
        status = cli.main(words)
        sys.stdout.flush()
        os._exit(status)
    children.append(child)
for child in children:
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
'''


def run_pair(workdir, *overrides, moments=(None, None), own=((), ()), before=''):
    """Runs digits as two workers.

    Args:
      workdir: that worker 0 is given; worker 1 is given one that cannot be made.
      overrides: for both.
      moments: at which each kills itself, see killed_run.py.
      own: more words of each.
      before: Python that each does first; `index` is its number.

    Returns:
      The statuses, and what each has said on standard output and error.
    """
    addresses = ','.join(f'127.0.0.1:{port}' for port in free_ports(2))
    commands = [['run', 'digits', *NET, *overrides, f'--workers={addresses}', f'--worker={index}',
                 f'--workdir={place}', *own[index]]
                for index, place in enumerate((workdir, '/dev/null/nowhere'))]
    outs = f'{workdir}.said'
    done = forked(_CODE.format(outs=outs, commands=commands, moments=moments, before=before))
    assert done.stderr == '', done.stderr
    said = [[open(f'{outs}.{index}.{name}', encoding='utf-8').read() for name in ('out', 'err')]
            for index in range(2)]
    return [int(line) for line in done.stdout.split()], said
