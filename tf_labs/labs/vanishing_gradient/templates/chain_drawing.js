// The chain as a drawing: input, weights, sigmoids and outputs; below it what goes backwards.

const ROWS = {title: 17, weight: 42, node: 78, name: 118, value: 136,
  slope: 172, product: 204, delta: 244, gradient: 284, end: 298};
const LARGEST = 22; // radius of a node
const NARROW = 560; // where letters are smaller

class Drawing {
  constructor(texts) {
    this.texts = texts;
    this.svg = make('svg', {role: 'img'});
    this.element = make('div', {class: 'diagram'}, this.svg);
    this.shown = new Map();
    this.focus = null;
    new ResizeObserver(() => this.build()).observe(this.element);
  }

  begin(chain) {
    this.chain = chain;
    this.shown.clear();
    this.focus = null;
    this.build();
  }

  // Shows a number that the reader has found.
  show(kind, layer) {
    this.shown.set(`${kind} ${layer}`, shown(this.chain.value(kind, layer)));
    this.build();
  }

  // Marks the number that is asked for, and those of which it is made.
  mark(kind, layer) {
    this.focus = {asked: `${kind} ${layer}`, used: this.chain.needed(kind, layer)};
    this.build();
  }

  build() {
    const width = this.element.clientWidth;
    if (!this.chain || !width) {
      return;
    }
    const {last} = this.chain;
    this.step = width / (2 * last + 1);
    this.radius = Math.min(LARGEST, 0.36 * this.step);
    this.svg.setAttribute('width', width);
    this.svg.setAttribute('height', ROWS.end);
    this.svg.setAttribute('class', width < NARROW ? 'narrow' : '');
    this.svg.setAttribute('aria-label', this.texts.diagram(
        shown(this.chain.x), this.chain.weights.map(shown).join(', ')));
    const layers = Array.from({length: last}, (_, at) => at + 1);
    this.svg.replaceChildren(this.group(0, 0, this.texts.input),
        ...layers.map((layer) => this.group(2 * layer - 1, 2 * layer,
            layer === last ? this.texts.output : this.texts.hidden(layer))),
        ...layers.flatMap((layer) => this.forward(layer)), ...this.nodes(layers),
        ...this.backward(layers));
  }

  // The middle of a place, of which the input has the first, and each layer two.
  x(place) {
    return (place + 0.5) * this.step;
  }

  text(x, y, content, kind, key) {
    const {focus} = this;
    const role = !key || !focus ? '' : focus.asked === key ? ' asked' :
      focus.used.includes(key) ? ' used' : '';
    const element = make('text', {x, y, class: kind + role}, content);
    if (key) {
      element.setAttribute('data-key', key);
    }
    return element;
  }

  // A number, or a question mark until it is found.
  number(x, y, kind, layer) {
    const key = `${kind} ${layer}`;
    const given = this.chain.known(kind, layer);
    const content = given === undefined ? this.shown.get(key) : shown(given);
    return this.text(x, y, content ?? '?', content ? 'value' : 'value open', key);
  }

  group(from, to, title) {
    const left = this.x(from) - 0.47 * this.step;
    const right = this.x(to) + 0.47 * this.step;
    const top = ROWS.title + 6;
    return make('g', {}, make('rect', {class: 'group', x: left, y: top, rx: 8,
      width: right - left, height: ROWS.value + 10 - top}),
    this.text((left + right) / 2, ROWS.title, title, 'title'));
  }

  // The way into a layer: the weight, the sigmoid, what comes out.
  forward(layer) {
    const [before, sum, out] = [2 * layer - 2, 2 * layer - 1, 2 * layer];
    const isUsed = this.focus?.used.includes(`w ${layer}`) ? ' used' : '';
    const edge = (from, to, kind) => arrow(this.x(from) + this.radius, this.x(to) - this.radius,
        ROWS.node, kind);
    const {last} = this.chain;
    const weight = this.number(this.step * sum, ROWS.weight, 'w', layer);
    weight.textContent = `${nameOf('w', layer, last)} = ${weight.textContent}`;
    weight.classList.add('weight');
    return [edge(before, sum, `edge${isUsed}`), edge(sum, out, 'edge'), weight];
  }

  nodes(layers) {
    const {last} = this.chain;
    const circle = (place, kind, letter) => [make('circle', {class: `node ${kind}`,
      cx: this.x(place), cy: ROWS.node, r: this.radius}),
    this.text(this.x(place), ROWS.node + 5, letter, 'letter')];
    const named = (place, kind, layer) => [
      this.text(this.x(place), ROWS.name, nameOf(kind, layer, last), 'name'),
      this.number(this.x(place), ROWS.value, kind, layer)];
    return [...circle(0, 'input', 'x'), ...named(0, 'a', 0), ...layers.flatMap((layer) => {
      const [sum, out] = [2 * layer - 1, 2 * layer];
      return [make('path', {class: 'node sigmoid', d: diamond(this.x(sum), ROWS.node,
          1.15 * this.radius)}), this.text(this.x(sum), ROWS.node + 5, 'σ', 'letter'),
      ...named(sum, 'z', layer),
      ...circle(out, layer === last ? 'output' : 'hidden', layer === last ? 'y' : `h${below(layer)}`),
      ...named(out, 'a', layer)];
    })];
  }

  // A row for each kind of number that goes backwards, with its name under the input.
  backward(layers) {
    const {last} = this.chain;
    const names = {slope: 'σ′(z)', product: this.texts.slopesAlone, delta: `∂a${below(last)}/∂z`,
      gradient: `∂a${below(last)}/∂W`};
    return Object.entries(names).flatMap(([kind, name]) => [
      make('path', {class: 'rule', d: `M 0 ${ROWS[kind] - 20} H ${this.step * (2 * last + 1)}`}),
      this.text(this.x(0), ROWS[kind], name, 'name'),
      ...layers.map((layer) => this.number(this.x(2 * layer - 1), ROWS[kind],
          kind === 'product' && layer === last ? 'slope' : kind, layer)),
      ...(kind === 'product' || kind === 'delta' ? layers.slice(1).flatMap((layer) => (
        this.wayBack(kind, layer))) : [])]);
  }

  wayBack(kind, layer) {
    const gap = Math.min(40, 0.62 * this.step);
    const y = ROWS[kind] - 4;
    const parts = [arrow(this.x(2 * layer - 1) - gap, this.x(2 * layer - 3) + gap, y,
        `back ${kind}`)];
    if (kind === 'delta') {
      const key = this.focus?.asked.startsWith('delta') ? `w ${layer}` : null;
      parts.push(this.text(this.x(2 * layer - 2), y - 6,
          `· ${nameOf('w', layer, this.chain.last)}`, 'factor', key));
    }
    return parts;
  }
}

// An arrow along a row, from one x to another.
function arrow(from, to, y, kind) {
  const tip = to < from ? 6 : -6;
  return make('path', {class: kind, d: `M ${from} ${y} H ${to} m ${tip} -4 l ${-tip} 4 l ${tip} 4`});
}

function diamond(x, y, size) {
  return `M ${x} ${y - size} L ${x + size} ${y} L ${x} ${y + size} L ${x - size} ${y} Z`;
}
