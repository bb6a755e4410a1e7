"""Fine-tuning: a net trained on digits is adapted to clothes, with 500 pictures of them.

AlexNet's best single net for ILSVRC-2012 has a sixth convolution above the last pooling; it was
trained on all 22,000 categories of ImageNet and then fine-tuned on the 1,000 of the contest: 16.6%
top-5 error against 18.2%. (Notes on AlexNet, results. Not run: needs ImageNet; the net is
`tf-labs summary alexnet --config.model.added_filters=256`.) The same steps with small pictures:

    from_scratch          the net of mnist_cnn, with new initial weights
    fine_tuned            its convolutions begin with those of mnist_cnn; all layers train
    frozen                they stay as they are; only the last layer trains
    frozen_untrained      the control: they stay as the seed drew them
    one_more_convolution  fine_tuned, with a third convolution above the last pooling

    tf-labs run mnist_cnn
    tf-labs run finetune --seeds=3

`--config.init.workdir=DIR` starts from another run; one whose convolutions have other shapes is
refused in one line. What fine_tuned gains over from_scratch is what digits teach about clothes;
what frozen gains over frozen_untrained is the same, with the convolutions not trained on clothes.
See docs/fine-tuning.md.

Measured on 2 cores, 3 seeds, all from one run of mnist_cnn (0.981): 20 s of processor time a run.
Test accuracy from_scratch 0.791, fine_tuned 0.807, frozen 0.801, frozen_untrained 0.732,
one_more_convolution 0.806. Against from_scratch, in points with 95% intervals: fine_tuned +1.7 +-
1.6, which, among four such comparisons, may be chance; frozen +1.0 +- 2.6 and one_more_convolution
+1.6 +- 4.1, no difference shown. frozen is ahead of frozen_untrained by 6.9 +- 4.3: what digits
teach about clothes is there, and 500 pictures of clothes teach nearly as much.

Answers: notes on AlexNet, Results (a sixth convolution, fine-tuned).
"""

from tf_labs.config.schema import default_config
from tf_labs.config.schema import with_variants

CONVOLUTIONS = ('conv1', 'conv2')


def get_config():
    config = default_config()
    config.data.name = 'fashion_mnist'
    config.data.batch_size = 50
    config.data.train_examples = 500
    config.model.name = 'cifar_net'
    config.model.filters = (32, 64, 64, 64)
    config.model.first_kernel = 3
    config.model.second_kernel = 3
    config.model.pool_size = 2
    config.model.without = ('conv3', 'conv4')
    config.model.hidden_sizes = ()
    config.init.workdir = 'checkpoints/mnist_cnn'
    config.init.layers = CONVOLUTIONS
    config.train.epochs = 20
    config.train.eval_every_epochs = 5
    config.train.diagnostics = False
    return with_variants(config, {
        'from_scratch': {'init.workdir': None, 'init.layers': ()},
        'fine_tuned': {},
        'frozen': {'init.freeze': CONVOLUTIONS},
        'frozen_untrained': {
            'init.workdir': None, 'init.layers': (), 'init.freeze': CONVOLUTIONS},
        'one_more_convolution': {'model.added_filters': (64,)}})
