"""What is a convolution worth? Each one removed from the authors' net, which is widened or not.

AlexNet's paper: without any one of the middle convolutions the top-1 error rises by about 2 points,
though none holds more than 1% or so of the parameters. Here each of the three of cifar10_18pct is
removed, with its activation and its normalization; its pooling stays. `no_conv1` and so on also
lose its parameters; in `no_conv1_wider` and so on the others are widened until there are as many
parameters as before, 89,578, to within a thousandth.

    tf-labs run papers_depth --seeds=3

100 epochs (80, 10, 10) on all of CIFAR-10: 8 hours a seed on two cores; it resumes if interrupted.
For a shorter run, which does not test the claim:
`--config.optimizer.stage_epochs=16,2,2 --config.train.epochs=20`. It differs from the paper in the
data and in the net, which has three convolutions instead of five, too few to have a middle.

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
