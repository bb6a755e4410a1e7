'use strict';
/* A line that the reader draws over the epochs: by pointer, or point by point with the keys. */
const bookLine = (place, curve) => {
  const SVG = 'http://www.w3.org/2000/svg';
  const [width, height, left, bottom, top, right] = [560, 280, 52, 40, 14, 16];
  const values = curve.epochs.map(() => null);
  let shown = false;

  const element = (name, attributes = {}, text = '') => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  };
  const first = curve.epochs[0];
  const last = curve.epochs[curve.epochs.length - 1];
  const x = (epoch) => left + (epoch - first) / (last - first) * (width - left - right);
  const y = (value) => height - bottom - value / curve.top * (height - bottom - top);
  const valueAt = (pixel) => Math.min(curve.top, Math.max(
    0, (height - bottom - pixel) / (height - bottom - top) * curve.top));
  const digits = (value) => String(Number(value.toPrecision(3)));

  const svg = element('svg', {viewBox: `0 0 ${width} ${height}`, class: 'draw', role: 'group',
    'aria-label': curve.column});
  const path = element('path', {class: 'own'});
  const measured = element('g', {class: 'measured'});
  const points = curve.epochs.map((epoch, index) => {
    const point = element('circle', {r: 8, cx: x(epoch), class: 'point', tabindex: 0, role: 'slider',
      'aria-label': say('point', {column: curve.column, epoch}), 'aria-valuemin': 0,
      'aria-valuemax': curve.top, 'aria-orientation': 'vertical'});
    point.addEventListener('keydown', (event) => key(event, index));
    return point;
  });

  const axes = () => {
    for (const share of [0, 0.25, 0.5, 0.75, 1]) {
      const value = share * curve.top;
      svg.append(element('line', {class: 'grid', x1: left, x2: width - right, y1: y(value), y2: y(value)}),
        element('text', {x: left - 8, y: y(value) + 4, class: 'tick end'}, digits(value)));
    }
    for (const epoch of curve.epochs) {
      svg.append(element('text', {x: x(epoch), y: height - bottom + 18, class: 'tick middle'}, epoch));
    }
    svg.append(element('text', {x: width - right, y: height - 4, class: 'tick end'}, say('epoch')));
  };
  const joined = (list) => list.map(([a, b], index) => `${index ? 'L' : 'M'}${a} ${b}`).join('');

  const draw = () => {
    const set = curve.epochs.map((epoch, index) => [x(epoch), values[index]])
      .filter(([, value]) => value !== null).map(([a, value]) => [a, y(value)]);
    path.setAttribute('d', joined(set));
    points.forEach((point, index) => {
      const value = values[index] ?? curve.top / 2;
      point.setAttribute('cy', y(value));
      point.setAttribute('aria-valuenow', Number(value.toPrecision(3)));
      point.classList.toggle('unset', values[index] === null);
    });
  };

  const key = (event, index) => {
    const steps = {ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 5, PageDown: -5};
    const now = values[index] ?? curve.top / 2;
    const ends = {Home: 0, End: curve.top};
    if (event.key in steps) values[index] = Math.min(curve.top, Math.max(
      0, now + steps[event.key] * curve.top / 40));
    else if (event.key in ends) values[index] = ends[event.key];
    else return;
    event.preventDefault();
    draw();
  };

  const at = (event) => {
    const box = svg.getBoundingClientRect();
    const scale = width / box.width;
    const [px, py] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
    const nearest = curve.epochs.reduce((best, epoch, index) => (
      Math.abs(x(epoch) - px) < Math.abs(x(curve.epochs[best]) - px) ? index : best), 0);
    values[nearest] = valueAt(py);
    draw();
  };
  svg.addEventListener('pointerdown', (event) => {
    svg.setPointerCapture(event.pointerId);
    at(event);
  });
  svg.addEventListener('pointermove', (event) => { if (event.buttons) at(event); });

  const reveal = () => {
    if (shown) return;
    shown = true;
    const there = curve.epochs.map((epoch, index) => [x(epoch), y(curve.highest[index])]);
    const back = curve.epochs.map((epoch, index) => [x(epoch), y(curve.lowest[index])]).reverse();
    measured.append(element('path', {class: 'band', d: `${joined([...there, ...back])}Z`}),
      element('path', {class: 'mean', d: joined(
        curve.epochs.map((epoch, index) => [x(epoch), y(curve.means[index])]))}));
    const legend = document.createElement('p');
    legend.className = 'soft small legend';
    for (const [name, kind] of [['drawn', 'own'], ['mean_line', 'mean']]) {
      const item = document.createElement('span');
      item.className = kind;
      item.textContent = say(name);
      legend.append(item, ' ');
    }
    place.append(legend);
  };

  axes();
  svg.append(measured, path, ...points);
  place.append(svg);
  draw();
  return {
    reveal,
    isDrawn: () => values.filter((value) => value !== null).length >= Math.min(3, values.length),
    compare() {
      reveal();
      const gaps = values.map((value, index) => (
        value === null ? null : Math.abs(value - curve.means[index]))).filter((gap) => gap !== null);
      return {distance: digits(gaps.reduce((a, b) => a + b, 0) / gaps.length), right: true};
    },
  };
};
