"""Signs whose distances are known, boxes on objects, and the lab on small digits."""

import itertools

import numpy as np
import pytest
from scipy import stats
import tensorflow as tf

from tests.conftest import lab_config
from tests.lab_findings import written
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.labs import trained_net
from tf_labs.labs.correspondence import lab
from tf_labs.labs.correspondence import parts
from tf_labs.labs.correspondence import signs
from tf_labs.models import features

RANDOM = np.random.default_rng(0)


def test_distances_of_signs_by_hand():
    same = np.array([[1.0, -2, 0], [0.5, -1e-9, 0], [9, -3, 0]])
    assert signs.sign_distance(same) == 0
    assert signs.sign_distance([[1, 1, 1, 1], [2, 3, -1, -1]]) == 0.5
    assert signs.sign_distance([[1, -1], [-1, 1]]) == 1
    assert signs.sign_distance([[0, 0, 0], [1, -1, 0]]) == pytest.approx(2 / 3)
    # pairs: (1, 2) differ in 1 of 2, (1, 3) in 2, (2, 3) in 1
    assert signs.sign_distance([[1, 1], [1, -1], [-1, -1]]) == pytest.approx(4 / 6)


def test_distance_is_the_mean_over_pairs():
    changes = RANDOM.integers(-1, 2, (6, 4, 5)).astype(np.float32)
    pairs = [np.mean(np.sign(one) != np.sign(other))
             for one, other in itertools.permutations(changes, 2)]
    assert signs.sign_distance(changes) == pytest.approx(np.mean(pairs))


def test_independent_signs_are_half_apart():
    changes = RANDOM.normal(size=(5, 40_000))
    assert signs.sign_distance(changes) == pytest.approx(0.5, abs=0.01)
    changes[RANDOM.random(changes.shape) < 0.5] = 0  # 1 - (1/2)^2 - 2 (1/4)^2
    assert signs.sign_distance(changes) == pytest.approx(0.625, abs=0.01)


def test_mean_and_error():
    values = RANDOM.normal(size=17)
    assert signs.mean_and_error(values) == pytest.approx(
        (values.mean(), stats.sem(values)))


@pytest.mark.slow
@pytest.mark.parametrize('share', [0.0, 0.4, 0.9])
def test_places_lie_on_the_object(share):
    is_object = RANDOM.random((9, 7)) < 0.5
    found = {tuple(place) for place in signs.places_on(is_object, 3, 2, share)}
    shares = {(top, left): is_object[top:top + 3, left:left + 2].mean()
              for top in range(7) for left in range(6)}
    least = min(share, max(shares.values()))
    assert found == {place for place, value in shares.items() if value >= least - 1e-9}


@pytest.mark.slow
def test_a_box_that_fits_nowhere_goes_where_most_of_it_is():
    is_object = np.zeros((6, 6))
    is_object[4, 1] = 1
    found = signs.places_on(is_object, 2, 2, 0.5)
    assert sorted(map(tuple, found)) == [(3, 0), (3, 1), (4, 0), (4, 1)]


def config_of(trained, *overrides):
    return lab_config(
        'correspondence', f'--config.net.workdir={trained}',
        "--config.correspondence.parts=('0: hole 2 3 4 2', '7: bar 0 1 2 6')",
        "--config.correspondence.layers=('conv1', 'conv4')", '--config.correspondence.images=3',
        '--config.correspondence.subsets=4', '--config.correspondence.draws=2', *overrides)


def drawn(config, trained, examples):
    """The images of the sevens."""
    chosen, _ = parts.find(config, trained, examples)
    return lab.images_at(chosen['7'], trained, examples)


@pytest.fixture(scope='module')
def found(trained_convnet, tmp_path_factory):
    return written(lab.compute, config_of(trained_convnet),
                   tmp_path_factory.mktemp('lab') / 'run')


