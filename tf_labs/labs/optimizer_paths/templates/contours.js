// Contours by marching squares.

const GRID = 160;

// The contours of a surface as one Path2D a level, in the pixels of a plot.
function contours(plot, height, levels) {
  const [left, right, bottom, top] = plot.window;
  const xs = Array.from({length: GRID + 1}, (_, i) => left + (right - left) * i / GRID);
  const ys = Array.from({length: GRID + 1}, (_, i) => bottom + (top - bottom) * i / GRID);
  const heights = ys.map((y) => xs.map((x) => height([x, y])));
  const made = levels(heights.flat());
  const paths = made.map(() => new Path2D());
  for (let row = 0; row < GRID; row += 1) {
    for (let column = 0; column < GRID; column += 1) {
      const corners = [[0, 0], [0, 1], [1, 1], [1, 0]].map(([up, across]) => ({
        x: xs[column + across], y: ys[row + up], z: heights[row + up][column + across]}));
      cross(plot, corners, made, paths);
    }
  }
  return paths;
}

// Adds to each level's path where it crosses a cell: between each two crossed sides, in order.
function cross(plot, corners, levels, paths) {
  const low = Math.min(...corners.map(({z}) => z));
  const high = Math.max(...corners.map(({z}) => z));
  levels.forEach((level, index) => {
    if (level <= low || level > high) {
      return;
    }
    let crossed = 0;
    corners.forEach((a, side) => {
      const b = corners[(side + 1) % 4];
      if ((a.z < level) === (b.z < level)) {
        return;
      }
      const share = (level - a.z) / (b.z - a.z);
      const place = [plot.x(a.x + share * (b.x - a.x)), plot.y(a.y + share * (b.y - a.y))];
      paths[index][crossed % 2 ? 'lineTo' : 'moveTo'](...place);
      crossed += 1;
    });
  });
}

// `count` heights that grow by a constant factor, as the lab's own figure has them.
function geometricLevels(count) {
  return (heights) => {
    const high = heights.reduce((a, b) => Math.max(a, b));
    const low = Math.max(heights.reduce((a, b) => Math.min(a, b)), high * 1e-5);
    return Array.from({length: count}, (_, i) => low * (high / low) ** (i / (count - 1)));
  };
}
