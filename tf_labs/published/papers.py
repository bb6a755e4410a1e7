"""The papers' claims on CIFAR-10, each judged by the lab that has the paper's set-up.

The labs are those of `reproduce --labs=papers`. They train for days, so they are not judged unless
they are asked for.
"""

from tf_labs.published.number import Published

ALEXNET_SOURCE = 'notes on AlexNet'
AUTHORS = 'files of the nets for CIFAR-10'
ZFNET_SOURCE = 'Zeiler and Fergus (2013)'
SEEDS = 3
TRAIN_EXAMPLES, TEST_EXAMPLES = 50_000, 10_000  # of CIFAR-10
HELD_OUT = {'papers_lrn_rates': 40_000}  # trained on, where the others choose a rate
PACE = 1100  # images of the 18% net that two cores train in a second, on which the hours are
# Of one seed, all variants, by benchmarks/papers_hours.py: docs/papers.md has the arithmetic.
HOURS = {
    'papers_18pct': 1.8, 'papers_lrn': 34, 'papers_lrn_rates': 14, 'papers_relu_tanh': 11,
    'papers_pooling': 3.5, 'papers_augmentation': 16, 'papers_dropout': 3.7, 'papers_depth': 7.8,
    'papers_first_layer': 0.8}
LATER_HOURS = {'papers_lrn_rates': 4.8, 'papers_relu_tanh': 2.2}  # of seeds that try no rates


def _claim(lab: str, quantity: str, printed: str, rule: str, *measured: str,
           source: str = ALEXNET_SOURCE, seeds: int = SEEDS, scale: float = 1.0,
           tolerance: float = 0.0, note: str = '', chosen: tuple[str, ...] = ()) -> Published:
    """Of a lab with the set-up of the paper; `chosen`: nets whose rate is the best of several."""
    return Published(
        lab, quantity, source, printed, rule, tuple(f'{lab}/{key}' for key in measured),
        scale=scale, tolerance=tolerance, needs=_needs(lab),
        by_default=False, seeds=seeds, note=note,
        whole=(HELD_OUT.get(lab, TRAIN_EXAMPLES), TEST_EXAMPLES),
        edges=tuple(f'{lab}/{net}.rate_is_at_edge' for net in chosen))


def _needs(lab: str) -> str:
    if lab not in LATER_HOURS:
        return f'{HOURS[lab]} hours a seed on two cores'
    return f'{HOURS[lab]} hours on two cores, and {LATER_HOURS[lab]} for each further seed'


def _error(lab: str, measured: str, printed: int, quantity: str,
           source: str = ALEXNET_SOURCE) -> Published:
    """A round error in %, on the test images that the authors had: chance is in the run alone."""
    return _claim(lab, quantity, str(printed), 'band', measured, source=source, scale=100,
                  tolerance=0.5, seeds=1)


def _more(lab: str, quantity: str, printed: str, larger: str, smaller: str,
          source: str = ALEXNET_SOURCE, seeds: int = SEEDS, note: str = '',
          chosen: tuple[str, ...] = ()) -> Published:
    return _claim(lab, quantity, printed, 'direction', larger, smaller, source=source, seeds=seeds,
                  note=note, chosen=chosen)


def _settled(upper: str, lower: str) -> Published:
    """The upper layer settles later than the lower one, and than a layer that never learns would.

    On top of layers that learn, features that do not learn settle later than those below, too.
    """
    at = f'net.{upper}_settled_at'
    return _claim(
        'papers_18pct', f'epoch at which {upper} has settled, against {lower} and against '
        'random features in its place', 'lower layers settle first', 'direction',
        at, f'net.{lower}_settled_at', at, f'net.{upper}_random_settled_at', source=ZFNET_SOURCE)