@pytest.mark.slow
def test_part_is_compared_as_the_paper_writes_it(trained_convnet, found):
    """e_i = x_i - x~_i image by image, and the sum over pairs, subset by subset."""
    config = config_of(trained_convnet)
    trained = trained_net.load(config.net)
    examples = trained.examples('test')
    images = drawn(config, trained, examples)
    grey = np.asarray(trained.inputs(examples.images)).mean()
    covered = images.inputs.copy()
    covered[:, 0:2, 1:7] = grey
    for layer in ('conv1', 'conv4'):
        change = (features.features(trained.model, tf.constant(images.inputs), layer)
                  - features.features(trained.model, tf.constant(covered), layer)).numpy()
        subsets = [np.mean([np.mean(np.sign(one) != np.sign(other))
                            for one, other in itertools.combinations(subset, 2)])
                   for subset in np.split(change, 4)]
        row = next(row for row in found.tables['correspondence']
                   if (row['layer'], row['part']) == (layer, 'bar'))
        assert row['same part'] == pytest.approx(np.mean(subsets), abs=1e-3)
        assert row['same part (error)'] == pytest.approx(stats.sem(subsets), abs=1e-3)
        assert row['part - random'] == pytest.approx(row['same part'] - row['random'])


@pytest.mark.slow
def test_images_are_of_the_class_and_none_comes_twice(trained_convnet):
    config = config_of(trained_convnet)
    trained = trained_net.load(config.net)
    examples = trained.examples('test')
    found = drawn(config, trained, examples).pictures
    of_class = {image.tobytes() for image in examples.images[examples.labels == 7]}
    assert len({image.tobytes() for image in found}) == 12
    assert {image.tobytes() for image in found} <= of_class


@pytest.mark.parametrize('cover, alike', [('same place', 3), ('random', 1)])
def test_boxes_are_in_one_place_for_a_subset_or_for_an_image(cover, alike):
    pictures = np.zeros((12, 9, 9, 1), np.uint8)
    pictures[:, 2:, 2:] = 3
    images = lab.Images(pictures / 3, pictures)
    settings = lab_config('correspondence', '--config.correspondence.draws=2',
                          '--config.correspondence.subsets=4',
                          '--config.correspondence.on_object=1').correspondence
    draws = list(lab.draw_boxes(cover, lab.ImagePart('0', 'a', ((0, 0, 2, 3),)), images, settings,
                                np.random.default_rng(1)))
    assert len(draws) == 2 and draws[0] != draws[1]
    for boxes in draws:
        assert len(boxes) == 12
        for top, left, *size in boxes:
            assert size == [2, 3] and 2 <= top <= 7 and 2 <= left <= 6
        for start in range(0, 12, 3):
            assert (len(set(boxes[start:start + 3])) == 1) == (alike == 3)


@pytest.mark.slow
def test_findings_are_exact_and_depend_on_the_seed(trained_convnet, found):
    again = lab.compute(config_of(trained_convnet))
    assert again.tables == found.tables
    assert again.figures['correspondence'].axes[0].get_title() == 'mean 0'
    other = lab.compute(config_of(trained_convnet, '--config.seed=1'))
    assert other.tables != found.tables


@pytest.mark.slow
def test_values_are_means_over_the_parts(found):
    rows = [row for row in found.tables['correspondence'] if row['layer'] == 'conv4']
    for cover in ('same part', 'same place', 'random'):
        assert found.values[f'conv4_{cover.replace(" ", "_")}'] == pytest.approx(
            np.mean([row[cover] for row in rows]))
    assert found.values['conv1_part_minus_random'] < 0  # places alone make that much


@pytest.mark.slow
@pytest.mark.parametrize('overrides, message', [
    (["--config.correspondence.layers=('conv1', 'fc7')"], 'unknown layer; expected one of conv1'),
    (["--config.correspondence.parts=('boot: sole 0 0 2 2',)"],
     'unknown class in config.correspondence.parts; expected one of 0, 1'),
    (["--config.correspondence.parts=('3: top 6 0 3 3',)"], 'not within the image; expected boxes '
     'within 8x8 pixels'),
    (["--config.correspondence.parts=('3: top 1 0 3 3', '3: top 2 0 3 3')"],
     'have a name twice; expected one for each part of a class; received 3: top'),
    (['--config.correspondence.subsets=30'],
     'at most 42, the images of the class 0; received 30 x 3')])
