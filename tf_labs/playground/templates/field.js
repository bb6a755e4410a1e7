// The large picture: what the net says of each place, the points, and a cross to add some with.

const LINES_AT_MOST = 8; // more of them hide the points

class Field {
  constructor(view) {
    const {texts} = view;
    this.view = view;
    this.cross = null;
    this.heat = make('canvas', {class: 'heat', 'aria-hidden': 'true'});
    this.front = make('canvas', {class: 'front', on: {
      click: (event) => this.click(event),
      keydown: (event) => this.press(event),
      blur: () => this.point(null),
    }});
    this.title = make('h3', {textContent: texts.outputOf});
    this.legend = make('p', {class: 'legend'});
    this.element = make('div', {class: 'field'}, this.title,
        make('div', {class: 'map'}, this.heat, this.front), this.legend);
  }

  build() {
    const {view: {texts, trainer: {dataSet}}} = this;
    this.isCurve = Boolean(dataSet.isCurve);
    const margin = this.isCurve ? {left: 30, right: 14, top: 6, bottom: 22} :
      {left: 0, right: 0, top: 0, bottom: 0};
    this.plot = new Plot(this.front, margin);
    this.heat.hidden = this.isCurve;
    this.cross = null;
    this.front.setAttribute('aria-label', this.isCurve ? texts.curveLabel :
      `${texts.mapLabel}. ${dataSet.isOwn ? texts.mapKeys : ''}`);
    this.front.setAttribute('role', dataSet.isOwn ? 'application' : 'img');
    this.front.tabIndex = dataSet.isOwn ? 0 : -1;
    this.front.classList.toggle('own', Boolean(dataSet.isOwn));
    this.legend.replaceChildren(...this.legendParts());
  }

  legendParts() {
    const {view: {texts, trainer: {dataSet, test}, look}} = this;
    if (dataSet.kind !== 'class') {
      return [look.test && test.count ? texts.legendTest : ''];
    }
    const key = (name, label) => make('span', {class: `key ${name}`, textContent: label});
    return [key('one', texts.legend1), key('zero', texts.legend0), key('edge', texts.boundary),
      ...(this.hasLines() ? [key('dashed', texts.lineLegend)] : []),
      ...(look.test && test.count ? [key('hollow', texts.legendTest)] : [])];
  }

  hasLines() {
    const {look, trainer: {settings, dataSet}} = this.view;
    return look.lines && settings.hidden.length > 0 && settings.hidden[0] <= LINES_AT_MOST &&
      !dataSet.isCurve;
  }

  draw() {
    const {view: {trainer, palette, shownUnit, maps, texts, look}, plot} = this;
    const [layer, unit] = shownUnit ?? [trainer.net.layers.length, 0];
    this.title.textContent = shownUnit ? texts.mapOf(this.view.nameOf(layer, unit)) :
      texts.outputOf;
    if (this.isCurve) {
      plot.begin(trainer.dataSet.window);
      const [left, right, bottom, top] = trainer.dataSet.window;
      plot.grid(ticks(left, right, 6), ticks(bottom, top, 5));
      this.drawPoints();
      this.drawCurve(layer, unit);
    } else {
      maps.paint(this.heat, layer, unit, palette, look.discrete);
      plot.begin(trainer.dataSet.window);
      this.drawLines(layer, unit);
      this.drawPoints();
    }
    this.drawRow();
    this.drawCross();
  }

  drawCurve(layer, unit) {
    const {view: {maps, palette, trainer: {dataSet}}, plot} = this;
    const {values, units} = maps.of(layer, unit);
    plot.line(maps.places.filter(({x}) => Math.abs(x) <= 1).map(({x}) => [x, dataSet.height(x)]),
        {colour: palette.soft, dash: [2, 2], width: 1.5});
    plot.line(maps.places.map(({x}, at) => [x, values[at * units + unit]]),
        {colour: palette.accent, width: 3});
  }

