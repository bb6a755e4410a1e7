"""What is a convolution worth? Each one taken out of the authors' net, which is widened or not.

AlexNet's paper: without any one of the middle convolutions the top-1 error rises by about 2 points,
though none holds more than 1% or so of the parameters. Here each of the three of cifar10_18pct is
taken out, with its activation and its normalization; its pooling stays. `no_conv1` and so on lose
its parameters too; in `no_conv1_wider` and so on the others are widened until there are as many as
before, 89,578, to a thousandth.

    tf-labs run papers_depth --seeds=3

100 epochs (80, 10, 10) on all of CIFAR-10: 13 hours a seed on two cores; it resumes. For less,
which is no test of the claim: `--config.optimizer.stage_epochs=16,2,2 --config.train.epochs=20`. It
differs from the paper in the net, which has three convolutions and not five, in the data, and in
that there is no middle of so few.

Measured: not yet.

Answers: notes on AlexNet, Introduction and Discussion (depth).
"""

from tf_labs.config.convnets import papers_config
from tf_labs.config.schema import with_variants


def get_config():
    config = papers_config('cifar10_18pct')
    config.optimizer.stage_epochs = (80, 10, 10)
    config.train.epochs = 100
    config.train.keep_at_epochs = ()
    wider = {'conv1': (32, 38, 78), 'conv2': (38, 32, 78), 'conv3': (59, 52, 64)}
    return with_variants(config, {
        'whole': {},
        **{f'no_{name}': {'model.without': (name,)} for name in wider},
        **{f'no_{name}_wider': {'model.without': (name,), 'model.filters': filters}
           for name, filters in wider.items()}})
