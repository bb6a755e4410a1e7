'use strict';
// The page: what is on the paper goes into the data set's form, through the nets, onto the screen.

const DATA = JSON.parse(document.getElementById('data').textContent);
const IS_PICTURE = DATA.form === 'picture'; // that is dropped, and not drawn
const NETS = DATA.nets.map(net => ({...net, layers: net.layers.map(decoded), whole: DATA.shape,
  mean: net.mean && floatsOf(net.mean)}));
const EXAMPLES = DATA.examples.map(({label, pixels}) => (
  {label, pixels: bytesOf(pixels), width: DATA.width, max: DATA.pixel_max}));
const NEAR_END = 0.05;

const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const byId = id => document.getElementById(id);
const percent = share => `${(100 * share).toFixed(1)}%`;
const signed = points => (Math.abs(points) < 0.05 ? '0.0'
  : `${points < 0 ? '\u2212' : '+'}${Math.abs(points).toFixed(1)}`);
const best = values => values.indexOf(Math.max(...values));

let form = null; // what the nets see, null while there is nothing
let answers = [];

// Returns the largest difference from the answers that the run gave when the page was made, and
// keeps for each hidden layer the largest value, which ends its scale.
function checkNets() {
  let worst = 0;
  for (const net of NETS) {
    const seen = EXAMPLES.map(example => evaluate(net, example.pixels));
    seen.forEach(({probabilities}, i) => probabilities.forEach((share, digit) => {
      worst = Math.max(worst, Math.abs(share - net.answers[i][digit]));
    }));
    net.functions = net.layers.filter(layer => layer.kind === 'activation');
    net.sizes = seen[0].hidden.map(({length}) => length);
    net.scales = net.functions.map((layer, depth) => {
      const values = seen.map(({hidden}) => hidden[depth]);
      const largest = values.reduce((top, some) => (
        some.reduce((higher, value) => Math.max(higher, Math.abs(value)), top)), 1e-9);
      const isSigned = values.some(some => some.some(value => value < 0));
      return ACTIVATIONS[layer.name].bounds ?? [isSigned ? -largest : 0, largest];
    });
  }
  return worst;
}

function read() {
  const {example} = paper;
  form = example ? {pixels: example.pixels, width: example.width}
    : paper.isEmpty ? null : paper.form();
  answers = form ? NETS.map(net => evaluate(net, form.pixels)) : [];
}

function showAnswers() {
  byId('hint').hidden = !paper.isEmpty;
  byId('save').disabled = !form;
  all('.verdict').forEach((verdict, i) => {
    const shares = answers[i] ? [...answers[i].probabilities] : null;
    verdict.querySelector('b').textContent = shares ? DATA.names[best(shares)] : '\u2013';
    verdict.querySelector('.sure').textContent = shares ? percent(Math.max(...shares))
      : IS_PICTURE ? 'no picture yet' : 'nothing drawn yet';
  });
  const {example} = paper;
  byId('label').hidden = !example;
  if (example) byId('label').textContent = `An example of the test set; its label is ${DATA.names[example.label]}.`;
  all('.answers tbody tr').forEach(showRow);
}

function showRow(row, digit) {
  const shares = answers.map(({probabilities}) => probabilities[digit]);
  all('td:not(.difference) .meter', row).forEach((meter, i) => {
    meter.classList.toggle('best', Boolean(form) && best([...answers[i].probabilities]) === digit);
    meter.querySelector('.bar').style.width = form ? percent(shares[i]) : '0';
    meter.querySelector('.value').textContent = form ? percent(shares[i]) : '';
  });
  const cell = row.querySelector('.difference');
  if (!cell) return;
  const difference = form ? shares[1] - shares[0] : 0;
  const bar = cell.querySelector('.bar');
  bar.classList.toggle('less', difference < 0);
  bar.style.width = percent(Math.abs(difference) / 2);
  bar.style.left = percent(0.5 + Math.min(0, difference) / 2);
  cell.querySelector('.value').textContent = form ? signed(100 * difference) : '';
}

function speak() {
  const told = answers.map(({probabilities}, i) => {
    const shares = [...probabilities];
    return `${NETS[i].name}: ${DATA.names[best(shares)]}, ${percent(Math.max(...shares))}`;
  });
  byId('status').textContent = told.length ? `${told.join('; ')}.`
    : IS_PICTURE ? 'There is no picture.' : 'The paper is empty.';
}

// What is being drawn is read once a frame; the answer is spoken when it is done.
let isWaiting = false;
function changed(isDone) {
  if (!isWaiting) {
    isWaiting = true;
    requestAnimationFrame(() => {
      isWaiting = false;
      read();
      showEverything();
    });
  }
  all('.example').forEach((button, i) => {
    button.setAttribute('aria-pressed', String(paper.example === EXAMPLES[i]));
  });
  if (isDone) requestAnimationFrame(speak);
}

function showEverything() {
  paper.draw();
  drawSeen(byId('seen'), form);
  showAnswers();
  all('.net').forEach((place, i) => showNet(place, NETS[i], answers[i]));
}

function save() {
  const {width} = form;
  const picture = newCanvas(width, width);
  if (IS_PICTURE) {
    drawNumbers(picture, form.pixels, DATA.shape, byte => byte);
  } else {
    const context = picture.getContext('2d');
    context.fillRect(0, 0, width, width);
    context.drawImage(pictureOf({...form, max: DATA.pixel_max}, '#fff'), 0, 0);
  }
  const link = document.createElement('a');
  link.href = picture.toDataURL();
  link.download = IS_PICTURE ? 'picture.png' : 'digit.png';
  link.click();
}

const paper = new (IS_PICTURE ? PictureDesk : Paper)(byId('paper'), changed, text => {
  byId('status').textContent = text;
});
byId('undo')?.addEventListener('click', () => paper.undo());
byId('clear').addEventListener('click', () => paper.clear());
byId('save').addEventListener('click', save);
all('.example').forEach((button, i) => {
  button.addEventListener('click', () => paper.show(EXAMPLES[i]));
});
const worst = checkNets();
byId('check').textContent = `On the examples they differ from the run's own by ${
  worst < 1e-6 ? 'less than a millionth' : `at most ${worst.toExponential(0)}`}.`;
byId('check').classList.toggle('bad', worst > 1e-4);
all('.net').forEach((place, i) => listenToUnits(place, NETS[i]));
function start() {
  all('.example canvas').forEach((canvas, i) => drawThumbnail(canvas, EXAMPLES[i]));
  showEverything();
}
start();
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', start);
addEventListener('resize', () => showEverything());
