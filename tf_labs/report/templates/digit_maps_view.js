'use strict';
// Feature maps on the screen, and the projection of one of their places.

const SMALLEST_MAP = 44; // pixels of the screen

function gridOf(canvas, [height, width, maps]) {
  const columns = Math.min(maps, Math.max(4, Math.floor(
    canvas.clientWidth / Math.max(SMALLEST_MAP, 2 * width))));
  return {columns, rows: Math.ceil(maps / columns), height, width, maps};
}

// Paints the maps side by side, a pixel each place, with a line between them.
function paintMaps(canvas, values, shape, color, chosen) {
  const {columns, rows, height, width, maps} = gridOf(canvas, shape);
  canvas.width = columns * (width + 1) + 1;
  canvas.height = rows * (height + 1) + 1;
  const context = canvas.getContext('2d');
  const corner = map => [map % columns * (width + 1), Math.floor(map / columns) * (height + 1)];
  for (let map = 0; map < maps; map++) {
    const [left, top] = corner(map);
    for (let i = 0; i < height * width; i++) {
      context.fillStyle = color(values[i * maps + map]);
      context.fillRect(left + 1 + i % width, top + 1 + Math.floor(i / width), 1, 1);
    }
  }
  const [left, top] = corner(chosen.map);
  context.strokeStyle = themed('--ink');
  context.strokeRect(left + 0.5, top + 0.5, width + 1, height + 1);
  if (chosen.place !== null) {
    context.fillStyle = themed('--minus');
    context.fillRect(left + 1 + chosen.place % width, top + 1 + Math.floor(chosen.place / width), 1,
      1);
  }
}

// The place that was clicked on, else the strongest of its map.
function chosenPlace(layer, values, maps) {
  const map = Number(layer.querySelector('input').value);
  let place = layer.clicked ?? 0;
  if (layer.clicked === null) {
    for (let i = 0; i < values.length / maps; i++) {
      if (values[i * maps + map] > values[place * maps + map]) place = i;
    }
  }
  return {map, place};
}

function showMaps(layer, net, depth, answer, values) {
  const shape = net.functions[depth].after;
  const [, width, maps] = shape;
  const {map, place} = chosenPlace(layer, values, maps);
  paintMaps(layer.querySelector('.units'), values, shape, colors(net.scales[depth][1]),
    {map, place: answer ? place : null});
  layer.querySelector('output').textContent = map;
  const isProjected = answer && hasWayDown(net, depth);
  const pixels = isProjected ? project(net, answer, depth, place * maps + map)
    : new Float64Array(sizeOf(net.shape));
  drawSigned(layer.querySelector('.projected'), pixels, net.shape);
  layer.querySelector('.hands').textContent = !answer ? '' :
    !isProjected ? 'Below it lies a layer of means, which has no way down.' :
      `Row ${Math.floor(place / width) + 1}, column ${place % width + 1} hands on ${
        values[place * maps + map].toFixed(2)}.`;
}

// The slider chooses a map; a click on the maps also the place.
function listenToMaps(layer, net, depth) {
  const slider = layer.querySelector('input');
  const canvas = layer.querySelector('.units');
  const shape = net.functions[depth].after;
  layer.clicked = null;
  slider.value = strongestMap(evaluate(net, EXAMPLES[0].pixels).hidden[depth], shape[2]);
  slider.addEventListener('input', () => {
    layer.clicked = null;
    showEverything();
  });
  canvas.addEventListener('click', event => {
    const {columns, rows, height, width, maps} = gridOf(canvas, shape);
    const x = event.offsetX / canvas.clientWidth * (columns * (width + 1) + 1) - 1;
    const y = event.offsetY / canvas.clientHeight * (rows * (height + 1) + 1) - 1;
    const map = Math.floor(y / (height + 1)) * columns + Math.floor(x / (width + 1));
    const at = (value, size) => Math.min(size - 1, Math.max(0, Math.floor(value % (size + 1))));
    if (map < 0 || map >= maps) return;
    slider.value = map;
    layer.clicked = at(y, height) * width + at(x, width);
    showEverything();
  });
}

const strongestMap = (values, maps) => values.indexOf(values.reduce((one, other) => (
  Math.max(one, other)), 0)) % maps;
