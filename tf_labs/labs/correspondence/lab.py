"""The same part covered in different images: are the changes alike in a layer?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import keras
from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.data.examples import Examples
from tf_labs.data.sources import fingerprint
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs import trained_net
from tf_labs.labs.correspondence import figures
from tf_labs.labs.correspondence import parts
from tf_labs.labs.correspondence import signs
from tf_labs.labs.correspondence.parts import ImagePart
from tf_labs.labs.occlusion import covering
from tf_labs.labs.procedure import Findings
from tf_labs.models import features
from tf_labs.report import tables

MARKED_SHOWN = 3  # images of a class that are drawn where parts are marked
READ = 2000  # examples of a data set that does not fit in memory, to find a class among
# What is covered: the part; a box at one random place in all images of a subset; a box at a random
# place of its own in each.
COVERS = ('same part', 'same place', 'random')


class Images(NamedTuple):
    """Images of one class, in subsets one after the other.

    Attributes:
      inputs: float32 [N, h, w, C].
      pictures: the same to be shown, uint8 [N, h, w, C].
    """

    inputs: np.ndarray
    pictures: np.ndarray

    @property
    def is_object(self) -> np.ndarray:
        """Pixels that are not black, bool [N, h, w]."""
        shown: np.ndarray = (self.pictures > 0).max(axis=-1)
        return shown


Changes = Callable[[np.ndarray, np.ndarray], dict[str, np.ndarray]]


def compute(config: ConfigDict) -> Findings:
    """Compares, for each part and layer, the changes of subsets of images."""
    settings = config.correspondence
    trained = trained_net.load(config.net)
    for layer in settings.layers:
        features.check_name(trained.model, layer)
    examples = trained_net.in_memory(trained.examples(settings.split), READ)
    chosen, image_parts = parts.find(config, trained, examples)
    changes = make_changes(trained.model, tuple(settings.layers),
                           trained_net.fill_colour(trained, examples, settings.fill))
    images = {kind: images_at(places, trained, examples) for kind, places in chosen.items()}
    distances = {part.title: _distances(config, part, images[part.kind], changes, number)
                 for number, part in enumerate(image_parts)}
    rows = [_row(layer, part, distances[part.title][layer])
            for layer in settings.layers for part in image_parts]
    layers = [_summary(layer, distances) for layer in settings.layers]
    return Findings(
        lines=[f'Mean Hamming distance of the signs of changes, over {settings.subsets} subsets of '
               f'{settings.images} images (standard error) and {len(image_parts)} parts; net of '
               f'step {trained.step}:', *tables.to_markdown(layers).splitlines(),
               'Part by part: tables/correspondence.md'],
        values=_values(layers) | {'step': trained.step},
        tables={'layers': layers, 'correspondence': rows},
        figures={'correspondence': figures.correspondence(
            _drawn(image_parts, chosen, images), rows, COVERS)},
        data_sha256={settings.split: fingerprint(examples)})


def images_at(places: np.ndarray, trained: TrainedRun, examples: Examples) -> Images:
    """Returns the images of the examples with the numbers `places`."""
    images = examples.images[places]
    return Images(np.asarray(trained.inputs(images)), np.asarray(trained.pictures(images)))


def _drawn(image_parts: Sequence[ImagePart], chosen: Mapping[str, np.ndarray],
           images: Mapping[str, Images]) -> dict[str, figures.Picture]:
    """Returns what is drawn by its title: the mean image of a class, or its first marked ones."""
    found: dict[str, figures.Picture] = {}
    for kind, one in images.items():
        own = [part for part in image_parts if part.kind == kind]
        if len(own[0].boxes) == 1:
            found[f'mean {kind}'] = figures.Picture(
                one.pictures.mean(axis=0), {part.name: part.boxes[0] for part in own})
            continue
        for place, index in enumerate(chosen[kind][:MARKED_SHOWN]):
            found[f'{kind} {index}'] = figures.Picture(
                one.pictures[place], {part.name: part.boxes[place] for part in own})
    return found


def make_changes(model: keras.Model, layers: tuple[str, ...], fill: np.ndarray) -> Changes:
    """Returns changes(inputs [n, h, w, C], boxes [n, 4]) -> {layer: signs int8 [n, D]}.

    Args:
      model: of layers one after the other.
      layers: whose features are compared.
      fill: colour of the boxes, as the net is fed it, [C].
    """
    @tf.function(reduce_retracing=True)
    def signs_of(inputs: tf.Tensor, boxes: tf.Tensor) -> list[tf.Tensor]:
        before = features.features_of(model, inputs, layers)
        after = features.features_of(
            model, covering.cover(inputs, boxes, tf.constant(fill)), layers)
        return [tf.cast(tf.sign(before[layer] - after[layer]), tf.int8) for layer in layers]

    def changes(inputs: np.ndarray, boxes: np.ndarray) -> dict[str, np.ndarray]:
        batches = [signs_of(tf.constant(inputs[start:start + trained_net.BATCH]),
                            tf.constant(boxes[start:start + trained_net.BATCH]))
                   for start in range(0, len(inputs), trained_net.BATCH)]
        return {layer: np.concatenate([batch.numpy().reshape(len(batch), -1)
                                       for batch in of_layer])
                for layer, of_layer in zip(layers, zip(*batches))}

    return changes


def _distances(config: ConfigDict, part: ImagePart, images: Images, changes: Changes,
               number: int) -> dict[str, dict[str, np.ndarray]]:
    """Returns {layer: {cover: distances of the subsets [subsets]}}, means over the draws."""
    settings = config.correspondence
    generator = np.random.default_rng((config.seed, len(COVERS), number))
    found: dict[str, dict[str, np.ndarray]] = {layer: {} for layer in settings.layers}
    for cover in COVERS:
        draws = [changes(images.inputs, np.array(boxes, np.int32))
                 for boxes in draw_boxes(cover, part, images, settings, generator)]
        for layer in settings.layers:
            found[layer][cover] = np.mean([
                [signs.sign_distance(subset) for subset in np.split(
                    draw[layer], settings.subsets)] for draw in draws], axis=0)
    return found


def draw_boxes(cover: str, part: ImagePart, images: Images, settings: ConfigDict,
               generator: np.random.Generator) -> Iterator[Sequence[tuple[int, ...]]]:
    """Yields the boxes of all images, for each draw."""
    size = part.boxes[0][2:]
    if cover == 'same part':
        yield part.of(len(images.inputs))
        return
    if cover == 'same place':
        objects = [subset.mean(axis=0) for subset in np.split(images.is_object, settings.subsets)]
    else:
        objects = list(images.is_object)
    places = [signs.places_on(one, *size, settings.on_object) for one in objects]
    for _ in range(settings.draws):
        drawn = [one[generator.integers(len(one))] for one in places]
        yield [(*place, *size) for place in np.repeat(
            drawn, len(images.inputs) // len(objects), axis=0)]


def _row(layer: str, part: ImagePart, distances: dict[str, np.ndarray]) -> dict[str, Any]:
    """Returns mean and standard error of each cover, and of the part minus the others."""
    row: dict[str, Any] = {'layer': layer, 'class': part.kind, 'part': part.name}
    for cover, values in _with_differences(distances).items():
        row[cover], row[f'{cover} (error)'] = signs.mean_and_error(values)
    return row


def _with_differences(distances: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    part = distances['same part']
    return {**distances, 'part - place': part - distances['same place'],
            'part - random': part - distances['random']}


def _summary(layer: str, distances: dict[str, dict[str, dict[str, np.ndarray]]]) -> dict[str, Any]:
    """Returns the row of a layer: means over the parts, with the standard error over subsets."""
    row: dict[str, Any] = {'layer': layer}
    means = {cover: np.mean([part[layer][cover] for part in distances.values()], axis=0)
             for cover in COVERS}
    for cover, values in _with_differences(means).items():
        row[cover], row[f'{cover} (error)'] = signs.mean_and_error(values)
    return row


def _values(layers: list[dict[str, Any]]) -> dict[str, Any]:
    return {f'{row["layer"]}_{key.replace(" - ", "_minus_").replace(" (", "_").replace(" ", "_")}'
            .rstrip(')'): value for row in layers for key, value in row.items() if key != 'layer'}
