"""Logistic regression on a real table: 30 measurements of a cell nucleus, benign or malignant.

One unit with a sigmoid, p = sigmoid(x W + b), trained by gradient descent on the cross-entropy:
course lab 05 on scikit-learn's breast cancer table. The columns are standardized with the mean and
standard deviation of the training rows, so their weights can be compared: e^W is the factor by
which the odds grow when a column rises by one standard deviation and the others stay the same. The
columns are correlated, so this does not measure a column by itself. With only two columns the
decision boundary can be drawn: it is a line (`figures/regions.png`).

It is compared with always predicting the most frequent class, and with the same training on
shuffled labels, where there is nothing to learn. One shuffle says little: its accuracy lies
anywhere between 0.5 and 0.7. So there are twenty, and those that do as well as the true labels are
counted (a permutation test): none does, so the p value is (0 + 1) / (20 + 1) = 0.048.

    tf-labs run logistic_regression
    tf-labs run logistic_regression --config.data.table=csv:FILE.csv --config.data.target=NAME

Measured on 2 cores: 6 s of processor time; 463 training rows, 106 test rows. Accuracy on the test
rows: all 30 columns 0.991 (95% interval 0.948 to 0.998), worst texture and radius error alone 0.877
(0.801 to 0.927), always benign 0.575. Shuffled labels: 0.604 on average over 20, 0.500 to 0.698.

Answers: course lab 05.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('linear_classifier')
