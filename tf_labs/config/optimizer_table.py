"""The optimizers by name, and the settings that each reads, without TensorFlow."""

# 'module:class'. g: gradient, w: weight, lr: learning rate, m, v: state.
# sgd: m = momentum m - lr g; w += m, or with nesterov w += momentum m - lr g.
# adagrad (Duchi et al., 2011): v += g^2, from 0.1; w -= lr g / sqrt(v + 1e-7).
# adadelta (Zeiler, 2012): d = g sqrt(u + 1e-7) / sqrt(v + 1e-7), v and u the means of g^2 and d^2
#   that keep 0.95; w -= lr d.
# rmsprop: v = 0.9 v + 0.1 g^2; w -= lr g / sqrt(v + 1e-7), through momentum if there is any.
# adam (Kingma and Ba, 2015): m, v the moving means of g and g^2; w -= lr_t m / (sqrt(v) + 1e-7),
#   lr_t = lr sqrt(1 - beta_2^t) / (1 - beta_1^t).
# adamw (Loshchilov and Hutter, 2019): w -= lr weight_decay w, then adam.
# nadam (Dozat, 2016): adam whose m is that of the next step, as in Nesterov's momentum.
# adamax (Kingma and Ba, 2015): adam with v = max(beta_2 v, |g|) in the place of sqrt(v).
# momentum_decay (Krizhevsky et al., 2012), asgd, rprop, lbfgs: see their modules.
OPTIMIZERS = {
    'sgd': 'keras.optimizers:SGD',
    'momentum_decay': 'tf_labs.nn.momentum_decay:MomentumDecay',
    'adagrad': 'keras.optimizers:Adagrad',
    'adadelta': 'keras.optimizers:Adadelta',
    'rmsprop': 'keras.optimizers:RMSprop',
    'adam': 'keras.optimizers:Adam',
    'adamw': 'keras.optimizers:AdamW',
    'nadam': 'keras.optimizers:Nadam',
    'adamax': 'keras.optimizers:Adamax',
    'asgd': 'tf_labs.nn.asgd:ASGD',
    'rprop': 'tf_labs.nn.rprop:Rprop',
    'lbfgs': 'tf_labs.nn.lbfgs:LBFGS',
}
FULL_BATCH = ('rprop', 'lbfgs')  # compare gradients of successive steps: of one function only
_ADAMS = ('adam', 'adamw', 'nadam', 'adamax')

# Beside the learning rate: {setting: the optimizers that take it as an argument of that name}.
READ_BY: dict[str, tuple[str, ...]] = {
    'momentum': ('sgd', 'rmsprop', 'momentum_decay'),
    'nesterov': ('sgd',),
    'beta_1': _ADAMS,
    'beta_2': _ADAMS,
    'weight_decay': ('adamw', 'momentum_decay'),
    'average_from': ('asgd',),
    'history': ('lbfgs',),
}
CLIPPED = tuple(name for name in OPTIMIZERS if name not in FULL_BATCH)  # rprop: signs; lbfgs: pairs
