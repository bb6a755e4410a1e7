// The exercise on one element of a page.

// Each stage with its kinds of numbers; but for the first they go from the last layer to the first.
const STAGES = [['forward', ['z', 'a']], ['slope', ['slope']], ['product', ['product']],
  ['delta', ['delta']], ['gradient', ['gradient']]];

class Exercise {
  constructor(element, {lang = 'en'} = {}) {
    this.texts = lang.startsWith('ko') ? TEXTS_KO : TEXTS_EN;
    this.root = element;
    this.rounded = new Map();
    this.drawing = new Drawing(this.texts);
    element.classList.add('chain');
    element.lang = lang;
    this.stages = make('div', {class: 'stages'});
    this.conclusion = make('div', {class: 'conclusion', role: 'status'});
    element.replaceChildren(make('p', {class: 'sentence', textContent: this.texts.sentence}),
        this.tools(), this.drawing.element, this.stages, this.conclusion);
    this.begin(NOTES, null);
  }

  tools() {
    const {texts} = this;
    const button = (text, click) => make('button', {type: 'button', textContent: text, on: {click}});
    this.notes = button(texts.notes, () => this.begin(NOTES, null));
    this.seed = make('input', {type: 'number', min: 1, max: 9999, step: 1, value: 1,
      on: {change: () => this.draw(Number(this.seed.value))}});
    this.others = button(texts.others, () => this.draw(
        this.seeded === null ? Number(this.seed.value) : this.seeded + 1));
    this.progress = make('p', {class: 'progress', role: 'status'});
    return make('div', {class: 'row tools'}, this.notes, this.others,
        make('label', {class: 'seed'}, texts.seed, this.seed),
        button(texts.again, () => this.begin(this.chain, this.seeded)), this.progress);
  }

  // Takes the numbers of a seed.
  draw(seed) {
    const whole = Math.min(9999, Math.max(1, Math.round(seed) || 1));
    this.seed.value = whole;
    this.begin(numbersOf(whole), whole);
  }

  begin({x, weights}, seed) {
    this.chain = new Chain({x, weights});
    this.seeded = seed;
    this.rounded.clear();
    this.notes.setAttribute('aria-pressed', String(seed === null));
    this.others.setAttribute('aria-pressed', String(seed !== null));
    this.drawing.begin(this.chain);
    this.coach = new Coach(this);
    this.fields = [];
    this.stages.replaceChildren(...STAGES.map(([name, kinds]) => this.stage(name, kinds)));
    this.turn(this.fields[0]);
    this.count();
  }

  stage(name, kinds) {
    const {texts, chain: {last}} = this;
    const layers = Array.from({length: last}, (_, at) => at + 1);
    const order = name === 'forward' ? layers : layers.reverse();
    const asked = order.filter((layer) => name !== 'product' || layer < last);
    const fields = asked.flatMap((layer) => kinds.map((kind) => new Field(this, kind, layer)));
    this.fields.push(...fields);
    const [title, ...notes] = texts.stages[name](last);
    const grid = make('div', {class: `grid ${name}`}, ...fields.map(({element}) => element));
    grid.style.setProperty('--layers', last);
    return make('section', {}, make('h3', {textContent: title}),
        ...notes.flatMap((note) => (Array.isArray(note) ?
          note.map((line) => make('p', {class: 'formula', textContent: line})) :
          [make('p', {class: 'explanation', textContent: note})])), grid);
  }

  // The field that the reader is at.
  enter(field) {
    this.turn(field);
    const place = field.element.closest('section');
    if (this.coach.element.parentElement !== place) {
      place.append(this.coach.element);
    }
  }

  turn(field) {
    this.coach.turn(field);
    this.drawing.mark(field.kind, field.layer);
    if (!this.coach.element.isConnected) {
      field.element.closest('section').append(this.coach.element);
    }
  }

  next() {
    return this.fields.find(({state}) => state !== 'right' && state !== 'shown');
  }

  found(field) {
    this.drawing.show(field.kind, field.layer);
    this.count();
  }

  lost(field) {
    this.drawing.shown.delete(field.key);
    this.drawing.build();
    this.count();
  }

  count() {
    const {texts, fields, chain} = this;
    const of = (...states) => fields.filter(({state}) => states.includes(state)).length;
    const found = of('right', 'shown');
    this.progress.textContent = texts.progress(found, fields.length);
    this.conclusion.replaceChildren(...(found < fields.length ? [] : texts.conclusion({
      own: of('right'), all: fields.length, isNotes: this.seeded === null, last: chain.last,
      alone: shown(chain.value('product', 1)), whole: shown(chain.value('delta', 1)),
      cut: chain.value('product', 1).toFixed(DECIMALS),
      weights: chain.weights.slice(1).map((weight, at) => `${nameOf('w', at + 2)} = ${
        shown(weight)}`).reverse().join(', '),
      share: shown(chain.weights.slice(1).reduce((product, weight) => product * weight, 1)),
      first: shown(chain.value('gradient', 1)), final: shown(chain.value('gradient', chain.last)),
    }).map((sentence) => make('p', {textContent: sentence}))));
  }
}

function mountChain(element, options = {}) {
  return new Exercise(element, options);
}
mountChain.texts = {en: TEXTS_EN, ko: TEXTS_KO};
mountChain.numbersOf = numbersOf;
