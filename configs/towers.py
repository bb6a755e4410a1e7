"""Two towers against one: does the split help, and does each tower learn its own kind of filter.

AlexNet lies on two graphics cards, half of the filters of each layer on either. conv2, conv4 and
conv5 see the maps of their own tower alone, conv3 those of both. Against a net of half the filters
in all but the last convolution, on one card, that took 1.7 points off the top-1 error and 1.2 off
the top-5. Its dense layers were not halved either (the paper's footnote), so the comparison favours
the single card, and it is not quite what twice the filters gain. The third net here tells what the
split itself costs: as many filters, and nothing between them cut.

In the paper the filters of one tower are mostly grey and those of the other mostly in colour, in
every run. The measure: the share of a filter's power that is left when its mean over red, green and
blue is taken away, 0 of grey and 2/3 of white noise. `colour_gap` is the difference of the towers'
means; `colour_gap_by_chance` is what 95% of random halves of the same filters stay below. A gap
that is not larger shows no difference. (Notes on AlexNet, "Training on Multiple GPUs" and figure
3.)

    tf-labs run towers
    tf-labs filters --workdir=checkpoints/towers/two_towers/seed-777

The second draws the filters of each tower in a block of its own, and tells its colours.

Measured on 2 cores in float32, seed 777 alone, on 10,000 training and 2,000 test images: 6 min.
Parameters 40,682 of two_towers, 26,122 of half_the_filters, 58,090 of one_tower. Test accuracy
0.591, 0.555, 0.590: with twice the filters 3.6 points are gained, and the cut between the towers
costs nothing that shows. One seed each gives no interval. The towers do not differ in colour: a
gap of 0.03, where 95% of random halves stay below 0.13. A full run takes an hour on all of
CIFAR-10.

Answers: notes on AlexNet, Training on Multiple GPUs and figure 3.
"""

from tf_labs.config.convnets import cifar_comparison
from tf_labs.config.schema import with_variants


def get_config():
    config = cifar_comparison(augmented=True)
    config.model.filters = (32, 32, 32, 32)
    config.train.epochs = 10
    return with_variants(config, {
        'two_towers': {'model.towers': 2},
        'half_the_filters': {'model.filters': (16, 16, 16, 32)},
        'one_tower': {}})