  drawLines(layer, unit) {
    const {view: {maps, palette, trainer: {net, dataSet}}, plot: {context, frame}} = this;
    const place = (x, y) => [x * frame.width, (1 - y) * frame.height];
    const isOutput = layer === net.layers.length;
    if (isOutput && this.hasLines()) {
      const {units} = net.layers[0];
      const {fed} = maps.pass.layers[0];
      context.lineWidth = 2;
      context.setLineDash([6, 4]);
      for (let line = 0; line < units; line += 1) {
        context.strokeStyle = palette.lines[line % COLOURS_OF_LINES];
        maps.trace(context, (at) => fed[at * units + line], place);
      }
      context.setLineDash([]);
    }
    if ((isOutput && dataSet.kind === 'class') || layer === 1) {
      const {units} = net.layers[layer - 1];
      const {fed} = maps.pass.layers[layer - 1];
      context.lineWidth = 2.5;
      context.strokeStyle = palette.ink;
      maps.trace(context, (at) => fed[at * units + unit], place);
    }
  }

  drawPoints() {
    const {view: {trainer, look}} = this;
    if (look.test) {
      trainer.test.points.forEach((point) => this.drawPoint(point, true));
    }
    trainer.train.points.forEach((point) => this.drawPoint(point, false));
  }

  drawPoint({x, y, target}, isTest) {
    const {view: {palette, trainer: {dataSet, isTable}}, plot} = this;
    const {context} = plot;
    const size = this.isCurve ? 3 : dataSet.isOwn ? 6 : isTable ? 8 : 4;
    const [left, up] = [plot.x(x), plot.y(y)];
    context.beginPath();
    if (dataSet.kind === 'class' && target < 0.5) {
      context.rect(left - size * 0.9, up - size * 0.9, 1.8 * size, 1.8 * size);
    } else {
      context.arc(left, up, size, 0, 2 * Math.PI);
    }
    let colour = target > 0.5 ? palette.one : palette.zero;
    if (dataSet.kind === 'number') {
      colour = this.isCurve ? palette.soft : target > 0 ? palette.one : palette.zero;
      context.globalAlpha = this.isCurve ? 0.8 : 0.3 + 0.7 * Math.min(1, Math.abs(target));
    }
    context.lineWidth = isTest ? 2 : 1.5;
    context.fillStyle = isTest ? palette.card : colour;
    context.strokeStyle = isTest ? colour : palette.card;
    context.fill();
    context.stroke();
    context.globalAlpha = 1;
  }

  // A ring about the point whose numbers are shown.
  drawRow() {
    const {view: {palette, trainer: {stage, batch}, row}, plot, plot: {context}} = this;
    if (stage !== null && batch.rows[row]) {
      context.beginPath();
      context.arc(plot.x(batch.rows[row].x), plot.y(batch.rows[row].y), 14, 0, 2 * Math.PI);
      context.strokeStyle = palette.ink;
      context.lineWidth = 3;
      context.stroke();
    }
  }

  drawCross() {
    if (!this.cross) {
      return;
    }
    const {view: {palette}, plot, plot: {context}} = this;
    const [left, up] = [plot.x(this.cross[0]), plot.y(this.cross[1])];
    for (const [colour, width] of [[palette.card, 5], [palette.ink, 2]]) {
      context.beginPath();
      context.moveTo(left - 10, up);
      context.lineTo(left + 10, up);
      context.moveTo(left, up - 10);
      context.lineTo(left, up + 10);
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.stroke();
    }
  }

  click(event) {
    if (this.view.trainer.dataSet.isOwn) {
      this.front.focus({preventScroll: true});
      const [x, y] = this.plot.at(event);
      this.view.addPoint(x, y, event.shiftKey);
    }
  }

  press(event) {
    const {view, view: {trainer: {dataSet}}} = this;
    if (!dataSet.isOwn) {
      return;
    }
    const [left, right, bottom, top] = dataSet.window;
    const moves = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1]};
    if (event.key in moves) {
      const [x, y] = this.cross ?? [0, 0];
      const [across, up] = moves[event.key];
      const stride = event.shiftKey ? 0.02 : 0.1;
      this.point([clamp(x + stride * across, left, right), clamp(y + stride * up, bottom, top)]);
    } else if (event.key === 'Enter' || event.key === ' ') {
      view.addPoint(...(this.cross ?? [0, 0]), false);
    } else if (event.key === '0' || event.key === '1') {
      view.chooseClass(Number(event.key));
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      view.removePoint(...(this.cross ?? [0, 0]));
    } else {
      return;
    }
    event.preventDefault();
  }

  point(cross) {
    this.cross = cross;
    if (cross) {
      this.view.say(this.view.texts.moved(digits(cross[0]), digits(cross[1])));
    }
    this.draw();
  }
}
