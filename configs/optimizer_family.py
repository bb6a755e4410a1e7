"""The family tree of fifteen optimizers: what each added to its parent, as one line of formula.

SGD got a velocity (momentum), and the velocity looked ahead (Nesterov); Adagrad divides by the root
of the sum of the squared gradients so far, RMSprop forgets the old ones, Adadelta measures its
steps by its own last steps; Adam combines momentum and RMSprop and corrects both means for starting
at 0; AdamW, Nadam, Adamax and SparseAdam each change one line of Adam. `figures/family.png` is the
tree. It is a tree of formulas: what each adds to another, not what its authors started from.

Each edge is also a program in which the new term is weighted from 0 to 1: with 0 it follows the
path of the parent, with 1 that of the child, and `figures/steps.png` shows the paths in between.
Both ends are checked step by step against the optimizers that this project trains with. Parent and
child have the same learning rate, except that Adam, whose mean of gradients is a tenth of a
velocity, descends from momentum with a tenth of its rate. For SparseAdam, y has a gradient only at
every third step.

    tf-labs run optimizer_family

Measured on 2 cores shared with other work: about 30 s of processor time. All 15 edges hold: on x^2
/ 50 + y^2 from (-9, 2) no path of 60 steps is more than 0.00005 away from that of its optimizer.
What a term gains depends on where it is used: momentum takes f from 1.0 to 0.006, RMSprop from
Adagrad's 0.58 to 0.00001, L-BFGS to 6e-22; Adadelta, which begins with tiny steps, is still at 5.2.

Answers: Lab-09-1 notes, Optimizer in PyTorch (the genealogy).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('optimizer_family')
