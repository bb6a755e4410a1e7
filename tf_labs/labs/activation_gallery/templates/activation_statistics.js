// What an activation makes of a normally distributed input.

const CELLS = 8000; // an even number, so that 0 is between two of them
const WIDEST = 8; // standard deviations; beyond is less than 1e-15 of the distribution

// x and its share of N(0, 1), in the middles of equal cells.
const NORMAL = Array.from({length: CELLS}, (_, cell) => {
  const x = WIDEST * (2 * (cell + 0.5) / CELLS - 1);
  return [x, Math.exp(-(x ** 2) / 2) / Math.sqrt(2 * Math.PI) * 2 * WIDEST / CELLS];
});

// What an activation does to x ~ N(0, spread^2): mean and sd of f, shares of f = 0 and of
// |f'| < low, and the root of the mean of f'^2, by which a layer changes a gradient's length.
function statistics(name, parameters, spread, low) {
  const {value, derivative} = ACTIVATIONS[name];
  const sums = {mean: 0, square: 0, zeros: 0, saturated: 0, slope: 0};
  for (const [x, share] of NORMAL) {
    const f = value(spread * x, parameters);
    const slope = derivative(spread * x, parameters);
    sums.mean += share * f;
    sums.square += share * f ** 2;
    sums.zeros += f === 0 ? share : 0;
    sums.saturated += Math.abs(slope) < low ? share : 0;
    sums.slope += share * slope ** 2;
  }
  return {
    mean: sums.mean,
    sd: Math.sqrt(Math.max(0, sums.square - sums.mean ** 2)),
    zeros: sums.zeros,
    saturated: sums.saturated,
    factor: Math.sqrt(sums.slope),
  };
}
