"""The schema of the lab perceptron."""

from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range


def sections(config: ConfigDict) -> None:
    """Threshold units: gates, the perceptron rule and its bound, a step inside a net."""
    config.rule = ConfigDict()
    config.rule.epochs = 1000  # passes over the examples at most
    config.rule.margins = (0.3, 0.1, 0.03, 0.01)  # of made-up examples in the square [-1, 1]^2
    config.rule.rows = 100  # examples of a made-up set
    config.rule.sets = 20  # of each margin

    config.net = ConfigDict()
    config.net.units = 32  # of the hidden layer of the nets that classify digits
    config.net.steps = 500  # of gradient descent on all training digits
    config.net.learning_rate = 0.5
    config.net.epochs = 20  # of the perceptron rule, one unit against the rest for each digit


SCHEMA = ExperimentSchema(sections, ranges={
    'rule.epochs': ranges.AT_LEAST_1,
    'rule.margins': Range(lambda v: v and all(0 < one <= 0.5 for one in v),
                          'numbers above 0 and at most 0.5'),
    'rule.rows': ranges.AT_LEAST_2,
    'rule.sets': ranges.AT_LEAST_1,
    'net.units': ranges.AT_LEAST_1,
    'net.steps': ranges.AT_LEAST_1,
    'net.learning_rate': ranges.POSITIVE,
    'net.epochs': ranges.AT_LEAST_1,
})
