"""PLACEHOLDER.

    tf-labs run --config=configs/initializers.py

Measured
"""

from tf_labs.configuration import default_config
from tf_labs.configuration import with_variants


def get_config():
    config = default_config()
    config.data.batch_size = 100
    config.model.hidden_sizes = (256, 256)
    config.train.epochs = 3
    config.train.probe_examples = 1000
    initializers = {
        name: {'model.kernel_initializer': name}
        for name in ('zeros', 'glorot_normal', 'glorot_uniform', 'he_normal', 'he_uniform')}
    normals = {
        name: {'model.kernel_initializer': 'random_normal', 'model.init_stddev': stddev}
        for name, stddev in (('normal_1', 1.0), ('normal_005', 0.05))}
    return with_variants(config, {
        **initializers, **normals,
        'rbm_relu': {'pretraining.name': 'rbm'},
        'rbm_sigmoid': {'pretraining.name': 'rbm', 'model.activation': 'sigmoid'}})
