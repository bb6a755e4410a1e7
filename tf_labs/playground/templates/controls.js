// The settings: what is changed begins the training anew, where that is needed.

const RATES = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 0.5, 1, 3, 10];
const PENALTIES = [0, 0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1];
const BATCHES = [0, 1, 2, 5, 10, 20, 50];
const MOST_LAYERS = 8;
const MOST_UNITS = 10;
const LIVE = ['rate', 'momentum', 'l1', 'l2']; // need no new net

class Controls {
  constructor(view) {
    this.view = view;
    this.known = []; // functions that bring a control to what the settings are
    const {texts} = view;
    this.layers = make('div', {class: 'layer-sizes'});
    this.features = make('div', {class: 'checks'});
    const group = (title, ...parts) => make('fieldset', {},
        make('legend', {textContent: title}), ...parts);
    const data = group(texts.data,
        this.select('data', texts.dataSet, Object.keys(DATA_SETS).map((name) => (
          [name, texts.dataSets[name]]))),
        this.slider('noise', texts.noise, 0, 0.5, 0.01),
        this.slider('points', texts.points, 20, 500, 20),
        this.slider('test', texts.testShare, 0, 0.9, 0.1, percent),
        this.seed('dataSeed', texts.dataSeed), this.freshData());
    const net = group(texts.net, make('span', {class: 'label', textContent: texts.inputs}),
        this.features, this.layers,
        this.select('activation', texts.activation, this.named('activations')),
        this.select('initializer', texts.initializer, this.named('initializers')),
        this.slider('stddev', texts.stddev, 0.05, 5, 0.05), this.seed('seed', texts.seed),
        this.check('batchNorm', texts.batchNorm));
    const numbers = (values, zero) => values.map((value) => [value, value ? String(value) : zero]);
    const training = group(texts.training,
        this.select('optimizer', texts.optimizer, this.named('optimizers')),
        this.select('rate', texts.rate, numbers(RATES)),
        this.slider('momentum', texts.momentum, 0, 0.99, 0.01),
        this.select('batch', texts.batch, numbers(BATCHES, texts.all)),
        this.slider('dropout', texts.dropout, 0, 0.8, 0.1),
        this.select('l1', texts.l1, numbers(PENALTIES, '0')),
        this.select('l2', texts.l2, numbers(PENALTIES, '0')));
    const look = group(texts.view, ...['test', 'discrete', 'lines', 'logLoss'].map((name) => (
      this.look(name, texts[{test: 'showTest', discrete: 'discrete', lines: 'showLines',
        logLoss: 'logLoss'}[name]]))));
    this.element = make('div', {class: 'settings panel'}, data, net, training, look);
  }

  named(group) {
    return Object.entries(this.view.texts[group]);
  }

  labelled(label, control, ...more) {
    return make('div', {class: 'field-row'}, labelOf(control, label), control, ...more);
  }

  select(name, label, options) {
    const select = make('select', {on: {change: () => {
      const value = options[select.selectedIndex][0];
      this.view.change({[name]: value}, LIVE.includes(name));
    }}}, ...options.map(([, text]) => make('option', {textContent: text})));
    this.known.push((settings) => {
      const place = options.findIndex(([value]) => value === settings[name]);
      if (place < 0) { // a number that a run has
        options.push([settings[name], String(settings[name])]);
        select.append(make('option', {textContent: String(settings[name])}));
      }
      select.selectedIndex = place < 0 ? options.length - 1 : place;
    });
    return this.labelled(label, select);
  }

  slider(name, label, min, max, step, form = shown) {
    const output = make('output');
    const input = make('input', {type: 'range', min, max, step, autocomplete: 'off', on: {
      input: () => {
        output.textContent = form(Number(input.value));
        this.view.change({[name]: Number(input.value)}, LIVE.includes(name));
      }}});
    const row = this.labelled(label, input, output);
    this.known.push((settings) => {
      input.value = settings[name];
      output.textContent = form(settings[name]);
      row.hidden = (name === 'stddev' && settings.initializer !== 'normal') ||
        (name === 'momentum' && !WITH_MOMENTUM.includes(settings.optimizer)) ||
        (['noise', 'points', 'test'].includes(name) && settings.data === 'own') ||
        (['points', 'test'].includes(name) && this.view.trainer.isTable);
    });
    return row;
  }

  seed(name, label) {
    const input = make('input', {type: 'number', min: 0, max: 99999, step: 1, on: {change: () => {
      this.view.change({[name]: clamp(Math.round(Number(input.value)) || 0, 0, 99999)});
    }}});
    this.known.push((settings) => {
      input.value = settings[name];
    });
    return this.labelled(label, input);
  }

  freshData() {
    const {view} = this;
    const button = make('button', {type: 'button', textContent: view.texts.newData,
      on: {click: () => view.change({dataSeed: view.settings.dataSeed + 1})}});
    this.known.push(() => {
      button.hidden = view.trainer.isTable;
    });
    return button;
  }

  check(name, label) {
    const input = make('input', {type: 'checkbox', on: {change: () => (
      this.view.change({[name]: input.checked}))}});
    this.known.push((settings) => {
      input.checked = settings[name];
    });
    return make('label', {class: 'check'}, input, make('span', {textContent: label}));
  }

  look(name, label) {
    const {view} = this;
    const input = make('input', {type: 'checkbox', checked: view.look[name], on: {change: () => {
      view.look[name] = input.checked;
      view.field.build();
      view.graph.build();
      view.draw();
    }}});
    this.known.push(() => {
      input.checked = view.look[name];
    });
    return make('label', {class: 'check'}, input, make('span', {textContent: label}));
  }

  // Brings everything to what the settings are.
  show(settings) {
    this.known.forEach((one) => one(settings));
    this.showFeatures(settings);
    this.showLayers(settings);
  }

  showFeatures({features}) {
    const {view, view: {texts, trainer}} = this;
    const names = trainer.dataSet.isCurve ? OF_A_CURVE : Object.keys(FEATURES);
    const box = (name) => make('input', {type: 'checkbox',
      checked: trainer.features.includes(name), on: {change: ({target}) => {
        const chosen = Object.keys(FEATURES).filter((one) => (
          one === name ? target.checked : features.includes(one)));
        view.change({features: chosen.length ? chosen : ['x1']});
      }}});
    this.refill(this.features, names.map((name) => make('label', {class: 'check'}, box(name),
        make('span', {textContent: texts.features[name]}))));
  }

  showLayers({hidden}) {
    const {view, view: {texts}} = this;
    const count = (label, value, most, least, set) => {
      const input = make('input', {type: 'number', min: least, max: most, step: 1, value, on: {
        change: () => set(clamp(Math.round(Number(input.value)) || least, least, most))}});
      return this.labelled(label, input);
    };
    this.refill(this.layers, [
      count(texts.layers, hidden.length, MOST_LAYERS, 0, (layers) => view.change({
        hidden: Array.from({length: layers}, (_, at) => hidden[at] ?? hidden.at(-1) ?? 4)})),
      ...hidden.map((units, at) => count(texts.unitsOf(at + 1), units, MOST_UNITS, 1, (changed) => (
        view.change({hidden: hidden.map((one, place) => (place === at ? changed : one))}))))]);
  }

  // Replaces the controls of a group, and leaves the focus where it was.
  refill(element, parts) {
    const inputs = () => [...element.querySelectorAll('input')];
    const place = inputs().indexOf(document.activeElement);
    element.replaceChildren(...parts);
    inputs()[place]?.focus({preventScroll: true});
  }
}
