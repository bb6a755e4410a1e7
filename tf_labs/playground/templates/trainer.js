// One net, its data, and the steps of its training.

const SETTINGS = {
  data: 'xor', noise: 0, points: 200, test: 0.5, features: ['x1', 'x2'],
  hidden: [4], activation: 'tanh', initializer: 'glorot_uniform', stddev: 1, batchNorm: false,
  optimizer: 'sgd', rate: 0.1, momentum: 0.9, batch: 0, dropout: 0, l1: 0, l2: 0,
  seed: 1, dataSeed: 1, own: [], weights: null,
};
const PROBED = 128; // training examples on which the layers are measured, as in the reports
const COIN = 4e-6; // |z| up to which p is 1/2 within 1e-6, and so no answer
const STREAMS = {data: 1, weights: 2, order: 3, masks: 4};

class Trainer {
  // settings: those that differ from SETTINGS. `batch` 0 is all rows; `weights`, where there are
  // any, are [kernel, bias, kernel, bias, ...], each a flat list.
  constructor(settings = {}) {
    this.settings = {...SETTINGS, ...settings};
    this.dataSet = DATA_SETS[this.settings.data];
    this.features = this.dataSet.isCurve ?
      this.settings.features.filter((name) => OF_A_CURVE.includes(name)) : this.settings.features;
    this.features = this.features.length ? this.features : ['x1'];
    this.gather();
    this.restart();
  }

  // Draws the points and holds some out.
  gather() {
    const {dataSet, settings} = this;
    const random = new Random(settings.dataSeed, STREAMS.data);
    const points = dataSet.isOwn ? settings.own :
      dataSet.make(random, settings.points, settings.noise);
    this.isTable = Boolean(dataSet.isOwn || (dataSet.isTable && !settings.noise));
    const held = this.isTable ? 0 : Math.round(settings.test * points.length);
    this.train = this.rows(points.slice(held));
    this.test = this.rows(points.slice(0, held));
    const ones = this.train.targets.reduce((sum, target) => sum + target, 0);
    this.isEven = dataSet.kind === 'class' && Math.abs(ones / this.train.count - 0.5) < 0.05;
  }

  rows(points) {
    return {points, count: points.length, inputs: inputsOf(points, this.features),
      targets: Float64Array.from(points, ({target}) => target)};
  }

  // Back to the initial weights.
  restart() {
    const {settings} = this;
    this.net = new Net({sizes: [this.features.length, ...settings.hidden, 1],
      activation: settings.activation, batchNorm: settings.batchNorm,
      loss: this.dataSet.kind === 'class' ? 'binary_cross_entropy' : 'mean_squared_error'});
    initialize(this.net, settings.initializer, settings.stddev,
        new Random(settings.seed, STREAMS.weights));
    if (this.takes(settings.weights)) {
      this.net.layers.forEach(({kernel, bias}, index) => {
        kernel.set(settings.weights[2 * index]);
        bias?.set(settings.weights[2 * index + 1]);
      });
    }
    this.before = Float64Array.from(this.net.parameters); // the last update
    this.optimizer = new Optimizer(settings.optimizer, this.net.count);
    this.orderRandom = new Random(settings.seed, STREAMS.order);
    this.maskRandom = new Random(settings.seed, STREAMS.masks);
    this.steps = 0;
    this.epochs = 0;
    this.prepare();
  }

  // Makes room for batches of the points that there are.
  prepare() {
    const {settings, net, train, test} = this;
    this.size = settings.batch ? Math.min(settings.batch, train.count) : train.count;
    this.pass = new Pass(net, Math.max(1, this.size));
    this.watched = new Pass(net, Math.max(1, train.count, test.count));
    this.probe = new Pass(net, Math.max(1, Math.min(PROBED, train.count)));
    this.batch = {inputs: new Float64Array(this.size * this.features.length),
      targets: new Float64Array(this.size), rows: []};
    this.masks = settings.hidden.map((units) => new Float64Array(this.size * units));
    this.order = [];
    this.stage = null; // of a step: null before it, 'forward', 'backward', 'update'
  }

  takes(weights) {
    return weights !== null && weights.length === 2 * this.net.layers.length &&
      this.net.layers.every(({kernel}, index) => kernel.length === weights[2 * index].length);
  }

  // One step of the optimizer, or what is left of one that was begun in stages.
  step() {
    if (!this.train.count) {
      return;
    }
    if (this.stage !== 'forward' && this.stage !== 'backward') {
      this.forward();
    }
    if (this.stage === 'forward') {
      this.backward();
    }
    this.update();
    this.stage = null;
  }

  forward() {
    this.takeBatch();
    const masks = this.settings.dropout > 0 ? this.drawMasks() : null;
    this.pass.forward(this.batch.inputs, this.size, 'train', masks);
    this.batchLoss = this.pass.loss(this.batch.targets);
    this.stage = 'forward';
  }

  backward() {
    const {l1, l2} = this.settings;
    this.pass.backward(this.batch.targets);
    for (const {kernel, gradient} of this.net.layers) {
      for (let i = 0; (l1 || l2) && i < kernel.length; i += 1) {
        gradient.kernel[i] += l1 * Math.sign(kernel[i]) + 2 * l2 * kernel[i];
      }
    }
    this.stage = 'backward';
  }

  update() {
    this.before.set(this.net.parameters);
    this.optimizer.update(this.net.parameters, this.net.gradients, this.settings);
    this.steps += 1;
    this.stage = 'update';
  }

  // Without replacement; an epoch ends when too few rows for a batch are left.
  takeBatch() {
    const {train, size, batch} = this;
    if (size === train.count) {
      batch.inputs = train.inputs;
      batch.targets = train.targets;
      batch.rows = train.points;
      this.epochs = this.steps + 1;
      return;
    }
    if (this.order.length < size) {
      this.order = this.orderRandom.shuffle(Array.from({length: train.count}, (_, row) => row));
      this.epochs += 1;
    }
    const width = this.features.length;
    const chosen = this.order.splice(0, size);
    batch.rows = chosen.map((row) => train.points[row]);
    chosen.forEach((row, place) => {
      batch.inputs.set(train.inputs.subarray(row * width, (row + 1) * width), place * width);
      batch.targets[place] = train.targets[row];
    });
  }

  // Units that are dropped have 0; the others are made up for.
  drawMasks() {
    const kept = 1 - this.settings.dropout;
    for (const mask of this.masks) {
      for (let i = 0; i < mask.length; i += 1) {
        mask[i] = this.maskRandom.uniform() < kept ? 1 / kept : 0;
      }
    }
    return this.masks;
  }

  // Loss and share of right answers (of numbers: null) on the training or the test points.
  evaluate(rows) {
    if (!rows.count) {
      return {loss: null, accuracy: null};
    }
    const outputs = this.watched.forward(rows.inputs, rows.count, 'evaluate');
    let right = 0;
    for (let row = 0; row < rows.count; row += 1) {
      right += (outputs[row] > COIN) === (rows.targets[row] > 0.5);
    }
    return {loss: this.watched.loss(rows.targets),
      accuracy: this.dataSet.kind === 'class' ? right / rows.count : null};
  }
}
