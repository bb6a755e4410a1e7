// The losses by step, and the table of the layers.

class Curves {
  constructor(view) {
    this.view = view;
    this.canvas = make('canvas', {role: 'img', 'aria-label': view.texts.lossLabel});
    this.legend = make('p', {class: 'legend'});
    this.element = make('div', {class: 'curves'},
        make('h3', {textContent: view.texts.lossTitle}), this.canvas, this.legend);
    this.plot = new Plot(this.canvas, {left: 46, right: 10, top: 8, bottom: 24});
  }

  build() {
    const {view: {texts, trainer: {test}, run}} = this;
    const key = (name, label) => make('span', {class: `key ${name}`, textContent: label});
    this.legend.replaceChildren(key('train', texts.trainLoss),
        ...(test.count ? [key('test', texts.testLoss)] : []),
        ...(run ? [key('run', texts.runLoss)] : []));
  }

  draw() {
    const {view: {history: {rows, last}, look, palette, run}, plot} = this;
    const all = last && rows.at(-1) !== last ? [...rows, last] : rows;
    const height = look.logLoss ? (value) => Math.log10(Math.max(value, 1e-8)) : (value) => value;
    const lines = ['train', 'test'].map((name) => all.filter((row) => Number.isFinite(row[name]) &&
      row[name] !== null).map((row) => [row.step, height(row[name])]));
    const own = (run ?? []).map(({step, cost}) => [step, height(cost)]);
    const heights = [...lines.flat(), ...own].map(([, value]) => value);
    const right = Math.max(20, last?.step ?? 0, own.at(-1)?.[0] ?? 0);
    const top = heights.length ? Math.max(...heights) : 1;
    const bottom = look.logLoss ? Math.min(...heights, top - 1) : 0;
    plot.begin([0, right, bottom, top + 0.06 * (top - bottom || 1)]);
    plot.grid(ticks(0, right, this.canvas.clientWidth < 300 ? 3 : 5),
        ticks(bottom, top || 1, 4), look.logLoss ? {formY: (value) => shown(10 ** value)} : {});
    plot.line(own, {colour: palette.soft, dash: [1, 2], width: 3});
    plot.line(lines[1], {colour: palette.zero, dash: [4, 2], width: 2});
    plot.line(lines[0], {colour: palette.one, width: 2});
  }
}

class Inside {
  constructor(view) {
    const {texts} = view;
    this.view = view;
    this.body = make('tbody');
    this.findings = make('ul', {class: 'findings'});
    this.note = make('p', {class: 'soft'});
    const head = (label) => make('th', {scope: 'col', textContent: label});
    this.element = make('section', {class: 'inside panel'},
        make('h3', {textContent: texts.insideTitle}),
        make('table', {}, make('thead', {}, make('tr', {}, make('td'), head(texts.gradientNorm),
            head(texts.dead), head(texts.saturated))), this.body),
        this.findings, this.note);
  }

  build() {
    const {view: {texts, trainer: {net, train}}} = this;
    this.note.textContent = texts.insideNote(Math.min(PROBED, train.count));
    this.cells = net.layers.map(() => [make('b'), make('i'), make('td'), make('td')]);
    this.body.replaceChildren(...this.cells.map(([norm, bar, dead, saturated], index) => (
      make('tr', {}, make('th', {scope: 'row',
        textContent: net.layers[index].isLast ? texts.logits : texts.layer(index + 1)}),
      make('td', {class: 'norm'}, norm, make('span', {class: 'meter'}, bar)), dead, saturated))));
  }

  // Bars are logarithmic: from a millionth of the largest to the largest.
  draw() {
    const {view: {history, texts}} = this;
    const rows = history.inside ?? [];
    const most = Math.max(...rows.map(({gradient}) => gradient || 0));
    rows.forEach(({gradient, dead, saturated}, index) => {
      const [norm, bar, ofDead, ofSaturated] = this.cells[index];
      norm.textContent = digits(gradient);
      ofDead.textContent = dead === null ? '' : percent(dead);
      ofSaturated.textContent = saturated === null ? '' : percent(saturated);
      const share = gradient > 0 ? 1 + Math.log10(gradient / most) / 6 : 0;
      bar.style.width = `${100 * clamp(share, 0, 1)}%`;
    });
    const said = history.findings().map(([rule, value, layer]) => texts.findings[rule](
        rule === 'symmetric' ? value : ['vanishing', 'chance'].includes(rule) ? digits(value) :
          percent(value), layer));
    const text = said.join('\n') || texts.healthy;
    if (text !== this.text) {
      this.text = text;
      this.findings.replaceChildren(...text.split('\n').map((one) => (
        make('li', {class: said.length ? 'warn' : 'good', textContent: one}))));
    }
  }
}