def test_mistakes_are_one_line(trained_convnet, overrides, message):
    with pytest.raises(UserError, match=message):
        lab.compute(config_of(trained_convnet, *overrides))


def marks_of(trained):
    """Marks of two parts on the first twelve sevens, each image at another place."""
    labels = trained.examples('test').labels
    places = np.flatnonzero(labels == 7)[:12]
    return {(int(index), name): f'{index}: {name} {number % 5} {column} 3 2'
            for number, index in enumerate(places) for name, column in (('bar', 1), ('foot', 4))}


def marked(trained_convnet, marks):
    return config_of(trained_convnet, f'--config.correspondence.marks={tuple(marks.values())}')


@pytest.mark.slow
def test_marked_parts_are_covered_where_each_image_has_them(trained_convnet):
    trained = trained_net.load(config_of(trained_convnet).net)
    config = marked(trained_convnet, marks_of(trained))
    found = lab.compute(config)
    examples = trained.examples('test')
    places = np.flatnonzero(examples.labels == 7)[:12]
    order = np.random.default_rng((config.seed, 7)).permutation(places)
    inputs = np.asarray(trained.inputs(examples.images[order]))
    grey = np.asarray(trained.inputs(examples.images)).mean()
    covered = inputs.copy()
    for image, index in zip(covered, order):
        top = list(places).index(index) % 5
        image[top:top + 3, 4:6] = grey
    change = (features.features(trained.model, tf.constant(inputs), 'conv4')
              - features.features(trained.model, tf.constant(covered), 'conv4')).numpy()
    row = next(row for row in found.tables['correspondence']
               if (row['layer'], row['part']) == ('conv4', 'foot'))
    assert row['class'] == '7'
    assert row['same part'] == pytest.approx(
        np.mean([signs.sign_distance(subset) for subset in np.split(change, 4)]), abs=1e-3)
    assert [axes.get_title() for axes in found.figures['correspondence'].axes[:3]] == [
        f'7 {index}' for index in order[:3]]


@pytest.mark.slow
@pytest.mark.parametrize('of_first, message', [
    ({'bar': '{0}: bar 6 0 3 2'}, 'marks is not within the image; expected boxes within 8x8'),
    ({'bar': '{0}: nose 1 1 3 2'}, 'lack a part of an image; expected each part marked in every'),
    ({'bar': '{0}: foot 1 1 3 2'}, 'have a part of an image twice'),
    ({'foot': '{0}: foot 1 1 3 3'}, 'have one part in two sizes; expected 3 x 3 as in the first'),
    ({'bar': '100000: bar 1 1 3 2'}, 'name an image that does not exist; expected 0 to'),
    ({'bar': None, 'foot': None}, 'at most 11, the marked images of the class 7; received 4 x 3')])
def test_marks_that_do_not_fit_are_one_line(trained_convnet, of_first, message):
    trained = trained_net.load(config_of(trained_convnet).net)
    marks = marks_of(trained)
    first = next(iter(marks))[0]
    for name, text in of_first.items():
        if text is None:
            del marks[first, name]
        else:
            marks[first, name] = text.format(first)
    with pytest.raises(UserError, match=message):
        lab.compute(marked(trained_convnet, marks))


@pytest.mark.parametrize('mark', ["'top: bar 1 2 3 4'", "'7: bar 1 2 3'", "'-1: bar 1 2 3 4'", '7'])
def test_marks_that_cannot_be_read_are_found_before_anything_is_loaded(mark):
    config = lab_config('correspondence', f'--config.correspondence.marks=({mark},)')
    with pytest.raises(UserError, match='config.correspondence.marks is not possible'):
        validate(config, data_sets.describe)


@pytest.mark.parametrize('part', ["'sole 1 2 3 4'", "'a: b 1 2 3'", "'a: b 1 2 0 4'", '7'])
def test_parts_that_cannot_be_read_are_found_before_anything_is_loaded(part):
    config = lab_config('correspondence', f'--config.correspondence.parts=({part},)')
    with pytest.raises(UserError, match='config.correspondence.parts is not possible'):
        validate(config, data_sets.describe)
