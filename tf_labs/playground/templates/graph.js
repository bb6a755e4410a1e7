// The net as a graph: units with their own maps, connections as thick as their weights.

const NUMBERED_AT_MOST = 24; // connections that can all have a number
const ROOM_FOR_TWO = 120; // pixels between layers, for two numbers on a connection
const LINE_HEIGHT = 14; // of numbers, in pixels

class Graph {
  constructor(view) {
    this.view = view;
    this.lines = make('svg', {class: 'lines', role: 'img', 'aria-label': view.texts.graphLabel});
    this.words = make('svg', {class: 'words', 'aria-hidden': 'true'});
    this.units = make('div', {class: 'units'});
    this.element = make('div', {class: 'graph'}, this.lines, this.units, this.words);
  }

  build() {
    const {view: {trainer: {features, net}, texts}} = this;
    const counts = [features.length, ...net.layers.map(({units}) => units)];
    const width = this.element.clientWidth || 600;
    const gap = width / counts.length;
    this.isNarrow = gap < ROOM_FOR_TWO;
    const most = Math.max(...counts);
    this.side = clamp(Math.min(gap * 0.6, 380 / most - 6), 18, 46);
    const row = Math.max(this.side + (most > 6 ? 6 : 18), most < 5 ? 74 : 0);
    const height = Math.max(210, most * row) + 26;
    this.element.style.height = `${height}px`;
    [this.lines, this.words].forEach((svg) => (
      svg.setAttribute('viewBox', `0 0 ${width} ${height}`)));
    this.places = counts.map((count, column) => Array.from({length: count}, (_, unit) => ({
      x: (column + 0.5) * gap, y: 26 + (height - 26) / 2 + (unit - (count - 1) / 2) * row})));
    this.canvases = [];
    this.units.replaceChildren(...this.places.flatMap((column, layer) => (
      column.map((place, unit) => this.node(place, layer, unit)))));
    this.heads = this.places.map(([{x}], layer) => make('text', {x, y: 14, class: 'head'},
        layer === 0 ? texts.input : layer === counts.length - 1 ? texts.output :
          gap < 62 ? String(layer) : texts.layer(layer)));
    this.join();
    this.buildWords();
  }

  node({x, y}, layer, unit) {
    const {view, view: {trainer: {net}}, side} = this;
    const canvas = make('canvas', {});
    (this.canvases[layer] ??= [])[unit] = canvas;
    const show = () => view.showUnit(layer === net.layers.length ? null : [layer, unit]);
    const button = make('button', {type: 'button', class: layer ? 'unit' : 'unit feature',
      title: view.nameOf(layer, unit), on: {
        click: () => view.choose(layer, unit),
        pointerenter: show, focus: show,
        pointerleave: () => view.showUnit(null), blur: () => view.showUnit(null),
      }}, canvas);
    button.setAttribute('aria-label', view.nameOf(layer, unit));
    Object.assign(button.style, {left: `${x - side / 2}px`, top: `${y - side / 2}px`,
      width: `${side}px`, height: `${side}px`});
    if (layer === 1 && view.field.hasLines()) {
      button.style.borderColor = `var(--line-${unit % COLOURS_OF_LINES})`;
    }
    return button;
  }

  // The connections, [layer][input * units + unit].
  join() {
    const {view, view: {trainer: {net}}, side, places} = this;
    this.edges = net.layers.map(({inputs, units}, layer) => (
      Array.from({length: inputs * units}, (_, at) => {
        const from = places[layer][Math.floor(at / units)];
        const to = places[layer + 1][at % units];
        const middle = (from.x + to.x) / 2;
        return make('path', {d: `M${from.x + side / 2} ${from.y}C${middle} ${from.y} ${middle} ` +
          `${to.y} ${to.x - side / 2} ${to.y}`, class: 'edge',
        on: {click: () => view.choose(layer + 1, at % units)}});
      })));
    this.lines.replaceChildren(...this.edges.flat(), ...this.heads);
  }

