// Plots on a canvas in the colours of the page.

// A canvas as a window of the plane, sharp at every density of pixels.
class Plot {
  constructor(canvas, margin = {left: 46, right: 10, top: 10, bottom: 26}) {
    this.canvas = canvas;
    this.context = canvas.getContext('2d');
    this.margin = margin;
  }

  // Clears the canvas for the window [left, right, bottom, top].
  begin(window) {
    const density = devicePixelRatio || 1;
    const {clientWidth: width, clientHeight: height} = this.canvas;
    this.canvas.width = Math.round(width * density);
    this.canvas.height = Math.round(height * density);
    this.context.scale(density, density);
    this.window = window;
    const {left, right, top, bottom} = this.margin;
    this.frame = {left, top, width: width - left - right, height: height - top - bottom};
  }

  x(value) {
    const [left, right] = this.window;
    return this.frame.left + (value - left) / (right - left) * this.frame.width;
  }

  y(value) {
    const [, , bottom, top] = this.window;
    return this.frame.top + (top - value) / (top - bottom) * this.frame.height;
  }

  // The point of the plane under a pointer, inside of the window.
  at(event) {
    const place = this.canvas.getBoundingClientRect();
    const [left, right, bottom, top] = this.window;
    const x = (event.clientX - place.left - this.frame.left) / this.frame.width;
    const y = (event.clientY - place.top - this.frame.top) / this.frame.height;
    return [left + (right - left) * clamp(x, 0, 1), top - (top - bottom) * clamp(y, 0, 1)];
  }

  // Grid lines with their numbers.
  grid(across, up, {formX = shown, formY = shown} = {}) {
    const {context, frame} = this;
    context.font = `11px ${css('--sans')}`;
    context.strokeStyle = css('--line');
    context.fillStyle = css('--soft');
    context.lineWidth = 1;
    context.beginPath();
    context.textAlign = 'center';
    context.textBaseline = 'top';
    for (const value of across) {
      context.moveTo(this.x(value), frame.top);
      context.lineTo(this.x(value), frame.top + frame.height);
      context.fillText(formX(value), this.x(value), frame.top + frame.height + 7);
    }
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    for (const value of up) {
      context.moveTo(frame.left, this.y(value));
      context.lineTo(frame.left + frame.width, this.y(value));
      context.fillText(formY(value), frame.left - 7, this.y(value));
    }
    context.globalAlpha = 0.55;
    context.stroke();
    context.globalAlpha = 1;
  }

  // A line through points [[x, y], ...], cut off where it leaves the window.
  line(points, {colour, dash = [], width = 2, opacity = 1}) {
    const {context} = this;
    context.beginPath();
    let pen = null;
    for (let index = 1; index < points.length; index += 1) {
      const part = visible(points[index - 1], points[index], this.window);
      if (part) {
        if (pen !== points[index - 1] || part[0] !== points[index - 1]) {
          context.moveTo(this.x(part[0][0]), this.y(part[0][1]));
        }
        context.lineTo(this.x(part[1][0]), this.y(part[1][1]));
        [, pen] = part;
      }
    }
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.lineJoin = 'round';
    context.globalAlpha = opacity;
    context.setLineDash(dash.map((length) => length * width));
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  // A shape, an SVG path about the origin, of `size` pixels where that is 1 in the path.
  mark([x, y], shape, {colour, size = 5, border = css('--card')}) {
    if (!isInside([x, y], this.window)) {
      return;
    }
    const {context} = this;
    context.save();
    context.translate(this.x(x), this.y(y));
    context.scale(size, size);
    context.lineWidth = 3 / size;
    context.strokeStyle = border;
    context.stroke(new Path2D(shape));
    context.fillStyle = colour;
    context.fill(new Path2D(shape));
    context.restore();
  }
}

// The part of the line from a to b that is in the window, or null; whole ends stay what they are.
function visible(a, b, [left, right, bottom, top]) {
  let from = 0;
  let to = 1;
  for (const [axis, low, high] of [[0, left, right], [1, bottom, top]]) {
    const change = b[axis] - a[axis];
    if (change === 0) {
      if (a[axis] < low || a[axis] > high) {
        return null;
      }
    } else {
      const ends = [(low - a[axis]) / change, (high - a[axis]) / change];
      from = Math.max(from, Math.min(...ends));
      to = Math.min(to, Math.max(...ends));
    }
  }
  const at = (share) => [0, 1].map((axis) => a[axis] + share * (b[axis] - a[axis]));
  return from <= to ? [from > 0 ? at(from) : a, to < 1 ? at(to) : b] : null;
}

function isInside([x, y], [left, right, bottom, top]) {
  return left <= x && x <= right && bottom <= y && y <= top;
}

function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

// Round numbers from low to high, about `count` of them.
function ticks(low, high, count) {
  const power = 10 ** Math.floor(Math.log10((high - low) / count));
  const step = [1, 2, 5, 10].find((digit) => (high - low) / (digit * power) <= count) * power;
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return Array.from({length: last - first + 1}, (_, place) => (first + place) * step);
}

// Three digits of a number.
function shown(value) {
  const size = Math.abs(value);
  const text = size !== 0 && (size < 1e-3 || size >= 1e5) ?
    value.toExponential(1).replace('e+', 'e') : String(Number(value.toPrecision(3)));
  return text.replace(/-/g, '\u2212');
}

// A colour or font of the style sheet.
function css(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

// Calls `draw` now and whenever a canvas or the theme has changed.
function drawAlways(canvases, draw) {
  const observer = new ResizeObserver(draw);
  canvases.forEach((canvas) => observer.observe(canvas));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
}
