// Surfaces and optimizers as tf_labs has them: models/surfaces.py, nn/optimizers.py and Keras.

// f and its gradient [df/dx, df/dy] at a point [x, y].
const SURFACES = {
  valley: {
    height: ([x, y]) => x ** 2 / 50 + y ** 2,
    gradient: ([x, y]) => [x / 25, 2 * y],
  },
  saddle: {
    height: ([x, y]) => x ** 2 - y ** 2 + y ** 4 / 4,
    gradient: ([x, y]) => [2 * x, y ** 3 - 2 * y],
  },
  beale: {
    height: (point) => bealeTerms(point).reduce((sum, [f]) => sum + f ** 2, 0),
    gradient: (point) => [1, 2].map(
        (axis) => bealeTerms(point).reduce((sum, term) => sum + 2 * term[0] * term[axis], 0)),
  },
  rosenbrock: {
    height: ([x, y]) => (1 - x) ** 2 + 100 * (y - x ** 2) ** 2,
    gradient: ([x, y]) => [-2 * (1 - x) - 400 * x * (y - x ** 2), 200 * (y - x ** 2)],
  },
};

// The three terms that Beale squares, each with its two derivatives.
function bealeTerms([x, y]) {
  return [[1, 1.5], [2, 2.25], [3, 2.625]].map(
      ([k, a]) => [a - x + x * y ** k, y ** k - 1, k * x * y ** (k - 1)]);
}

const EPSILON = 1e-7;

// Each rule: (learning rate, momentum) -> (gradient g, number t of the step from 1) -> change.
const RULES = {
  sgd: (rate) => eachWeight({}, (g) => -rate * g),
  momentum: (rate, momentum) => eachWeight({m: 0}, (g, state) => {
    state.m = momentum * state.m - rate * g;
    return state.m;
  }),
  nesterov: (rate, momentum) => eachWeight({m: 0}, (g, state) => {
    state.m = momentum * state.m - rate * g;
    return momentum * state.m - rate * g;
  }),
  adagrad: (rate) => eachWeight({v: 0.1}, (g, state) => {
    state.v += g ** 2;
    return -rate * g / Math.sqrt(state.v + EPSILON);
  }),
  adadelta: (rate) => eachWeight({u: 0, v: 0}, (g, state) => {
    state.v = 0.95 * state.v + 0.05 * g ** 2;
    const change = -g * Math.sqrt(state.u + EPSILON) / Math.sqrt(state.v + EPSILON);
    state.u = 0.95 * state.u + 0.05 * change ** 2;
    return rate * change;
  }),
  rmsprop: (rate) => eachWeight({v: 0}, (g, state) => {
    state.v = 0.9 * state.v + 0.1 * g ** 2;
    return -rate * g / Math.sqrt(state.v + EPSILON);
  }),
  adam: (rate) => eachWeight({m: 0, v: 0}, (g, state, t) => {
    state.m = 0.9 * state.m + 0.1 * g;
    state.v = 0.999 * state.v + 0.001 * g ** 2;
    const unbiased = rate * Math.sqrt(1 - 0.999 ** t) / (1 - 0.9 ** t);
    return -unbiased * state.m / (Math.sqrt(state.v) + EPSILON);
  }),
  rprop: (rate) => eachWeight({size: rate, last: 0}, (g, state) => {
    const agreement = Math.sign(g * state.last);
    const factor = agreement > 0 ? 1.2 : agreement < 0 ? 0.5 : 1;
    state.last = agreement < 0 ? 0 : g;
    state.size = Math.min(Math.max(state.size * factor, 1e-6), 50);
    return -Math.sign(state.last) * state.size;
  }),
  lbfgs: (rate) => lbfgs(rate),
};

// A rule that treats every weight alike, each with a state of its own.
function eachWeight(start, change) {
  const states = [{...start}, {...start}];
  return (gradient, t) => gradient.map((g, axis) => change(g, states[axis], t));
}

// Newton's direction from the last ten steps s and the changes y of the gradient over them.
function lbfgs(rate) {
  const pairs = [];
  let last = null;
  let scale = 1;
  return (gradient, t) => {
    if (last) {
      const y = gradient.map((g, axis) => g - last.gradient[axis]);
      const curvature = dot(y, last.step);
      if (curvature > 1e-10) {
        pairs.push({s: last.step, y, rho: 1 / curvature});
        pairs.splice(0, pairs.length - 10);
        scale = curvature / dot(y, y);
      }
    }
    const first = t === 1 ? Math.min(1, 1 / (Math.abs(gradient[0]) + Math.abs(gradient[1]))) : 1;
    const step = twoLoops(gradient, pairs, scale).map((d) => -first * rate * d);
    last = {gradient, step};
    return step;
  };
}

// H g, for the H that BFGS builds up from scale I with the pairs, oldest first.
function twoLoops(gradient, pairs, scale) {
  let q = gradient;
  const alphas = [];
  for (const {s, y, rho} of [...pairs].reverse()) {
    const alpha = rho * dot(s, q);
    alphas.unshift(alpha);
    q = q.map((value, axis) => value - alpha * y[axis]);
  }
  let r = q.map((value) => scale * value);
  pairs.forEach(({s, y, rho}, place) => {
    const factor = alphas[place] - rho * dot(y, r);
    r = r.map((value, axis) => value + factor * s[axis]);
  });
  return r;
}

function dot(a, b) {
  return a[0] * b[0] + a[1] * b[1];
}

const FAR = 1e9; // from where nothing comes back

// The points that a rule visits, the start first; it ends early when it is gone for good.
function pathOf(surface, rule, rate, momentum, start, steps) {
  const change = RULES[rule](rate, momentum);
  const points = [start];
  for (let t = 1; t <= steps; t += 1) {
    const point = points[t - 1];
    const step = change(SURFACES[surface].gradient(point), t);
    const next = point.map((value, axis) => value + step[axis]);
    if (!next.every((value) => Math.abs(value) < FAR)) { // nor is NaN
      break;
    }
    points.push(next);
  }
  return points;
}
