// The data sets: points {x, y, target}; of a curve x alone is an input, and y the target.

const SQUARE = [-1.25, 1.25, -1.25, 1.25]; // left, right, bottom, top of what is shown
const BITS = [[0, 0], [0, 1], [1, 0], [1, 1]];

const jitter = (random, noise) => (noise ? noise * random.normal() : 0);

// Every pair of bits with the answer of a gate: the four rows, or with noise clouds about them.
const gate = (answers) => ({
  kind: 'class',
  window: [-0.5, 1.5, -0.5, 1.5],
  isTable: true,
  make: (random, count, noise) => (noise ? Array.from({length: count}, (_, index) => index % 4) :
    [0, 1, 2, 3]).map((row) => ({
    x: BITS[row][0] + jitter(random, noise),
    y: BITS[row][1] + jitter(random, noise),
    target: answers[row],
  })),
});

// Points of two classes in turn; place: (random, class) -> [x, y] without noise.
const classes = (place) => ({
  kind: 'class',
  window: SQUARE,
  make: (random, count, noise) => Array.from({length: count}, (_, index) => {
    const [x, y] = place(random, index % 2);
    return {x: x + jitter(random, noise), y: y + jitter(random, noise), target: index % 2};
  }),
});

// A number for each place of the plane.
const surface = (height) => ({
  kind: 'number',
  window: SQUARE,
  make: (random, count, noise) => Array.from({length: count}, () => {
    const [x, y] = [random.uniform(-1.1, 1.1), random.uniform(-1.1, 1.1)];
    return {x, y, target: height(x, y) + jitter(random, noise)};
  }),
});

// A curve y = f(x) on [-1, 1]; shown is half as much again on either side.
const curve = (height, window) => ({
  kind: 'number',
  isCurve: true,
  height,
  window,
  make: (random, count, noise) => Array.from({length: count}, () => {
    const x = random.uniform(-1, 1);
    const y = height(x) + jitter(random, noise);
    return {x, y, target: y};
  }),
});

const HILLS = [[-0.6, 0.6, 1], [0.6, 0.6, -1], [0, 0, 1], [-0.6, -0.6, -1], [0.6, -0.6, 1]];

const DATA_SETS = {
  and: gate([0, 0, 0, 1]),
  or: gate([0, 1, 1, 1]),
  nand: gate([1, 1, 1, 0]),
  xor: gate([0, 1, 1, 0]),
  blobs: classes((random, label) => {
    const centre = label ? 0.5 : -0.5;
    return [centre + 0.2 * random.normal(), centre + 0.2 * random.normal()];
  }),
  circle: classes((random, label) => {
    const radius = label ? 0.5 * Math.sqrt(random.uniform()) : random.uniform(0.7, 1);
    const angle = random.uniform(0, 2 * Math.PI);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  }),
  moons: classes((random, label) => {
    const angle = random.uniform(0, Math.PI);
    return label ? [0.35 + 0.65 * Math.cos(angle), 0.2 - 0.65 * Math.sin(angle)] :
      [-0.35 + 0.65 * Math.cos(angle), -0.2 + 0.65 * Math.sin(angle)];
  }),
  spiral: classes((random, label) => {
    const share = random.uniform(0.04, 1);
    const angle = 3.5 * Math.PI * share + label * Math.PI;
    return [share * Math.sin(angle), share * Math.cos(angle)];
  }),
  curve: curve((x) => Math.sin(Math.PI * x), [-1.5, 1.5, -1.6, 1.6]),
  parabola: curve((x) => x ** 2, [-1.5, 1.5, -0.6, 2.4]),
  plane: surface((x, y) => (x + y) / 2),
  hills: surface((x, y) => HILLS.reduce((sum, [left, up, sign]) => (
    sum + sign * Math.exp(-((x - left) ** 2 + (y - up) ** 2) / 0.1)), 0)),
  own: {kind: 'class', window: SQUARE, isOwn: true},
};

// What the net may be fed: functions of the place.
const FEATURES = {
  x1: (x) => x,
  x2: (x, y) => y,
  x1_squared: (x) => x ** 2,
  x2_squared: (x, y) => y ** 2,
  product: (x, y) => x * y,
  sin_x1: (x) => Math.sin(Math.PI * x),
  sin_x2: (x, y) => Math.sin(Math.PI * y),
};
const OF_A_CURVE = ['x1', 'x1_squared', 'sin_x1']; // those that do not look at the answer

// The features of points as one row each.
function inputsOf(points, features) {
  const inputs = new Float64Array(points.length * features.length);
  points.forEach(({x, y}, row) => features.forEach((name, column) => {
    inputs[row * features.length + column] = FEATURES[name](x, y);
  }));
  return inputs;
}
