"""AlexNet as in the paper: two towers, 60,965,224 parameters, 90 epochs, batches of 128.

The shorter side is scaled to 256, the central square taken and the training mean subtracted; then a
random 227 x 227 crop, a random horizontal flip, colours shifted along their principal components,
one draw per image and epoch. ReLU, local response normalization, overlapping pooling, dropout 0.5.
Momentum 0.9 with the weight decay of 0.0005 inside the velocity; the learning rate of 0.01 is
divided by 10 when the validation error stops improving, three times at most. That is the error on a
tenth of the training photographs, which are held out and not trained on; the test split decides
nothing. Weights from N(0, 0.01). Biases 1 in conv 2, 4 and 5 and in the hidden dense layers, 0 in
conv 1, conv 3 and the output layer. The notes' "1 in the rest" would include the output layer; the
paper names the hidden layers only, and the authors' published nets have 0 there. (Softmax ignores a
constant that is added to all logits.) The notes' figure says 224; 227 is what gives 55 x 55 feature
maps. At test time the paper halves the outputs of layers with dropout; here they are doubled in
training: equal in expectation.

    tf-labs run alexnet
    tf-labs run alexnet --config.data.name=imagenet2012 --workdir=DIR
    tf-labs eval --workdir=checkpoints/alexnet --crops=10

Imagenette, ten classes of ImageNet, is downloaded by TFDS; `tf-labs data --name=imagenet2012` says
how to prepare ImageNet itself. One tower with 62,378,344 parameters: --config.model.towers=1. One
tower on each of two GPUs, as in the paper: --config.model.split_towers --devices=2. This config is
meant for a GPU.

Measured on 2 cores without a GPU: a bare step of 32 photographs takes 0.63 s, or 0.35 s in
mixed_bfloat16. On Imagenette, 40 epochs in batches of 32 with the rate 0.005, one seed: test
accuracy 0.786, 0.809 with ten crops, in 1 hour 45 minutes in mixed_bfloat16, input and evaluations
included; docs/looking-inside.md has the command, the copy of the data and the pictures. The 90
epochs of the recipe were not run.

Answers: notes on AlexNet, from The Architecture to Details of learning.
"""

from tf_labs.config.convnets import photograph_config


def get_config():
    config = photograph_config(crop=227)
    config.model.name = 'alexnet'
    config.model.towers = 2
    return config
