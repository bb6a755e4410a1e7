"""A net tested without eval() has units missing, or depends on the rest of its batch.

Dropout can be done in two ways. AlexNet drops units in training and halves the outputs of all units
at test time. PyTorch and Keras use inverted dropout: the units that are kept are scaled up in
training, here doubled, and nothing is done at test time. Over all 1,024 masks of ten units both
have the same property: below a linear layer the output at test time is exactly the mean of the
outputs in training, and one way gives twice what the other does. After a ReLU it lies at or below
the mean.

Batch norm uses the mean and the variance of the batch in training, and moving averages in
evaluation. In training mode the prediction for an image depends on the others in its batch, and of
a single image nothing is left (in a dense layer): its mean is itself, every unit gives beta, and
the prediction is the same whatever the image. Forward passes in training mode also change the
moving averages, although nothing is trained: torch.no_grad() stops gradients, eval() stops this.

    tf-labs run train_and_eval_mode

Measured on 2 cores: 25 s. Over 5 seeds on digits, in training mode and in evaluation mode: accuracy
with dropout 0.83 and 0.94 (difference 0.113 +- 0.022), with batch norm 0.974 and 0.973 when all
images are predicted at once (no difference shown), 0.11 and 0.973 when they are predicted one by
one. The probability of the right class for one image, predicted 20 times, has a standard deviation
of 0.16 with dropout and 0.005 with batch norm in training mode, 0 in evaluation mode. After 50
forward passes over images of one class the net with batch norm is at 0.69 +- 0.06 in evaluation
mode.

Answers: notes on Part 2, Lab-09-3 and Lab-09-4 (train and eval mode); notes on AlexNet, Dropout.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('train_and_eval_mode')
