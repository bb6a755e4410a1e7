"""A small residual net (He et al., 2016) as subclasses: batch norm, dropout, a layer of its own."""

import keras


def convolution(filters, size=3, stride=1):
    return keras.layers.Conv2D(filters, size, strides=stride, padding='same', use_bias=False,
                               kernel_initializer='he_normal')


class Block(keras.layers.Layer):
    """x + F(x), F of two convolutions; where the size changes x goes through one of size 1."""

    def __init__(self, filters, stride, dropout_rate):
        super().__init__()
        self.conv1, self.norm1 = convolution(filters, stride=stride), normalisation()
        self.conv2, self.norm2 = convolution(filters), normalisation()
        self.dropout = keras.layers.Dropout(dropout_rate)
        self.shortcut = convolution(filters, size=1, stride=stride) if stride > 1 else None

    def call(self, inputs, training=False):
        values = keras.ops.relu(self.norm1(self.conv1(inputs), training=training))
        values = self.dropout(values, training=training)
        values = self.norm2(self.conv2(values), training=training)
        return keras.ops.relu(values + (self.shortcut(inputs) if self.shortcut else inputs))


class ResNet(keras.Model):
    """A convolution, blocks whose maps get half as large and twice as many, and their means."""

    def __init__(self, classes, filters, blocks, dropout_rate):
        super().__init__()
        self.conv, self.norm = convolution(filters), normalisation()
        self.blocks = [
            Block(filters * 2 ** stage, 2 if stage and not place else 1, dropout_rate)
            for stage in range(3) for place in range(blocks)]
        self.pool = keras.layers.GlobalAveragePooling2D()
        self.logits = keras.layers.Dense(classes, dtype='float32')

    def call(self, images, training=False):
        values = keras.ops.relu(self.norm(self.conv(images), training=training))
        for block in self.blocks:
            values = block(values, training=training)
        return self.logits(self.pool(values))


def normalisation():
    return keras.layers.BatchNormalization(momentum=0.9, synchronized=True)


def build(input_shape, classes, config):
    return ResNet(classes, filters=config.model.filters[0], blocks=1,
                  dropout_rate=config.model.dropout_rate)
