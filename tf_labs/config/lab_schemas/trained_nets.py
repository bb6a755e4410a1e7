"""The schemas of the labs that look into a trained net."""

import re
from typing import Any

from ml_collections import config_dict
from ml_collections import ConfigDict

from tf_labs.config import net_checks
from tf_labs.config import own_data
from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range
from tf_labs.errors import UserError

_BOX = r'(?P<name>[^:]+?) (\d+) (\d+) ([1-9]\d*) ([1-9]\d*)'
PART = re.compile(rf'(?P<kind>.+): {_BOX}')
MARK = re.compile(rf'(?P<index>\d+): {_BOX}')
_SPLITS = ('train', 'test')
_FILLS = ('mean', 'zero')


def _net(config: ConfigDict, workdir: str) -> None:
    config.net = ConfigDict()
    config.net.workdir = workdir  # of the run whose net is examined
    config.net.step = config_dict.placeholder(int)  # of its checkpoint; None: the newest


def _look(config: ConfigDict, maps: int) -> None:
    config.look = ConfigDict()
    config.look.split = 'test'  # train, test: of the run's data
    config.look.examples = config_dict.placeholder(int)  # the first n of the split; None: all
    config.look.layers = ()  # names of convolutions, as ('conv1', 'conv4'); (): all
    config.look.maps = maps  # feature maps of each that are shown: those with the strongest places
    config.look.map_numbers = ()  # which ones instead, the same in each layer


def deconvnet(config: ConfigDict) -> None:
    """The strongest activations, carried down to the pixels."""
    _net(config, 'checkpoints/cifar10')
    _look(config, maps=16)


def evolution(config: ConfigDict) -> None:
    """The feature maps of one run at the epochs whose checkpoints stay."""
    config.net = ConfigDict()
    config.net.workdir = 'checkpoints/cifar10'  # of the run, which has train.keep_at_epochs
    _look(config, maps=4)
    config.evolution = ConfigDict()
    config.evolution.compared_examples = 200  # on which feature maps are correlated
    config.evolution.settled = 0.9  # share of the way to the end from which a layer has settled


def occlusion(config: ConfigDict) -> None:
    """A square that slides over pictures."""
    _net(config, 'checkpoints/cifar10')
    config.occlusion = ConfigDict()
    config.occlusion.split = 'test'  # train, test: of the run's data
    config.occlusion.images = (0, 1, 2, 3)  # numbers of examples of the split
    config.occlusion.files = ()  # paths of pictures besides; of them the answer is followed
    config.occlusion.layer = ''  # whose strongest feature map is followed; '': the last convolution
    config.occlusion.size = 6  # side of the square, pixels of what the net is fed
    config.occlusion.stride = 1  # pixels between two places
    config.occlusion.fill = 'mean'  # mean: colour of the split; zero: of what the net is fed
    config.occlusion.others = 3  # other pictures whose projections of that feature map are shown
    config.occlusion.examples = 500  # the first n of the split, where these are looked for
    config.occlusion.batch_size = 64  # places at once
    config.occlusion.save_every = 50  # batches between two saves of what is there


def invariance(config: ConfigDict) -> None:
    """Pictures shifted, scaled and rotated."""
    _net(config, 'checkpoints/cifar10')
    config.invariance = ConfigDict()
    config.invariance.split = 'test'  # train, test: of the run's data
    config.invariance.examples = 100  # the first n of the split, over which means are taken
    config.invariance.images = (0, 1, 2, 3, 4)  # numbers of examples that get a line each
    config.invariance.first_layer = ''  # '': the first convolution
    config.invariance.last_layer = ''  # '': the last layer before the logits
    config.invariance.translations = (-8, -6, -4, -3, -2, -1, 0, 1, 2, 3, 4, 6, 8)  # pixels down
    config.invariance.scales = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6, 1.8, 2.0)
    config.invariance.rotations = tuple(range(0, 360, 15))  # degrees counter-clockwise


