// The controls of the race.

function on(element, event, respond) {
  element.addEventListener(event, respond);
}

document.querySelectorAll('input[name=surface]').forEach((radio) => on(radio, 'change', () => {
  choose(radio.value);
  restart();
}));
on(find('play'), 'click', () => {
  if (animation) {
    goTo(state.step);
  } else {
    play();
  }
});
on(find('next'), 'click', () => goTo(state.step + 1));
on(find('reset'), 'click', () => goTo(0));
on(find('step'), 'input', () => goTo(Number(find('step').value)));
on(find('usual'), 'click', () => {
  setUp({});
  race();
});
on(find('start-x'), 'input', ({target}) => {
  setStart([Number(target.value), state.starts[state.surface][1]]);
});
on(find('start-y'), 'input', ({target}) => {
  setStart([state.starts[state.surface][0], Number(target.value)]);
});
for (const rule of DATA.rules) {
  const row = find(`row-${rule}`);
  on(row.querySelector('input[type=range]'), 'input', (event) => {
    const factor = 10 ** Number(event.target.value);
    state.rates[state.surface][rule] = DATA.rates[state.surface][rule] * factor;
    race();
  });
  on(row.querySelector('input[type=checkbox]'), 'change', (event) => {
    state.hidden[event.target.checked ? 'delete' : 'add'](rule);
    draw();
  });
}
for (const [name, isWanted] of [['all', () => true], ['none', () => false]]) {
  on(find(name), 'click', () => {
    state.hidden = new Set(DATA.rules.filter((rule) => !isWanted(rule)));
    document.querySelectorAll('.racers input[type=checkbox]').forEach((box) => {
      box.checked = isWanted();
    });
    draw();
  });
}
document.querySelectorAll('[data-try]').forEach((button) => on(button, 'click', () => {
  setUp(JSON.parse(button.dataset.try));
  restart();
  const behavior = motionless.matches ? 'auto' : 'smooth';
  find('ground').scrollIntoView({block: 'nearest', behavior});
}));

// The start follows a pointer that holds its ring, and goes where the plot is clicked.
function follow(event) {
  setStart(ground.at(event).map((value) => Math.round(100 * value) / 100));
}
on(find('handle'), 'pointerdown', (event) => {
  event.preventDefault();
  event.target.setPointerCapture(event.pointerId);
});
on(find('handle'), 'pointermove', (event) => {
  if (event.target.hasPointerCapture(event.pointerId)) {
    follow(event);
  }
});
on(find('ground'), 'click', follow);

choose(document.querySelector('input[name=surface]:checked').value);
race();
drawAlways([find('ground'), find('fall')], draw);
if (!motionless.matches) {
  play();
}
