"""The lab finetune: what trains in each of its nets, and runs that do not fit."""

import pytest

from tests import nets
from tests.conftest import digits_config
from tests.conftest import lab_config
from tf_labs.config.checks import validate
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.experiments import comparison
from tf_labs.experiments import starting
from tf_labs.experiments import supervised
from tf_labs.models import layer_table

CONVOLUTIONS = 320 + 18_496
LAST = 10 * (7 * 7 * 64 + 1)


def test_what_trains_in_each_net():
    found = {}
    for name, config in comparison.variants(lab_config('finetune')).items():
        validate(config, data_sets.describe)
        model = nets.built(config)
        found[name] = layer_table.count(model.trainable_weights)
        is_carried = config.init.workdir is not None
        assert is_carried == (name in ('fine_tuned', 'frozen', 'one_more_convolution'))
    whole = CONVOLUTIONS + LAST
    assert found == {'from_scratch': whole, 'fine_tuned': whole, 'frozen': LAST,
                     'frozen_untrained': LAST,
                     'one_more_convolution': whole + 64 * (9 * 64 + 1)}


@pytest.mark.slow
def test_a_run_that_does_not_fit_is_refused_in_one_line(trained_convnet, tmp_path):
    supervised.run(digits_config('--config.train.steps=1', '--config.train.execution=eager'),
                   str(tmp_path / 'dense'))
    for workdir, words in (
            (tmp_path / 'dense', 'config.init.layers names conv1, which does not fit; expected '
             '.*; received not there'),
            (trained_convnet, r'names conv1, .*received 5 x 5 x 1 x 8 there, 3 x 3 x 1 x 32 here'),
            (tmp_path / 'nowhere', 'no run in this directory')):
        config = comparison.variants(lab_config(
            'finetune', f'--config.init.workdir={workdir}'))['fine_tuned']
        with pytest.raises(UserError, match=words) as refused:
            starting.take_over(config, nets.built(config))
        assert '\n' not in str(refused.value)
