'use strict';
// From a picture to the form of a data set, as `tf-labs predict --image` brings it there: the middle
// of it, resized by Pillow's antialiased bilinear filter, in the same whole numbers.

const ONE = 2 ** 22; // a weight of 1: Pillow's weights have 22 binary places

// Returns [first old pixel, weights] for each of `count` new pixels that divide from..to evenly. A
// weight falls to 0 over the width of a new pixel, or of an old one where these are wider. Pillow
// has the edges, and their distance, in 32 bits.
function triangles(from, to, count, length) {
  const scale = Math.fround(to - from) / count, support = Math.max(1, scale);
  return Array.from({length: count}, (_, i) => {
    const center = from + (i + 0.5) * scale;
    const start = Math.max(0, Math.trunc(center - support + 0.5));
    const end = Math.min(length, Math.trunc(center + support + 0.5));
    const shares = Array.from({length: end - start}, (__, x) => (
      Math.max(0, 1 - Math.abs((x + start - center + 0.5) * (1 / support)))));
    const sum = shares.reduce((total, share) => total + share, 0);
    return [start, shares.map(share => Math.floor(0.5 + share / sum * ONE))];
  });
}

// Resizes values [H, W, C] along their rows, or with `isDown` along their columns.
function resized(values, width, channels, weights, isDown) {
  const lines = isDown ? width : values.length / width / channels;
  const along = isDown ? width * channels : channels;
  const [across, newAcross] = isDown ? [channels, channels]
    : [width * channels, weights.length * channels];
  const outputs = new Uint8Array(weights.length * lines * channels);
  weights.forEach(([start, shares], to) => {
    for (let i = 0; i < lines * channels; i++) {
      const line = Math.floor(i / channels), c = i % channels;
      let from = line * across + start * along + c, sum = ONE / 2;
      for (const share of shares) {
        sum += share * values[from];
        from += along;
      }
      outputs[line * newAcross + to * along + c] = Math.min(255, Math.floor(sum / ONE));
    }
  });
  return outputs;
}

// Returns the channels of a data set, 1 or 3, out of red, green, blue and opacity.
function channelsOf(rgba, channels) {
  const values = new Uint8Array(rgba.length / 4 * channels);
  for (let i = 0; i < rgba.length / 4; i++) {
    const [red, green, blue] = [rgba[4 * i], rgba[4 * i + 1], rgba[4 * i + 2]];
    if (channels === 3) values.set([red, green, blue], 3 * i);
    else values[i] = (red * 19595 + green * 38470 + blue * 7471 + 2 ** 15) >> 16;
  }
  return values;
}

// Returns the pixels [H, W, C] of a picture {width, height, rgba} in this form.
function pictureForm({width, height, rgba}, [high, wide, channels]) {
  const ratio = wide / high, isWide = width / height >= ratio;
  // Since Pillow 13. What comes first is rounded first: the others differ by one level at most.
  const isDownFirst = height > high && height - high > 2 * (width - wide);
  const weights = (length, part, count) => {
    const start = (length - part) / 2;
    return triangles(Math.fround(start), Math.fround(start + part), count, length);
  };
  const across = weights(width, isWide ? ratio * height : width, wide);
  const down = weights(height, isWide ? height : width / ratio, high);
  const values = channelsOf(rgba, channels);
  const pixels = isDownFirst
    ? resized(resized(values, width, channels, down, true), width, channels, across, false)
    : resized(resized(values, width, channels, across, false), wide, channels, down, true);
  return {pixels, width: wide, box: null, center: null};
}