def correspondence(config: ConfigDict) -> None:
    """The same part covered in different images."""
    _net(config, 'checkpoints/fashion_convnet')
    config.correspondence = ConfigDict()
    config.correspondence.split = 'test'  # train, test: of the run's data
    config.correspondence.parts = (  # 'class: name top left height width', pixels the net is fed
        'Ankle boot: shaft 6 16 7 7', 'Ankle boot: heel 17 20 7 7', 'Ankle boot: toe 17 2 7 7',
        'Ankle boot: sole 20 8 4 12', 'Sneaker: lace 8 12 6 6', 'Sneaker: heel 10 21 7 6',
        'Sneaker: toe 13 1 6 6', 'Sneaker: sole 16 9 4 12')
    config.correspondence.marks = ()  # 'index: name top left height width', instead of parts
    config.correspondence.layers = ('conv1', 'conv2', 'conv3', 'conv4')
    config.correspondence.images = 5  # whose changes are compared with each other
    config.correspondence.subsets = 40  # of so many images each, no image twice
    config.correspondence.draws = 5  # of random boxes, for each subset
    config.correspondence.on_object = 0.5  # least share of a random box that is on the object
    config.correspondence.fill = 'mean'  # mean: colour of the split; zero: of what the net is fed


def layer_probe(config: ConfigDict) -> None:
    """A linear classifier on each layer."""
    _net(config, 'checkpoints/cifar10')
    config.probe = ConfigDict()
    config.probe.train_examples = 2000
    config.probe.test_examples = 2000
    config.probe.grid = 2  # larger feature maps are averaged to grid x grid places
    config.probe.cs = (0.001, 0.01, 0.1, 1.0, 10.0)  # inverse L2 penalties to choose from


def transfer(config: ConfigDict) -> None:
    """The features of one data set on another."""
    _net(config, 'checkpoints/cifar10')
    config.data = ConfigDict()
    config.data.name = 'fashion_mnist'  # what is to be learnt: of the catalog, or folder:DIR, ...
    config.data.dir = config_dict.placeholder(str)  # of prepared data; None: $TFDS_DATA_DIR
    config.data.side = own_data.SIDE  # of the squares that photographs are brought to, in pixels
    config.data.max_bad_examples = 0  # photographs that cannot be decoded before it gives up

    config.transfer = ConfigDict()
    config.transfer.examples = (5, 10, 50)  # of each class
    config.transfer.draws = 3  # of the examples, and of the initial weights
    config.transfer.test_examples = 2000
    config.transfer.c = 0.01  # inverse strength of the L2 penalty on the weights of a softmax

    config.train = ConfigDict()  # of the net that is trained from scratch
    config.train.steps = 150
    config.train.batch_size = 50
    config.train.learning_rate = 1e-3  # of Adam


def _check_transfer(config: ConfigDict, data: Any) -> None:
    """What a net of pictures can be fed."""
    if data.values != 'pixels' or data.columns or data.image_shape[2] not in (1, 3):
        raise UserError(f'config.data.name {config.data.name} is not a set of pictures',
                        expected='grey or colour images of whole numbers from 0 to 255',
                        received='a table' if data.columns else
                        f'{data.values} of the shape {data.image_shape}')
    own_data.check_side(config.data, data)


def _other_than(still: float, numbers: Range) -> Range:
    """Returns the tuples of numbers of which one at least moves something."""
    return Range(lambda v: v in numbers and any(one != still for one in v),
                 f'{numbers.words}, at least one of them other than {still}')


