"""Does dropout double the steps and narrow the gap? Steps to equal training loss on CIFAR-10.

AlexNet's paper: dropout of 0.5 in the first two dense layers roughly doubles the steps needed to
converge, and without it the net overfits substantially. Here two hidden dense layers of 512 follow
the convolutions of cifar10_18pct, with no weight decay, so that dropout is all there is against
overfitting. Steps are counted until the whole net, with dropout off, has a training loss of 0.6
over 10,000 training images, measured at the kept checkpoints. The loss with dropout on is that of
smaller nets, and overstates that of the whole net.

    tf-labs run papers_dropout --seeds=3

Four hours a seed on two cores; it resumes if interrupted. For a shorter run, which does not test
the claim: `--config.optimizer.stage_epochs=24,3,3 --config.train.epochs=30`. It differs from the
paper in the net, the data and the size of the dense layers, which are initialized from N(0, 0.04),
like the upper layers of cifar10_13pct.

Measured: not yet.

Answers: notes on AlexNet, Dropout.
"""

from tf_labs.config.convnets import papers_config
from tf_labs.config.schema import with_variants


def get_config():
    config = papers_config('cifar10_18pct')
    config.model.hidden_sizes = (512, 512)
    config.model.init_stddevs = (0.0001, 0.01, 0.01, 0.04, 0.04, 0.01)
    config.optimizer.kernel_rates = (1.0,) * 6
    config.optimizer.bias_rates = (2.0,) * 6
    config.optimizer.weight_decays = (0.0,) * 6
    config.train.keep_at_epochs = (*range(30), *range(30, 141, 5))
    config.comparison.target_loss = 0.6
    return with_variants(config, {
        'without': {'model.dropout_rate': 0.0},
        'with': {'model.dropout_rate': 0.5}})
