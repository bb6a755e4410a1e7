// What a lesson begins with, and what it has to try: changes of SETTINGS, in order. Words for them
// stand in the texts under the same names.

const SMALL = {data: 'xor', activation: 'tanh', initializer: 'glorot_uniform', rate: 0.5};
const CLOUD = {noise: 0.06, batch: 10, rate: 0.1};
const ROUND = {...CLOUD, data: 'circle', optimizer: 'adam', rate: 0.03};
const SPIRAL = {...CLOUD, data: 'spiral', noise: 0.02, points: 400, rate: 0.03, optimizer: 'adam',
  seed: 3};
const MOONS = {...CLOUD, data: 'moons', optimizer: 'adam', rate: 0.03, seed: 2};
const WAVE = {data: 'curve', noise: 0.08, rate: 0.03, optimizer: 'adam'};
const FEW = {data: 'moons', noise: 0.3, points: 80, hidden: [10, 10], rate: 0.01, batch: 10,
  optimizer: 'adam', activation: 'relu', initializer: 'he_normal'};
const FOUR = {...CLOUD, data: 'circle', hidden: [6, 6, 6, 6], activation: 'sigmoid'};
const SIX = {...CLOUD, data: 'circle', hidden: [6, 6, 6, 6, 6, 6]};
const THREE = {...CLOUD, data: 'circle', hidden: [6, 6, 6]};
const DRAWN = {data: 'own', hidden: [6], rate: 0.03, optimizer: 'adam'};
const NEURON = {hidden: [], activation: 'sigmoid', initializer: 'fan_in_uniform', rate: 1};
const replayed = (name) => ({data: 'xor', activation: 'sigmoid', rate: 1,
  initializer: 'fan_in_uniform', hidden: RUNS[name].hidden, weights: RUNS[name].weights});

// `tries`: [name, changes, more]; more.speed: of the training; more.lottery: 20 seeds at once, of
// triedSteps each.
const PRESETS = {
  gates: {tries: [
    ['and', {...NEURON, data: 'and'}],
    ['or', {...NEURON, data: 'or'}],
    ['nand', {...NEURON, data: 'nand'}],
    ['xor', {...NEURON, data: 'xor'}],
  ]},
  xor: {tries: [
    ['one', {...SMALL, hidden: [1], seed: 1}],
    ['two', {...SMALL, hidden: [2], seed: 1}],
    ['seeds', {...SMALL, hidden: [2], seed: 1}, {lottery: true}],
    ['four', {...SMALL, hidden: [4], seed: 1}, {lottery: true}],
    ['lines', {...SMALL, hidden: [4], seed: 1}],
  ]},
  circle: {tries: [
    ['deep', {...ROUND, hidden: [4, 2]}],
    ['line', {...ROUND, hidden: []}],
    ['three', {...ROUND, hidden: [3]}],
    ['squares', {...ROUND, hidden: [], features: ['x1_squared', 'x2_squared']}],
  ]},
  spiral: {tries: [
    ['small', {...SPIRAL, hidden: [4]}, {speed: 'fast'}],
    ['deep', {...SPIRAL, hidden: [8, 8]}, {speed: 'fast'}],
    ['sgd', {...SPIRAL, hidden: [8, 8], optimizer: 'sgd'}, {speed: 'fast'}],
  ]},
  moons: {tries: [
    ['six', {...MOONS, hidden: [6]}],
    ['line', {...MOONS, hidden: []}],
    ['rate', {...MOONS, hidden: [6], optimizer: 'sgd', rate: 10}],
  ]},
  curve: {tries: [
    ['tanh', {...WAVE, hidden: [8]}],
    ['linear', {...WAVE, hidden: [8, 8], activation: 'linear'}],
    ['relu', {...WAVE, hidden: [10], activation: 'relu', initializer: 'fan_in_uniform'}],
  ]},
  dropout: {tries: [
    ['without', FEW, {speed: 'fast'}],
    ['with', {...FEW, dropout: 0.3}, {speed: 'fast'}],
    ['l2', {...FEW, l2: 0.01}, {speed: 'fast'}],
  ]},
  batch_norm: {tries: [
    ['without', FOUR],
    ['with', {...FOUR, batchNorm: true}],
  ]},
  initializers: {tries: [
    ['zeros', {...THREE, initializer: 'zeros'}],
    ['small', {...THREE, initializer: 'normal', stddev: 0.05}],
    ['large', {...THREE, initializer: 'normal', stddev: 4}],
    ['xavier', {...THREE, initializer: 'glorot_normal'}],
    ['he', {...THREE, initializer: 'he_normal', activation: 'relu'}],
  ]},
  vanishing: {tries: [
    ['sigmoid', {...SIX, activation: 'sigmoid'}],
    ['relu', {...SIX, activation: 'relu', initializer: 'he_normal'}],
    ['norm', {...SIX, activation: 'sigmoid', batchNorm: true}],
  ]},
  stuck_seed: {triedSteps: 10001, tries: [
    ['stuck', replayed('xor_mlp_1'), {speed: 'fast'}],
    ['solved', replayed('xor_mlp_777'), {speed: 'fast'}],
    ['wider', {...replayed('xor_mlp_1'), hidden: [4], weights: null}, {lottery: true}],
  ]},
  plateau: {triedSteps: 10001, tries: [
    ['plateau', replayed('xor_deep_777'), {speed: 'fast'}],
    ['relu', {...replayed('xor_deep_777'), activation: 'relu'}],
    ['normal', {...replayed('xor_deep_777'), weights: null, initializer: 'normal'},
      {speed: 'fast'}],
  ]},
  own_points: {tries: [
    ['begin', {...DRAWN, own: [
      {x: -0.6, y: 0.5, target: 0}, {x: -0.3, y: 0.7, target: 0}, {x: 0.1, y: 0.75, target: 0},
      {x: -0.1, y: 0, target: 1}, {x: 0.2, y: -0.2, target: 1}, {x: 0.4, y: 0.1, target: 1}]}],
    ['clear', {...DRAWN, own: []}],
  ]},
};

// A run of the lab `table` that the page was made for, from its own initial weights.
if (RUNS.run) {
  PRESETS.run = {tries: [['run', {...replayed('run'), ...RUNS.run.settings}, {speed: 'fast'}]]};
}
