"""Files of code that tests train with: nets, losses and optimizers of one's own."""

from tests.small_runs import small_config
from tf_labs.experiments import supervised

CHAIN = '''
import keras

def build(input_shape, classes, config):
    return keras.Sequential([
        keras.Input(input_shape), keras.layers.Conv2D(4, 3, activation='relu'),
        keras.layers.MaxPooling2D(2), keras.layers.Flatten(),
        keras.layers.Dropout(config.model.dropout_rate), keras.layers.Dense(classes)])
'''
RESIDUAL = '''
import keras

class Block(keras.layers.Layer):
    def __init__(self, filters):
        super().__init__()
        self.conv = keras.layers.Conv2D(filters, 3, padding='same', use_bias=False)
        self.norm = keras.layers.BatchNormalization()
        self.dropout = keras.layers.Dropout(0.3)

    def call(self, inputs, training=False):
        values = keras.ops.relu(self.norm(self.conv(inputs), training=training))
        return inputs + self.dropout(values, training=training)

class Net(keras.Model):
    def __init__(self, classes):
        super().__init__()
        self.first = keras.layers.Conv2D(4, 3, padding='same')
        self.block = Block(4)
        self.pool = keras.layers.GlobalAveragePooling2D()
        self.last = keras.layers.Dense(classes)

    def call(self, images, training=False):
        return self.last(self.pool(self.block(self.first(images), training=training)))

def build(input_shape, classes, config):
    return Net(classes)
'''
BRANCHES = '''
import keras

def build(input_shape, classes, config):
    images = keras.Input(input_shape)
    values = keras.layers.Conv2D(4, 3, padding='same', activation='relu')(images)
    values = values + keras.layers.Conv2D(4, 3, padding='same')(values)
    values = keras.layers.GlobalAveragePooling2D()(values)
    return keras.Model(images, keras.layers.Dense(classes)(values))
'''
SOFTMAX = '''
import keras

def build(input_shape, classes, config):
    return keras.Sequential([
        keras.Input(input_shape), keras.layers.Flatten(), keras.layers.Dense(classes)])
'''


# A run of three steps, in which nothing is traced.
FEW_STEPS = {'train.epochs': 1, 'data.train_examples': 96, 'train.execution': 'eager'}


def written(directory, source: str, name: str = 'net.py') -> str:
    """Writes a file of code; returns its path."""
    file = directory / name
    file.write_text(source)
    return str(file)


def train(workdir, **changes) -> dict:
    """Trains a config of digits in this process; `changes` are fields, dotted."""
    return supervised.run(small_config(**{'train.diagnostics': False, **changes}), str(workdir))
