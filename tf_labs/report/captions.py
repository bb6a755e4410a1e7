"""What to look at in the figures of the labs, one sentence each."""

from collections.abc import Mapping

_CAPTIONS: Mapping[str, Mapping[str, str]] = {
    'gates': {
        'gates': 'Look for a line with all black dots on one side: AND, OR and NAND have one, XOR '
                 'has none.',
        'losses': 'Three losses go on falling; that of XOR stays at ln 2, where every answer is a '
                  'guess.'},
    'perceptron': {
        'gates': 'The line turns until no dot is on the wrong side of it; on XOR it never stops.',
        'bound': 'Every dot lies below the line that Novikoff proved: wide margins are learnt with '
                 'few mistakes.',
        'nets': 'Compare the ends: no gradient gets through a step, but through a sigmoid it '
                'does.'},
    'table': {
        'training': 'Left how the cost falls; right what the net says at the end, beside what it '
                    'should say.'},
    'mse_by_hand': {
        'lines': 'Compare the vertical gaps: the best line is the one with the smallest squares.',
        'cost': 'The cost of a weight is a parabola; its tangent is level where the weight is '
                'best.'},
    'descent': {
        'curve': 'A small rate creeps, a larger one jumps from side to side, too large a one '
                 'climbs out.',
        'surface': 'The path runs down the steep walls first, then slowly along the valley.'},
    'autograd': {
        'gradients': 'Right: gradients that are added up grow with each pass, those of a tape do '
                     'not.'},
    'backprop': {
        'xor': 'Left: steps in the sorted costs are the seeds that get stuck; right: the printed '
               'run nears its plateau ever more slowly.',
        'features': 'Each tile is a hidden unit; those with a shape respond to strokes of that '
                    'shape.'},
    'vanishing_gradient': {
        'chain': 'Follow the product of the derivatives from the right: each sigmoid makes it at '
                 'least four times smaller.',
        'depth': 'A line that falls loses gradient with each layer; one that stays level does '
                 'not.',
        'layers': 'Compare the first layer with the last: with sigmoids most of the gradient is '
                  'gone on the way.',
        'dying': 'Above: units that are negative on all digits; below: what that costs in '
                 'accuracy.'},
    'approximation': {
        'fits': 'Between the training points the fit follows the curve; beyond them it does not.',
        'widths': 'Compare the error inside of the range that was learnt with that beyond it.'},
    'exploding_gradient': {
        'depth': 'A straight line on this axis is a factor a layer: depth multiplies it.',
        'cures': 'A curve that leaves the panel diverged; the cures keep it within.'},
    'gain': {
        'distributions': 'All have one standard deviation: only their tails differ.',
        'layers': 'A level line keeps the scale of the signal from layer to layer.',
        'training': 'Where the lines differ, the gain has helped to learn.'},
    'internal_covariate_shift': {
        'distributions': 'The bands show how the inputs of a unit wander while the net learns.',
        'losses': 'Left who learns fastest, right whose inputs shift most: compare the two.'},
    'train_and_eval_mode': {
        'modes': 'In training mode the answer depends on the other images of the batch; in '
                 'evaluation mode it does not.',
        'dropout': 'The dashed line is the mean over all masks: the scaled net gives just that.'},
    'linearity': {
        'xor': 'Without tanh the loss stays at ln 2; with it the shading bends around the ones.',
        'chain': 'Linear weights are only learnt as a product, whichever of them move.'},
    'activation_gallery': {
        'activations': 'Where the dashed derivative is near 0, no gradient passes.'},
    'architectures': {
        'architectures': 'Units are at the bottom of these nets, parameters at the top.'},
    'sequential': {
        'training': 'Compare the two nets at the same step; right, each dot is a seed.'},
    'linear_classifier': {
        'regions': 'Borders between classes are straight, as no hidden layer bends them.',
        'training': 'Left how the cost falls; right the columns that decide.'},
    'input_scaling': {
        'costs': 'With inputs of one scale every direction learns at one rate; else the steepest '
                 'sets the limit.'},
    'xor_lottery': {
        'lottery': 'Compare along a row what width does, and along a column what depth does.'},
    'sparse_adam': {
        'sparse_adam': 'Dense Adam moves rows that no example named; the sparse one leaves them '
                       'alone.'},
    'optimizer_paths': {
        'paths': 'All start in one place; see who crosses the valley and who follows it.',
        'heights': 'The lower the curve, the nearer to the minimum at that step.',
        'race': 'The same paths, one step a frame.'},
    'optimizer_family': {
        'family': 'Each arrow adds one term to the optimizer that it comes from.',
        'steps': 'From pale to dark the new term is turned on, and the path becomes the child\'s.'},
    'rare_features': {
        'rare_features': 'At the left are the rare features: SGD has hardly learnt them, AdaGrad '
                         'and Adam have.'},
    'zero_centred': {
        'zero_centred': 'Fewer epochs are better; compare functions at the best rate of each.'},
    'sparsity': {
        'sparsity': 'Each mark is a net: look whether more zeros cost accuracy or save epochs.'},
    'bias_start': {
        'bias_start': 'Where the curves lie together, the initial bias makes no difference.'},
    'weight_decay': {
        'weight_decay': 'Look for the decay at which the test error is lowest; the training error '
                        'tells how much fit it costs.'},
    'rbm': {
        'epochs': 'The error should fall; a gap of the free energy that grows is memorizing.',
        'filters': 'A tile with strokes or edges is a unit that has learnt, one of noise has not.',
        'samples': 'Compare each original with what the hidden bits have kept of it.'},
    'evolution': {
        'projections': 'From left to right the epochs: look from where on a row no longer changes.',
        'correlation': 'A curve that reaches 1 early belongs to a layer that has settled.'},
    'occlusion': {
        'occlusion': 'Dark places are those that the net needs: covered, it loses the class.'},
    'invariance': {
        'invariance': 'Compare the first layer with the last: the flatter a curve, the steadier '
                      'its features.'},
    'correspondence': {
        'correspondence': 'The same part covered in all pictures changes the features alike, where '
                          'its distance is below that of random places.'},
    'layer_probe': {
        'layer_probe': 'Look from which layer on a linear classifier reads the classes as well as '
                       'the net.'},
    'transfer': {
        'transfer': 'Compare the ways at few examples, where the features of another task could '
                    'help most.'},
    'activation_maximization': {
        'inputs': 'Each image excites one unit most; look for the pattern that repeats.',
        'fall': 'How fast a unit falls silent as its best input turns away.'},
}
_PROJECTED = 'Beside each part of an image what of it excited the feature map.'
_PLAIN = 'Compare the original with its transformed versions.'


def of(experiment: str, name: str) -> str:
    """Returns what to look at in a figure of a lab; '' of one that is not known."""
    known = _CAPTIONS.get(experiment, {}).get(name)
    if known is not None:
        return known
    return {'deconvnet': _PROJECTED, 'invariance': _PLAIN}.get(experiment, '')