  // The places for numbers: of connections beside the unit that they go to, in the order of where
  // they come from; of units above them.
  buildWords() {
    const {view: {trainer: {net}}, places, side} = this;
    const total = this.edges.reduce((sum, list) => sum + list.length, 0);
    this.allNumbered = total <= NUMBERED_AT_MOST;
    this.edgeWords = this.edges.map((list, layer) => list.map((path, at) => {
      const {inputs, units} = net.layers[layer];
      const to = places[layer + 1][at % units];
      const from = Math.floor(at / units);
      return make('text', {x: to.x - side / 2 - 7, class: 'number',
        y: to.y + 4 + LINE_HEIGHT * (from - (inputs - 1) / 2)});
    }));
    this.unitWords = places.map((column) => column.map(({x, y}) => (
      make('text', {x, y: y - side / 2 - 5, class: 'number of-unit'}))));
    this.words.replaceChildren(...this.edgeWords.flat(), ...this.unitWords.flat());
  }

  draw() {
    const {view, view: {trainer: {net, dataSet}, maps, palette, chosen}} = this;
    this.canvases.forEach((column, layer) => column.forEach((canvas, unit) => (
      dataSet.isCurve ? maps.sketch(canvas, layer, unit, palette) :
        maps.paint(canvas, layer, unit, palette, view.look.discrete))));
    this.edges.forEach((list, layer) => {
      const {kernel} = net.layers[layer];
      list.forEach((path, at) => {
        const weight = kernel[at];
        const width = clamp(1.7 * Math.abs(weight), 0.5, 10) || 0.5;
        const style = `stroke:var(--${weight < 0 ? 'zero' : 'one'});` +
          `stroke-width:${width.toFixed(1)}`;
        if (path.drawnAs !== style) {
          path.drawnAs = style;
          path.setAttribute('style', style);
        }
      });
    });
    this.units.childNodes.forEach((button, place) => {
      const isChosen = chosen && place === this.placeOf(chosen);
      button.classList.toggle('chosen', Boolean(isChosen));
    });
    this.drawWords();
  }

  placeOf([layer, unit]) {
    return this.places.slice(0, layer).reduce((sum, column) => sum + column.length, 0) + unit;
  }

  drawWords() {
    const {view: {trainer, trainer: {net, pass, stage}, chosen, row}} = this;
    this.words.classList.toggle('shown', stage !== null);
    if (stage === null) {
      return;
    }
    net.layers.forEach(({inputs, units, kernel, gradient, places}, layer) => {
      const below = layer ? pass.layers[layer - 1].given : trainer.batch.inputs;
      this.edgeWords[layer].forEach((word, at) => {
        const isShown = this.allNumbered ||
          (chosen[0] === layer + 1 && chosen[1] === at % units);
        const weight = digits2(kernel[at]);
        const before = digits2(trainer.before[places.kernel + at]);
        const value = digits2(below[row * inputs + Math.floor(at / units)]);
        word.textContent = !isShown ? '' : stage === 'backward' ? digits2(gradient.kernel[at]) :
          this.isNarrow ? weight : stage === 'forward' ? `${weight} \u00b7 ${value}` :
            `${before} \u2192 ${weight}`;
      });
      this.unitWords[layer + 1].forEach((word, unit) => {
        word.textContent = stage === 'forward' ? digits2(this.answer(layer, unit)) :
          stage === 'backward' ? digits2(pass.layers[layer].delta[row * units + unit]) : '';
      });
    });
    const {features, batch} = trainer;
    this.unitWords[0].forEach((word, unit) => {
      word.textContent = stage === 'forward' ? digits2(batch.inputs[row * features.length + unit]) :
        '';
    });
  }

  // What a unit gives for the row that is shown; the output of two classes as probability.
  answer(layer, unit) {
    const {view: {trainer: {net, pass, dataSet}, row}} = this;
    const value = pass.layers[layer].given[row * net.layers[layer].units + unit];
    return net.layers[layer].isLast && dataSet.kind === 'class' ? sigmoid(value) : value;
  }
}

// Two digits behind the point, or fewer where there is no more to see.
function digits2(value) {
  const size = Math.abs(value);
  if (size !== 0 && size < 0.01) {
    return value.toExponential(0).replace('-', '\u2212').replace('e-', 'e\u2212');
  }
  return value.toFixed(size >= 10 ? 1 : 2).replace('-', '\u2212');
}
