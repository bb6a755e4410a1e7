// The fields that the reader fills in, and the coach beside them.

class Field {
  constructor(exercise, kind, layer) {
    const {texts, chain: {last}} = exercise;
    Object.assign(this, {exercise, kind, layer, key: `${kind} ${layer}`, state: 'open'});
    const name = nameOf(kind, layer, last);
    this.input = make('input', {type: 'text', inputMode: 'text', autocomplete: 'off',
      spellcheck: false, on: {focus: () => exercise.enter(this), input: () => this.reopen(),
        change: () => this.check(), keydown: (event) => this.press(event)}});
    this.sign = make('span', {class: 'sign', 'aria-hidden': 'true'});
    this.element = make('label', {class: 'cell'}, make('span', {class: 'name',
      textContent: name.replaceAll('′(', '′\u2060(')}),
    make('span', {class: 'box'}, this.input, this.sign));
    this.element.style.setProperty('--column', layer);
    this.input.setAttribute('aria-invalid', 'false');
    this.input.setAttribute('aria-label', `${name}: ${texts.kinds[kind](layer, last)}`);
  }

  press(event) {
    if (event.key === 'Enter') {
      event.preventDefault();
      if (this.check()) {
        this.exercise.next()?.input.focus();
      }
    }
  }

  // Whether what stands in it is right; says so.
  check() {
    const {exercise, exercise: {chain, rounded, texts}} = this;
    if (this.state === 'right' || this.state === 'shown') {
      return true;
    }
    if (!this.input.value.trim()) {
      return false;
    }
    const typed = read(this.input.value);
    if (!typed) {
      this.become('wrong', texts.noNumber);
      return false;
    }
    const found = judge(typed, chain, [this.kind, this.layer], rounded);
    if (found.isRight) {
      rounded.set(this.key, typed.value);
      this.become('right', texts.right(nameOf(this.kind, this.layer, chain.last),
          shown(chain.value(this.kind, this.layer))));
      exercise.found(this);
    } else {
      const said = texts.mistakes[this.kind][found.mistake] ?? texts.mistakes.every[found.mistake];
      this.become('wrong', said(this.layer, chain.last));
    }
    return found.isRight;
  }

  // Fills in the number for the reader.
  show() {
    const {exercise, exercise: {chain, texts}} = this;
    const value = shown(chain.value(this.kind, this.layer));
    this.input.value = value;
    exercise.rounded.delete(this.key);
    this.become('shown', texts.shown(`${nameOf(this.kind, this.layer, chain.last)} = ${
      formula(chain, this.kind, this.layer)} = ${value}`));
    exercise.found(this);
  }

  reopen() {
    if (this.state !== 'open') {
      this.become('open', '');
      this.exercise.rounded.delete(this.key);
      this.exercise.lost(this);
    }
  }

  become(state, said) {
    this.state = state;
    this.element.dataset.state = state;
    this.input.setAttribute('aria-invalid', String(state === 'wrong'));
    this.sign.textContent = {right: '✓', shown: '✓', wrong: '✗', open: ''}[state];
    this.exercise.coach.say(said, state);
  }
}

// Says whether a number is right, and helps step by step.
class Coach {
  constructor(exercise) {
    const {texts} = exercise;
    this.exercise = exercise;
    this.said = make('p', {class: 'said', role: 'status'});
    this.hints = make('ol', {class: 'hints', 'aria-live': 'polite'});
    this.title = make('p', {class: 'about'});
    this.hint = make('button', {type: 'button', textContent: texts.hint,
      on: {click: () => this.tell()}});
    this.show = make('button', {type: 'button', textContent: texts.showMe,
      on: {click: () => this.field.show()}});
    this.next = make('button', {type: 'button', textContent: texts.next,
      on: {click: () => exercise.next()?.input.focus()}});
    this.element = make('div', {class: 'coach'}, this.title, this.said, this.hints,
        make('div', {class: 'row'}, this.hint, this.show, this.next));
  }

  // Turns to a field.
  turn(field) {
    const {exercise: {texts, chain: {last}}} = this;
    if (this.field !== field) {
      this.field = field;
      this.title.textContent = `${nameOf(field.kind, field.layer, last)}: ${
        texts.kinds[field.kind](field.layer, last)}`;
      this.hints.replaceChildren();
      if (this.said.dataset.state !== 'right') {
        this.say('', 'open');
      }
      this.steps = hintsOf(this.exercise, field);
      this.hint.disabled = false;
    }
  }

  tell() {
    this.hints.append(make('li', {textContent: this.steps[this.hints.children.length]}));
    if (this.hints.children.length === this.steps.length) {
      this.hint.disabled = true;
      this.show.focus();
    }
  }

  say(text, state) {
    this.said.textContent = text;
    this.said.dataset.state = state;
  }
}

// In words and letters first, then with the numbers.
function hintsOf({texts, chain}, {kind, layer}) {
  const {last} = chain;
  const called = (...key) => nameOf(...key, last);
  const steps = [texts.hints[kind](layer, last), `${called(kind, layer)} = ${
    letters(kind, layer, last)}`, `${called(kind, layer)} = ${formula(chain, kind, layer)}`];
  if (kind === 'a') {
    const z = chain.value('z', layer);
    steps.push(`e^(${shown(-z)}) = ${shown(Math.exp(-z))}`);
  }
  return [...new Set(steps)];
}

// How a number is made, in letters.
function letters(kind, layer, last) {
  const called = (of, at) => nameOf(of, at, last);
  return written(kind, layer, last, called);
}

// The same in numbers.
function formula(chain, kind, layer) {
  const inBrackets = (value) => (value < 0 ? `(${shown(value)})` : shown(value));
  return written(kind, layer, chain.last, (of, at) => inBrackets(chain.value(of, at)));
}

function written(kind, layer, last, of) {
  return {
    z: () => `${of('w', layer)} · ${of('a', layer - 1)}`,
    a: () => `1 / (1 + e^(−${of('z', layer)}))`,
    slope: () => `${of('a', layer)} · (1 − ${of('a', layer)})`,
    product: () => `${of('product', layer + 1)} · ${of('slope', layer)}`,
    delta: () => (layer === last ? of('slope', layer) :
      `${of('delta', layer + 1)} · ${of('w', layer + 1)} · ${of('slope', layer)}`),
    gradient: () => `${of('delta', layer)} · ${of('a', layer - 1)}`,
  }[kind]();
}
