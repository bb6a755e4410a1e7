"""AlexNet as the paper has it: two towers, 60,965,224 parameters, 90 epochs, batch 128.

Shorter side to 256, the middle square, less the training mean; a random 227 x 227 cut, every
second one mirrored, the colours moved along their principal components, one draw an image an
epoch. ReLU, local response normalisation, overlapping pooling, dropout 0.5. Momentum 0.9 with the
weight decay of 0.0005 inside the velocity; the rate of 0.01 is divided by 10 when the validation
error stops improving, three times at most. That is the error on a tenth of the training
photographs, which are held out and not trained on; the test split decides nothing. Kernels
N(0, 0.01); biases 0 in the first and third convolution, 1 elsewhere. (The notes say 224; 227 is
what gives 55 x 55 maps.)

    tf-labs run alexnet
    tf-labs run alexnet --config.data.name=imagenet2012 --workdir=DIR
    tf-labs eval --workdir=checkpoints/alexnet --crops=10

Imagenette, ten classes of ImageNet, is downloaded by TFDS; `tf-labs data --name=imagenet2012` says
how ImageNet itself is prepared. One tower with 62,378,344 parameters: --config.model.towers=1. A
tower on each of two GPUs, as in the paper: --config.model.split_towers --devices=2. A GPU is what
this config is for.

Measured on 2 cores without a GPU: 0.63 s a step of 32 photographs, 0.35 s in mixed_bfloat16; it
has not been trained to its end.
"""

from tf_labs.config.convnets import photograph_config


def get_config():
    config = photograph_config(crop=227)
    config.model.name = 'alexnet'
    config.model.towers = 2
    return config
