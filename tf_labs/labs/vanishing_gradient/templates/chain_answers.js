// Whether what is typed is a number of the chain, and if not, what went wrong.

const WITHIN = 0.002; // of a value
const CLOSE = 0.1;
const FIGURES = 2; // at least, of a rounded number

// A number as it is typed, with a point or a comma; null if it is none.
function read(text) {
  const plain = text.trim().replace(/[\u2212\u2013]/g, '-').replace(',', '.');
  const parts = plain.match(/^[+-]?(\d*)\.?(\d*)(?:e([+-]?\d{1,3}))?$/i);
  if (!parts || !(parts[1] || parts[2])) {
    return null;
  }
  return {value: Number(plain), decimals: parts[2].length - Number(parts[3] ?? 0),
    figures: (parts[1] + parts[2]).replace(/^0+/, '').length};
}

// Whether a number is the value, or the value rounded as one does on paper.
function isNear({value: typed, decimals, figures}, value) {
  const difference = Math.abs(typed - value);
  const isRounded = decimals >= DECIMALS && figures >= FIGURES &&
    difference <= 0.5 * 10 ** -decimals * (1 + 1e-6);
  return isRounded || difference <= WITHIN * Math.abs(value);
}

// What one gets by a mistake that is often made, by its name.
function mistakes(chain, kind, layer) {
  const get = (...key) => chain.value(...key);
  const {last} = chain;
  if (kind === 'z') {
    return {sum: get('w', layer) + get('a', layer - 1), input: get('w', layer) * chain.x,
      ...(layer > 1 ? {sumBefore: get('w', layer) * get('z', layer - 1)} : {})};
  }
  if (kind === 'a') {
    return {same: get('z', layer), sign: sigmoid(-get('z', layer))};
  }
  if (kind === 'slope') {
    const z = get('z', layer);
    const twice = sigmoid(get('a', layer));
    return {same: get('a', layer), rest: 1 - get('a', layer), sum: z * (1 - z),
      twice: twice * (1 - twice)};
  }
  if (kind === 'product') {
    return {cut: cutOff(get('product', layer)), weights: get('delta', layer),
      alone: get('slope', layer)};
  }
  if (kind === 'delta') {
    return layer === last ? {activation: get('a', layer)} : {
      notes: get('product', layer), alone: get('slope', layer),
      otherWeight: get('delta', layer + 1) * get('w', layer) * get('slope', layer),
      noSlope: get('delta', layer + 1) * get('w', layer + 1)};
  }
  return {input: get('delta', layer), output: get('delta', layer) * get('a', layer),
    weight: get('delta', layer) * get('w', layer)};
}

// The digits after the last decimal cut off instead of rounded.
const cutOff = (value) => Math.trunc(value * 10 ** DECIMALS) / 10 ** DECIMALS;

// {isRight} of what is typed, or {mistake: its name}.
function judge(typed, chain, [kind, layer], rounded) {
  const exact = chain.value(kind, layer);
  if (isNear(typed, exact) || isNear(typed, chain.follows(kind, layer, rounded))) {
    return {isRight: true};
  }
  const made = Object.entries(mistakes(chain, kind, layer)).find(([, value]) => (
    isNear(typed, value)));
  const mistake = made?.[0] ?? (isNear(typed, -exact) ? 'minus' :
    Math.abs(typed.value - exact) <= CLOSE * Math.abs(exact) ? 'close' : 'wrong');
  return {isRight: false, mistake};
}
