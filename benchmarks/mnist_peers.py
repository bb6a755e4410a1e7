"""The contenders of mnist_speed.py: one network, recipe and data set, trained in many ways.

Each is a function of `turns.Turns` whose every turn is one epoch; it imports its library itself.
"""

import os

import numpy as np

import measurement
import mnist_recipe
from mnist_recipe import Recipe
from turns import Turns


def project(turns: Turns, recipe: Recipe, execution: str) -> None:
    """This project."""
    import tensorflow as tf

    import project_loop
    from tf_labs.config import config_files
    from tf_labs.data.examples import Examples
    examples = Examples(*recipe.load())
    config = config_files.load(str(measurement.CONFIG))
    config.train.execution = execution
    turns.answers['products'] = lambda: mnist_recipe.product_seconds(
        recipe.products(), tf.constant, tf.matmul)
    project_loop.take_turns(turns, config, examples, len(examples) // recipe.batch_size)


def keras_model(recipe: Recipe, image_shape: tuple[int, ...]):
    import keras
    hidden, classes = recipe.sizes[1:-1], recipe.sizes[-1]
    layers = [keras.Input(image_shape), keras.layers.Flatten()]
    for index, units in enumerate((*hidden, classes)):
        layers.append(keras.layers.Dense(units, kernel_initializer=keras.initializers.RandomNormal(
            stddev=recipe.init_stddev, seed=index)))
        layers.append(keras.layers.Activation('relu'))
    return keras.Sequential(layers[:-1])


def notebook(turns: Turns, recipe: Recipe) -> None:
    """The eager loop of the course's lab-10 notebooks.

    Without the loss and the accuracies on training and test data that they compute anew after
    every step: evaluation is left out for all.
    """
    import keras
    import tensorflow as tf
    pixels, labels = recipe.load_scaled()
    batches = (tf.data.Dataset.from_tensor_slices((pixels, keras.utils.to_categorical(labels)))
               .shuffle(buffer_size=100000)
               .prefetch(buffer_size=recipe.batch_size)
               .batch(recipe.batch_size, drop_remainder=True))
    network = keras_model(recipe, pixels.shape[1:])
    optimizer = keras.optimizers.Adam(learning_rate=recipe.learning_rate)
    for _ in turns:
        losses = []
        for images, vectors in batches:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(keras.losses.categorical_crossentropy(
                    y_true=vectors, y_pred=network(images, training=True), from_logits=True))
            gradients = tape.gradient(loss, network.trainable_variables)
            optimizer.apply_gradients(zip(gradients, network.trainable_variables))
            losses.append(loss)
        turns.loss = float(tf.reduce_mean(losses))


def keras_fit(turns: Turns, recipe: Recipe, piped: bool, settings: dict) -> None:
    """Keras's own loop, with accuracy, which this project also counts.

    Args:
      turns, recipe: see above.
      piped: False: arrays, which Keras shuffles by index. True: a tf.data pipeline of examples.
      settings: of `compile`.
    """
    import keras

    class TakeTurns(keras.callbacks.Callback):
        """Waits within one call of `fit`, so that what a call costs is in no epoch."""

        def __init__(self):
            super().__init__()
            self._begins = iter(turns)

        def on_epoch_begin(self, epoch, logs=None):
            next(self._begins)

        def on_epoch_end(self, epoch, logs=None):
            turns.loss = logs['loss']

    pixels, labels = recipe.load_scaled()
    model = keras_model(recipe, pixels.shape[1:])
    model.compile(optimizer=keras.optimizers.Adam(recipe.learning_rate),
                  loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                  metrics=['accuracy'], **settings)
    data = ({'x': _pipeline(recipe)} if piped
            else {'x': pixels, 'y': labels, 'batch_size': recipe.batch_size})
    model.fit(**data, epochs=10**6, verbose=0, callbacks=[TakeTurns()])


def _pipeline(recipe: Recipe):
    """Returns the pipeline of TensorFlow's guides: shuffle, batch, scale, prefetch."""
    import tensorflow as tf
    images, labels = recipe.load()

    def scaled(batch, numbers):
        return tf.cast(batch, tf.float32) * recipe.scale, numbers

    return (tf.data.Dataset.from_tensor_slices((images, labels))
            .shuffle(len(labels)).batch(recipe.batch_size, drop_remainder=True)
            .map(scaled, num_parallel_calls=tf.data.AUTOTUNE).prefetch(tf.data.AUTOTUNE))


def torch_model(recipe: Recipe):
    import torch
    torch.manual_seed(777)
    layers: list[torch.nn.Module] = []
    for fan_in, units in zip(recipe.sizes, recipe.sizes[1:]):
        linear = torch.nn.Linear(fan_in, units, bias=True)
        torch.nn.init.normal_(linear.weight, std=recipe.init_stddev)
        layers += [linear, torch.nn.ReLU()]
    return torch.nn.Sequential(*layers[:-1])


def pytorch_notes(turns: Turns, recipe: Recipe):
    """The loop of the Lab-09-1 notes, with what torchvision's MNIST and ToTensor do an example.

    Returns the model, if the turns come to an end.
    """
    from PIL import Image
    import torch
    images, labels = recipe.load()

    class Mnist(torch.utils.data.Dataset):
        """An image goes through Pillow, as in torchvision."""

        def __len__(self):
            return len(labels)

        def __getitem__(self, index):
            pixels = np.array(Image.fromarray(images[index, :, :, 0]), np.uint8, copy=True)
            tensor = torch.from_numpy(pixels).view(*pixels.shape, 1).permute(2, 0, 1).contiguous()
            return tensor.to(torch.float32).div(255), int(labels[index])

    loader = torch.utils.data.DataLoader(
        Mnist(), batch_size=recipe.batch_size, shuffle=True, drop_last=True)
    model = torch_model(recipe)
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate)
    total_batch = len(loader)
    for _ in turns:
        avg_cost = 0
        for pixels, numbers in loader:
            optimizer.zero_grad()
            cost = criterion(model(pixels.view(-1, recipe.sizes[0])), numbers)
            cost.backward()
            optimizer.step()
            avg_cost += cost / total_batch  # as printed there: it keeps every step's graph
        turns.loss = float(avg_cost)
    return model


