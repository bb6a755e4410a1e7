"""Softmax regression on a real table: 13 measurements of a wine, and its grape variety, of three.

One unit per class, and the softmax of their sums: course lab 06 on scikit-learn's wine table. It is
logistic_regression for more than two classes, and for two it is the same model: only the difference
between the two sums counts. The decision regions over two columns have straight borders that meet
in one point (`figures/regions.png`). own_table puts a hidden layer in between.

    tf-labs run softmax_table
    tf-labs run softmax_table --config.data.table=iris
    tf-labs run softmax_table --config.data.table=csv:FILE.csv --config.data.target=NAME

Measured on 2 cores: 6 s of processor time; 142 training rows, 36 test rows. Accuracy on the test
rows: all 13 columns 0.972 (95% interval 0.858 to 0.995), proline and color_intensity alone 0.833
(0.681 to 0.921), always class_1 0.361. Shuffled labels: 0.332 on average over 20, 0.194 to 0.583.

Answers: course lab 06.
"""

from tf_labs.config.schema import default_config


def get_config():
    config = default_config('linear_classifier')
    config.data.table = 'wine'
    config.net.form = 'softmax'
    return config
