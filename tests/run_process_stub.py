"""Stands for the process of a run, without TensorFlow: what it does says the seed of the run."""

import json
import os
from pathlib import Path
import signal
import sys
import time

DIES_ONCE, DIES, WAITS, MISTAKES, DIVERGES, FAILS = 2, 3, 4, 5, 6, 7
WAITS_AFTER_DEATH, WAITS_FOR_FOUR = 10, 20
SECONDS = 8  # that it waits for four others


def answer(task: dict) -> dict:
    seed = json.loads(task['config'])['seed']
    begun = Path(task['workdir'] + '.begun')
    is_first = not begun.exists()
    begun.parent.mkdir(parents=True, exist_ok=True)
    begun.touch()
    if seed == DIES or seed in (DIES_ONCE, WAITS_AFTER_DEATH) and is_first:
        print('last words', file=sys.stderr, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    if seed == MISTAKES:
        return {'error': 'UserError', 'text': 'no such thing'}
    if seed == FAILS:
        return {'error': 'RunFailedError', 'text': 'the disk is full'}
    if seed in (WAITS, WAITS_AFTER_DEATH):
        stopped = []
        signal.signal(signal.SIGTERM, lambda *_: stopped.append(1))
        while not stopped:
            time.sleep(0.05)
        return {'error': 'StoppedError', 'text': 'saved at step 5'}
    if seed == WAITS_FOR_FOUR:
        until = time.monotonic() + SECONDS
        while len(list(begun.parent.glob('*.begun'))) < 5:
            time.sleep(0.05)
            if time.monotonic() > until:
                return {'error': 'RunFailedError', 'text': 'they wait for it'}
    outcome = {'diverged': 'not finite'} if seed == DIVERGES else {
        'process': os.getpid(), 'threads': os.environ.get('OMP_NUM_THREADS')}
    return {'outcome': outcome}


if __name__ == '__main__':
    for line in sys.stdin:
        said = answer(json.loads(line))
        print(json.dumps(said), flush=True)
        if said.get('error') == 'StoppedError':
            break
