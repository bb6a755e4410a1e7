// What the net and each of its units say all over the plane, or along the axis of a curve.

const ACROSS = 50; // places along a side of the plane
const ALONG = 121; // places along the axis of a curve

class Maps {
  constructor(trainer) {
    this.trainer = trainer;
    const [left, right, bottom, top] = trainer.dataSet.window;
    const isCurve = Boolean(trainer.dataSet.isCurve);
    this.size = isCurve ? ALONG : ACROSS;
    this.places = [];
    for (let row = 0; row < (isCurve ? 1 : ACROSS); row += 1) {
      for (let column = 0; column < this.size; column += 1) {
        this.places.push({x: left + (right - left) * column / (this.size - 1),
          y: bottom + (top - bottom) * row / (ACROSS - 1)});
      }
    }
    this.inputs = inputsOf(this.places, trainer.features);
    this.pass = new Pass(trainer.net, this.places.length);
  }

  evaluate() {
    if (this.pass.net !== this.trainer.net) {
      this.pass = new Pass(this.trainer.net, this.places.length);
    }
    this.pass.forward(this.inputs, this.places.length, 'evaluate');
  }

  // {values, unit, units}: of a layer, 0 for the inputs and then from 1 on.
  of(layer, unit) {
    if (layer === 0) {
      return {values: this.inputs, unit, units: this.trainer.features.length};
    }
    const {units} = this.trainer.net.layers[layer - 1];
    return {values: this.pass.layers[layer - 1].given, unit, units};
  }

  // (value) -> from -1 to 1, as the colours are.
  shade(layer, isDiscrete = false) {
    const {net, dataSet, settings} = this.trainer;
    if (layer === net.layers.length && dataSet.kind === 'class') {
      return isDiscrete ? Math.sign : (z) => 2 * sigmoid(z) - 1;
    }
    if (layer > 0 && layer < net.layers.length && settings.activation === 'sigmoid') {
      return isDiscrete ? (value) => Math.sign(value - 0.5) : (value) => 2 * value - 1;
    }
    return isDiscrete ? Math.sign : (value) => value;
  }

  // Fills a canvas of [size, size] pixels, up being up.
  paint(canvas, layer, unit, palette, isDiscrete = false) {
    const {values, units} = this.of(layer, unit);
    const shade = this.shade(layer, isDiscrete);
    if (canvas.width !== this.size) {
      canvas.width = this.size;
      canvas.height = this.size;
    }
    const context = canvas.getContext('2d');
    const image = context.createImageData(this.size, this.size);
    const pixels = new Uint32Array(image.data.buffer);
    for (let row = 0; row < this.size; row += 1) {
      const up = (this.size - 1 - row) * this.size;
      for (let column = 0; column < this.size; column += 1) {
        pixels[up + column] = palette.pixel(
            shade(values[(row * this.size + column) * units + unit]));
      }
    }
    context.putImageData(image, 0, 0);
  }

  // The same for a curve: a small graph of what a unit says.
  sketch(canvas, layer, unit, palette) {
    const {values, units} = this.of(layer, unit);
    const side = 2 * 44;
    canvas.width = side;
    canvas.height = side;
    const context = canvas.getContext('2d');
    context.fillStyle = palette.card;
    context.fillRect(0, 0, side, side);
    let most = 1;
    for (let at = unit; at < values.length; at += units) {
      most = Math.max(most, Math.abs(values[at]) || 0);
    }
    context.beginPath();
    for (let place = 0; place < this.size; place += 1) {
      const value = values[place * units + unit];
      context.lineTo(place / (this.size - 1) * side, side / 2 - value / most * 0.44 * side);
    }
    context.strokeStyle = palette.accent;
    context.lineWidth = 5;
    context.stroke();
  }

  // Draws the lines on which a field is 0.
  //   field: (index) -> value; place: (column, row) -> pixel, both from 0 to 1.
  trace(context, field, place) {
    const {size} = this;
    const heights = this.heights ??= new Float64Array(size * size);
    for (let at = 0; at < heights.length; at += 1) {
      heights[at] = field(at);
    }
    const pieces = [];
    for (let row = 0; row < size - 1; row += 1) {
      for (let at = row * size; at < row * size + size - 1; at += 1) {
        const a = heights[at];
        const b = heights[at + 1];
        const c = heights[at + size + 1];
        const d = heights[at + size];
        const above = (a > 0) + (b > 0) + (c > 0) + (d > 0);
        if (above > 0 && above < 4) {
          const column = at - row * size;
          pieces.push(...crossings([a, b, c, d], (x, y) => place(
              (column + x) / (size - 1), (row + y) / (size - 1))));
        }
      }
    }
    context.beginPath();
    joined(pieces).forEach((line) => line.forEach((point, at) => (
      context[at ? 'lineTo' : 'moveTo'](...point))));
    context.stroke();
  }
}

const CORNERS = [[0, 0], [1, 0], [1, 1], [0, 1]];

// The pieces [from, to] of a line through a cell, of the values at its corners.
function crossings(heights, place) {
  const points = [];
  heights.forEach((from, side) => {
    const to = heights[(side + 1) % 4];
    if ((from > 0) !== (to > 0)) {
      const share = from / (from - to);
      const [[x, y], [right, up]] = [CORNERS[side], CORNERS[(side + 1) % 4]];
      points.push(place(x + share * (right - x), y + share * (up - y)));
    }
  });
  return points.length === 4 ? [points.slice(0, 2), points.slice(2)] : [points];
}

// Pieces put together to lines, so that dashes run on from one to the next.
function joined(pieces) {
  const key = ([x, y]) => Math.round(64 * x) * 2 ** 20 + Math.round(64 * y);
  const ends = new Map();
  pieces.forEach((piece) => piece.forEach((point) => {
    const at = key(point);
    ends.has(at) ? ends.get(at).push(piece) : ends.set(at, [piece]);
  }));
  const used = new Set();
  const follow = (line) => {
    const end = line.at(-1);
    const piece = ends.get(key(end)).find((one) => !used.has(one));
    if (!piece) {
      return line;
    }
    used.add(piece);
    line.push(key(piece[0]) === key(end) ? piece[1] : piece[0]);
    return follow(line);
  };
  return pieces.filter((piece) => !used.has(piece)).map((piece) => {
    if (used.has(piece)) {
      return [];
    }
    used.add(piece);
    const forward = follow([piece[0], piece[1]]);
    return [...follow([piece[1], piece[0]]).slice(2).reverse(), ...forward];
  });
}
