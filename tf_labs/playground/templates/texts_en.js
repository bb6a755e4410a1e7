// Everything that people read, in English.

const TEXTS_EN = {
  presets: {
    gates: ['One neuron and the gates', 'Press Train at each gate: which one can a single neuron not learn?', {
      and: ['AND', 'One neuron draws one straight line. For AND it has to leave the corner (1, 1) alone on its side.'],
      or: ['OR', 'The same neuron, another line: now the corner (0, 0) is alone.'],
      nand: ['NAND', 'AND with its answers reversed, so the same line with its sides exchanged.'],
      xor: ['XOR', 'Two opposite corners on each side: no line does that. The loss stops at ln 2 = 0.693, the loss of saying one half each time.', 'Not learned, and more steps do not help: the best that a line can say is one half, four times.']}],
    xor: ['XOR in two minutes', 'How many hidden units does XOR need? Go through the five steps and press Train at each.', {
      one: ['One unit', 'One hidden unit draws one line. Press Train: whatever the line, at least one corner stays on the wrong side.', 'One line is not enough, however long it is trained. Go on to two units.'],
      two: ['Two units', 'Two units draw two lines, and XOR lies between two lines. Press Train. Does it work? Press New weights and train again: not every time.', 'Stuck: from these initial weights it does not get out. Press New weights, then Train.'],
      seeds: ['20 seeds', 'Two units from 20 different initial weights. Some solve XOR, the others are stuck for good. Click a seed to see where it ended.'],
      four: ['Four units', 'Four units, 20 seeds: a unit that is badly placed is no longer needed, as there are spare ones.'],
      lines: ['Their lines', 'Train it, then point at a hidden unit: its map shows the one line that it draws. The output adds the four maps up, each times its weight.']}],
    circle: ['A circle', 'Press Train: how few hidden units can still enclose the circle?', {
      deep: ['4 and 2 units', 'Two hidden layers. The units of the first draw lines, those of the second put them together.'],
      line: ['No hidden layer', 'A single neuron on the inputs: one line, which cannot enclose anything.'],
      three: ['3 units', 'Three lines are the fewest that enclose a region: look for the triangle.'],
      squares: ['Better inputs', 'The inputs are now the squares of x₁ and x₂. For these the circle is a straight line, and one neuron is enough.']}],
    spiral: ['Two spirals', 'Press Train and be patient: which net can unroll the spirals?', {
      small: ['4 units', 'One layer of four units: four lines are too few for two arms.'],
      deep: ['8 and 8 units', 'Two layers of eight units with Adam: the boundary begins to curl after about a thousand steps.'],
      sgd: ['SGD', 'The same net with plain gradient descent at the same learning rate. Compare the loss after as many steps.']}],
    moons: ['Two moons', 'Press Train, then compare the net with a single line.', {
      six: ['6 units', 'At first the boundary is a line. After some hundred steps it bends and follows the moons.'],
      line: ['No hidden layer', 'One line gets most points right, and cannot get further.'],
      rate: ['Too large a rate', 'The learning rate is 10: watch the loss jump, and perhaps never settle.']}],
    curve: ['A curve to fit', 'Press Train: the net fits the points. What does it do outside of them?', {
      tanh: ['tanh', 'Eight units of tanh fit one period of a sine. Beyond the points the net does not know that the sine turns back.'],
      linear: ['Linear', 'Two layers without activation function: however deep, the net stays a straight line.'],
      relu: ['ReLU', 'With ReLU the fit is made of straight pieces, with one bend for each unit. Dead units bend nothing: look at their share.']}],
    dropout: ['Overfitting and dropout', 'Press Train and compare the two losses: when does the test loss begin to rise?', {
      without: ['No dropout', '151 parameters and 40 noisy points: the net memorizes them. The training loss falls, the test loss rises.'],
      with: ['Dropout 0.3', 'At each step 30% of the hidden units are switched off. The boundary is smoother, and the two losses stay closer.'],
      l2: ['L2', 'Large weights cost something: another way to a smooth boundary.']}],
    batch_norm: ['Batch norm', 'Train both nets: what changes when each layer is normalized?', {
      without: ['No batch norm', 'Four layers of sigmoids. To the last one all points look alike, and the loss hardly moves.'],
      with: ['Batch norm', 'The same net with batch norm before each sigmoid: every layer receives mean 0 and variance 1, and the gradient gets through.']}],
    initializers: ['Initialization', 'Go through the initializations: which of them learn, and what do the layers show?', {
      zeros: ['Zeros', 'All units of a layer are alike. They get the same gradient, so they stay alike; here none even moves.'],
      small: ['N(0, 0.05²)', 'Too small: each layer shrinks what it passes on, forward and backward.'],
      large: ['N(0, 4²)', 'Too large: the units of tanh are close to an end, where their slope is close to 0.'],
      xavier: ['Xavier', 'Xavier’s scale keeps the size of signals and gradients from layer to layer.'],
      he: ['He, with ReLU', 'ReLU lets half of its inputs through. He’s initialization makes up for that.']}],
    vanishing: ['Vanishing gradients', 'Press Train and look at the layers: how much of the gradient reaches layer 1?', {
      sigmoid: ['Sigmoid', 'Six layers of sigmoids. Each multiplies the gradient by 1/4 at most, so layer 1 gets close to nothing.'],
      relu: ['ReLU', 'ReLU passes the gradient on as it is, or not at all: look for dead units.'],
      norm: ['Sigmoid and batch norm', 'The sigmoids again, with batch norm before each of them.']}],
    stuck_seed: ['The seed that gets stuck', 'This is seed 1 of the lab xor_mlp, with its own initial weights. Press Train: where does the loss stop?', {
      stuck: ['Seed 1', 'The loss creeps towards ln(2) / 2 = 0.3466: two rows are right, and for the other two the net says one half.'],
      solved: ['Seed 777', 'The same net from other initial weights solves XOR in a few thousand steps.'],
      wider: ['4 units, 20 seeds', 'With four hidden units nearly every seed solves it: width is insurance against a bad start.']}],
    plateau: ['The plateau of the deep net', 'This is the lab xor_deep with its own initial weights. Press Train and wait: for thousands of steps nothing seems to happen.', {
      plateau: ['Three layers of 10', 'To the last layer all four inputs look alike, and the loss stays at ln 2 = 0.693. Then it drops at once, near step 7,700.'],
      relu: ['ReLU', 'ReLU from the same initial weights: the gradient gets through.'],
      normal: ['Larger weights', 'Weights from N(0, 1): the same sigmoids leave the plateau much sooner.']}],
    own_points: ['Your own points', 'Click into the picture to add points, then press Train. Which patterns can the net not separate?', {
      begin: ['A few points', 'Add points of both classes by click, touch or keyboard: arrow keys and Enter. Training goes on with them.'],
      clear: ['From nothing', 'An empty picture: draw something difficult.']}],
    run: ['Replay of a run', 'These are the initial weights of your run. Press Train: the loss follows the dotted line that the run has drawn.', {
      run: ['The run', 'Same weights, same rows, same learning rate. The dotted line is the cost in metrics.jsonl.']}],
  },
  dataSets: {and: 'AND', or: 'OR', nand: 'NAND', xor: 'XOR', blobs: 'two clouds', circle: 'circle', moons: 'moons', spiral: 'spirals', curve: 'curve: sin πx', parabola: 'curve: x²', plane: 'surface: plane', hills: 'surface: hills', own: 'your own points'},
  features: {x1: 'x₁', x2: 'x₂', x1_squared: 'x₁²', x2_squared: 'x₂²', product: 'x₁x₂', sin_x1: 'sin πx₁', sin_x2: 'sin πx₂'},
  activations: {linear: 'linear (none)', sigmoid: 'sigmoid', tanh: 'tanh', relu: 'ReLU', leaky_relu: 'leaky ReLU', elu: 'ELU', swish: 'swish', gelu: 'GELU', selu: 'SELU'},
  initializers: {zeros: 'zeros', normal: 'N(0, s²)', glorot_uniform: 'Xavier, uniform', glorot_normal: 'Xavier, normal', he_uniform: 'He, uniform', he_normal: 'He, normal', fan_in_uniform: 'uniform ±1/√n'},
  optimizers: {sgd: 'SGD', momentum: 'momentum', nesterov: 'Nesterov', adagrad: 'Adagrad', rmsprop: 'RMSprop', adam: 'Adam'},
  speeds: {slow: 'slow', normal: 'normal', fast: 'fast', fastest: 'fastest'},
  train: 'Train', pause: 'Pause', oneStep: 'One step', again: 'Start again', newWeights: 'New weights', speed: 'Speed',
  step: 'step', epoch: 'epoch', trainLoss: 'training loss', testLoss: 'test loss', accuracy: 'right', ofTest: (share) => `test ${share}`, runLoss: 'loss of the run',
  settings: 'All settings', data: 'Data', dataSet: 'data set', noise: 'noise', points: 'points', testShare: 'held out for the test', dataSeed: 'seed of the data', newData: 'New data', inputs: 'inputs',
  net: 'Net', layers: 'hidden layers', unitsOf: (n) => `units of layer ${n}`, activation: 'activation', initializer: 'initialization', stddev: 's', seed: 'seed of the weights', batchNorm: 'batch norm',
  training: 'Training', optimizer: 'optimizer', rate: 'learning rate', momentum: 'momentum', batch: 'batch', all: 'all', dropout: 'dropout', l1: 'L1', l2: 'L2',
  view: 'View', showTest: 'show test points', discrete: 'only the decision', showLines: 'lines of the first layer', logLoss: 'logarithmic loss',
  output: 'output', input: 'input', layer: (n) => `layer ${n}`, unit: (layer, n) => `unit ${n} of layer ${layer}`, outputOf: 'What the net says', mapOf: (name) => `What ${name} sees`,
  graphLabel: 'The net. Blue connections have positive weights, orange ones negative; the thicker, the larger.',
  mapLabel: 'Map of the plane', mapKeys: 'Arrow keys move the cross, Enter adds a point, 0 and 1 choose its class, Delete removes the nearest point.', curveLabel: 'The points, and the curve of the net',
  classOf: 'Add points of', class1: 'class 1 (circle)', class0: 'class 0 (square)', clearPoints: 'Remove all', legend1: '1', legend0: '0', legendTest: 'test points are hollow', boundary: 'decision boundary', lineLegend: 'lines of the hidden units',
  lossTitle: 'Loss by step', lossLabel: 'Curves of the loss; the numbers stand above.',
  insideTitle: 'Inside the layers', insideNote: (n) => `Measured as in the reports, on ${n} training examples.`, gradientNorm: 'norm of the gradient', dead: 'dead units', saturated: 'saturated', logits: 'output',
  findings: {
    chance: (loss) => `The loss stays at ln 2 = 0.693, that of a guess (now ${loss}).`,
    zeros: () => 'All weights are 0, and so are all activations: no connection gets a gradient.',
    vanishing: (ratio) => `The gradient vanishes on its way to the first layer: it gets ${ratio} of the last one’s (median; threshold ${FACTS.vanished}).`,
    dead: (share, layer) => `${share} of the units of layer ${layer} are dead: 0 for every example (threshold ${100 * FACTS.dead}%).`,
    saturated: (share, layer) => `${share} of the activations of layer ${layer} are saturated: within ${FACTS.saturated_within} of an end.`,
    symmetric: (units, layer) => `All ${units} units of layer ${layer} were initialized alike, get the same gradient and act as one.`},
  healthy: 'Nothing conspicuous.',
  numbersTitle: 'Step by step', numbersNote: 'One step of the optimizer in three stages, with the numbers on each connection.', stages: {forward: '1 Forward', backward: '2 Backward', update: '3 Update'}, nextStage: 'Next stage', row: 'row',
  stageSays: {
    none: 'Press Next stage: a batch of the training data goes forward through the net.',
    forward: (row, rows, target, loss) => `Forward, row ${row} of the ${rows} in the batch, whose target is ${target}: each connection multiplies its weight by what comes in; each unit adds this up, adds its bias and applies the activation. Loss of the batch: ${loss}.`,
    backward: 'Backward: each connection shows ∂L/∂w, by how much the loss of the batch would grow if its weight grew. Each unit passes its own share ∂L/∂z back along the same connections.',
    update: (rule) => `Update: ${rule} has moved every weight, from the left number to the right one.`},
  unitTable: (name) => `${name}: its numbers`, from: 'from', value: 'value a', weight: 'weight w', product: 'w·a', slope: '∂L/∂w', bias: 'bias', gamma: 'γ of batch norm', beta: 'β of batch norm', weightOf: (from) => `weight from ${from}`,
  seedsTitle: 'Does the seed decide?', trySeeds: 'Try 20 seeds', seedsNote: (seeds, steps) => `The same net from ${seeds} initial weights, up to ${steps} steps each.`, solvedOf: (n, all) => `${n} of ${all} solve it`, seedSolved: (seed) => `seed ${seed}: solved`, seedStuck: (seed) => `seed ${seed}: stuck`,
  solved: (step) => `All points are right at step ${step}.`, diverged: 'The loss is no longer finite: the learning rate is too large. Start again with a smaller one.', noPoints: 'Add points first.', moved: (x, y) => `Cross at ${x}, ${y}`, added: (n) => `${n} points`,
};
