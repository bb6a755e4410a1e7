// The curves of the activations of tf_labs (config/activation_table.py): value and derivative, the
// parameters, the formula for people (which needs plot.js), and the bounds of what has two.

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

const scaledElu = (lambda, alpha) => exponential(
    {lambda: parameter('\u03bb', 0.5, 2, lambda), alpha: parameter('\u03b1', 0, 3, alpha)},
    (its) => its.lambda, (its) => its.alpha);

// A factor in a formula; 1 is not written.
function times(factor) {
  return factor === 1 ? '' : `${shown(factor)} `;
}

const ACTIVATIONS = {
  step: {
    parameters: {},
    bounds: [0, 1],
    formula: () => '1 at 0 and above, 0 below',
    value: (x) => (x >= 0 ? 1 : 0),
    derivative: () => 0,
  },
  linear: {parameters: {}, formula: () => 'x', value: (x) => x, derivative: () => 1},
  sigmoid: {
    parameters: {k: parameter('steepness k', 0.1, 5, 1)},
    bounds: [0, 1],
    formula: ({k}) => `1 / (1 + exp(\u2212${times(k)}x))`,
    value: (x, {k}) => sigmoid(k * x),
    derivative: (x, {k}) => k * sigmoid(k * x) * sigmoid(-k * x),
  },
  tanh: {
    parameters: {k: parameter('steepness k', 0.1, 5, 1)},
    bounds: [-1, 1],
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
  selu: scaledElu(SELU_SCALE, SELU_ALPHA),
  selu_drawn: scaledElu(1, 2),
};

// What tf_labs has for each parameter of an activation.
function defaults(name) {
  return Object.fromEntries(Object.entries(ACTIVATIONS[name].parameters).map(
      ([key, {value}]) => [key, value]));
}
