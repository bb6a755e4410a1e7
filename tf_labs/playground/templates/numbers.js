// A step in stages, the numbers of a unit, and its weights to be changed.

const STAGES = ['forward', 'backward', 'update'];
const ROWS_SHOWN = 20; // of a batch, to choose one from

class Numbers {
  constructor(view) {
    const {texts} = view;
    this.view = view;
    this.marks = STAGES.map((stage) => make('li', {textContent: texts.stages[stage]}));
    this.said = make('p', {class: 'said', role: 'status'});
    this.body = make('tbody');
    this.caption = make('caption');
    this.row = make('select', {on: {change: () => view.showRow(this.row.selectedIndex)}});
    this.formula = make('p', {class: 'formula'});
    const head = (label) => make('th', {scope: 'col', textContent: label});
    this.table = make('table', {}, this.caption, make('thead', {}, make('tr', {}, head(texts.from),
        head(texts.value), head(texts.weight), head(texts.product), head(texts.slope))), this.body);
    this.element = make('section', {class: 'numbers panel'},
        make('h3', {textContent: texts.numbersTitle}),
        make('p', {class: 'soft', textContent: texts.numbersNote}),
        make('div', {class: 'row'}, make('button', {type: 'button', textContent: texts.nextStage,
          on: {click: () => view.nextStage()}}), make('ol', {class: 'stages'}, ...this.marks),
        make('div', {class: 'row'}, labelOf(this.row, texts.row), this.row)),
        this.said, make('div', {class: 'scroll', tabIndex: 0, role: 'region',
          'aria-label': texts.numbersTitle}, this.table), this.formula);
  }

  build() {
    const {view: {texts, trainer: {net, features}, chosen}} = this;
    const rows = Math.min(ROWS_SHOWN, this.view.trainer.size);
    this.row.replaceChildren(...Array.from({length: rows}, (_, place) => (
      make('option', {textContent: String(place + 1)}))));
    this.row.selectedIndex = this.view.row;
    const [layer, unit] = chosen;
    const {inputs, hasNorm, units} = net.layers[layer - 1];
    this.caption.textContent = texts.unitTable(this.view.nameOf(layer, unit));
    const ofInputs = Array.from({length: inputs}, (_, input) => ({array: 'kernel', input,
      at: input * units + unit, from: layer === 1 ? texts.features[features[input]] :
        texts.unit(layer - 1, input + 1)}));
    const ofUnit = (hasNorm ? ['gamma', 'beta'] : ['bias']).map((array) => (
      {array, at: unit, from: texts[array]}));
    this.rows = [...ofInputs, ...ofUnit].map((its) => {
      const weight = make('input', {type: 'number', step: 0.1, on: {
        input: ({target}) => this.change(its, target.valueAsNumber)}});
      weight.setAttribute('aria-label', texts.weightOf(its.from));
      const cells = [make('td'), make('td', {}, weight), make('td'), make('td')];
      const row = make('tr', {}, make('th', {scope: 'row', textContent: its.from}), ...cells);
      return {...its, row, cells, weight};
    });
    this.body.replaceChildren(...this.rows.map(({row}) => row));
  }

  change({array, at}, value) {
    const {view, view: {trainer: {net}, chosen: [layer]}} = this;
    if (Number.isFinite(value)) {
      net.layers[layer - 1][array][at] = value;
      view.changedWeights();
    }
  }

  draw() {
    const {view: {texts, trainer, trainer: {stage, net, pass, batch}, chosen, row}} = this;
    const reached = STAGES.indexOf(stage);
    this.marks.forEach((mark, place) => {
      mark.className = place === reached ? 'now' : place < reached ? 'done' : '';
    });
    const says = texts.stageSays;
    this.said.textContent = stage === null ? says.none : stage === 'forward' ?
      says.forward(row + 1, trainer.size, digits(batch.targets[row]),
          digits(trainer.batchLoss)) : stage === 'backward' ?
        says.backward : says.update(texts.optimizers[trainer.settings.optimizer]);
    const [layer, unit] = chosen;
    const below = layer > 1 ? pass.layers[layer - 2].given : batch.inputs;
    this.rows.forEach(({cells, weight, at, array, input}) => {
      const {[array]: {[at]: current}, gradient, inputs, units, places} = net.layers[layer - 1];
      const value = array === 'kernel' ? below[row * inputs + input] :
        array === 'gamma' ? pass.layers[layer - 1].normed[row * units + unit] : 1;
      const before = trainer.before[places[array] + at];
      if (document.activeElement !== weight) {
        weight.value = Number(current.toFixed(3));
      }
      cells[0].textContent = stage ? digits(value) : '';
      cells[2].textContent = stage ? digits(value * (stage === 'update' ? before : current)) : '';
      cells[3].textContent = reached >= 1 ? digits(gradient[array][at]) : '';
    });
    this.formula.textContent = stage ? this.sum(layer, unit) : '';
  }

  // z = b + w a + ... and what the activation makes of it.
  sum(layer, unit) {
    const {view: {trainer: {net, pass, dataSet, settings}, texts, row}} = this;
    const its = pass.layers[layer - 1];
    const at = row * net.layers[layer - 1].units + unit;
    const isOutput = layer === net.layers.length;
    const z = digits(its.fed[at]);
    if (isOutput && dataSet.kind === 'number') {
      return `z = ${z}`;
    }
    const [name, answer] = isOutput ? ['sigmoid', sigmoid(its.fed[at])] :
      [texts.activations[settings.activation], its.given[at]];
    return `z = ${z},  ${name}(z) = ${digits(answer)}`;
  }
}
