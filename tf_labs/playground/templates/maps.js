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

  // Adds the line on which a field has a level to the path of a context.
  //   field: (index) -> value; place: (column, row) -> pixel, both from 0 to 1.
  trace(context, field, level, place) {
    const {size} = this;
    const corner = (row, column) => field(row * size + column) - level;
    context.beginPath();
    for (let row = 0; row < size - 1; row += 1) {
      for (let column = 0; column < size - 1; column += 1) {
        const [a, b] = [corner(row, column), corner(row, column + 1)];
        const [c, d] = [corner(row + 1, column + 1), corner(row + 1, column)];
        const above = (a > 0) + (b > 0) + (c > 0) + (d > 0);
        if (above > 0 && above < 4) {
          crossCell(context, [a, b, c, d], (x, y) => place(
              (column + x) / (size - 1), (row + y) / (size - 1)));
        }
      }
    }
    context.stroke();
  }
}

const CORNERS = [[0, 0], [1, 0], [1, 1], [0, 1]];

function crossCell(context, heights, place) {
  let isDrawing = false;
  heights.forEach((from, side) => {
    const to = heights[(side + 1) % 4];
    if ((from > 0) === (to > 0)) {
      return;
    }
    const share = from / (from - to);
    const [[x, y], [right, up]] = [CORNERS[side], CORNERS[(side + 1) % 4]];
    context[isDrawing ? 'lineTo' : 'moveTo'](
        ...place(x + share * (right - x), y + share * (up - y)));
    isDrawing = !isDrawing;
  });
}