_STEP = {'net.step': ranges.AT_LEAST_0}
_LOOK = {
    'look.examples': ranges.AT_LEAST_1,
    'look.layers': ranges.texts('names of layers'),
    'look.maps': ranges.AT_LEAST_1,
    'look.map_numbers': ranges.ANY_INDICES,
}
_OF_CONVOLUTIONS = net_checks.layers('look.layers', of_convolutions=True)
SCHEMAS = {
    'deconvnet': ExperimentSchema(
        deconvnet, ranges={**_STEP, **_LOOK}, choices={'look.split': _SPLITS},
        check_net=_OF_CONVOLUTIONS),
    'evolution': ExperimentSchema(evolution, ranges={
        **_LOOK,
        'evolution.compared_examples': ranges.AT_LEAST_1,
        'evolution.settled': ranges.BETWEEN_0_AND_1,
    }, choices={'look.split': _SPLITS}, check_net=_OF_CONVOLUTIONS),
    'occlusion': ExperimentSchema(occlusion, ranges={
        **_STEP,
        'occlusion.images': ranges.ANY_INDICES,
        'occlusion.files': ranges.texts('paths of pictures'),
        'occlusion.size': ranges.AT_LEAST_1,
        'occlusion.stride': ranges.AT_LEAST_1,
        'occlusion.others': ranges.AT_LEAST_0,
        'occlusion.examples': ranges.AT_LEAST_1,
        'occlusion.batch_size': ranges.AT_LEAST_1,
        'occlusion.save_every': ranges.AT_LEAST_1,
    }, choices={'occlusion.split': _SPLITS, 'occlusion.fill': _FILLS},
        check_net=net_checks.layers('occlusion.layer')),
    'invariance': ExperimentSchema(invariance, ranges={
        **_STEP,
        'invariance.examples': ranges.AT_LEAST_2,
        'invariance.images': Range(lambda v: v and v in ranges.ANY_INDICES,
                                   'one whole number of at least 0, or more'),
        'invariance.translations': _other_than(0, ranges.FINITE_NUMBERS),
        'invariance.scales': _other_than(1, ranges.POSITIVE_NUMBERS),
        'invariance.rotations': _other_than(0, ranges.FINITE_NUMBERS),
    }, choices={'invariance.split': _SPLITS},
        check_net=net_checks.layers('invariance.first_layer', 'invariance.last_layer')),
    'correspondence': ExperimentSchema(correspondence, ranges={
        **_STEP,
        'correspondence.parts': Range(
            lambda v: v and all(isinstance(part, str) and PART.fullmatch(part) for part in v),
            "one 'CLASS: NAME TOP LEFT HEIGHT WIDTH' or more, as 'Ankle boot: heel 17 19 7 7'"),
        'correspondence.marks': Range(
            lambda v: all(isinstance(mark, str) and MARK.fullmatch(mark) for mark in v),
            "'INDEX: NAME TOP LEFT HEIGHT WIDTH' each, as '75: nose 115 113 32 32'"),
        'correspondence.layers': Range(bool, 'at least one name of a layer'),
        'correspondence.images': ranges.AT_LEAST_2,
        'correspondence.subsets': ranges.AT_LEAST_2,
        'correspondence.draws': ranges.AT_LEAST_1,
        'correspondence.on_object': ranges.FROM_0_TO_1,
    }, choices={'correspondence.split': _SPLITS, 'correspondence.fill': _FILLS},
        check_net=net_checks.layers('correspondence.layers', needs_convolutions=False)),
    'layer_probe': ExperimentSchema(layer_probe, ranges={
        **_STEP,
        'probe.train_examples': ranges.at_least(10),
        'probe.test_examples': ranges.AT_LEAST_1,
        'probe.grid': ranges.AT_LEAST_1,
        'probe.cs': ranges.POSITIVE_NUMBERS,
    }),
    'transfer': ExperimentSchema(transfer, ranges={
        'train.steps': ranges.AT_LEAST_1,
        'train.batch_size': ranges.AT_LEAST_1,
        **_STEP,
        'transfer.examples': Range(
            lambda v: v in ranges.ONE_SIZE_OR_MORE and len(set(v)) == len(v),
            'whole numbers of at least 1, one or more, no two of them equal'),
        'transfer.draws': ranges.AT_LEAST_2,
        'transfer.test_examples': ranges.AT_LEAST_1,
        'transfer.c': ranges.POSITIVE,
        'train.learning_rate': ranges.POSITIVE,
        'data.side': ranges.AT_LEAST_1,
        'data.max_bad_examples': ranges.AT_LEAST_0,
    }, check=_check_transfer, check_net=net_checks.transfer, own_data=('folder', 'npz', 'tfds')),
}
