"""Four layers of convolutions see what dense nets cannot: the same edge anywhere in the picture.

24 x 24 cuts of the 32 x 32 photographs of CIFAR-10, anywhere in training and from the middle in
the test, every second one mirrored; 5x5 - pool - 5x5 - pool - 3x3 - 3x3 - 10, 64 filters each,
ReLU, overlapping pooling: AlexNet's manner at a size that two cores train in minutes.

    tf-labs run cifar10

Everything that looks inside of a net takes this run: deconvnet, evolution, occlusion, layer_probe,
transfer; `tf-labs filters --workdir=checkpoints/cifar10` draws its first kernels.

Measured on 2 cores, seed 777, on 10,000 training and 2,000 test pictures: 3 min. Test accuracy
0.729, 0.753 over ten crops (`eval --crops=10`); 0.847 on the training pictures. In
mixed_bfloat16, on a processor that has it, 0.726 in half the time.
"""

from tf_labs.config.convnets import cifar_config


def get_config():
    config = cifar_config()
    config.data.random_crop = True
    config.data.mirror = True
    config.optimizer.weight_decay = 0.0005
    config.train.epochs = 40
    config.train.keep_at_epochs = (0, 1, 2, 4, 8, 16, 40)
    return config
