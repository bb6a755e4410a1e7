// The parts of a playground, where they stand, and what it hears of the page. Its buttons call the
// methods of Playground.

class Assembly {
  assemble(compact) {
    const {texts} = this;
    const button = (label, respond, name = '') => make('button', {type: 'button', class: name,
      textContent: label, on: {click: respond}});
    const [, sentence, tries] = texts.presets[this.preset];
    this.tries = PRESETS[this.preset].tries.map(([name], place) => button(
        tries[name][0], () => this.attempt(place)));
    this.told = make('p', {class: 'told', role: 'status'});
    this.playButton = button(texts.train, () => this.toggle(), 'main');
    this.speed = make('select', {}, ...Object.keys(STEPS_A_SECOND).map((name) => (
      make('option', {value: name, textContent: texts.speeds[name]}))));
    this.counters = make('p', {class: 'counters'});
    this.message = make('p', {class: 'message', role: 'status'});
    Object.assign(this, {graph: new Graph(this), field: new Field(this), curves: new Curves(this),
      inside: new Inside(this), numbers: new Numbers(this), lottery: new Lottery(this),
      controls: new Controls(this)});
    this.painting = this.paintingTools();
    const settings = compact ? make('details', {class: 'more'},
        make('summary', {textContent: texts.settings}), this.controls.element) :
      this.controls.element;
    this.root.classList.add('playground');
    this.root.classList.toggle('compact', compact);
    this.root.lang = texts === TEXTS_KO ? 'ko' : 'en';
    this.root.replaceChildren(make('div', {class: 'inner'},
        make('p', {class: 'sentence', textContent: sentence}),
        make('div', {class: 'tries', role: 'group'}, ...this.tries), this.told,
        make('div', {class: 'bar'}, this.playButton, button(texts.oneStep, () => this.oneStep()),
            button(texts.again, () => this.restart()),
            button(texts.newWeights, () => this.change({seed: this.settings.seed + 1})),
            make('div', {class: 'speed'}, labelOf(this.speed, texts.speed), this.speed)),
        this.counters, this.message,
        make('div', {class: 'stage'}, ...(compact ? [] : [settings]),
            make('div', {class: 'middle'}, this.graph.element, this.lottery.element,
                this.numbers.element),
            make('div', {class: 'side'}, make('div', {class: 'panel'}, this.field.element,
                this.painting), make('div', {class: 'panel'}, this.curves.element),
            this.inside.element)),
        ...(compact ? [settings] : [])));
  }

  paintingTools() {
    const {texts} = this;
    this.classes = [1, 0].map((target) => make('input', {type: 'radio', value: target,
      name: `class-of-${Assembly.count += 1}`, checked: target === 1,
      on: {change: () => this.chooseClass(target)}}));
    this.classes[1].name = this.classes[0].name;
    const option = (input, label) => make('label', {class: 'check'}, input,
        make('span', {textContent: label}));
    return make('div', {class: 'painting', hidden: true},
        make('div', {class: 'checks', role: 'group', 'aria-label': texts.classOf},
            option(this.classes[0], texts.class1), option(this.classes[1], texts.class0)),
        make('p', {class: 'soft', textContent: texts.mapKeys}),
        make('button', {type: 'button', textContent: texts.clearPoints,
          on: {click: () => this.change({own: []})}}));
  }

  // Redraws with the theme and the width; stands still where it is not seen.
  watch() {
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
      this.palette = new Palette(this.root);
      this.draw();
    });
    let width = 0;
    new ResizeObserver(([{contentRect}]) => {
      if (Math.abs(contentRect.width - width) > 1) {
        width = contentRect.width;
        this.graph.build();
        this.draw();
      }
    }).observe(this.graph.element);
    new IntersectionObserver(([{isIntersecting}]) => {
      this.isVisible = isIntersecting;
      this.continue();
    }).observe(this.root);
  }

  chooseClass(target) {
    this.classToAdd = target;
    this.classes[target === 1 ? 0 : 1].checked = true;
  }

  addPoint(x, y, isOther) {
    const target = isOther ? 1 - this.classToAdd : this.classToAdd;
    this.setPoints([...this.settings.own, {x, y, target}]);
  }

  removePoint(x, y) {
    const distance = (point) => (point.x - x) ** 2 + (point.y - y) ** 2;
    const points = this.settings.own;
    const nearest = points.reduce((best, point) => (
      best === null || distance(point) < distance(best) ? point : best), null);
    this.setPoints(points.filter((point) => point !== nearest));
  }

  // Training goes on with other points: the weights stay.
  setPoints(own) {
    const {trainer} = this;
    this.settings.own = own;
    trainer.settings.own = own;
    trainer.gather();
    trainer.prepare();
    this.isSolved = false;
    this.row = 0;
    this.inside.build();
    this.numbers.build();
    this.say(this.texts.added(own.length));
    this.record();
    this.field.draw();
    this.draw();
  }
}
Assembly.count = 0; // of groups of radio buttons
