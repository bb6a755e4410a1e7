"""Four convolutional layers see what dense nets cannot: the same edge anywhere in the image.

24 x 24 crops of the 32 x 32 images of CIFAR-10, random in training and central in the test, with
random horizontal flips in training; 5x5 - pool - 5x5 - pool - 3x3 - 3x3 - 10, 64 filters each,
ReLU, overlapping pooling: in the style of AlexNet at a size that two cores train in minutes.

    tf-labs run cifar10

Everything that looks inside a net uses this run: deconvnet, evolution, occlusion, layer_probe,
transfer; `tf-labs filters --workdir=checkpoints/cifar10` draws the filters of the first layer.

Measured on 2 cores, seed 777, on 10,000 training and 2,000 test images: 3 min. Test accuracy
0.729, 0.753 over ten crops (`eval --crops=10`); 0.847 on the training images. In
mixed_bfloat16, on a processor that supports it, 0.726 in half the time.

Answers: notes on AlexNet, the architecture in small; course lab 07 (CIFAR).
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