_TEN = 'test accuracy by ten crops'
PAPERS: tuple[Published, ...] = (
    _error('papers_18pct', 'net.single_error', 18, 'test error of the 18% net, %', AUTHORS),
    _more('papers_18pct', 'test accuracy, all seeds averaged and one',
          'five averaged nets 16.4% error, one 18.2%', 'net.averaged_accuracy',
          'net.single_accuracy', seeds=5),
    _settled('conv2', 'conv1'),
    _settled('conv3', 'conv2'),
    *(_error('papers_lrn', f'{variant}.ten_crop_error', printed,
             f'test error by ten crops, {variant} response norm, %')
      for variant, printed in (('without', 13), ('with', 11))),
    _more('papers_lrn', f'{_TEN}, with and without response norm', '11% error with, 13% without',
          'with.ten_crop_accuracy', 'without.ten_crop_accuracy'),
    _more('papers_lrn', f'{_TEN}, with response norm (first version) and without',
          '11% error with, 13% without', 'with_size_5.ten_crop_accuracy',
          'without.ten_crop_accuracy'),
    _more('papers_lrn_rates', f'{_TEN}, with and without, each at its best rate',
          '11% error with, 13% without', 'with.ten_crop_accuracy', 'without.ten_crop_accuracy',
          chosen=('with', 'without')),
    _claim('papers_relu_tanh', 'steps to 25% training error, tanh and ReLU, each at its best rate',
           '6 times as fast', 'factor', 'tanh.steps_to_target', 'relu.steps_to_target',
           chosen=('tanh', 'relu')),
    _more('papers_pooling', 'test accuracy, overlapping pooling and not', 'overlapping > not',
          'overlapping.test_accuracy', 'apart.test_accuracy'),
    _more('papers_pooling', 'training minus test accuracy, apart and overlapping',
          'slightly more difficult to overfit', 'apart.accuracy_gap', 'overlapping.accuracy_gap'),
    *(_more('papers_augmentation', f'test accuracy with {name} and without',
            'substantial overfitting without', f'{variant}.test_accuracy', 'none.test_accuracy',
            seeds=5)
      for variant, name in (('crops', 'crops'), ('flips', 'flips'),
                            ('crops_flips', 'crops and flips'))),
    *(_more('papers_augmentation', f'test accuracy with and without colours, {name}',
            'colour jitter > without', f'{variant}.test_accuracy', 'crops_flips.test_accuracy',
            seeds=5)
      for variant, name in (('colors', "as in the authors' program"),
                            ('colors_formula', 'by the formula'))),
    _claim('papers_dropout', 'steps to equal training loss of the whole net, with dropout and '
           'without', '2 times, roughly', 'factor', 'with.whole_steps_to_loss',
           'without.whole_steps_to_loss'),
    _more('papers_dropout', 'training minus test accuracy without and with dropout',
          'substantial overfitting without', 'without.accuracy_gap', 'with.accuracy_gap'),
    *(_more('papers_depth', f'test accuracy with and without {name}{title}',
            'any convolution counts', 'whole.test_accuracy', f'no_{name}{variant}.test_accuracy')
      for variant, title in (('', ''), ('_wider', ', with as many parameters'))
      for name in ('conv1', 'conv2', 'conv3')),
    *(_more('papers_first_layer', f'{kind} filters of 32, 11x11 every 4 and 7x7 every 2', printed,
            f'kernel_11_stride_4.{kind}_filters', f'kernel_7_stride_2.{kind}_filters',
            ZFNET_SOURCE, note=note)
      for kind, printed, note in (
          ('dead', 'fewer dead filters', ''),
          ('aliased', 'aliasing goes away', 'the paper sees aliasing in the second layer and '
           'counts no filters; these are counted by what their own stride can carry'))),
)


def hours(labs: list[str], seeds: int) -> float:
    """Returns how long the runs of some labs take at that pace, those of others left out."""
    return sum(HOURS[lab] + (seeds - 1) * LATER_HOURS.get(lab, HOURS[lab])
               for lab in labs if lab in HOURS)
