"""A linear classifier on the features of each layer: how far has the net come there?"""

from typing import Any

from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data.examples import Examples
from tf_labs.data.sources import fingerprint
from tf_labs.data.streams import Stream
from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs import trained_net
from tf_labs.labs.layer_probe import figures
from tf_labs.labs.layer_probe import linear_classifier
from tf_labs.labs.procedure import Findings
from tf_labs.models import features
from tf_labs.report import tables
from tf_labs.training import finite

PIXELS = 'pixels'


def compute(config: ConfigDict) -> Findings:
    """Fits a classifier to the raw pixels and to each layer, up to the logits."""
    probe = config.probe
    trained = trained_net.load(config.net)
    splits = {split: trained.examples(split) for split in ('train', 'test')}
    chosen = {split: _chosen(splits[split], f'config.probe.{split}_examples', count,
                             np.random.default_rng((config.seed, number)))
              for number, (split, count) in enumerate((
                  ('train', probe.train_examples), ('test', probe.test_examples)))}
    linear_classifier.check_classes(chosen['train'].labels, 'config.probe.train_examples')
    found = {split: pooled_features(trained, examples.images, probe.grid)
             for split, examples in chosen.items()}
    rows = [_row(name, found, chosen, tuple(probe.cs)) for name in found['train']]
    own = finite.accuracy(_logits(trained, chosen['test'].images), chosen['test'].labels)
    return Findings(
        lines=[f'A linear classifier on each layer, {probe.train_examples} training and '
               f'{probe.test_examples} test examples of {trained.config.data.name}; net of step '
               f'{trained.step}:', *tables.to_markdown(rows).splitlines(),
               f'The net itself answers {own:.4f} of these test examples correctly.'],
        values={**{f'{row["features of"]}_accuracy': row['test accuracy'] for row in rows},
                'net_accuracy': own, 'step': trained.step},
        tables={'layer_probe': rows}, figures={'layer_probe': figures.layer_probe(rows, own)},
        data_sha256={split: fingerprint(examples) for split, examples in splits.items()})


def _chosen(examples: Examples | Stream, field: str, count: int,
            generator: np.random.Generator) -> Examples:
    """Draws examples, none twice."""
    if count > len(examples):
        raise UserError(f'{field} is larger than the data', expected=f'at most {len(examples)}',
                        received=count)
    return examples.take(np.sort(generator.choice(len(examples), count, replace=False)))


def pooled_features(trained: TrainedRun, images: np.ndarray, grid: int) -> dict[str, np.ndarray]:
    """Returns {layer: features float32 [N, D]} in order, the pixels that the net is fed first.

    Feature maps larger than grid x grid are averaged to so many places, so that a layer's number
    of features does not grow with its maps; pixels stay as they are.
    """
    names = features.layer_names(trained.model)

    @tf.function(reduce_retracing=True)
    def layers(inputs: tf.Tensor) -> list[tf.Tensor]:
        found = features.features_of(trained.model, inputs, names)
        return [_flat(inputs), *(_flat(pooled(found[name], grid)) for name in names)]

    parts = [layers(trained.inputs(images[start:start + trained_net.BATCH]))
             for start in range(0, len(images), trained_net.BATCH)]
    return {name: np.concatenate([part.numpy() for part in of_layer])
            for name, of_layer in zip([PIXELS, *names], zip(*parts))}


def pooled(values: tf.Tensor, grid: int) -> tf.Tensor:
    """Averages feature maps [B, h, w, C] to [B, min(h, grid), min(w, grid), C].

    Features without places, [B, D], stay as they are.
    """
    if values.shape.rank == 2:
        return values
    sides = [min(side, grid) for side in values.shape[1:3]]
    return tf.image.resize(values, sides, method='area')


def _flat(values: tf.Tensor) -> tf.Tensor:
    return tf.reshape(values, [tf.shape(values)[0], int(np.prod(values.shape[1:]))])


def _logits(trained: TrainedRun, images: np.ndarray) -> np.ndarray:
    return np.concatenate([
        trained.logits(tf.constant(images[start:start + trained_net.BATCH])).numpy()
        for start in range(0, len(images), trained_net.BATCH)])


def _row(name: str, found: dict[str, dict[str, np.ndarray]], chosen: dict[str, Examples],
         cs: tuple[float, ...]) -> dict[str, Any]:
    seen, held_out = ((found[split][name], chosen[split].labels) for split in ('train', 'test'))
    c = linear_classifier.choose_c(seen, cs)
    train, test = linear_classifier.accuracies(seen, held_out, c)
    return {'features of': name, 'features': seen[0].shape[1], 'c': c,
            'training accuracy': train, 'test accuracy': test,
            'standard error': float(np.sqrt(test * (1 - test) / len(chosen['test'])))}