def pytorch_fused(turns: Turns, recipe: Recipe) -> None:
    """PyTorch with all pixels in memory as float32 and Adam in one kernel."""
    import torch
    scaled, numbers = recipe.load_scaled()
    pixels = torch.from_numpy(scaled.reshape(len(scaled), -1))
    labels = torch.from_numpy(numbers)
    model = torch_model(recipe)
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate, fused=True)
    steps = len(labels) // recipe.batch_size
    turns.answers['products'] = lambda: mnist_recipe.product_seconds(
        recipe.products(), torch.from_numpy, torch.matmul)
    for _ in turns:
        order = torch.randperm(len(labels))[:steps * recipe.batch_size]
        loss_sum = torch.zeros(())
        for chosen in order.split(recipe.batch_size):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(pixels[chosen]), labels[chosen])
            loss.backward()
            optimizer.step()
            loss_sum += loss.detach()
        turns.loss = float(loss_sum) / steps


def jax_scan(turns: Turns, recipe: Recipe) -> None:
    """JAX with all pixels in memory and one compiled function an epoch, which also shuffles."""
    os.environ['JAX_PLATFORMS'] = 'cpu'
    import jax
    import jax.numpy as jnp
    import optax
    scaled, numbers = recipe.load_scaled()
    pixels = jnp.asarray(scaled.reshape(len(scaled), -1))
    labels = jnp.asarray(numbers, jnp.int32)
    optimizer = optax.adam(recipe.learning_rate)
    steps = len(numbers) // recipe.batch_size

    def mean_loss(weights, images, classes):
        hidden = images
        for kernel, bias in weights[:-1]:
            hidden = jax.nn.relu(hidden @ kernel + bias)
        kernel, bias = weights[-1]
        return optax.softmax_cross_entropy_with_integer_labels(
            hidden @ kernel + bias, classes).mean()

    def epoch(weights, slots, key, pixels, labels):
        def step(carry, chosen):
            weights, slots = carry
            loss, gradients = jax.value_and_grad(mean_loss)(
                weights, pixels[chosen], labels[chosen])
            updates, slots = optimizer.update(gradients, slots)
            return (optax.apply_updates(weights, updates), slots), loss

        # jax.random.permutation sorts more than once and takes longer.
        order = jnp.argsort(jax.random.bits(key, (len(labels),)))[:steps * recipe.batch_size]
        carry, losses = jax.lax.scan(
            step, (weights, slots), order.reshape(steps, recipe.batch_size))
        return *carry, losses.mean()

    compiled = jax.jit(epoch, donate_argnums=(0, 1))
    keys = jax.random.split(jax.random.key(777), len(recipe.sizes))
    weights = [(recipe.init_stddev * jax.random.normal(key, shape), jnp.zeros(shape[1]))
               for key, shape in zip(keys, zip(recipe.sizes, recipe.sizes[1:]))]
    slots = optimizer.init(weights)
    turns.answers['products'] = lambda: mnist_recipe.product_seconds(
        recipe.products(), jnp.asarray, lambda a, b: jnp.matmul(a, b).block_until_ready())
    for number in turns:
        key = jax.random.fold_in(keys[-1], number)
        weights, slots, loss = compiled(weights, slots, key, pixels, labels)
        turns.loss = float(loss)
