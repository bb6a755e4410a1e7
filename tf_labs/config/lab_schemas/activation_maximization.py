"""The schema of the lab on the input that a unit answers to most."""

from ml_collections import config_dict
from ml_collections import ConfigDict

from tf_labs.config import net_checks
from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range


def sections(config: ConfigDict) -> None:
    """Gradient ascent in the input of a trained net, and the Hessian where it ends."""
    config.net = ConfigDict()
    config.net.workdir = 'checkpoints/cifar10'  # of the run whose net is looked into
    config.net.step = config_dict.placeholder(int)  # of its checkpoint; None: the newest

    config.ascent = ConfigDict()
    config.ascent.split = 'test'  # train, test: of the run's data
    config.ascent.examples = 500  # the first n: the strongest units, the length of an input
    config.ascent.layers = ()  # names of convolutions, as ('conv1', 'conv4'); (): all
    config.ascent.units = 4  # of each layer, in the middle of the strongest feature maps
    config.ascent.starts = 5  # random ones, and as many pictures
    config.ascent.steps = 100
    config.ascent.rate = 0.2  # share of the way to the direction of the gradient

    config.curvature = ConfigDict()
    config.curvature.directions = 20  # random ones, from the best input of a unit
    config.curvature.angles = (5.0, 10.0, 20.0, 30.0, 40.0)  # degrees, how far


SCHEMA = ExperimentSchema(sections, ranges={
    'net.step': ranges.AT_LEAST_0,
    'ascent.examples': ranges.AT_LEAST_1,
    'ascent.layers': ranges.texts('names of layers'),
    'ascent.units': ranges.AT_LEAST_1,
    'ascent.starts': ranges.AT_LEAST_2,
    'ascent.steps': ranges.AT_LEAST_1,
    'ascent.rate': Range(lambda v: 0 < v <= 1, 'above 0, at most 1'),
    'curvature.directions': ranges.AT_LEAST_2,
    'curvature.angles': Range(
        lambda v: bool(v) and all(0 < angle <= 90 for angle in v) and list(v) == sorted(set(v)),
        'degrees above 0 and up to 90, each larger than the one before'),
}, choices={'ascent.split': ('train', 'test')}, check_net=net_checks.layers('ascent.layers'))
