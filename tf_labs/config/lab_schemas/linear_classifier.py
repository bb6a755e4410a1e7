"""The schema of the labs logistic_regression and softmax_table."""

from typing import Any

from ml_collections import config_dict
from ml_collections import ConfigDict

from tf_labs.config import ranges
from tf_labs.config.experiment_schema import ExperimentSchema
from tf_labs.config.ranges import Range
from tf_labs.errors import UserError

TABLES = ('breast_cancer', 'iris', 'wine')  # that scikit-learn carries
CSV = 'csv:'


def sections(config: ConfigDict) -> None:
    """A linear classifier of the rows of a table."""
    config.data = ConfigDict()
    config.data.table = 'breast_cancer'  # breast_cancer, iris, wine; or csv:FILE, one's own
    config.data.target = config_dict.placeholder(str)  # csv: column of classes; None: the last
    config.data.columns = ()  # the two of the drawn regions; (): those with the largest weights

    config.net = ConfigDict()
    config.net.form = 'sigmoid'  # sigmoid: one unit for two classes; softmax: one unit a class

    config.optimizer = ConfigDict()
    config.optimizer.learning_rate = 0.3  # of gradient descent on all training rows

    config.train = ConfigDict()
    config.train.steps = 3000
    config.train.shuffles = 20  # of the training labels, as a control
    config.train.log_every = 10  # steps between points of the curves, from step 0 on


def _check(config: ConfigDict, data: Any) -> None:
    table = config.data.table
    is_csv = table.startswith(CSV) and table != CSV
    if table not in TABLES and not is_csv:
        raise UserError('config.data.table is not possible', received=table,
                        expected=f'one of {", ".join(TABLES)}, or csv:FILE')
    if config.data.target is not None and not is_csv:
        raise UserError(f'config.data.target has no effect with config.data.table {table}',
                        expected='None, or config.data.table csv:FILE',
                        received=config.data.target)


SCHEMA = ExperimentSchema(sections, ranges={
    'data.columns': Range(lambda v: not v or (len(set(v)) == len(v) == 2 and v in ranges.NAMES),
                          'the names of two columns, or ()'),
    'optimizer.learning_rate': ranges.POSITIVE,
    'train.steps': ranges.AT_LEAST_1,
    'train.shuffles': Range(lambda v: 1 <= v <= 1000, '1 to 1000'),
    'train.log_every': ranges.AT_LEAST_1,
}, choices={'net.form': ('sigmoid', 'softmax')}, check=_check)
