"""The nets of 13% and 11% error, each at its own best learning rate of three.

A learning rate that suits one net may not suit the other, so papers_lrn alone cannot separate the
effect of normalization from that of the rate. Here the first seed trains each net at half, once
and twice the published rate, and the best of the three is chosen on 10,000 held-out training
images. (The authors held out as many to decide when the first stage ends.) The other seeds train at
that rate alone; with `comparison.rate_seeds` None all seeds train at all rates, and choose.

    tf-labs run papers_lrn_rates --seeds=3

150 epochs (120, 20, 10) on 40,000 images, tested on ten crops: 14 hours on two cores, and 5
for each further seed; it resumes if interrupted. For a shorter run, which does not test the claim:
`--config.optimizer.stage_epochs=12,2,1 --config.train.epochs=15`. It differs from the paper in its
length, 150 epochs instead of 520, and in never training on the 10,000 held-out images.

Measured: not yet.

Answers: notes on AlexNet, Local Response Normalization (13% without, 11% with).
"""

from tf_labs.config.convnets import at_rates
from tf_labs.config.convnets import changes
from tf_labs.config.convnets import papers_config
from tf_labs.config.schema import with_variants

RATES = (0.0005, 0.001, 0.002)


def get_config():
    config = _settled(papers_config('cifar10_13pct'))
    normalized = _settled(papers_config('cifar10_11pct', 'size_9'))
    return with_variants(config, at_rates({
        'without': ({}, RATES), 'with': (changes(config, normalized), RATES)}))


def _settled(config):
    config.data.validation_examples = 10_000
    config.optimizer.stage_epochs = (120, 20, 10)
    config.train.epochs = 150
    config.train.keep_at_epochs = ()
    config.comparison.crops = 10
    config.comparison.best_rate = 'validation'
    config.comparison.rate_seeds = 1
    return config
