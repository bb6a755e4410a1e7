// Elements of the page, and the colours of the maps.

// An element; of `properties`, `on` are listeners, `class` and what has a dash are attributes.
function make(tag, properties = {}, ...children) {
  const element = tag === 'svg' || tag === 'path' || tag === 'text' || tag === 'g' ?
    document.createElementNS(drawingSpace(), tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name === 'on') {
      Object.entries(value).forEach(([event, respond]) => element.addEventListener(event, respond));
    } else if (name in element && !name.includes('-') && !(element instanceof SVGElement)) {
      element[name] = value;
    } else {
      element.setAttribute(name, value);
    }
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

// The namespace of SVG, as the browser calls it.
function drawingSpace() {
  const holder = document.createElement('div');
  holder.innerHTML = '<svg></svg>';
  return holder.firstChild.namespaceURI;
}

// A label for a control.
function labelOf(control, text) {
  labelOf.count = (labelOf.count ?? 0) + 1;
  control.id = `playground-control-${labelOf.count}`;
  return make('label', {htmlFor: control.id, textContent: text});
}

const STEPS_OF_COLOUR = 256;
const COLOURS_OF_LINES = 6; // of the units of the first layer

// From class 0, or -1, over the paper to class 1, or 1: words of pixels, and texts for lines.
class Palette {
  constructor(element) {
    const style = getComputedStyle(element);
    const get = (name) => style.getPropertyValue(name).trim();
    [this.zero, this.one, this.ink, this.card, this.accent, this.soft] =
      ['--zero', '--one', '--ink', '--card', '--accent', '--soft'].map(get);
    this.lines = Array.from({length: COLOURS_OF_LINES}, (_, at) => get(`--line-${at}`));
    const [low, middle, high] = [get('--zero-map'), get('--middle-map'), get('--one-map')]
        .map(channels);
    this.pixels = Uint32Array.from({length: STEPS_OF_COLOUR}, (_, place) => {
      const share = 2 * place / (STEPS_OF_COLOUR - 1) - 1;
      const end = share < 0 ? low : high;
      const [red, green, blue] = middle.map((value, at) => (
        Math.round(value + Math.abs(share) * (end[at] - value))));
      return (255 << 24) | (blue << 16) | (green << 8) | red;
    });
  }

  // The pixel of a value from -1 to 1; what is not finite is the middle.
  pixel(value) {
    const place = (clamp(value || 0, -1, 1) + 1) / 2 * (STEPS_OF_COLOUR - 1);
    return this.pixels[Math.round(place)];
  }
}

function channels(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

// A number for a small place: three digits.
function digits(value) {
  return Number.isFinite(value) ? shown(value) : '\u2013';
}

function percent(share) {
  return `${Math.round(100 * share)}%`;
}

function textsOf(lang) {
  return lang.startsWith('ko') ? TEXTS_KO : TEXTS_EN;
}
