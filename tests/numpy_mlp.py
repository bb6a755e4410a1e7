"""An independent MLP: forward, chain rule and Adam in numpy, float64. No TensorFlow."""

import numpy as np


def forward(weights, images):
    """Returns the logits and the activations of every layer, the input first."""
    hidden = [images.reshape(len(images), -1)]
    for kernel, bias in zip(weights[:-2:2], weights[1:-2:2]):
        hidden.append(np.maximum(hidden[-1] @ kernel + bias, 0))
    return hidden[-1] @ weights[-2] + weights[-1], hidden


def loss_and_gradients(weights, images, labels):
    """Returns the mean cross-entropy and its gradient for [W1, b1, W2, b2, ...]."""
    logits, hidden = forward(weights, images)
    shifted = logits - logits.max(axis=1, keepdims=True)
    probabilities = np.exp(shifted) / np.exp(shifted).sum(axis=1, keepdims=True)
    rows = np.arange(len(labels))
    loss = -np.log(probabilities[rows, labels]).mean()
    delta = probabilities.copy()
    delta[rows, labels] -= 1
    delta /= len(labels)
    gradients = []
    for layer in range(len(hidden) - 1, -1, -1):
        gradients = [hidden[layer].T @ delta, delta.sum(axis=0), *gradients]
        if layer:
            delta = (delta @ weights[2 * layer].T) * (hidden[layer] > 0)
    return loss, gradients


class Adam:
    """Kingma and Ba's Adam, with epsilon outside of the bias correction as Keras has it."""

    def __init__(self, weights, learning_rate):
        self.learning_rate, self.step = learning_rate, 0
        self.mean = [np.zeros_like(weight) for weight in weights]
        self.square = [np.zeros_like(weight) for weight in weights]

    def update(self, weights, gradients):
        """Returns the weights after one step."""
        self.step += 1
        rate = (self.learning_rate * np.sqrt(1 - 0.999**self.step) / (1 - 0.9**self.step))
        updated = []
        for i, (weight, gradient) in enumerate(zip(weights, gradients)):
            self.mean[i] = 0.9 * self.mean[i] + 0.1 * gradient
            self.square[i] = 0.999 * self.square[i] + 0.001 * gradient**2
            updated.append(weight - rate * self.mean[i] / (np.sqrt(self.square[i]) + 1e-7))
        return updated
