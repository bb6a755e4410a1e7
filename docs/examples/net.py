"""The simplest net of one's own."""

import keras


def build(input_shape, classes, config):
    return keras.Sequential([
        keras.Input(input_shape),
        keras.layers.Flatten(),
        keras.layers.Dense(32, activation='relu'),
        keras.layers.Dropout(config.model.dropout_rate),
        keras.layers.Dense(classes),
    ])
