"""13% error without response normalization, 11% with it: the authors' two nets as published.

The paper's claim about CIFAR-10 (section 3.3), tried on cifar10_13pct and cifar10_11pct: all 50,000
training images, 520 epochs in their three stages, ten crops of each test image. `with` is the newer
published version of the normalized net, `with_size_5` the first, which differs from `without` in
the normalization alone.

    tf-labs run papers_lrn --seeds=3

34 hours a seed on two cores; it resumes if interrupted. For a shorter run, which does not test the
claim: `--config.optimizer.stage_epochs=120,20,10 --config.train.epochs=150`, 10 hours a seed. It
differs from the paper in that nothing is held out to decide when a stage ends, and in that all
50,000 images are used from the beginning. Both nets have the published learning rate;
papers_lrn_rates gives each its own.

Measured: not yet.

Answers: notes on AlexNet, Local Response Normalization (13% without, 11% with).
"""

from tf_labs.config.convnets import changes
from tf_labs.config.convnets import papers_config
from tf_labs.config.schema import with_variants


def get_config():
    config = papers_config('cifar10_13pct')
    config.comparison.crops = 10
    return with_variants(config, {
        'without': {},
        'with': changes(config, _normalized('size_9')),
        'with_size_5': changes(config, _normalized('size_5'))})


def _normalized(version):
    config = papers_config('cifar10_11pct', version)
    config.comparison.crops = 10
    return config
