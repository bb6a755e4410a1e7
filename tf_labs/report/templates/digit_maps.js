'use strict';
// Layers of feature maps: values [H, W, C] one after the other, and the way down to the pixels.

// Visits each window: (place of the output, window) with the pixels (place of the input, place of
// the kernel) of it that lie inside; places count [H, W] without channels.
function eachWindow({before, after, size, strides, padding}, visit) {
  for (let y = 0; y < after[0]; y++) {
    for (let x = 0; x < after[1]; x++) {
      const inside = [];
      for (let i = 0; i < size[0]; i++) {
        const row = y * strides[0] + i - padding[0];
        if (row < 0 || row >= before[0]) continue;
        for (let j = 0; j < size[1]; j++) {
          const column = x * strides[1] + j - padding[1];
          if (column >= 0 && column < before[1]) {
            inside.push([row * before[1] + column, i * size[1] + j]);
          }
        }
      }
      visit(y * after[1] + x, inside);
    }
  }
}

const sizeOf = shape => shape.reduce((product, length) => product * length, 1);

// Adds input times a row of the kernel.
function addRow(sums, kernel, row, input) {
  const {length} = sums;
  const whole = length - length % 4;
  for (let f = 0; f < whole; f += 4) {
    sums[f] += input * kernel[row + f];
    sums[f + 1] += input * kernel[row + f + 1];
    sums[f + 2] += input * kernel[row + f + 2];
    sums[f + 3] += input * kernel[row + f + 3];
  }
  for (let f = whole; f < length; f++) sums[f] += input * kernel[row + f];
}

function convolution(layer, inputs) {
  const {bias, filters, before: [, , channels]} = layer;
  const kernel = layer.wide ??= Float64Array.from(layer.kernel); // half the time of float32
  const outputs = new Float64Array(sizeOf(layer.after));
  const sums = new Float64Array(filters);
  eachWindow(layer, (place, inside) => {
    sums.set(bias);
    for (const [from, at] of inside) {
      for (let c = 0; c < channels; c++) {
        const input = inputs[from * channels + c];
        if (input !== 0) addRow(sums, kernel, (at * channels + c) * filters, input);
      }
    }
    outputs.set(sums, place * filters);
  });
  return outputs;
}

// The maxima, and in `switches` where each of them was: of equal ones the first.
function maxPool(layer, inputs) {
  const [, , channels] = layer.before;
  const outputs = new Float64Array(sizeOf(layer.after)).fill(-Infinity);
  const switches = new Int32Array(outputs.length);
  eachWindow(layer, (place, inside) => {
    for (const [from] of inside) {
      for (let c = 0; c < channels; c++) {
        const to = place * channels + c;
        if (inputs[from * channels + c] > outputs[to]) {
          outputs[to] = inputs[from * channels + c];
          switches[to] = from * channels + c;
        }
      }
    }
  });
  return {outputs, switches};
}

// The means of what lies inside.
function averagePool(layer, inputs) {
  const [, , channels] = layer.before;
  const outputs = new Float64Array(sizeOf(layer.after));
  eachWindow(layer, (place, inside) => {
    for (const [from] of inside) {
      for (let c = 0; c < channels; c++) {
        outputs[place * channels + c] += inputs[from * channels + c] / inside.length;
      }
    }
  });
  return outputs;
}

// Copies the rows of a map into a larger one, or with `isBack` out of it.
function zeroPad({before, after, padding: [top, left]}, inputs, isBack = false) {
  const outputs = new Float64Array(sizeOf(isBack ? before : after));
  const length = before[1] * before[2];
  for (let y = 0; y < before[0]; y++) {
    const wide = ((y + top) * after[1] + left) * after[2];
    const [from, to] = isBack ? [wide, y * length] : [y * length, wide];
    outputs.set(inputs.subarray(from, from + length), to);
  }
  return outputs;
}

// a / (k + alpha times the squares of the neighbours) ^ beta: other maps, or places of its own.
function responseNorm(layer, inputs) {
  const {radius, bias, alpha, beta, before: [height, width, channels]} = layer;
  const near = (at, length) => [Math.max(0, at - radius), Math.min(length, at + radius + 1)];
  const squares = (y, x, c) => {
    let sum = 0;
    const [rows, columns, maps] = layer.same_map ?
      [near(y, height), near(x, width), [c, c + 1]] : [[y, y + 1], [x, x + 1], near(c, channels)];
    for (let i = rows[0]; i < rows[1]; i++) {
      for (let j = columns[0]; j < columns[1]; j++) {
        for (let k = maps[0]; k < maps[1]; k++) sum += inputs[(i * width + j) * channels + k] ** 2;
      }
    }
    return sum;
  };
  return inputs.map((value, i) => {
    const place = Math.floor(i / channels);
    const sum = value && squares(Math.floor(place / width), place % width, i % channels);
    return value && value / (bias + alpha * sum) ** beta;
  });
}

// One step of a deconvnet: from a signal at the output of a layer to one at its input, which was
// `inputs` on the way up.
const DOWN = {
  activation: (layer, inputs, signal) => signal.map(value => Math.max(0, value)),
  batch_norm: (layer, inputs, signal) => signal.map((value, i) => {
    const c = i % layer.gamma.length;
    return value * layer.gamma[c] / Math.sqrt(layer.variance[c] + layer.epsilon);
  }),
  response_norm: (layer, inputs, signal) => signal,
  zero_pad: (layer, inputs, signal) => zeroPad(layer, signal, true),
  max_pool: (layer, inputs, signal) => {
    const {switches} = maxPool(layer, inputs);
    const found = new Float64Array(inputs.length).fill(-Infinity);
    signal.forEach((value, i) => { found[switches[i]] = Math.max(found[switches[i]], value); });
    return found.map(value => (value === -Infinity ? 0 : value));
  },
  conv: (layer, inputs, signal) => {
    const {kernel, filters, before: [, , channels]} = layer;
    const found = new Float64Array(inputs.length);
    eachWindow(layer, (place, inside) => {
      for (let f = 0; f < filters; f++) {
        const value = signal[place * filters + f];
        if (value === 0) continue;
        for (const [to, at] of inside) {
          for (let c = 0; c < channels; c++) {
            found[to * channels + c] += value * kernel[(at * channels + c) * filters + f];
          }
        }
      }
    });
    return found;
  },
};

// Whether an activation of a net can be carried down to the pixels: a mean has no way down.
function hasWayDown(net, depth) {
  return net.layers.slice(0, placeOf(net, depth) + 1).every(({kind}) => kind in DOWN);
}

// Where the activation of a hidden layer stands among the layers.
function placeOf(net, depth) {
  return net.layers.indexOf(net.functions[depth]);
}

// What of the pixels has caused one activation of a feature map (Zeiler and Fergus, 2013).
function project(net, answer, depth, place) {
  const end = placeOf(net, depth);
  let signal = new Float64Array(answer.hidden[depth].length);
  signal[place] = answer.hidden[depth][place];
  for (let at = end; at >= 0; at--) {
    signal = DOWN[net.layers[at].kind](net.layers[at], answer.inputs[at], signal);
  }
  return signal;
}
