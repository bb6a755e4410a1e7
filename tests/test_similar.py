"""The nearest training images, against all distances at once."""

import numpy as np
from PIL import Image
import pytest
from scipy.spatial import distance
import tensorflow as tf

from tests.own_code_files import FEW_STEPS
from tests.own_code_files import train
from tf_labs.commands import asking
from tf_labs.data import sources
from tf_labs.data.examples import Examples
from tf_labs.errors import UserError
from tf_labs.experiments import similar
from tf_labs.experiments.similar import Query
from tf_labs.experiments.trained import TrainedRun
from tf_labs.models import features
from tf_labs.training.run_directory import RunDirectory

TRAIN = sources.load('digits', ('train',), None)['train']
TEST = sources.load('digits', ('test',), None)['test']


def flat(images):
    return np.reshape(images, [len(images), -1]).astype(np.float64)


def pixels(images):
    return tf.reshape(images, [-1, 64])


def test_nearest_of_all_batches_and_never_the_query_itself():
    queries = [Query('test 0', TEST.images[0]), Query('train 700', TRAIN.images[700], 1, 700)]
    found = similar.nearest({'pixels': pixels}, queries, TRAIN)['pixels']
    distances = distance.cdist(flat([query.image for query in queries]), flat(TRAIN.images))
    distances[1, 700] = np.inf
    order = np.argsort(distances, axis=1, kind='stable')[:, :6]
    assert found.examples.tolist() == order.tolist()
    assert found.labels.tolist() == TRAIN.labels[order].tolist()
    assert found.distances == pytest.approx(np.take_along_axis(distances, order, axis=1))


def test_of_equal_ones_the_first_and_of_few_examples_all():
    few = Examples(np.repeat(TRAIN.images[:2], 2, axis=0)[[0, 2, 1, 3]], np.arange(4))
    [query] = queries = [Query('a', TRAIN.images[0])]
    assert similar.nearest({'pixels': pixels}, queries, few)['pixels'].labels.tolist() == [
        [0, 2, 1, 3]]
    own = [Query('a', query.image, example=0)]
    assert similar.nearest({'pixels': pixels}, own, few)['pixels'].labels.tolist() == [[2, 1, 3]]


@pytest.mark.slow
def test_features_are_those_of_the_last_hidden_layer(trained_convnet, tmp_path, capsys):
    paper = Image.fromarray(255 - TEST.images[3, ..., 0] * 15)
    paper.save(tmp_path / 'digit.png')
    asking.similar(str(trained_convnet), None, 'test', ['3', '8'],
                   [str(tmp_path / 'digit.png')], False, None, None)
    lines = capsys.readouterr().out.splitlines()
    trained = TrainedRun(RunDirectory(trained_convnet), None)
    deep, deep_query = (
        flat(features.features(trained.model, trained.inputs(images), 'conv4').numpy())
        for images in (TRAIN.images, TEST.images[8:9]))
    by_conv4, by_pixels = (
        distance.cdist(query, of_all)[0] for query, of_all in (
            (deep_query, deep), (flat(TEST.images[8:9]), flat(TRAIN.images))))
    first, second = (np.argsort(distances)[:6] for distances in (by_conv4, by_pixels))
    place = lines.index(f'test 8: label {TEST.labels[8]}')
    rows = [line.split() for line in lines[place + 2:place + 8]]
    assert lines[place + 1].split() == ['by', 'conv4', 'by', 'pixels']
    for row, near, nearest_pixels in zip(rows, first, second):
        assert row[:3] == ['train', str(near), str(TRAIN.labels[near])]
        assert float(row[3]) == pytest.approx(by_conv4[near], rel=1e-3)
        assert row[4:7] == ['train', str(nearest_pixels), str(TRAIN.labels[nearest_pixels])]
    hits = (TRAIN.labels[first] == TEST.labels[8]).sum()
    assert lines[place + 8].strip().startswith(f'of its label: {hits} of 6 by conv4')
    assert lines[0].endswith('digit.png: inverted: it is dark on light')
    assert lines[1].endswith('it is a sample of digits already: its pixels are taken as they are')
    assert lines[-1] == f'{trained_convnet}/figures/similar.png'
    with Image.open(trained_convnet / 'figures' / 'similar.png') as figure:
        assert f'test 8 ({TEST.labels[8]}): by conv4 ' in figure.info['Description']
        assert figure.width > 2 * figure.height


@pytest.mark.slow
def test_several_layers_stand_side_by_side(trained_convnet, tmp_path, capsys):
    asking.similar(str(trained_convnet), None, 'test', ['8'], [], False, None,
                   str(tmp_path / 'x.png'), ['conv2', 'conv4', 'conv2'])
    first, _, head, *rows = capsys.readouterr().out.splitlines()
    assert 'by the features of conv2 and of conv4 and by pixels' in first
    assert head.split() == ['by', 'conv2', 'by', 'conv4', 'by', 'pixels']
    trained = TrainedRun(RunDirectory(trained_convnet), None)
    for place, layer in enumerate(('conv2', 'conv4')):
        deep, query = (
            flat(features.features(trained.model, trained.inputs(images), layer).numpy())
            for images in (TRAIN.images, TEST.images[8:9]))
        nearest = np.argsort(distance.cdist(query, deep)[0], kind='stable')[:6]
        assert [row.split()[4 * place + 1] for row in rows[:6]] == [str(one) for one in nearest]
    with Image.open(tmp_path / 'x.png') as figure:
        assert 'by conv2 ' in figure.info['Description']
    with pytest.raises(UserError, match='unknown layer .*expected one of conv1, .*received conv9'):
        asking.similar(str(trained_convnet), None, 'test', ['8'], [], False, None,
                       str(tmp_path / 'y.png'), ['conv9'])
    assert not (tmp_path / 'y.png').exists()


@pytest.mark.slow
def test_softmax_regression_has_no_features(tmp_path):
    train(tmp_path / 'softmax', **FEW_STEPS, **{
        'model.name': 'softmax', 'model.hidden_sizes': ()})
    with pytest.raises(UserError, match='no hidden layer .*whose only layer gives the logits'):
        asking.similar(str(tmp_path / 'softmax'), None, 'test', ['0'], [],
                       False, None, str(tmp_path / 'x.png'))
    assert not (tmp_path / 'x.png').exists()


@pytest.mark.slow
def test_a_dense_net_written_as_a_class(tmp_path, capsys):
    train(tmp_path / 'run', **FEW_STEPS, **{
        'model.form': 'subclass', 'model.hidden_sizes': (9, 7)})
    capsys.readouterr()
    asking.similar(str(tmp_path / 'run'), None, 'train', ['random'], [], False, None,
                   str(tmp_path / 'x.png'))
    assert 'by the features of dense2' in capsys.readouterr().out
    assert (tmp_path / 'x.png').is_file()


@pytest.mark.slow
@pytest.mark.parametrize('index, image, output, match', [
    ([], [], None, 'no image is given'),
    (['360'], [], None, '0 to 359'),
    ([], ['missing.png'], None, 'not found'),
    (['1'], [], 'nowhere/x.png', 'directory that exists'),
    (['1'], [], 'x.pdf', 'FILE.png'),
])
def test_what_similar_refuses(index, image, output, match, trained_convnet):
    with pytest.raises(UserError, match=match):
        asking.similar(str(trained_convnet), None, 'test', index, image, False, None, output)
