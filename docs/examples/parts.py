"""A loss and an optimizer of one's own."""

import keras


def loss(labels, logits):
    """The hinge of Crammer and Singer (2001): by how much the best wrong answer comes too close."""
    is_label = keras.ops.one_hot(labels, logits.shape[-1], dtype='bool')
    of_label = keras.ops.max(keras.ops.where(is_label, logits, -1e9), axis=-1)
    of_others = keras.ops.max(keras.ops.where(is_label, -1e9, logits), axis=-1)
    return keras.ops.relu(1 + of_others - of_label)


def make(learning_rate, config):
    """Lion (Chen et al., 2023), with the betas of the config."""
    return keras.optimizers.Lion(
        learning_rate, beta_1=config.optimizer.beta_1, beta_2=config.optimizer.beta_2)
