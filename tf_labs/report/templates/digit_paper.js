'use strict';
// The paper: strokes of mouse, pen, finger or keyboard. Lengths are shares of its side.

const PEN = 0.085;
const KEYS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
const KEY_STEP = 0.025;
const INK_SIZE = 280;

class Paper {
  // changed(isDone): after each change; isDone is false while a stroke goes on.
  // told(text): what one has to hear who does not see the paper.
  constructor(canvas, changed, told) {
    this.canvas = canvas;
    this.changed = changed;
    this.told = told;
    this.strokes = [];
    this.example = null; // {pixels, width, max}
    this.pointer = null; // the one that draws
    this.cursor = [0.5, 0.25];
    this.isPenDown = false;
    this.isKeyed = false; // whether the keyboard was used last
    this.held = new Set();
    this.listen();
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  get isEmpty() {
    return this.strokes.length === 0 && !this.example;
  }

  listen() {
    const on = (type, handler) => this.canvas.addEventListener(type, handler);
    on('pointerdown', event => this.pointerDown(event));
    on('pointermove', event => this.pointerMove(event));
    for (const type of ['pointerup', 'pointercancel']) on(type, event => this.pointerUp(event));
    on('keydown', event => this.keyDown(event));
    on('keyup', event => this.held.delete(event.key));
    on('focus', () => {
      this.isKeyed = this.canvas.matches(':focus-visible');
      this.draw();
    });
    on('blur', () => {
      this.held.clear();
      this.isPenDown = this.isKeyed = false;
      this.draw();
    });
  }

  at(event) {
    const {left, top, width, height} = this.canvas.getBoundingClientRect();
    const inside = value => Math.min(1, Math.max(0, value));
    return [inside((event.clientX - left) / width), inside((event.clientY - top) / height)];
  }

  pointerDown(event) {
    if (this.pointer !== null || event.button !== 0) return;
    this.pointer = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.isPenDown = this.isKeyed = false;
    this.begin(this.at(event));
  }

  pointerMove(event) {
    if (event.pointerId !== this.pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) this.extend(this.at(one));
    this.changed(false);
  }

  pointerUp(event) {
    if (event.pointerId !== this.pointer) return;
    this.pointer = null;
    this.changed(true);
  }

  keyDown(event) {
    if (event.altKey || event.metaKey) return;
    if (event.key in KEYS) this.move(event);
    else if (event.key === ' ') this.togglePen();
    else if (event.key === 'Escape' && this.isPenDown) this.togglePen();
    else if (event.key === 'Backspace' || (event.key === 'z' && event.ctrlKey)) this.undo();
    else if (event.key === 'Delete') this.clear();
    else return;
    event.preventDefault();
    this.isKeyed = true;
    this.draw();
  }

  // Two arrows held together move on a diagonal.
  move(event) {
    this.held.add(event.key);
    const step = event.shiftKey ? KEY_STEP / 4 : KEY_STEP;
    for (const key of this.held) {
      KEYS[key].forEach((sign, axis) => {
        this.cursor[axis] = Math.min(1, Math.max(0, this.cursor[axis] + sign * step));
      });
    }
    if (this.isPenDown) {
      this.extend([...this.cursor]);
      this.changed(false);
    }
  }

  togglePen() {
    this.isPenDown = !this.isPenDown;
    if (this.isPenDown) {
      this.told('Pen down.');
      this.begin([...this.cursor]);
    } else {
      this.changed(true);
    }
  }

  begin(point) {
    this.example = null;
    this.strokes.push([point]);
    this.changed(false);
  }

  extend(point) {
    this.strokes.at(-1).push(point);
  }

  undo() {
    if (this.example) this.example = null;
    else this.strokes.pop();
    this.isPenDown = false;
    this.changed(true);
  }

  clear() {
    this.strokes = [];
    this.example = null;
    this.isPenDown = false;
    this.changed(true);
  }

  show(example) {
    this.strokes = [];
    this.example = example;
    this.isPenDown = false;
    this.changed(true);
  }

  draw() {
    const {canvas} = this;
    const side = Math.round(canvas.clientWidth * devicePixelRatio);
    if (canvas.width !== side) canvas.width = canvas.height = side;
    const context = canvas.getContext('2d');
    const color = getComputedStyle(canvas).color;
    context.clearRect(0, 0, side, side);
    if (this.example) {
      context.imageSmoothingEnabled = false;
      context.drawImage(pictureOf(this.example, color), 0, 0, side, side);
    }
    drawStrokes(context, this.strokes, side, color);
    if (this.isKeyed) this.drawCursor(context, side);
  }

  drawCursor(context, side) {
    const [x, y] = this.cursor.map(share => share * side);
    const radius = PEN * side / 2;
    context.strokeStyle = getComputedStyle(this.canvas).getPropertyValue('--accent');
    context.lineWidth = 2 * devicePixelRatio;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    for (const [dx, dy] of Object.values(KEYS)) {
      context.moveTo(x + dx * radius, y + dy * radius);
      context.lineTo(x + dx * radius * 1.7, y + dy * radius * 1.7);
    }
    context.stroke();
  }

  form() {
    return FORMS[DATA.form](this.ink());
  }

  // The strokes as ink of a fixed size, whatever the size of the paper on this screen.
  ink() {
    const raster = newCanvas(INK_SIZE, INK_SIZE);
    const context = raster.getContext('2d', {willReadFrequently: true});
    drawStrokes(context, this.strokes, INK_SIZE, '#000');
    const {data} = context.getImageData(0, 0, INK_SIZE, INK_SIZE);
    return {width: INK_SIZE, height: INK_SIZE,
      values: Float64Array.from({length: INK_SIZE ** 2}, (_, i) => data[4 * i + 3] / 255)};
  }
}

// Curves through the middles between points: what a hand drew has no corners of its own.
function drawStrokes(context, strokes, side, color) {
  context.strokeStyle = color;
  context.lineWidth = PEN * side;
  context.lineCap = context.lineJoin = 'round';
  for (const stroke of strokes) {
    const points = stroke.map(point => point.map(share => share * side));
    context.beginPath();
    context.moveTo(...points[0]);
    for (let i = 1; i < points.length - 1; i++) {
      const [x, y] = points[i], [nextX, nextY] = points[i + 1];
      context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
    }
    context.lineTo(...points.at(-1));
    context.stroke();
  }
}

// Whole pixels as a picture: the more of 0 to max, the more of the color covers what is below.
function pictureOf({pixels, width, max}, color) {
  const height = pixels.length / width;
  const picture = newCanvas(width, height);
  const context = picture.getContext('2d');
  context.fillStyle = color;
  pixels.forEach((pixel, i) => {
    context.globalAlpha = pixel / max;
    context.fillRect(i % width, Math.floor(i / width), 1, 1);
  });
  return picture;
}
