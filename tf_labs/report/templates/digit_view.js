'use strict';
// Canvases that show numbers: what the net sees, what its units hand on, its weights.

const themed = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const rgb = name => themed(name).match(/[0-9a-f]{2}/gi).map(pair => parseInt(pair, 16));

// Returns value -> color: from paper at 0 to blue at `top`, to orange at its negative.
function colors(top) {
  const zero = rgb('--zero'), plus = rgb('--plus'), minus = rgb('--minus');
  return value => {
    const share = Math.min(1, Math.abs(value) / top), end = value < 0 ? minus : plus;
    return `rgb(${zero.map((from, i) => Math.round(from + share * (end[i] - from))).join(' ')})`;
  };
}

// Paints a cell a value, its edges on whole pixels of the screen, so that they are sharp.
function drawCells(canvas, values, columns, color, gap = 0) {
  const cell = canvas.clientWidth * devicePixelRatio / columns;
  const edge = number => Math.round(number * cell);
  canvas.width = edge(columns);
  canvas.height = edge(Math.ceil(values.length / columns));
  const context = canvas.getContext('2d');
  values.forEach((value, i) => {
    const x = i % columns, y = Math.floor(i / columns);
    context.fillStyle = color(value);
    context.fillRect(edge(x), edge(y), edge(x + 1) - edge(x) - gap, edge(y + 1) - edge(y) - gap);
  });
  return {context, cell};
}

function newCanvas(width, height) {
  return Object.assign(document.createElement('canvas'), {width, height});
}

// Paints numbers [H, W, C] in grey or colour, a pixel each; byteOf(number) is 0 to 255.
function drawNumbers(canvas, values, [height, width, channels], byteOf) {
  Object.assign(canvas, {width, height});
  const context = canvas.getContext('2d'), image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      image.data[4 * i + c] = byteOf(values[channels * i + c % channels]);
    }
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}

// Paints numbers for and against, a number each that a net is fed: blue and orange, or where it is
// fed colours lighter and darker than grey in each of them.
function drawSigned(canvas, values, shape) {
  const top = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-9);
  if (shape[2] === 1) drawCells(canvas, values, shape[1], colors(top));
  else drawNumbers(canvas, values, shape, value => 127.5 * (1 + value / top));
}

function drawThumbnail(canvas, {pixels, width, max}) {
  if (IS_PICTURE) {
    drawNumbers(canvas, pixels, DATA.shape, byte => byte);
    return;
  }
  const scale = colors(max);
  canvas.width = width;
  canvas.height = pixels.length / width;
  pixels.forEach((pixel, i) => {
    const context = canvas.getContext('2d');
    context.fillStyle = scale(pixel);
    context.fillRect(i % width, Math.floor(i / width), 1, 1);
  });
}

// The pixels with the box of the ink and its centre of mass, where the form has them.
function drawSeen(canvas, seen) {
  const width = DATA.width;
  const pixels = seen ? seen.pixels : new Uint8Array(sizeOf(DATA.shape));
  if (IS_PICTURE) {
    drawNumbers(canvas, pixels, DATA.shape, byte => byte);
    return;
  }
  const {context, cell} = drawCells(canvas, pixels, width, colors(DATA.pixel_max));
  if (!seen?.box) return;
  context.strokeStyle = context.fillStyle = themed('--minus');
  context.lineWidth = devicePixelRatio;
  const {left, right, top, bottom} = seen.box;
  context.strokeRect(left * cell, top * cell, (right - left) * cell, (bottom - top) * cell);
  const {x, y} = seen.center;
  context.lineWidth = 2 * devicePixelRatio;
  context.beginPath();
  for (const [dx, dy] of [[1, 0], [0, 1]]) {
    context.moveTo((x - dx) * cell, (y - dy) * cell);
    context.lineTo((x + dx) * cell, (y + dy) * cell);
  }
  context.stroke();
}

function columnsOf(canvas, units) {
  if (units <= 32) return 16;
  return units > 256 && canvas.clientWidth > 500 ? 64 : 32;
}

const short = (value, figures = 2) => String(Number(value.toPrecision(figures)));

