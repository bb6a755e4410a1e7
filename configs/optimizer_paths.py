"""Nine optimizers race down a long valley, off a saddle, over Beale's and Rosenbrock's functions.

In the long valley one learning rate must suit curvatures that differ by a factor of 50: momentum
rolls through, adaptive optimizers scale each axis separately. On the saddle all have the same rate,
0.02, and start 0.001 off the ridge. SGD doubles that distance in 18 steps and for a hundred steps
seems to have converged; optimizers that depend on the sign of a gradient more than on its size
(Rprop, Adam, RMSprop) leave along the diagonal at once; Adagrad's steps shrink faster than it gets
away; Adadelta, whose natural rate is 1, hardly moves. Rosenbrock's valley is curved: only L-BFGS,
which estimates the curvature, reaches its end. The other rates are the best found by
benchmarks/path_rates.py. See figures/race.gif.

    tf-labs run optimizer_paths

Measured on 2 cores: about 16 s. Steps until f is within 0.01 of its minimum: valley Rprop 6, L-BFGS
13, SGD 126; saddle Rprop 15, Nesterov 46, momentum 59, RMSprop 80, L-BFGS 103, Adam 109, SGD 212,
Adagrad and Adadelta not in 300; Rosenbrock momentum 22 (for good from 218), L-BFGS 47, Adam 249,
and none of the others in 300. RMSprop, whose steps keep the size of its learning rate, never
settles: in the long valley f stays at 0.0025. Nothing diverges.

Answers: Lab-09-1 notes, Optimizer in PyTorch (the animations).
"""

from tf_labs.config.schema import default_config


def get_config():
    return default_config('optimizer_paths')
