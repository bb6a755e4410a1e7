// The numbers of a chain of sigmoids, a = sigmoid(z), z = w a of the layer below, and its gradient.

const sigmoid = (z) => 1 / (1 + Math.exp(-z));

// Each kind of number from those that `get(kind, layer)` gives; `last` is the number of layers.
const FORMULAS = {
  z: (layer, get) => get('w', layer) * get('a', layer - 1),
  a: (layer, get) => sigmoid(get('z', layer)),
  slope: (layer, get) => get('a', layer) * (1 - get('a', layer)),
  product: (layer, get, last) => (layer === last ? 1 : get('product', layer + 1)) *
    get('slope', layer),
  delta: (layer, get, last) => (layer === last ? 1 :
    get('delta', layer + 1) * get('w', layer + 1)) * get('slope', layer),
  gradient: (layer, get) => get('delta', layer) * get('a', layer - 1),
};

class Chain {
  constructor({x, weights}) {
    this.x = x;
    this.weights = weights;
    this.last = weights.length;
  }

  // A number as it is.
  value(kind, layer) {
    return this.known(kind, layer) ??
      FORMULAS[kind](layer, (...key) => this.value(...key), this.last);
  }

  // A number as it follows from those that a reader has rounded: a map of texts such as 'z 1'.
  follows(kind, layer, rounded) {
    return FORMULAS[kind](layer, (...key) => (
      this.known(...key) ?? rounded.get(key.join(' ')) ?? this.value(...key)), this.last);
  }

  // The keys of the numbers of which one is made.
  needed(kind, layer) {
    const keys = [];
    FORMULAS[kind](layer, (...key) => {
      keys.push(key.join(' '));
      return 1;
    }, this.last);
    return [...new Set(keys)];
  }

  // What is given: the input, which is a of layer 0, and the weights.
  known(kind, layer) {
    return kind === 'w' ? this.weights[layer - 1] : kind === 'a' && layer === 0 ? this.x : undefined;
  }
}

// Input and weights of a seed, with one decimal, none of them 0.
function numbersOf(seed) {
  const draw = generator(seed);
  const weight = () => (draw() < 0.3 ? -1 : 1) * (1 + Math.floor(15 * draw())) / 10;
  return {x: (2 + Math.floor(19 * draw())) / 10, weights: NOTES.weights.map(weight)};
}

// mulberry32: numbers from 0 to 1.
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

// Three digits, with a true minus sign.
function shown(value) {
  const size = Math.abs(value);
  const text = size >= 1e-4 || value === 0 ? String(Number(value.toPrecision(3))) :
    value.toExponential(2);
  return text.replace(/-/g, '\u2212');
}

const below = (layer) => [...String(layer)].map((digit) => '₀₁₂₃₄₅₆₇₈₉'[digit]).join('');

// What a number is called; `last` is the number of layers.
function nameOf(kind, layer, last) {
  const end = `∂a${below(last)}/`;
  return {
    w: `W${below(layer)}`, z: `z${below(layer)}`, a: layer ? `a${below(layer)}` : 'x',
    slope: `σ′(z${below(layer)})`, delta: `${end}∂z${below(layer)}`,
    gradient: `${end}∂W${below(layer)}`,
    product: Array.from({length: last - layer + 1}, (_, at) => (
      `σ′(z${below(last - at)})`)).join(' · '),
  }[kind];
}
