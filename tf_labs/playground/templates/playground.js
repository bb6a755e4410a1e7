// The playground: one net on one element of a page. Several on a page know nothing of each other.

const READABLE = 100; // milliseconds between numbers while they change
const OF_WEIGHTS = ['hidden', 'features', 'initializer', 'stddev', 'seed', 'batchNorm'];

class Playground extends Training {
  constructor(element, {preset = 'xor', lang = 'en', compact = false} = {}) {
    super();
    this.texts = textsOf(lang);
    this.preset = preset in PRESETS ? preset : 'xor';
    this.root = element;
    this.look = {test: true, discrete: false, lines: true, logLoss: false};
    this.classToAdd = 1;
    this.settings = {...SETTINGS, ...PRESETS[this.preset].tries[0][1]};
    this.trainer = new Trainer(this.settings);
    this.history = new History();
    this.chosen = [1, 0];
    this.isVisible = true;
    this.palette = null;
    this.assemble(compact);
    this.palette = new Palette(element);
    this.attempt(0);
    this.watch();
  }

  // What the lesson has to try, by its place.
  attempt(place) {
    const [name, changes, more = {}] = PRESETS[this.preset].tries[place];
    this.tries.forEach((one, at) => one.setAttribute('aria-pressed', String(at === place)));
    this.told.textContent = this.texts.presets[this.preset][2][name][1];
    this.speed.value = more.speed ?? 'normal';
    this.run = this.preset === 'run' ? RUNS.run.rows : null;
    this.settings = {...SETTINGS, own: this.settings.own};
    this.change(changes);
    this.conclusion = this.texts.presets[this.preset][2][name][2] ?? '';
    if (more.lottery) {
      this.lottery.begin();
    }
  }

  // Takes settings over; `isLive` ones go on with the same net.
  change(changes, isLive = false) {
    const isReplaced = OF_WEIGHTS.some((name) => name in changes) && !('weights' in changes);
    this.settings = {...this.settings, ...(isReplaced ? {weights: null} : {}), ...changes};
    if (isLive) {
      Object.assign(this.trainer.settings, changes);
      this.controls.show(this.settings);
      return;
    }
    this.pause();
    this.conclusion = 'seed' in changes ? this.conclusion : '';
    this.trainer = new Trainer(this.settings);
    this.rebuild();
  }

  rebuild() {
    const {trainer} = this;
    const {layers} = trainer.net;
    const [layer, unit] = this.chosen;
    this.chosen = layer <= layers.length && unit < layers[layer - 1].units ? this.chosen : [1, 0];
    this.shownUnit = null;
    this.row = Math.max(0, Math.min(trainer.isTable ? 1 : 0, trainer.size - 1));
    this.maps = new Maps(trainer);
    this.painting.hidden = !trainer.dataSet.isOwn;
    [this.graph, this.field, this.curves, this.inside, this.numbers, this.lottery].forEach(
        (part) => part.build());
    this.controls.show(this.settings);
    this.begin();
  }

  draw() {
    if (!this.palette || !this.maps) {
      return;
    }
    const begin = performance.now();
    const isReadable = !this.isPlaying || begin - (this.writtenAt ?? 0) > READABLE;
    this.maps.evaluate();
    this.field.draw(); // canvases first: they ask for their sizes, what follows changes the page
    if (isReadable) {
      this.curves.draw();
    }
    this.graph.draw();
    if (isReadable) {
      this.inside.draw();
      this.numbers.draw();
      this.count();
      this.writtenAt = begin;
    }
    this.drawing = performance.now() - begin;
  }

  count() {
    const {texts, trainer, results: {train, test}} = this;
    const pairs = [[texts.step, trainer.steps.toLocaleString('en')]];
    if (trainer.size < trainer.train.count) {
      pairs.push([texts.epoch, trainer.epochs.toLocaleString('en')]);
    }
    pairs.push([texts.trainLoss, digits(train.loss ?? NaN)]);
    if (test.loss !== null) {
      pairs.push([texts.testLoss, digits(test.loss)]);
    }
    if (train.accuracy !== null) {
      const {count} = trainer.train;
      const ofTest = test.accuracy === null ? '' : `, ${texts.ofTest(percent(test.accuracy))}`;
      pairs.push([texts.accuracy, trainer.isTable ?
        `${Math.round(train.accuracy * count)} / ${count}` : percent(train.accuracy) + ofTest]);
    }
    this.counters.replaceChildren(...pairs.map(([label, value]) => make('span', {},
        `${label} `, make('b', {textContent: value}))));
  }

  nameOf(layer, unit) {
    const {texts, trainer: {features, net}} = this;
    return layer === 0 ? texts.features[features[unit]] :
      layer === net.layers.length ? texts.output : texts.unit(layer, unit + 1);
  }

  choose(layer, unit) {
    if (layer > 0) {
      this.chosen = [layer, unit];
      this.numbers.build();
      this.draw();
    }
  }

  // What the large picture shows: a unit [layer, unit], or null for the output.
  showUnit(unit) {
    this.shownUnit = unit;
    if (this.maps) {
      this.field.draw();
    }
  }

  // The row of the batch whose numbers are shown.
  showRow(row) {
    this.row = row;
    this.draw();
  }

  changedWeights() {
    this.trainer.stage = null;
    this.record();
    this.draw();
  }

  // A seed of the lottery, trained as there.
  showSeed(seed, steps) {
    const chips = [...this.lottery.chips.childNodes];
    const {textContent: said} = this.lottery.said;
    this.change({seed});
    this.lottery.chips.replaceChildren(...chips);
    this.lottery.said.textContent = said;
    while (this.trainer.steps < steps) {
      this.trainer.step();
      if (this.trainer.steps % 10 === 0) {
        this.record();
      }
    }
    this.draw();
  }

  say(text) {
    this.message.textContent = text;
  }
}

// Puts a playground on an element. preset: of PRESETS; lang: en or ko; compact: with the settings
// folded away, for a page that has other things to say. Returns it; `pause()` stops it.
function mountPlayground(element, options = {}) {
  return new Playground(element, options);
}

// [name, title] of every preset; and what tests and lessons look at.
mountPlayground.titles = (lang) => Object.keys(PRESETS).map((name) => (
  [name, textsOf(lang).presets[name][0]]));
mountPlayground.texts = {en: TEXTS_EN, ko: TEXTS_KO};
mountPlayground.presets = PRESETS;
mountPlayground.Trainer = Trainer;
mountPlayground.measure = measure;
