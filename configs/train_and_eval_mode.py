"""A net that is tested without eval() has units missing, or depends on the rest of its batch.

Dropout can be done in two ways. AlexNet drops units in training and halves the outputs of all of
them at test; PyTorch and Keras double in training what is kept, and do nothing at test. Over all
1,024 masks of ten units both have the same property: below a linear layer the output at test is
exactly the mean of the outputs in training, and one way gives twice what the other does. Past a
ReLU it lies below or at the mean. Keras and PyTorch do what is called inverted dropout: the units
that are kept are scaled up in training.

Batch norm uses the mean and the variance of the batch in training, and moving averages when it is
evaluated. In training mode the answer to an image depends on the others in its batch, and of an
image alone nothing is left (in a dense layer): its mean is itself, every unit gives beta, and the
answer is the same whatever the image. Forward passes in training mode also move the moving
averages, although nothing is trained: torch.no_grad() stops gradients, eval() stops this.

    tf-labs run train_and_eval_mode

Measured on 2 cores: 25 s. Over 5 seeds on digits, in training mode and in evaluation mode:
accuracy with dropout 0.83 and 0.94 (difference 0.113 +- 0.022), with batch norm 0.974 and 0.973
where all images are asked at once (no difference shown), 0.11 and 0.973 where they are asked one
by one. The probability of the right class of one image, asked 20 times, has a standard deviation
of 0.16 with dropout and 0.005 with batch norm in training mode, 0 in evaluation mode. After 50
forward passes over images of one class the net with batch norm is at 0.69 +- 0.06 in evaluation
mode.

Answers: notes on Part 2, Lab-09-3 and Lab-09-4 (train and eval mode); notes on AlexNet, Dropout.
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('train_and_eval_mode')
