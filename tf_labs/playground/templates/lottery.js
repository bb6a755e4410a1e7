// The same net from 20 initial weights, trained in the pauses between frames.

const TRIED_SEEDS = 20;
const TRIED_STEPS = 1000; // each, where the preset does not say more
const MILLISECONDS = 10; // of a frame

class Lottery {
  constructor(view) {
    const {texts} = view;
    this.view = view;
    this.steps = PRESETS[view.preset].triedSteps ?? TRIED_STEPS;
    this.chips = make('div', {class: 'chips'});
    this.said = make('p', {class: 'said', role: 'status', textContent: this.note()});
    this.element = make('section', {class: 'lottery panel'},
        make('h3', {textContent: texts.seedsTitle}),
        make('div', {class: 'row'}, make('button', {type: 'button', textContent: texts.trySeeds,
          on: {click: () => this.begin()}}), this.chips), this.said);
  }

  // Only of tables, where `all right` has a meaning.
  build() {
    const {trainer} = this.view;
    this.stop();
    this.element.hidden = !(trainer.isTable && trainer.dataSet.isTable);
    this.chips.replaceChildren();
    this.said.textContent = this.note();
  }

  note() {
    return this.view.texts.seedsNote(TRIED_SEEDS, this.steps.toLocaleString('en'));
  }

  begin() {
    this.stop();
    this.chips.replaceChildren();
    this.solved = 0;
    this.seed = 0;
    this.next();
    const run = () => {
      const end = performance.now() + MILLISECONDS;
      while (this.seed <= TRIED_SEEDS && performance.now() < end) {
        this.advance();
      }
      this.frame = this.seed <= TRIED_SEEDS ? requestAnimationFrame(run) : 0;
    };
    this.frame = requestAnimationFrame(run);
  }

  next() {
    this.seed += 1;
    this.trainer = new Trainer({...this.view.settings, weights: null, seed: this.seed});
  }

  advance() {
    for (let step = 0; step < 50; step += 1) {
      this.trainer.step();
    }
    const isSolved = this.trainer.evaluate(this.trainer.train).accuracy === 1;
    if (isSolved || this.trainer.steps >= this.steps) {
      this.add(this.seed, isSolved);
      this.next();
    }
  }

  add(seed, isSolved) {
    const {view, view: {texts}} = this;
    this.solved += isSolved;
    const label = (isSolved ? texts.seedSolved : texts.seedStuck)(seed);
    this.chips.append(make('button', {type: 'button', title: label,
      class: isSolved ? 'chip solved' : 'chip stuck', textContent: isSolved ? '\u2713' : '\u00d7',
      'aria-label': label, on: {click: () => view.showSeed(seed, this.steps)}}));
    this.said.textContent = texts.solvedOf(this.solved, seed);
  }

  stop() {
    cancelAnimationFrame(this.frame ?? 0);
    this.frame = 0;
  }
}
