// Everything that people read, in English.

const TEXTS_EN = {
  sentence: 'Three sigmoids in a row pass one number each. Fill in every number of the chain: forwards first, then the gradient on its way back.',
  notes: 'The notes\u2019 numbers', others: 'Other numbers', seed: 'Seed ', again: 'Start again',
  hint: 'Hint', showMe: 'Show me', next: 'Next number',
  progress: (found, all) => `${found} of ${all} numbers found`,
  diagram: (x, weights) => `A chain: input ${x}, then sigmoid units with the weights ${weights}. Below it, from right to left, the numbers of the way back. All of them are fields below.`,
  input: 'Input', hidden: (layer) => `Hidden layer ${layer}`, output: 'Output',
  slopesAlone: 'σ′ alone',
  stages: {
    forward: () => ['1. Forwards', 'A weight multiplies what comes in, for the first layer the input x. The sigmoid makes the output of it.', ['z = W · a', 'a = σ(z) = 1 / (1 + e⁻ᶻ)'], 'Three decimals will do, and you may go on with rounded numbers. The Enter key checks a number and goes on to the next.'],
    slope: () => ['2. The slopes of the sigmoid', 'From here on it goes from right to left. The derivative needs no new exponential, as σ(z) is the a that you have.', ['σ′(z) = σ(z) · (1 − σ(z))']],
    product: () => ['3. The slopes alone', 'The notes multiply the slopes on the way back, and nothing else. Do the same first.'],
    delta: (last) => ['4. The chain rule', `How does a${below(last)} depend on z${below(last - 1)}? Through a${below(last - 1)} and z${below(last)}.`, [`∂a${below(last)}/∂z${below(last - 1)} = ∂a${below(last)}/∂z${below(last)} · ∂z${below(last)}/∂a${below(last - 1)} · ∂a${below(last - 1)}/∂z${below(last - 1)}`], `As z${below(last)} = W${below(last)} · a${below(last - 1)}, the factor in the middle is W${below(last)}.`],
    gradient: () => ['5. What reaches the weights', 'As z = W · a, the factor ∂z/∂W is the a that comes in.', ['∂a/∂W = ∂a/∂z · ∂z/∂W'], 'This is what gradient descent changes the weights by, times the learning rate and the slope of the loss.'],
  },
  kinds: {
    z: (layer) => `what goes into sigmoid ${layer}`, a: (layer) => `what comes out of sigmoid ${layer}`,
    slope: (layer) => `slope of sigmoid ${layer}`,
    product: (layer, last) => `slopes of layers ${last} to ${layer}, multiplied`,
    delta: (layer, last) => `how a${below(last)} changes with z${below(layer)}`,
    gradient: (layer, last) => `how a${below(last)} changes with W${below(layer)}`,
  },
  hints: {
    z: (layer) => `Multiply what comes into layer ${layer} by its weight.`,
    a: () => 'Put z into the sigmoid. The exponent is minus z.',
    slope: (layer) => `You have σ(z${below(layer)}) already: it is a${below(layer)}.`,
    product: (layer) => `Multiply what you had at layer ${layer + 1} by the slope of layer ${layer}.`,
    delta: (layer, last) => layer === last ? `Between a${below(last)} and z${below(last)} stands the sigmoid alone.` :
      `Go on from ∂a${below(last)}/∂z${below(layer + 1)}: first through the weight between the two layers, then through sigmoid ${layer}.`,
    gradient: (layer) => `Multiply ∂a/∂z of layer ${layer} by what W${below(layer)} is multiplied by on the way forwards.`,
  },
  right: (name, value) => `Right: ${name} = ${value}.`,
  shown: (text) => `${text}.`,
  noNumber: 'Type a number, as 0.525 or 9.27e-4.',
  mistakes: {
    every: {
      close: () => 'Close. Give three decimals, of a small number two digits after its zeros.',
      minus: () => 'The sign is the wrong one.', wrong: () => 'Not yet. Try again, or take a hint.'},
    z: {
      sum: () => 'You have added. A weight multiplies.',
      input: (layer) => `Layer ${layer} does not see x, but a${below(layer - 1)}, what comes out of the layer before.`,
      sumBefore: (layer) => `That is W${below(layer)} · z${below(layer - 1)}. The sigmoid lies between: take a${below(layer - 1)}.`},
    a: {
      same: () => 'That is z itself. It still has to go through the sigmoid.',
      sign: () => 'That is σ(−z). Mind the minus in the exponent: 1 / (1 + e⁻ᶻ).'},
    slope: {
      same: () => 'That is a itself. The slope is a · (1 − a).', rest: () => 'That is 1 − a. The slope is a · (1 − a).',
      sum: () => 'You have put z into a · (1 − a). It wants a = σ(z).',
      twice: () => 'You have put a through the sigmoid once more. a already is σ(z).'},
    product: {
      cut: () => 'The last digit is cut off, as in the notes, which print 0.061. Round it.',
      weights: () => 'That is the chain rule with its weights, and comes next. Here it is the slopes alone.',
      alone: (layer) => `That is the slope of layer ${layer} alone. Multiply it by what came from the right.`},
    delta: {
      notes: () => 'That is what the notes have: the slopes alone. Between two slopes stands a weight.',
      alone: () => 'That is the slope alone. Multiply it by what came from the right, and by the weight between.',
      otherWeight: (layer) => `W${below(layer)} lies in front of z${below(layer)}. Between z${below(layer)} and z${below(layer + 1)} it is W${below(layer + 1)}.`,
      noSlope: (layer) => `That is ∂a/∂a${below(layer)}. Multiply it by the slope of sigmoid ${layer} too.`,
      activation: () => 'That is a, what came out. The slope of the sigmoid is asked for.'},
    gradient: {
      input: () => 'That is ∂a/∂z. Multiply it by what comes into the layer.',
      output: (layer) => `You have taken a${below(layer)}, which comes out. Take what comes in.`,
      weight: () => 'You have multiplied by the weight. ∂z/∂W is what comes in.'},
  },
  conclusion: ({own, all, isNotes, last, alone, whole, cut, weights, share, first, final}) => [
    own === all ? `All ${all} numbers, every one by yourself.` : `All ${all} numbers, ${own} of them by yourself.`,
    isNotes ? `The notes call ${cut} the gradient of the first layer: the slopes alone. Between two slopes stands a weight (${weights}), and the chain rule gives ∂a${below(last)}/∂z₁ = ${whole}.` :
      `The slopes alone give ${alone}. The weights between them (${weights}) multiply that by ${share}: ∂a${below(last)}/∂z₁ = ${whole}.`,
    `The last weight gets ${final}, the first one ${first}. Each layer multiplies by W · σ′, and σ′ is at most 1/4: with 20 layers hardly anything would reach the first.`],
};
