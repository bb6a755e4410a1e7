// The race: what is chosen, what follows from it, what is seen of it.

const SECONDS = 14; // of a whole race
const STILL = 60; // the step that is shown to those who want nothing to move
const motionless = matchMedia('(prefers-reduced-motion: reduce)');
const dark = matchMedia('(prefers-color-scheme: dark)');

const state = {
  surface: '',
  rates: structuredClone(DATA.rates), // {surface: {rule: rate}}
  starts: Object.fromEntries(Object.entries(DATA.surfaces).map(([name, {start}]) => [name, start])),
  hidden: new Set(),
  step: motionless.matches ? STILL : 0,
  races: {}, // {rule: {points, heights above the lowest, their logs, the first near step or -1}}
};
let animation = 0; // the next picture; 0 while the race stands

const find = (name) => document.getElementById(name);
const ground = new Plot(find('ground'));
const fall = new Plot(find('fall'), {left: 46, right: 10, top: 10, bottom: 26});
let drawn = {key: '', paths: []}; // contours

// Follows every optimizer from the start.
function race() {
  const {surface} = state;
  const {lowest} = DATA.surfaces[surface];
  for (const rule of DATA.rules) {
    const points = pathOf(surface, rule, state.rates[surface][rule], DATA.momentum,
                          state.starts[surface], DATA.steps);
    const heights = points.map((point) => Math.max(SURFACES[surface].height(point) - lowest, 0));
    const logs = heights.map((f, t) => [t, Math.log10(Math.max(f, 1e-12))]);
    state.races[rule] = {points, heights, logs, near: heights.findIndex((f) => f < DATA.within)};
  }
  draw();
}

function draw() {
  drawGround();
  drawFall();
  fillTable();
  find('step').value = state.step;
  find('step-shown').textContent = `${state.step} of ${DATA.steps}`;
  find('play').textContent = animation ? 'Pause' : state.step < DATA.steps ? 'Play' : 'Play again';
  const [x, y] = state.starts[state.surface];
  for (const [name, value] of [['start-x', x], ['start-y', y]]) {
    find(name).value = value;
    find(`${name}-shown`).textContent = shown(value);
  }
  tell();
}

function drawGround() {
  const {window, minima, lowest} = DATA.surfaces[state.surface];
  const [left, right, bottom, top] = window;
  ground.begin(window);
  ground.grid(ticks(left, right, 7), ticks(bottom, top, 7));
  const key = [state.surface, ground.frame.width, ground.frame.height].join();
  if (drawn.key !== key) {
    const height = (point) => SURFACES[state.surface].height(point) - lowest;
    drawn = {key, paths: contours(ground, height, geometricLevels(DATA.contours.light.length))};
  }
  const {context} = ground;
  context.lineWidth = 1;
  context.globalAlpha = 0.65;
  const colours = DATA.contours[dark.matches ? 'dark' : 'light'];
  drawn.paths.forEach((path, level) => {
    context.strokeStyle = colours[level];
    context.stroke(path);
  });
  context.globalAlpha = 1;
  minima.forEach((point) => ground.mark(point, DATA.star, {colour: css('--ink'), size: 8}));
  for (const [rule, {points}] of visibleRaces()) {
    ground.line(points.slice(0, state.step + 1), styleOf(rule));
  }
  for (const [rule, {points}] of visibleRaces()) {
    if (state.step < points.length) {
      ground.mark(points[state.step], DATA.styles[rule].marker, {colour: colourOf(rule)});
    }
  }
  const [x, y] = state.starts[state.surface];
  find('handle').style.transform = `translate(${ground.x(x)}px, ${ground.y(y)}px)`;
}

function drawFall() {
  const {window, lowest} = DATA.surfaces[state.surface];
  const corners = [[0, 2], [0, 3], [1, 2], [1, 3]].map(([i, j]) => [window[i], window[j]]);
  const high = Math.max(...corners.map(SURFACES[state.surface].height)) - lowest;
  const powers = [-9, Math.ceil(Math.log10(high))];
  fall.begin([0, DATA.steps, ...powers]);
  fall.grid(ticks(0, DATA.steps, 7), ticks(...powers, 7), {formY: (power) => `1e${shown(power)}`});
  for (const [rule, {logs}] of visibleRaces()) {
    fall.line(logs, {...styleOf(rule), width: 1, opacity: 0.35});
    fall.line(logs.slice(0, state.step + 1), styleOf(rule));
    if (state.step < logs.length) {
      fall.mark(logs[state.step], DATA.styles[rule].marker, {colour: colourOf(rule), size: 4.5});
    }
  }
}

