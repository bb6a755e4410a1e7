// What a net looks like inside, as the reports measure it (tf_labs/training/layer_statistics.py),
// and what the doctor says of it (tf_labs/doctor/rules_layers.py), whose thresholds FACTS has.

const SETTLED = 200; // steps before a loss is said to stay where it is
const ENDS = {sigmoid: [0, 1], tanh: [-1, 1]};

// A row a layer on the first training examples, in training mode, without dropout:
//   gradient: norm of d loss / d kernel; weights: norm of the kernel; spread: its sd;
//   dead: share of units that are 0 for every example; saturated: share of activations close to
//   an end. Both are null where they have no meaning.
function measure(trainer) {
  const {net, train, settings} = trainer;
  const count = Math.min(PROBED, train.count);
  if (!count) {
    return [];
  }
  const kept = Float64Array.from(net.gradients); // of a step in stages
  const pass = trainer.probe;
  pass.forward(train.inputs, count, 'probe');
  pass.backward(train.targets);
  const rows = net.layers.map((layer, index) => ({
    units: layer.units,
    gradient: norm(layer.gradient.kernel),
    weights: norm(layer.kernel),
    spread: deviation(layer.kernel),
    dead: layer.isLast ? null : deadShare(pass.layers[index].given, layer.units, count),
    saturated: layer.isLast || !ENDS[settings.activation] ? null :
      saturatedShare(pass.layers[index].given, count * layer.units, ENDS[settings.activation]),
  }));
  net.gradients.set(kept);
  return rows;
}

function norm(values) {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
}

function deviation(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function deadShare(given, units, count) {
  let dead = 0;
  for (let unit = 0; unit < units; unit += 1) {
    let isDead = true;
    for (let row = 0; row < count && isDead; row += 1) {
      isDead = given[row * units + unit] === 0;
    }
    dead += isDead;
  }
  return dead / units;
}

function saturatedShare(given, size, [low, high]) {
  let close = 0;
  for (let at = 0; at < size; at += 1) {
    close += Math.min(Math.abs(given[at] - low), Math.abs(given[at] - high)) <
      FACTS.saturated_within;
  }
  return close / size;
}

// The findings as [rule, ...numbers], of rows as they were at the start, and of all measurements.
function findings({first, last, ratios, seen, row}) {
  const found = [];
  const hidden = last.slice(0, -1);
  if (row.chance && row.step >= SETTLED &&
      Math.abs(row.train / Math.LN2 - 1) <= FACTS.at_chance) {
    found.push(['chance', row.train]);
  }
  if (hidden.length && !seen && row.step && hidden.every(({weights}) => weights === 0)) {
    found.push(['zeros']);
  }
  const ratio = median(ratios);
  if (ratio !== null && ratio < FACTS.vanished) {
    found.push(['vanishing', ratio]);
  }
  const dead = worst(hidden.filter(({weights}) => weights > 0), 'dead');
  if (dead && dead.dead > FACTS.dead) {
    found.push(['dead', dead.dead, last.indexOf(dead) + 1]);
  }
  const saturated = worst(hidden, 'saturated');
  if (saturated) {
    const place = last.indexOf(saturated);
    const threshold = first[place].saturated > FACTS.saturated_at_start ?
      FACTS.saturated_at_start : FACTS.saturated_at_end;
    if (saturated.saturated > threshold) {
      found.push(['saturated', saturated.saturated, place + 1]);
    }
  }
  const alike = first.slice(0, -1).findIndex(({spread, units}) => spread === 0 && units > 1);
  if (alike >= 0 && seen) {
    found.push(['symmetric', first[alike].units, alike + 1]);
  }
  return found;
}

function worst(rows, name) {
  return rows.filter((row) => row[name] !== null)
      .reduce((most, row) => (most === null || row[name] > most[name] ? row : most), null);
}

function median(values) {
  if (!values.length) {
    return null;
  }
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

// What has been measured in the course of a training; of many points every second is forgotten.
class History {
  constructor() {
    this.rows = []; // {step, train, test, chance}; chance: a guess has a loss of ln 2
    this.every = 1;
    this.ratios = [];
    this.first = null;
    this.seen = false; // whether any layer ever had a gradient
  }

  add(row, inside) {
    this.last = row;
    this.inside = inside;
    this.first = this.first?.length ? this.first : inside;
    this.seen ||= inside.some(({gradient}) => gradient > 0);
    const previous = this.rows.at(-1);
    if (previous && row.step - previous.step < this.every) {
      return;
    }
    this.rows.push(row);
    const ratio = inside.length ? inside[0].gradient / inside.at(-1).gradient : NaN;
    if (ratio > 0 && Number.isFinite(ratio)) {
      this.ratios.push(ratio);
    }
    if (this.rows.length > 600) {
      this.rows = this.rows.filter((_, place) => place % 2 === 0);
      this.ratios = this.ratios.filter((_, place) => place % 2 === 0);
      this.every = 2 * Math.max(this.every, Math.round(row.step / 600));
    }
  }

  findings() {
    return this.inside?.length ? findings({first: this.first, last: this.inside,
      ratios: this.ratios, seen: this.seen, row: this.last}) : [];
  }
}
