// Initial weights, and optimizers as Keras has them (tf_labs/config/optimizer_table.py).

const EPSILON = 1e-7;

// Each: the number of values that it keeps a weight, and the change of weight i by gradient g.
// `rate` is that of the step, see `rateOf`.
const OPTIMIZERS = {
  sgd: {slots: 0, change: (g, i, slots, {rate}) => -rate * g},
  momentum: {slots: 1, change: (g, i, [m], {rate, momentum}) => {
    m[i] = momentum * m[i] - rate * g;
    return m[i];
  }},
  nesterov: {slots: 1, change: (g, i, [m], {rate, momentum}) => {
    m[i] = momentum * m[i] - rate * g;
    return momentum * m[i] - rate * g;
  }},
  adagrad: {slots: 1, first: 0.1, change: (g, i, [v], {rate}) => {
    v[i] += g ** 2;
    return -rate * g / Math.sqrt(v[i] + EPSILON);
  }},
  rmsprop: {slots: 1, change: (g, i, [v], {rate}) => {
    v[i] = 0.9 * v[i] + 0.1 * g ** 2;
    return -rate * g / Math.sqrt(v[i] + EPSILON);
  }},
  adam: {slots: 2, change: (g, i, [m, v], {rate}) => {
    m[i] = 0.9 * m[i] + 0.1 * g;
    v[i] = 0.999 * v[i] + 0.001 * g ** 2;
    return -rate * m[i] / (Math.sqrt(v[i]) + EPSILON);
  }},
};
const WITH_MOMENTUM = ['momentum', 'nesterov'];

class Optimizer {
  constructor(name, count) {
    this.rule = OPTIMIZERS[name];
    this.isAdam = name === 'adam';
    this.slots = Array.from({length: this.rule.slots}, () => (
      new Float64Array(count).fill(this.rule.first ?? 0)));
    this.steps = 0;
  }

  update(parameters, gradients, {rate, momentum}) {
    this.steps += 1;
    const settings = {rate: this.rateOf(rate), momentum};
    for (let i = 0; i < parameters.length; i += 1) {
      parameters[i] += this.rule.change(gradients[i], i, this.slots, settings);
    }
  }

  // Adam's moving means begin at 0; its rate makes up for that.
  rateOf(rate) {
    return this.isAdam ? rate * Math.sqrt(1 - 0.999 ** this.steps) / (1 - 0.9 ** this.steps) : rate;
  }
}

// Half the width of a uniform, or the standard deviation of a normal distribution, as
// tf_labs/models/small_mlp.py has them.
const INITIALIZERS = {
  zeros: {},
  normal: {normal: (fanIn, fanOut, stddev) => stddev},
  glorot_uniform: {uniform: (fanIn, fanOut) => Math.sqrt(6 / (fanIn + fanOut))},
  glorot_normal: {normal: (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut))},
  he_uniform: {uniform: (fanIn) => Math.sqrt(6 / fanIn)},
  he_normal: {normal: (fanIn) => Math.sqrt(2 / fanIn)},
  fan_in_uniform: {uniform: (fanIn) => 1 / Math.sqrt(fanIn), hasBias: true},
};

// Draws kernels, and with fan_in_uniform biases; other biases are 0.
function initialize(net, name, stddev, random) {
  const {uniform, normal, hasBias} = INITIALIZERS[name];
  for (const {inputs, units, kernel, bias} of net.layers) {
    const scale = (uniform ?? normal ?? (() => 0))(inputs, units, stddev);
    const draw = () => (uniform ? random.uniform(-scale, scale) : scale * random.normal());
    for (const array of [kernel, ...(hasBias && bias ? [bias] : [])]) {
      for (let i = 0; i < array.length; i += 1) {
        array[i] = scale ? draw() : 0;
      }
    }
  }
}
