"""Fields of layers that no layer of the net reads: refused of a new run, and of no other."""

import pytest

from tests.conftest import lab_config
from tf_labs.config import config_files
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.experiments import comparison
from tf_labs.runs import checked_configs

LOCAL = 'model.kinds=local,local,local,local'
FLAT = ('model.poolings=none,none,none,none', 'model.pool_sizes=()')


@pytest.mark.parametrize('lab, given, words, mends', [
    ('cifar10', ('model.lrn', 'model.without=conv1,conv2'),
     'lrn has no effect: .* False, or conv1 or conv2 in the net; received True',
     ('model.without=conv1,', 'model.lrn=False')),
    ('cifar10_13pct', (LOCAL, 'optimizer.max_filter_rms=0.1'),
     'max_filter_rms has no effect without a convolution; expected None, or a .* received 0.1',
     ('model.kinds=local,conv,local,local', 'optimizer.max_filter_rms=None')),
    ('cifar10_13pct', ('optimizer.max_filter_rms=0.1', 'model.without=conv1,conv2'),
     'max_filter_rms has no effect without a convolution', ('model.without=conv2,',)),
    ('cifar10_13pct', (*FLAT, 'model.pool_size=2'),
     'pool_size has no effect without pooling; expected 3, or max or average in .* received 2',
     ('model.pool_size=3', 'model.poolings=none,none,average,none')),
    ('cifar10_11pct', (*FLAT, 'model.lrn_places=after_pooling,before_pooling'),
     'lrn_places of conv1 does not fit .* none; expected before_pooling; received after_pooling',
     ('model.lrn_places=before_pooling,before_pooling', 'model.poolings=max,none,none,none')),
])
def test_what_no_layer_reads_is_refused(lab, given, words, mends):
    """Runs of earlier versions that have it can be opened."""
    overrides = [f'--config.{one}' for one in given]
    config = lab_config(lab, *overrides)
    with pytest.raises(UserError, match=words) as found:
        checked_configs.check_values(config)
    assert '\n' not in str(found.value)
    for one in comparison.variants(config).values():
        validate(one, data_sets.describe)
    for mend in mends:
        config = lab_config(lab, *overrides)
        config_files.override(config, [f'--config.{mend}'])
        checked_configs.check_values(config)
