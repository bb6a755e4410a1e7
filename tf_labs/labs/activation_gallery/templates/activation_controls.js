// The controls of the gallery and its numbers.

const SLIDERS = {x: 'x', reach: 'reach', spread: 'spread', layers: 'layers'};

function fillControls() {
  const {name} = state;
  Object.assign(find('x'), {min: -state.reach, max: state.reach});
  for (const [id, key] of Object.entries(SLIDERS)) {
    find(id).value = state[key];
    find(`${id}-shown`).textContent = shown(state[key]);
  }
  for (const [key, value] of Object.entries(state.parameters[name])) {
    find(`parameter-${key}`).value = value;
    find(`parameter-${key}-shown`).textContent = shown(value);
  }
  find('name').textContent = name;
  find('formula').textContent = `f(x) = ${ACTIVATIONS[name].formula(state.parameters[name])}`;
  document.querySelectorAll('[data-note]').forEach((note) => {
    note.hidden = note.dataset.note !== name;
  });
}

// A slider for each parameter of the activation that is chosen.
function makeSliders() {
  const parameters = Object.entries(ACTIVATIONS[state.name].parameters);
  find('parameters').replaceChildren(...parameters.map(([key, {label, low, high}]) => {
    const row = find('slider').content.firstElementChild.cloneNode(true);
    const [name, slider, output] = row.children;
    Object.assign(name, {htmlFor: `parameter-${key}`, textContent: label});
    Object.assign(slider, {id: `parameter-${key}`, min: low, max: high});
    output.id = `parameter-${key}-shown`;
    slider.addEventListener('input', () => {
      state.parameters[state.name][key] = Number(slider.value);
      measure([state.name]);
      draw();
    });
    return row;
  }));
  find('usual').hidden = parameters.length === 0;
}

function fillNumbers() {
  const {name, x, layers} = state;
  const its = state.statistics[name];
  const {other} = ACTIVATIONS[name];
  const set = state.parameters[name];
  const differs = Boolean(other && other.differs(set));
  find('other-key').hidden = !differs;
  find('other').textContent = differs ? other.formula(set) : '';
  const numbers = {
    'at-x': x, 'value': at(name, 'value', x), 'derivative': at(name, 'derivative', x),
    'factor': its.factor, 'through': its.factor ** layers,
  };
  for (const [id, value] of Object.entries(numbers)) {
    find(id).textContent = shown(value);
  }
  find('mean').textContent = decimals(its.mean);
  find('sd').textContent = decimals(its.sd);
  find('saturated').textContent = percent(its.saturated);
  find('zeros').textContent = percent(its.zeros);
  document.querySelectorAll('.layers').forEach((place) => {
    place.textContent = layers;
  });
  document.querySelectorAll('.spread').forEach((place) => {
    place.textContent = shown(state.spread);
  });
}

function fillTable() {
  for (const name of DATA.names) {
    const its = state.statistics[name];
    const row = find(`row-${name}`);
    row.classList.toggle('chosen', name === state.name);
    [decimals(its.mean), decimals(its.sd), percent(its.zeros), percent(its.saturated),
     shown(its.factor), shown(its.factor ** state.layers)].forEach((text, place) => {
      row.cells[place + 1].textContent = text;
    });
  }
}

// Three decimals, and no sign before a zero.
function decimals(value) {
  return (Math.round(1000 * value) / 1000 || 0).toFixed(3).replace('-', '\u2212');
}

function percent(share) {
  return `${(100 * share).toFixed(1)}%`;
}

function choose(name) {
  state.name = name;
  document.querySelector(`input[value=${name}]`).checked = true;
  makeSliders();
  draw();
}

document.querySelectorAll('input[name=activation]').forEach((radio) => {
  radio.addEventListener('change', () => choose(radio.value));
});
for (const [id, key] of Object.entries(SLIDERS)) {
  find(id).addEventListener('input', ({target}) => {
    state[key] = Number(target.value);
    state.x = clamp(state.x, -state.reach, state.reach);
    if (key === 'spread') {
      measure();
    }
    draw();
  });
}
find('usual').addEventListener('click', () => {
  state.parameters[state.name] = defaults(state.name);
  measure([state.name]);
  draw();
});
document.querySelectorAll('[data-try]').forEach((button) => {
  button.addEventListener('click', () => {
    const {name, parameters = {}, ...rest} = JSON.parse(button.dataset.try);
    Object.assign(state, {x: 1, reach: DATA.reach, spread: 1, layers: 10}, rest);
    state.parameters[name] = {...defaults(name), ...parameters};
    measure();
    choose(name);
    find('large').scrollIntoView({block: 'nearest'});
  });
});

// The cursor follows a pointer that is held down on the large plot.
for (const kind of ['pointerdown', 'pointermove']) {
  find('large').addEventListener(kind, (event) => {
    if (event.buttons) {
      [state.x] = large.at(event).map((value) => Math.round(100 * value) / 100);
      draw();
    }
  });
}

measure();
choose(state.name);
drawAlways([find('large'), ...DATA.names.map((name) => find(`card-${name}`))], draw);
