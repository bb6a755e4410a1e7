"""Is ReLU six times as fast as tanh to 25% training error? The authors' net, rates for each.

Figure 1 of AlexNet's paper: a four-layer net on CIFAR-10 without any regularization, with the
learning rate of each net chosen to make its training as fast as possible. The paper does not print
the net. Of the nets published with it, the one with four layers of weights is that of
cifar10_18pct: here without weight decay or response normalization, with conv1 initialized from N(0,
0.0001) as published. (Section 3.3 calls the 13% net "four-layer", which has five of them: figure 1
may be about that one.)

    tf-labs run papers_relu_tanh --seeds=3

The first seed trains each net at five learning rates, a factor of 2 apart; the best is the one with
the fewest steps to 25% training error, the very measure that is compared. The other seeds train at
that rate alone; with `comparison.rate_seeds` None all seeds train at all rates, and choose. The
table `best_rate` lists all of them, and says so if the best one lies at the edge. The factor comes
with its 95% interval. A run ends with the epoch in which it gets there, or after 100. The rate is
constant, so a longer run would begin in the same way.

At most 11 hours on two cores, and 2 for each further seed; it resumes if interrupted. For a
shorter run, which does not test the claim: `--seeds=1`, or `--config.data.train_examples=10000`. It
differs from the paper in what the paper leaves open: the net and the rates that were tried.

Measured with three seeds: 2,290 to 2,475 steps for ReLU at 0.004 and 16,213 to 17,157 for tanh at
0.008, 7.0 times as many (95% 5.9 to 8.2).

Answers: notes on AlexNet, ReLU Nonlinearity.
"""

from tf_labs.config.convnets import at_rates
from tf_labs.config.convnets import papers_config
from tf_labs.config.convnets import without_response_norm
from tf_labs.config.schema import with_variants

RELU_RATES = (0.0005, 0.001, 0.002, 0.004, 0.008)
TANH_RATES = (0.002, 0.004, 0.008, 0.016, 0.032)


def get_config():
    config = papers_config('cifar10_18pct')
    without_response_norm(config)
    config.optimizer.weight_decays = (0.0, 0.0, 0.0, 0.0)
    config.optimizer.schedule = 'constant'
    config.optimizer.stage_epochs = ()
    config.train.keep_at_epochs = ()
    config.train.target_error = 0.25
    config.train.stop_at_target = True
    config.train.epochs = 100
    config.comparison.best_rate = 'steps_to_target'
    config.comparison.rate_seeds = 1
    return with_variants(config, at_rates({
        'relu': ({}, RELU_RATES), 'tanh': ({'model.activation': 'tanh'}, TANH_RATES)}))
