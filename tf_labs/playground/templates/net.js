// A multilayer perceptron in float64, with its gradient written out.

const NORM_EPSILON = 1e-3; // under the root of batch norm, as in Keras

// The parameters of all layers lie in one array, so that an optimizer is one loop. A layer has
// kernel [inputs, units] and bias [units]; with batch norm a hidden one has gamma and beta instead.
class Net {
  constructor({sizes, activation, batchNorm = false, normMomentum = 0.9, loss}) {
    Object.assign(this, {sizes, batchNorm, normMomentum, loss});
    this.function = ACTIVATIONS[activation];
    this.its = defaults(activation);
    const hasNorm = (index) => batchNorm && index < sizes.length - 2;
    const shapes = sizes.slice(1).map((units, index) => {
      const names = hasNorm(index) ? ['gamma', 'beta'] : ['bias'];
      return [['kernel', sizes[index] * units], ...names.map((name) => [name, units])];
    });
    this.count = shapes.flat().reduce((sum, [, size]) => sum + size, 0);
    this.parameters = new Float64Array(this.count);
    this.gradients = new Float64Array(this.count);
    let place = 0;
    this.layers = shapes.map((arrays, index) => {
      const layer = {index, inputs: sizes[index], units: sizes[index + 1],
        isLast: index === sizes.length - 2, hasNorm: hasNorm(index), gradient: {}, places: {}};
      for (const [name, size] of arrays) {
        layer[name] = this.parameters.subarray(place, place + size);
        layer.gradient[name] = this.gradients.subarray(place, place + size);
        layer.places[name] = place;
        place += size;
      }
      if (layer.hasNorm) {
        layer.gamma.fill(1);
        layer.mean = new Float64Array(layer.units); // moving, for use in evaluation
        layer.variance = new Float64Array(layer.units).fill(1);
      }
      return layer;
    });
  }
}

// What the layers make of a batch of up to `capacity` rows.
class Pass {
  constructor(net, capacity) {
    this.net = net;
    const array = (layer) => new Float64Array(capacity * layer.units);
    // z: weighted sum; normed: of batch norm; fed: to the activation; given: on to the next layer.
    this.layers = net.layers.map((layer) => ({
      z: array(layer), normed: layer.hasNorm ? array(layer) : null,
      scale: layer.hasNorm ? new Float64Array(layer.units) : null,
      fed: array(layer), given: array(layer), delta: array(layer), mask: null}));
  }

  // Feeds `count` rows.
  //   mode: 'train' as a training step; 'probe' the same without any trace in the moving
  //     statistics; 'evaluate' with the moving statistics.
  //   masks: of dropout, one a hidden layer, [count, units] of 0 and 1 / (1 - rate); or null.
  forward(inputs, count, mode, masks = null) {
    this.inputs = inputs;
    this.count = count;
    let below = inputs;
    this.net.layers.forEach((layer, index) => {
      const its = this.layers[index];
      weigh(layer, below, its.z, count);
      if (layer.hasNorm) {
        normalize(layer, its, count, mode, this.net.normMomentum);
      } else {
        its.fed = its.z;
      }
      its.mask = masks && !layer.isLast ? masks[index] : null;
      activate(this.net, layer, its, count);
      below = its.given;
    });
    this.outputs = below;
    return below;
  }

  // The mean loss of what was fed.
  loss(targets) {
    let sum = 0;
    for (let row = 0; row < this.count; row += 1) {
      sum += LOSSES[this.net.loss].value(this.outputs[row], targets[row]);
    }
    return sum / this.count;
  }

  // Fills the gradients of the mean loss.
  backward(targets) {
    const {net, count} = this;
    for (let index = net.layers.length - 1; index >= 0; index -= 1) {
      const [layer, its] = [net.layers[index], this.layers[index]];
      if (layer.isLast) {
        const {slope} = LOSSES[net.loss];
        for (let row = 0; row < count; row += 1) {
          its.delta[row] = slope(its.z[row], targets[row]) / count;
        }
        sumRows(its.delta, count, layer.gradient.bias);
      } else {
        backThroughActivation(net, layer, its, count);
        if (layer.hasNorm) {
          backThroughNorm(layer, its, count);
        } else {
          sumRows(its.delta, count, layer.gradient.bias);
        }
      }
      const below = index ? this.layers[index - 1] : null;
      backThroughKernel(layer, its, below ? below.given : this.inputs, below, count);
    }
  }
}

