"""A table of one's own: a CSV of numbers goes in, a class comes out.

Write a class into the last column, or name its column, and a header above. The columns are
standardised by the training rows, as a net does not learn from a proline of 1,000 beside an ash of
2; one row in six, chosen by a hash of its content, is the test. It comes with 178 wines of three
growers, 13 measurements each (Forina et al., 1986).

    tf-labs run own_table
    tf-labs run own_table --config.data.name=csv:FILE.csv --config.data.target=NAME

Measured on 2 cores: 6 s, test accuracy 0.94 of 36 wines with seed 777, 0.97 of 106 rows of
scikit-learn's breast cancer.
"""

from pathlib import Path

from tf_labs.config.schema import default_config


def get_config():
    config = default_config()
    config.data.name = f'csv:{Path(__file__).parent / "tables" / "wine.csv"}'
    config.data.batch_size = 16
    config.model.hidden_sizes = (32,)
    config.model.kernel_initializer = 'he_normal'
    config.optimizer.learning_rate = 0.005
    config.train.epochs = 20
    return config
