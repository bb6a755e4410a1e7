"""Two towers against one: whether the split helps, and whether each learns its own kind of filter.

AlexNet is split across two GPUs, with half of the filters of each layer on each. conv2, conv4 and
conv5 see only the maps of their own tower, conv3 those of both. Compared with a net on one GPU with
half the filters in all but the last convolution, this took 1.7 points off the top-1 error and 1.2
off the top-5. The dense layers of that net were not halved either (the paper's footnote), so the
comparison favours the single GPU, and it is not quite the gain from twice the filters. The third
net here shows what the split itself costs: it has as many filters, with no connections cut.

In the paper the filters of one tower are mostly grey and those of the other mostly in colour, in
every run. The measure is the share of a filter's power that is left when its mean over red, green
and blue is subtracted: 0 for grey and 2/3 for white noise. `colour_gap` is the difference of the
towers' means; `colour_gap_by_chance` is what 95% of random halves of the same filters stay below. A
gap that is not larger shows no difference. (Notes on AlexNet, "Training on Multiple GPUs" and
figure 3.)

    tf-labs run towers
    tf-labs filters --workdir=checkpoints/towers/two_towers/seed-777

The second command draws the filters of each tower in a separate block, and reports its colours.

Measured on 2 cores in float32, seed 777 alone, on 10,000 training and 2,000 test images: 6 min.
Parameters 40,682 of two_towers, 26,122 of half_the_filters, 58,090 of one_tower. Test accuracy
0.591, 0.555, 0.590: twice the filters gain 3.6 points, and the cut between the towers has no
visible cost. One seed each gives no interval. The towers do not differ in colour: a gap of 0.03,
where 95% of random halves stay below 0.13. A full run takes an hour on all of CIFAR-10.

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
