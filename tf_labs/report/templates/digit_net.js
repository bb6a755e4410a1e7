'use strict';
// A trained net: its weights as numbers, and what it answers.

function bytesOf(base64) {
  return Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
}

// Float32 of little-endian bytes, whatever the order of this machine.
function floatsOf(base64) {
  const view = new DataView(bytesOf(base64).buffer);
  return Float32Array.from({length: view.byteLength / 4}, (_, i) => view.getFloat32(4 * i, true));
}

// Returns a layer of the page's data with its arrays as numbers.
function decoded(layer) {
  const arrays = ['kernel', 'bias', 'gamma', 'beta', 'mean', 'variance'];
  const decode = ([key, value]) => [key, arrays.includes(key) && typeof value === 'string'
    ? floatsOf(value) : value];
  return Object.fromEntries(Object.entries(layer).map(decode));
}

// y_j = b_j + sum over i of x_i K_ij. Pixels without ink, which are most of them, are passed over.
function dense(layer, inputs) {
  const outputs = Float64Array.from(layer.bias);
  for (let i = 0; i < layer.inputs; i++) {
    const input = inputs[i];
    const row = i * layer.units;
    if (input !== 0) {
      for (let j = 0; j < layer.units; j++) outputs[j] += input * layer.kernel[row + j];
    }
  }
  return outputs;
}

// With the moving statistics, as outside of training; of maps each channel has its own.
function batchNorm(layer, inputs) {
  const channels = layer.gamma.length;
  return inputs.map((x, i) => {
    const c = i % channels;
    return layer.gamma[c] * (x - layer.mean[c]) / Math.sqrt(layer.variance[c] + layer.epsilon)
      + layer.beta[c];
  });
}

// With the parameters that it learnt, and what tf_labs has for the others.
function activation(layer, inputs) {
  const parameters = {...defaults(layer.name), ...layer.parameters};
  return inputs.map(x => ACTIVATIONS[layer.name].value(x, parameters));
}

const UP = {
  dense, activation, batch_norm: batchNorm, conv: convolution, average_pool: averagePool,
  max_pool: (layer, inputs) => maxPool(layer, inputs).outputs, zero_pad: zeroPad,
  response_norm: responseNorm,
};
const applied = (layer, inputs) => UP[layer.kind](layer, inputs);

function softmax(logits) {
  const largest = Math.max(...logits);
  const powers = logits.map(logit => Math.exp(logit - largest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map(power => power / total);
}

// Returns what a net is fed of pixels [H, W, C]: the middle of them, less the mean of its training
// pictures where it has one, scaled. Without `whole`, their shape, nothing is cut.
function fed({scale, mean, whole, shape}, pixels) {
  const value = i => (mean ? pixels[i] - mean[i] : pixels[i]) * scale;
  if (!whole) return Float64Array.from(pixels, (_, i) => value(i));
  const [high, wide, channels] = shape;
  const top = Math.floor((whole[0] - high) / 2), left = Math.floor((whole[1] - wide) / 2);
  return Float64Array.from({length: high * wide * channels}, (_, i) => {
    const row = top + Math.floor(i / (wide * channels));
    return value((row * whole[1] + left) * channels + i % (wide * channels));
  });
}

// Evaluates a net on whole pixels. Returns the logits, the probabilities, what each hidden layer
// hands on, and what went into each layer.
function evaluate(net, pixels) {
  let values = fed(net, pixels);
  const hidden = [], inputs = [];
  for (const layer of net.layers) {
    inputs.push(values);
    values = applied(layer, values);
    if (layer.kind === 'activation') hidden.push(values);
  }
  return {logits: values, probabilities: softmax(values), hidden, inputs};
}

// The weights through which the pixels reach one unit of the first layer.
function weightsInto(net, unit) {
  const {inputs, units, kernel} = net.layers[0];
  return Float32Array.from({length: inputs}, (_, i) => kernel[i * units + unit]);
}