// Of the output before any activation, z, and the target.
const LOSSES = {
  // -(y log p + (1 - y) log(1 - p)) with p = sigmoid(z)
  binary_cross_entropy: {
    value: (z, y) => Math.max(z, 0) - z * y + Math.log1p(Math.exp(-Math.abs(z))),
    slope: (z, y) => sigmoid(z) - y,
  },
  mean_squared_error: {value: (z, y) => (z - y) ** 2, slope: (z, y) => 2 * (z - y)},
};

function weigh({kernel, bias, inputs, units}, below, z, count) {
  for (let row = 0; row < count; row += 1) {
    const to = row * units;
    for (let unit = 0; unit < units; unit += 1) {
      z[to + unit] = bias ? bias[unit] : 0;
    }
    for (let input = 0; input < inputs; input += 1) {
      const value = below[row * inputs + input];
      for (let unit = 0; unit < units; unit += 1) {
        z[to + unit] += value * kernel[input * units + unit];
      }
    }
  }
}

function normalize(layer, its, count, mode, momentum) {
  const {units, gamma, beta} = layer;
  for (let unit = 0; unit < units; unit += 1) {
    let [mean, variance] = [layer.mean[unit], layer.variance[unit]];
    if (mode !== 'evaluate') {
      mean = 0;
      variance = 0;
      for (let at = unit; at < count * units; at += units) {
        mean += its.z[at] / count;
      }
      for (let at = unit; at < count * units; at += units) {
        variance += (its.z[at] - mean) ** 2 / count;
      }
    }
    if (mode === 'train') {
      layer.mean[unit] = momentum * layer.mean[unit] + (1 - momentum) * mean;
      layer.variance[unit] = momentum * layer.variance[unit] + (1 - momentum) * variance;
    }
    its.scale[unit] = 1 / Math.sqrt(variance + NORM_EPSILON);
    for (let at = unit; at < count * units; at += units) {
      its.normed[at] = (its.z[at] - mean) * its.scale[unit];
      its.fed[at] = gamma[unit] * its.normed[at] + beta[unit];
    }
  }
}

function activate(net, layer, {fed, given, mask}, count) {
  const {value} = net.function;
  for (let at = 0; at < count * layer.units; at += 1) {
    given[at] = layer.isLast ? fed[at] : value(fed[at], net.its);
    if (mask) {
      given[at] *= mask[at];
    }
  }
}

function sumRows(values, count, sums) {
  const units = sums.length;
  sums.fill(0);
  for (let at = 0; at < count * units; at += 1) {
    sums[at % units] += values[at];
  }
}

// From the gradient by what the layer gives, which delta holds, to that by what it is fed.
function backThroughActivation(net, layer, {fed, delta, mask}, count) {
  const {derivative} = net.function;
  for (let at = 0; at < count * layer.units; at += 1) {
    delta[at] *= derivative(fed[at], net.its) * (mask ? mask[at] : 1);
  }
}

// From the gradient by what batch norm gives to that by the weighted sum.
function backThroughNorm({units, gamma, gradient}, {normed, delta, scale}, count) {
  for (let unit = 0; unit < units; unit += 1) {
    let [sum, along] = [0, 0];
    for (let at = unit; at < count * units; at += units) {
      sum += delta[at];
      along += delta[at] * normed[at];
    }
    gradient.beta[unit] = sum;
    gradient.gamma[unit] = along;
    for (let at = unit; at < count * units; at += units) {
      delta[at] = gamma[unit] * scale[unit] * (delta[at] - (sum + normed[at] * along) / count);
    }
  }
}

// The gradient by the kernel; and by what the layer below gives, if there is one.
function backThroughKernel({inputs, units, kernel, gradient}, {delta}, values, below, count) {
  gradient.kernel.fill(0);
  for (let row = 0; row < count; row += 1) {
    for (let input = 0; input < inputs; input += 1) {
      let sum = 0;
      for (let unit = 0; unit < units; unit += 1) {
        const slope = delta[row * units + unit];
        gradient.kernel[input * units + unit] += values[row * inputs + input] * slope;
        sum += kernel[input * units + unit] * slope;
      }
      if (below) {
        below.delta[row * inputs + input] = sum;
      }
    }
  }
}
