// The gallery: one activation chosen, its parameters, a cursor, a normal input.

const find = (name) => document.getElementById(name);
const NEXT_TO_0 = 1e-9; // the only place where any of them jumps

const state = {
  name: document.querySelector('input[name=activation]:checked').value,
  parameters: Object.fromEntries(DATA.names.map((name) => [name, defaults(name)])),
  x: 1,
  reach: DATA.reach,
  spread: 1,
  layers: 10,
  statistics: {}, // {name: of an input N(0, spread^2)}
};

const large = new Plot(find('large'), {left: 34, right: 10, top: 10, bottom: 26});
const small = Object.fromEntries(DATA.names.map((name) => [
  name, new Plot(find(`card-${name}`), {left: 4, right: 4, top: 4, bottom: 4})]));

function measure(names = DATA.names) {
  for (const name of names) {
    state.statistics[name] = statistics(
        name, state.parameters[name], state.spread, DATA.saturated_below);
  }
}

// f or f' at x, with the parameters that are set.
function at(name, kind, x) {
  return ACTIVATIONS[name][kind](x, state.parameters[name]);
}

function draw() {
  DATA.names.forEach(drawCard);
  drawLarge();
  fillControls();
  fillNumbers();
  fillTable();
}

function view() {
  return [-state.reach, state.reach, -0.55 * state.reach, 0.8 * state.reach];
}

// The lines of a function left and right of 0.
function drawCurve(plot, f, style) {
  for (const side of [-1, 1]) {
    const points = Array.from({length: 151}, (_, i) => {
      const x = side * Math.max(NEXT_TO_0, state.reach * i / 150);
      return [x, f(x)];
    });
    plot.line(points, style);
  }
}

function drawCurves(plot, name, width) {
  drawCurve(plot, (x) => at(name, 'derivative', x),
            {colour: css('--curve-1'), dash: [3.7, 1.6], width: 0.85 * width});
  drawCurve(plot, (x) => at(name, 'value', x), {colour: css('--curve-0'), width});
}

function drawAxes(plot) {
  const [left, right, bottom, top] = view();
  const style = {colour: css('--soft'), width: 1, opacity: 0.7};
  plot.line([[left, 0], [right, 0]], style);
  plot.line([[0, bottom], [0, top]], style);
}

function drawCard(name) {
  const plot = small[name];
  plot.begin(view());
  drawAxes(plot);
  drawCurves(plot, name, 1.6);
  const f = at(name, 'value', state.x);
  plot.mark([state.x, f], DATA.dot, {colour: css('--curve-0'), size: 3.5});
}

function drawLarge() {
  const {name, x} = state;
  large.begin(view());
  shade();
  const [left, right, bottom, top] = view();
  large.grid(ticks(left, right, 9), ticks(bottom, top, 7));
  drawAxes(large);
  const {other} = ACTIVATIONS[name];
  if (other && other.differs(state.parameters[name])) {
    drawCurve(large, (z) => other.value(z, state.parameters[name]),
              {colour: css('--curve-2'), dash: [1, 1.65], width: 2.6});
  }
  drawCurves(large, name, 2.4);
  const f = at(name, 'value', x);
  const slope = at(name, 'derivative', x);
  const run = 0.18 * state.reach / Math.hypot(1, slope);
  large.line([[x, bottom], [x, top]], {colour: css('--ink'), width: 1, dash: [2, 4], opacity: 0.7});
  large.line([[x - run, f - slope * run], [x + run, f + slope * run]],
             {colour: css('--ink'), width: 1.6});
  large.mark([x, slope], DATA.dot, {colour: css('--curve-1'), size: 5});
  large.mark([x, f], DATA.dot, {colour: css('--curve-0'), size: 5.5});
}

// Where |f'| is next to nothing, and the hill of the normal input.
function shade() {
  const {context, frame} = large;
  const [left, right, bottom, top] = view();
  const columns = Math.ceil(frame.width);
  const hill = (x) => Math.exp(-((x / state.spread) ** 2) / 2) / state.spread;
  for (let column = 0; column < columns; column += 1) {
    const x = left + (right - left) * (column + 0.5) / columns;
    const width = Math.min(1, frame.width - column);
    if (Math.abs(at(state.name, 'derivative', x)) < DATA.saturated_below) {
      context.fillStyle = css('--saturated');
      context.fillRect(frame.left + column, frame.top, width, frame.height);
    }
    const height = 0.28 * frame.height * Math.min(1.4, hill(x));
    context.fillStyle = css('--hill');
    context.fillRect(frame.left + column, large.y(bottom) - height, width, height);
  }
}
