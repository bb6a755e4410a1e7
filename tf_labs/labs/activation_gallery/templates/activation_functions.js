// The activations of tf_labs (config/activation_table.py) with their derivatives and their parameters.

const SELU_SCALE = 1.0507009873554805;
const SELU_ALPHA = 1.6732632423543772;

const sigmoid = (x) => 1 / (1 + Math.exp(-x));

// Of GELU: sigmoid(2 u) is 0.5 (1 + tanh(u)) and does not round to 0 far below 0.
const inner = (x) => 2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3);

// A parameter: its name in a formula, its range, and the value that it has in tf_labs.
const parameter = (label, low, high, value) => ({label, low, high, value});

const leaky = (slope) => ({
  parameters: {slope: parameter('slope', 0, 1, slope)},
  formula: (its) => `max(${shown(its.slope)} x, x)`,
  value: (x, its) => Math.max(its.slope * x, x),
  derivative: (x, its) => (x > 0 ? 1 : its.slope),
});

// lambda x above 0, lambda alpha (exp(x) - 1) below.
const exponential = (parameters, lambda, alpha) => ({
  parameters,
  formula: (its) => `${times(lambda(its))}x above 0, ` +
    `${times(lambda(its) * alpha(its))}(exp(x) \u2212 1) below`,
  value: (x, its) => lambda(its) * (x > 0 ? x : alpha(its) * Math.expm1(x)),
  derivative: (x, its) => lambda(its) * (x > 0 ? 1 : alpha(its) * Math.exp(x)),
});

const scaled = (lambda, alpha) => exponential(
    {lambda: parameter('\u03bb', 0.5, 2, lambda), alpha: parameter('\u03b1', 0, 3, alpha)},
    (its) => its.lambda, (its) => its.alpha);

// A factor in a formula; 1 is not written.
function times(factor) {
  return factor === 1 ? '' : `${shown(factor)} `;
}

const ACTIVATIONS = {
  step: {
    parameters: {},
    formula: () => '1 at 0 and above, 0 below',
    value: (x) => (x >= 0 ? 1 : 0),
    derivative: () => 0,
  },
  linear: {parameters: {}, formula: () => 'x', value: (x) => x, derivative: () => 1},
  sigmoid: {
    parameters: {k: parameter('steepness k', 0.1, 5, 1)},
    formula: ({k}) => `1 / (1 + exp(\u2212${times(k)}x))`,
    value: (x, {k}) => sigmoid(k * x),
    derivative: (x, {k}) => k * sigmoid(k * x) * sigmoid(-k * x),
  },
  tanh: {
    parameters: {k: parameter('steepness k', 0.1, 5, 1)},
    formula: ({k}) => `tanh(${times(k)}x)`,
    value: (x, {k}) => Math.tanh(k * x),
    derivative: (x, {k}) => k * (1 - Math.tanh(k * x) ** 2),
  },
  relu: {
    parameters: {},
    formula: () => 'max(0, x)',
    value: (x) => Math.max(0, x),
    derivative: (x) => (x > 0 ? 1 : 0),
  },
  leaky_relu: leaky(0.01),
  leaky_relu_drawn: leaky(0.1),
  prelu: {
    parameters: {a: parameter('slope a', -0.5, 2.5, 0.25)},
    formula: ({a}) => `x above 0, ${times(a)}x below`,
    value: (x, {a}) => (x > 0 ? x : a * x),
    derivative: (x, {a}) => (x > 0 ? 1 : a),
    other: { // the same function as long as a is at most 1
      formula: ({a}) => `max(${times(a)}x, x)`,
      differs: ({a}) => a > 1,
      value: (x, {a}) => Math.max(a * x, x),
    },
  },
  elu: exponential({alpha: parameter('\u03b1', 0, 3, 1)}, () => 1, (its) => its.alpha),
  swish: {
    parameters: {beta: parameter('\u03b2', 0, 5, 1)},
    formula: ({beta}) => `x / (1 + exp(\u2212${times(beta)}x))`,
    value: (x, {beta}) => x * sigmoid(beta * x),
    derivative: (x, {beta}) => sigmoid(beta * x) * (1 + beta * x * sigmoid(-beta * x)),
  },
  gelu: {
    parameters: {},
    formula: () => '0.5 x (1 + tanh(0.798 (x + 0.0447 x\u00b3)))',
    value: (x) => x * sigmoid(inner(x)),
    derivative: (x) => sigmoid(inner(x)) * (1 + x * sigmoid(-inner(x)) *
      2 * Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x ** 2)),
  },
  selu: scaled(SELU_SCALE, SELU_ALPHA),
  selu_drawn: scaled(1, 2),
};

const CELLS = 8000; // an even number, so that 0 is between two of them
const WIDEST = 8; // standard deviations; beyond is less than 1e-15 of the distribution

// x and its share of N(0, 1), in the middles of equal cells.
const NORMAL = Array.from({length: CELLS}, (_, cell) => {
  const x = WIDEST * (2 * (cell + 0.5) / CELLS - 1);
  return [x, Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI) * 2 * WIDEST / CELLS];
});

// What an activation does to x ~ N(0, spread^2): mean and sd of f, shares of f = 0 and of
// |f'| < low, and the root of the mean of f'^2, by which a layer changes a gradient's length.
function statistics(name, parameters, spread, low) {
  const {value, derivative} = ACTIVATIONS[name];
  const sums = {mean: 0, square: 0, zeros: 0, saturated: 0, slope: 0};
  for (const [x, share] of NORMAL) {
    const f = value(spread * x, parameters);
    const slope = derivative(spread * x, parameters);
    sums.mean += share * f;
    sums.square += share * f ** 2;
    sums.zeros += f === 0 ? share : 0;
    sums.saturated += Math.abs(slope) < low ? share : 0;
    sums.slope += share * slope ** 2;
  }
  return {
    mean: sums.mean,
    sd: Math.sqrt(Math.max(0, sums.square - sums.mean ** 2)),
    zeros: sums.zeros,
    saturated: sums.saturated,
    factor: Math.sqrt(sums.slope),
  };
}
