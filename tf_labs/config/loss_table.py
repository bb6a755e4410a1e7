"""The losses by name, without TensorFlow."""

# z: logits, p = softmax(z), y: the label, K classes.
# cross_entropy: -log p_y.
# label_smoothing (Szegedy et al., 2016): -sum_k t_k log p_k, t = (1 - s) one_hot(y) + s / K.
# focal (Lin et al., 2017): -(1 - p_y)^gamma log p_y.
# mean_squared_error (Brier, 1950, divides by no K): sum_k (p_k - one_hot(y)_k)^2 / K.
LOSSES = ('cross_entropy', 'label_smoothing', 'focal', 'mean_squared_error')
