"""Learning rates of a config, or of each variant of a comparison, tried on held-out examples.

    python benchmarks/learning_rates.py --config=configs/optimizers.py [--variants=adam,sgd]
        [--factors=0.1,0.3,1,3,10] [--held_out=10000] [--output=FILE.md]

Each variant is trained at its own learning rate times each factor, as long as the config says, on
all but the last training examples; those are what the rates are judged by. The test split plays
no part in the choice. A batch of the whole training split shrinks with it.
"""

import argparse
from collections.abc import Sequence
import math
from pathlib import Path
import sys
import tempfile

from ml_collections import ConfigDict

import measurement

DIVERGED = (math.inf, 0.0)


def main() -> int:
    """Searches and prints; returns the exit status."""
    flags = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    flags.add_argument('--config', required=True)
    flags.add_argument('--variants', help='some of them; all if not given')
    flags.add_argument('--factors', default='0.1,0.3,1,3,10', help='of the learning rate')
    flags.add_argument('--held_out', type=int, default=10000, help='examples')
    flags.add_argument('--output', help='file to write the report to as well')
    values = flags.parse_args()

    from tf_labs import runtime
    from tf_labs.config import config_files
    runtime.import_tensorflow()
    from tf_labs.experiments import comparison
    every = comparison.variants(config_files.load(values.config))
    names = values.variants.split(',') if values.variants else list(every)
    factors = [float(text) for text in values.factors.split(',')]
    rows = []
    for name in names:
        rates = [float(f'{every[name].optimizer.learning_rate * factor:.1g}')
                 for factor in factors]
        found = [score(every[name], rate, values.held_out) for rate in rates]
        rows.append(row(name, rates, found))
        print(*rows[-1], sep='  ', file=sys.stderr, flush=True)
    header = ('variant', 'best rate', *(f'x {factor:g}' for factor in factors))
    measurement.publish(
        f'Loss (accuracy) on {values.held_out} held-out training examples, by learning rate; '
        f'{measurement.setting(("tensorflow", "keras"))}\n\n'
        + measurement.markdown(header, rows), values.output)
    return 0


def row(name: str, rates: Sequence[float],
        found: Sequence[tuple[float, float]]) -> tuple[str, ...]:
    """Returns the cells of a variant: its best rate and what every rate led to."""
    best = rates[min(range(len(rates)), key=lambda index: found[index][0])]
    return (name, f'{best:g}', *(f'{rate:g}: {loss:.3f} ({accuracy:.3f})'
                                 for rate, (loss, accuracy) in zip(rates, found)))


def score(config: ConfigDict, rate: float, held_out: int) -> tuple[float, float]:
    """Returns (loss, accuracy) on the held-out examples after training at a rate."""
    import keras

    from tf_labs.console import silence
    from tf_labs.data import sources
    from tf_labs.errors import DivergedError
    from tf_labs.experiments import supervised
    from tf_labs.experiments import trained
    from tf_labs.training.evaluation import Evaluator
    from tf_labs.training.run_directory import RunDirectory
    examples = sources.load(config.data.name, ('train',), config.data.dir)['train']
    kept = len(examples) - held_out
    config = config.copy_and_resolve_references()
    config.optimizer.learning_rate = rate
    config.data.train_examples = kept
    config.data.batch_size = min(config.data.batch_size, kept)
    with tempfile.TemporaryDirectory() as directory:
        try:
            with silence():
                supervised.run(config, directory, 'cpu')
        except DivergedError:
            return DIVERGED
        run = trained.TrainedRun(RunDirectory(Path(directory)), None)
        judged = examples.Examples(examples.images[kept:], examples.labels[kept:])
        result = Evaluator(run.logits, run.loss, judged)()
    keras.utils.clear_session()
    return result


if __name__ == '__main__':
    sys.exit(main())
