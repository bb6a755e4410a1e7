"""How many pictures of digits are read right: test digits of MNIST, drawn as people take pictures.

    python benchmarks/pictures.py --workdir=checkpoints/mnist_relu

A net must be there (tf-labs run --config=configs/mnist_relu.py --config.train.epochs=5). Each of
these test digits is drawn anew in each form, written as a file, and read as `predict --image`
reads it. The target is 0.94 in the first eight forms, the originals unchanged to the bit, and
0.9 in the harder ones.
"""

import argparse
from pathlib import Path
import tempfile

import numpy as np
import tensorflow as tf

import harder_picture_forms
import picture_forms
import tf_labs
from tf_labs.data import images
from tf_labs.experiments import doubts
from tf_labs.experiments.trained import TrainedRun
from tf_labs.report import tables
from tf_labs.training.run_directory import RunDirectory

TARGET, HARDER_TARGET = 0.94, 0.9


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('--workdir', default='checkpoints/mnist_relu')
    parser.add_argument('--count', type=int, default=100, help='digits in each form')
    parser.add_argument('--first', type=int, default=5000,
                        help='index of the first test digit; the reading was tuned on 0 to 99')
    parser.add_argument('--seed', type=int, default=0)
    flags = parser.parse_args()
    trained = TrainedRun(RunDirectory(flags.workdir), None)
    test = trained.examples('test').take(range(flags.first, flags.first + flags.count))
    limit = doubts.own_limit(trained.examples('train').images)
    rows = []
    for target, forms in ((TARGET, picture_forms.FORMS),
                          (HARDER_TARGET, harder_picture_forms.HARDER)):
        for form in forms:
            rows.append(_row(trained, test, form, target, limit, flags.seed))
            print(tables.to_markdown(rows[-1:]).splitlines()[-1], flush=True)
    print(f'\nversion {tf_labs.__version__}, {flags.workdir} at step {trained.step}, '
          f'{flags.count} digits from {flags.first} on, seed {flags.seed}\n')
    print(tables.to_markdown(rows))


def _row(trained: TrainedRun, test, form: picture_forms.Form, target: float, limit: float,
         seed: int) -> dict:
    with tempfile.TemporaryDirectory() as place:
        samples = [_read(Path(place) / f'{number}{form.suffix}', form, digit[..., 0],
                         np.random.default_rng([seed, number]))
                   for number, digit in enumerate(test.images)]
    pixels = np.stack([sample.pixels for sample in samples])
    logits = trained.logits(tf.constant(pixels)).numpy()
    right = logits.argmax(axis=1) == test.labels
    sure = np.asarray(tf.nn.softmax(logits)).max(axis=1)
    far = doubts.nearest(trained.examples('train').images, pixels) > limit
    doubted = far | (sure < doubts.MIN_PROBABILITY) | np.array(
        [bool(sample.doubts) for sample in samples])
    return {'form': form.name, 'right': float(right.mean()), 'target': target,
            'doubted': float(doubted.mean()),
            'wrong and not doubted': float((~right & ~doubted).mean()),
            'unchanged': float((pixels == test.images).all(axis=(1, 2, 3)).mean())}


def _read(path: Path, form: picture_forms.Form, digit: np.ndarray,
          dice: np.random.Generator) -> images.Sample:
    picture = form.draw(digit, dice)
    picture.save(path, **({'quality': 88} if form.suffix == '.jpg' else {}))
    return images.load(str(path), 'mnist', 28)


if __name__ == '__main__':
    main()