// One sentence on what a hidden layer does with this input.
function told(name, values) {
  const {bounds} = ACTIVATIONS[name];
  const middle = bounds ? (bounds[0] + bounds[1]) / 2 : 0;
  const above = values.filter(value => value > middle).length;
  const share = `${above} of ${values.length} ${name === 'step' ? 'at 1' : `above ${middle}`}`;
  if (!bounds || name === 'step') return `${share} (${percent(above / values.length)})`;
  const [low, high] = bounds;
  const atEnd = values.filter(value => Math.min(value - low, high - value) < NEAR_END).length;
  return `${share}, ${percent(atEnd / values.length)} saturated`;
}

function showNet(place, net, answer) {
  all('.layer', place).forEach((layer, depth) => {
    const [low, high] = net.scales[depth];
    const units = net.sizes[depth];
    const values = answer ? answer.hidden[depth] : new Float64Array(units);
    const canvas = layer.querySelector('.units'), columns = columnsOf(canvas, units);
    if (layer.classList.contains('maps')) {
      showMaps(layer, net, depth, answer, values);
    } else {
      const {context, cell} = drawCells(canvas, values, columns, colors(high), 1);
      if (depth === 0) outlineUnit(context, cell, columns, chosenUnit(place));
    }
    layer.querySelector('.low').textContent = short(low);
    layer.querySelector('.high').textContent = short(high);
    layer.querySelector('.gradient').classList.toggle('signed', low < 0);
    layer.querySelector('.told').textContent = answer
      ? told(net.functions[depth].name, values) : '';
  });
  showWeights(place, net, answer);
  if (IS_PICTURE) showFed(place.querySelector('.fed'), net, answer);
}

// The numbers that reach the first layer; less a mean they have two signs, and grey is 0.
function showFed(canvas, net, answer) {
  const values = answer ? answer.inputs[0] : new Float64Array(sizeOf(net.shape));
  const largest = DATA.pixel_max * net.scale;
  drawNumbers(canvas, values, net.shape, value => (
    net.mean ? 127.5 * (1 + value / largest) : 255 * value / largest));
}

const chosenUnit = place => Number(place.querySelector('input[type=range]').value);

// Whether the first hidden layer shows the weights of one of its units.
const hasWeights = place => Boolean(place.querySelector('.unit .weights'));

function outlineUnit(context, cell, columns, unit) {
  context.strokeStyle = themed('--ink');
  context.lineWidth = 2 * devicePixelRatio;
  context.strokeRect(unit % columns * cell, Math.floor(unit / columns) * cell, cell - 1, cell - 1);
}

function showWeights(place, net, answer) {
  const hasUnits = hasWeights(place);
  all('.weights', place).forEach((canvas, i) => {
    const weights = weightsInto(net, hasUnits ? chosenUnit(place) : i);
    drawSigned(canvas, weights, net.shape);
  });
  all('.sum', place).forEach((sum, digit) => {
    sum.textContent = answer ? short(answer.logits[digit], 3) : '';
  });
  if (!hasUnits) return;
  place.querySelector('output').textContent = chosenUnit(place);
  place.querySelector('.hands').textContent = answer
    ? `Now it hands on ${answer.hidden[0][chosenUnit(place)].toFixed(2)}.` : '';
}

// The slider chooses a unit; so does a click on its cell.
function listenToUnits(place, net) {
  all('.maps', place).forEach((layer, depth) => listenToMaps(layer, net, depth));
  if (!hasWeights(place)) return;
  const slider = place.querySelector('input[type=range]');
  slider.value = best([...evaluate(net, EXAMPLES[0].pixels).hidden[0]]); // one with much to show
  slider.addEventListener('input', () => showEverything());
  const canvas = place.querySelector('.units');
  canvas.addEventListener('click', event => {
    const columns = columnsOf(canvas, net.layers[0].units), cell = canvas.clientWidth / columns;
    const unit = Math.floor(event.offsetY / cell) * columns + Math.floor(event.offsetX / cell);
    slider.value = Math.min(unit, net.layers[0].units - 1);
    showEverything();
  });
}