function visibleRaces() {
  const shownRules = DATA.rules.filter((rule) => !state.hidden.has(rule));
  return shownRules.map((rule) => [rule, state.races[rule]]);
}

function colourOf(rule) {
  return css(`--curve-${DATA.rules.indexOf(rule)}`);
}

function styleOf(rule) {
  return {colour: colourOf(rule), dash: DATA.styles[rule].dash, width: 1.7};
}

// Whether an optimizer is outside of the plot at the step that is shown.
function hasLeft({points}) {
  const point = points[state.step];
  return !point || !isInside(point, DATA.surfaces[state.surface].window);
}

function isNear({near}) {
  return near >= 0 && near <= state.step;
}

function fillTable() {
  for (const rule of DATA.rules) {
    const row = find(`row-${rule}`);
    const its = state.races[rule];
    const rate = state.rates[state.surface][rule];
    const usual = DATA.rates[state.surface][rule];
    const slider = row.querySelector('input[type=range]');
    slider.value = Math.log10(rate / usual);
    slider.setAttribute('aria-valuetext', shown(rate));
    row.querySelector('.rate').textContent = shown(rate);
    const factor = rate === usual ? '' : `\u00d7 ${shown(rate / usual)}`;
    row.querySelector('.factor').textContent = factor;
    row.classList.toggle('off', state.hidden.has(rule));
    const height = row.querySelector('.height');
    height.textContent = hasLeft(its) ? 'left' : shown(its.heights[state.step]);
    height.classList.toggle('bad', hasLeft(its));
    row.querySelector('.near').textContent = isNear(its) ? its.near : '';
  }
}

// The state of the race in a sentence; a screen reader hears it when nothing moves.
function tell() {
  const named = (kept, form) => visibleRaces().filter(([, its]) => kept(its))
      .sort(([, a], [, b]) => a.near - b.near).map(form).join(', ') || 'nobody';
  const text = find('told');
  text.setAttribute('aria-live', animation ? 'off' : 'polite');
  text.textContent = `Step ${state.step}. Has been near the lowest f: ` +
    `${named(isNear, ([rule, {near}]) => `${rule} (at ${near})`)}. ` +
    `Outside of the plot: ${named(hasLeft, ([rule]) => rule)}.`;
}

function play() {
  if (state.step >= DATA.steps) {
    state.step = 0;
  }
  const begin = performance.now() - 1000 * SECONDS * Math.sqrt(state.step / DATA.steps);
  const advance = (now) => { // the first steps are the slowest
    const share = Math.max(0, now - begin) / (1000 * SECONDS);
    state.step = clamp(Math.floor(DATA.steps * share ** 2), state.step, DATA.steps);
    animation = state.step < DATA.steps ? requestAnimationFrame(advance) : 0;
    draw();
  };
  cancelAnimationFrame(animation);
  animation = requestAnimationFrame(advance);
  draw();
}

function pause() {
  cancelAnimationFrame(animation);
  animation = 0;
}

function goTo(step) {
  pause();
  state.step = clamp(step, 0, DATA.steps);
  draw();
}

// Races again, in motion unless the reader wants none.
function restart() {
  pause();
  state.step = motionless.matches ? STILL : 0;
  race();
  if (!motionless.matches) {
    play();
  }
}

function setStart(point) {
  state.starts[state.surface] = point;
  race();
}

function choose(surface) {
  state.surface = surface;
  const [left, right, bottom, top] = DATA.surfaces[surface].window;
  Object.assign(find('start-x'), {min: left, max: right});
  Object.assign(find('start-y'), {min: bottom, max: top});
  document.querySelectorAll('[data-lesson]').forEach((lesson) => {
    lesson.hidden = lesson.dataset.lesson !== surface;
  });
}

// The lab's own rates and start, with what a lesson changes of them.
function setUp({rates = {}, start = DATA.surfaces[state.surface].start}) {
  state.rates[state.surface] = {...DATA.rates[state.surface], ...rates};
  state.starts[state.surface] = start;
}
