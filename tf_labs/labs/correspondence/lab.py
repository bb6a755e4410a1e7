"""The same part covered in different images: are the changes alike in a layer?"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import keras
from ml_collections import ConfigDict
import numpy as np
import tensorflow as tf

from tf_labs.config.lab_schemas.trained_nets import PART
from tf_labs.data.examples import Examples
from tf_labs.data.sources import fingerprint
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError
from tf_labs.experiments.trained import TrainedRun
from tf_labs.labs import trained_net
from tf_labs.labs.correspondence import figures
from tf_labs.labs.correspondence import signs
from tf_labs.labs.occlusion import covering
from tf_labs.labs.procedure import Findings
from tf_labs.models import features
from tf_labs.report import tables
from tf_labs.training import config_plan

READ = 2000  # examples of a data set that does not fit in memory, to find a class among
# What is covered: the part; a box at one random place in all images of a subset; a box at a random
# place of its own in each.
COVERS = ('same part', 'same place', 'random')


class ImagePart(NamedTuple):
    """A box (top, left, height, width), in pixels of what the net is fed, on images of a class."""

    kind: str
    name: str
    box: tuple[int, int, int, int]

    @property
    def title(self) -> str:
        """For people."""
        return f'{self.kind}: {self.name}'


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
    parts = [_part(text, trained) for text in settings.parts]
    examples = trained_net.in_memory(trained.examples(settings.split), READ)
    changes = make_changes(trained.model, tuple(settings.layers),
                           trained_net.fill_colour(trained, examples, settings.fill))
    kinds = dict.fromkeys(part.kind for part in parts)
    images = {kind: draw_images(config, trained, examples, kind) for kind in kinds}
    distances = {part.title: _distances(config, part, images[part.kind], changes, number)
                 for number, part in enumerate(parts)}
    rows = [_row(layer, part, distances[part.title][layer])
            for layer in settings.layers for part in parts]
    layers = [_summary(layer, distances) for layer in settings.layers]
    drawn = {kind: figures.Garment(
        one.pictures.mean(axis=0), {part.name: part.box for part in parts if part.kind == kind})
        for kind, one in images.items()}
    return Findings(
        lines=[f'Mean Hamming distance of the signs of changes, over {settings.subsets} subsets of '
               f'{settings.images} images (standard error) and {len(parts)} parts; net of step '
               f'{trained.step}:', *tables.to_markdown(layers).splitlines(),
               'Part by part: tables/correspondence.md'],
        values=_values(layers) | {'step': trained.step},
        tables={'layers': layers, 'correspondence': rows},
        figures={'correspondence': figures.correspondence(drawn, rows, COVERS)},
        data_sha256={settings.split: fingerprint(examples)})


def _part(text: str, trained: TrainedRun) -> ImagePart:
    """Reads 'CLASS: NAME TOP LEFT HEIGHT WIDTH'."""
    match = PART.fullmatch(text)
    assert match is not None  # the range of the field
    kind, name, *numbers = match.groups()
    top, left, height, width = map(int, numbers)
    if kind not in trained.data.class_names:
        raise unknown_name('class in config.correspondence.parts', kind, trained.data.class_names)
    rows, columns = config_plan.input_shape(trained.config, trained.data)[:2]
    if top + height > rows or left + width > columns:
        raise UserError('a box of config.correspondence.parts is not within the image',
                        expected=f'boxes within {rows}x{columns} pixels', received=text)
    return ImagePart(kind, name, (top, left, height, width))


def draw_images(config: ConfigDict, trained: TrainedRun, examples: Examples, kind: str) -> Images:
    """Draws the images of a class, no one twice."""
    settings = config.correspondence
    label = trained.data.class_names.index(kind)
    places, wanted = np.flatnonzero(examples.labels == label), settings.images * settings.subsets
    if wanted > len(places):
        raise UserError('config.correspondence.subsets need more images than there are',
                        expected=f'subsets times images of at most {len(places)}, the images of '
                        f'{kind}', received=f'{settings.subsets} x {settings.images}')
    chosen = np.random.default_rng((config.seed, label)).permutation(places)[:wanted]
    images = examples.images[chosen]
    return Images(np.asarray(trained.inputs(images)), np.asarray(trained.pictures(images)))


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
        parts = [signs_of(tf.constant(inputs[start:start + trained_net.BATCH]),
                          tf.constant(boxes[start:start + trained_net.BATCH]))
                 for start in range(0, len(inputs), trained_net.BATCH)]
        return {layer: np.concatenate([part.numpy().reshape(len(part), -1) for part in of_layer])
                for layer, of_layer in zip(layers, zip(*parts))}

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
               generator: np.random.Generator) -> Iterator[list[tuple[int, ...]]]:
    """Yields the boxes of all images, for each draw."""
    size = part.box[2:]
    if cover == 'same part':
        yield [part.box] * len(images.inputs)
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
