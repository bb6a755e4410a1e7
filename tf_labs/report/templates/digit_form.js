'use strict';
// From ink on paper to the form of a data set.
//
// Ink is {width, height, values}: 0 for paper, 1 for ink, row by row. A form is {pixels, width,
// box, center}: whole numbers as in the data set, and where in them the ink and its centre lie.

const ROUNDING = 1e-9; // less than this is no difference

// Returns the edges around all ink, or null without any.
function boundingBox({width, height, values}) {
  let left = width, right = 0, top = height, bottom = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (values[y * width + x] > 0) {
        left = Math.min(left, x);
        right = Math.max(right, x + 1);
        top = Math.min(top, y);
        bottom = Math.max(bottom, y + 1);
      }
    }
  }
  return right > left ? {left, right, top, bottom} : null;
}

// Shares of the old cells in each new one, when `count` new cells divide from..to evenly.
function overlaps(from, to, count) {
  const size = (to - from) / count;
  return Array.from({length: count}, (_, i) => {
    const start = from + i * size, end = start + size, shares = [];
    for (let cell = Math.floor(start); cell < Math.ceil(end - ROUNDING); cell++) {
      shares.push([cell, (Math.min(end, cell + 1) - Math.max(start, cell)) / size]);
    }
    return shares;
  });
}

// Scales a part of the ink: each new cell is the mean of the area under it, which makes greys.
function scaled(ink, box, width, height) {
  const columns = overlaps(box.left, box.right, width);
  const rows = overlaps(box.top, box.bottom, height);
  const values = new Float64Array(width * height);
  rows.forEach((inRow, y) => columns.forEach((inColumn, x) => {
    let sum = 0;
    for (const [row, high] of inRow) {
      for (const [column, wide] of inColumn) {
        sum += high * wide * ink.values[row * ink.width + column];
      }
    }
    values[y * width + x] = sum;
  }));
  return {width, height, values};
}

// Returns a square with the ink in it, its corner at (left, top); what falls outside is lost.
function placed(ink, size, left, top) {
  const values = new Float64Array(size * size);
  for (let y = Math.max(0, -top); y < Math.min(ink.height, size - top); y++) {
    for (let x = Math.max(0, -left); x < Math.min(ink.width, size - left); x++) {
      values[(y + top) * size + x + left] = ink.values[y * ink.width + x];
    }
  }
  return {width: size, height: size, values};
}

// Moments of the ink, in cells: the centre of a cell is its number.
function moments({width, values}) {
  let mass = 0, x = 0, y = 0;
  values.forEach((ink, i) => {
    mass += ink;
    x += ink * (i % width);
    y += ink * Math.floor(i / width);
  });
  x /= mass;
  y /= mass;
  let slant = 0, spread = 0;
  values.forEach((ink, i) => {
    const down = Math.floor(i / width) - y;
    slant += ink * down * (i % width - x);
    spread += ink * down * down;
  });
  return {mass, x, y, slope: spread ? slant / spread : 0};
}

// As LeCun, Cortes and Burges made MNIST: the longer side of the ink becomes 20 pixels, and its
// centre of mass comes to the middle of 28x28. In their images that is pixel 14, from 13.5 on.
function mnistForm(ink) {
  const found = boundingBox(ink);
  if (!found) return null;
  const wide = found.right - found.left, high = found.bottom - found.top;
  const factor = 20 / Math.max(wide, high);
  const small = scaled(ink, found, Math.max(1, Math.round(wide * factor)),
    Math.max(1, Math.round(high * factor)));
  const {x, y} = moments(small);
  const [left, top] = [x, y].map(middle => Math.ceil(13.5 - middle - ROUNDING));
  const image = placed(small, 28, left, top);
  return {pixels: Uint8Array.from(image.values, value => Math.round(255 * value)), width: 28,
    box: {left, top, right: left + small.width, bottom: top + small.height},
    center: {x: left + x + 0.5, y: top + y + 0.5}};
}

// One step of a bitmap: ink grows over its four neighbours, or paper does.
function grown(bitmap, color) {
  const {width, values} = bitmap;
  const is = (x, y) => (x < 0 || y < 0 || x >= width || y >= width ? 0 : values[y * width + x]);
  return {width, height: width, values: values.map((value, i) => {
    const x = i % width, y = Math.floor(i / width);
    const reached = [[x - 1, y], [x + 1, y], [x, y - 1], [x, y + 1]].some(at => is(...at) === color);
    return reached ? color : value;
  })};
}

// Thickens strokes where less than a quarter of the bitmap is ink, thins them where it is more than
// two fifths; twice where it is far off.
function evenedOut(bitmap) {
  const {mass} = moments(bitmap);
  if (mass < 256) return mass < 108 ? grown(grown(bitmap, 1), 1) : grown(bitmap, 1);
  if (mass > 412) return mass > 560 ? grown(grown(bitmap, 0), 0) : grown(bitmap, 0);
  return bitmap;
}

// Shifts whole rows so that the digit stands upright, in the middle.
function upright(bitmap) {
  const {width} = bitmap, {y: middle, slope} = moments(bitmap);
  const sheared = new Float64Array(3 * width * width);
  bitmap.values.forEach((value, i) => {
    const y = Math.floor(i / width), x = i % width - Math.round(slope * (y - middle));
    sheared[(y * 3 + 1) * width + x] = value;
  });
  const wider = {width: 3 * width, height: width, values: sheared};
  const {left, right} = boundingBox(wider);
  return placed(wider, width, Math.floor((width - left - right) / 2), 0);
}

// As the digits of UCI: NIST's program makes bitmaps of 32x32, filled from top to bottom, at most
// 20 wide, of even strokes and without slant; the ink in each block of 4x4 is counted.
function digitsForm(ink) {
  const found = boundingBox(ink);
  if (!found) return null;
  const wide = 32 * (found.right - found.left) / (found.bottom - found.top);
  const width = Math.min(20, Math.max(1, Math.round(wide)));
  const small = scaled(ink, found, width, 32);
  const half = Math.max(...small.values) / 2 - ROUNDING;
  small.values = small.values.map(value => (value >= half ? 1 : 0));
  const bitmap = upright(evenedOut(placed(small, 32, Math.floor((32 - width) / 2), 0)));
  const pixels = new Uint8Array(64);
  bitmap.values.forEach((value, i) => {
    pixels[8 * Math.floor(i / 128) + Math.floor(i % 32 / 4)] += value;
  });
  return {pixels, width: 8, box: null, center: null};
}

// As Xiao, Rasul and Vollgraf made Fashion-MNIST: the longer side is 28 pixels, in the middle.
function fashionForm(ink) {
  const found = boundingBox(ink);
  if (!found) return null;
  const wide = found.right - found.left, high = found.bottom - found.top;
  const factor = 28 / Math.max(wide, high);
  const [width, height] = [wide, high].map(side => Math.max(1, Math.round(side * factor)));
  const image = placed(scaled(ink, found, width, height), 28, Math.floor((28 - width) / 2),
    Math.floor((28 - height) / 2));
  return {pixels: Uint8Array.from(image.values, value => Math.round(255 * value)), width: 28,
    box: null, center: null};
}

const FORMS = {mnist: mnistForm, digits: digitsForm, fashion_mnist: fashionForm};
