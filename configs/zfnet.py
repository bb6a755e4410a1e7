"""ZFNet, AlexNet after a look at its first layer: 7x7 with stride 2, not 11x11 with stride 4.

Visualizing AlexNet had shown dead filters in its first layer and aliasing in the second; with a
smaller kernel and a smaller stride there were fewer, layer 2 was free of aliasing, and the error
fell (Zeiler and Fergus, 2013). One tower, and the recipe of the paper (section 3, Training
Details): 70 epochs; from each photograph the ten crops of 224 pixels in the corners and in the
centre, with their flips, and no colour shift; after each step every convolutional filter whose root
mean square exceeds 0.1 is scaled down to that value; batches of 128, momentum 0.9, dropout 0.5,
weights from N(0, 0.01), biases 0. The learning rate of 0.01 is lowered according to the error on a
held-out tenth of the training photographs; the paper lowers it by hand. The paper says nothing
about weight decay: here it is AlexNet's.

    tf-labs run zfnet
    tf-labs filters --workdir=checkpoints/zfnet

cifar10_first_layer makes the same change to a small net, papers_first_layer to that of AlexNet's
authors for CIFAR-10; neither tests what was seen on ImageNet. This config is meant for a GPU.

Measured on 2 cores without a GPU: 0.84 s a step of 32 photographs in mixed_bfloat16. On Imagenette,
20 epochs in batches of 32 with the rate 0.005, one seed: test accuracy 0.763, 2 of 96 first-layer
filters aliased by its own stride (AlexNet's: 28), none dead; docs/zfnet-inside.md has the command
and the pictures. The 70 epochs of the recipe were not run.

Answers: notes on ZFNet, Training Details (figure 3).
"""

from tf_labs.config.convnets import photograph_config


def get_config():
    config = photograph_config(crop=224)
    config.data.random_crop_places = 'ten_crops'
    config.data.color_jitter = 0.0
    config.model.name = 'zfnet'
    config.optimizer.max_filter_rms = 0.1
    config.train.epochs = 70
    return config
