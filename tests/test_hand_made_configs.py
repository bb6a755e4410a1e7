"""Configs that were made or changed by hand are checked before anything runs."""

import pytest

from tests.small_runs import small_config
import tf_labs
from tf_labs.config import config_values
from tf_labs.errors import UserError


def hand_made(change):
    """Returns the error of a config that was changed without any check."""
    config = small_config()
    with config.unlocked(), config.ignore_type():
        change(config)
    return config


def _without(section, name=None):
    def change(config):
        del (config[section] if name else config)[name or section]
    return change


def _with(path, value):
    return lambda config: config_values.set_field(config, path, value)


@pytest.mark.parametrize('change, part', [
    (_without('train'), 'config.train.checkpoint_every_steps is missing'),
    (_without('data', 'name'), 'config.data.name is missing'),
    (_without('experiment'), 'unknown config.experiment'),
    (_with('train', 3), 'unknown config field config.train'),
    (_with('train.epoch', 3), 'unknown config field config.train.epoch'),
    (_with('train.epochs', 'three'), 'config.train.epochs is of the wrong type'),
    (_with('train.epochs', True), 'config.train.epochs is of the wrong type'),
    (_with('train.epochs', 0), 'config.train.epochs is not possible'),
    (_with('train.epochs', None), 'config.train.epochs'),
    (_with('model.hidden_sizes', 3), 'config.model.hidden_sizes is of the wrong type'),
    (_with('model.hidden_sizes', ({},)), 'config.model.hidden_sizes is of the wrong type'),
    (_with('experiment', 'supervise'), 'did you mean supervised?'),
    (_with('lab', '../x'), 'config.lab cannot be the name of a directory'),
    (_with('variants', 3), 'config.variants is not a comparison'),
])
def test_a_config_made_by_hand_is_checked_first(change, part, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError) as error:
        tf_labs.run(hand_made(change))
    assert part in str(error.value) and str(error.value).isprintable()
    assert not list(tmp_path.iterdir())
