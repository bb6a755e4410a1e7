"""The schema: every default, JSON and back, what may change when a run is resumed."""

import ml_collections
import pytest

from tests.conftest import digits_config
from tf_labs.config import checks
from tf_labs.config import config_files
from tf_labs.config import config_values
from tf_labs.config import schema
from tf_labs.config.nets import NETS
from tf_labs.data import data_sets
from tf_labs.errors import UserError


def test_json_and_back_is_the_same_config():
    config = digits_config('--config.data.eval_scale=0.5', '--config.model.hidden_sizes=3,4')
    again = config_values.from_json(config_values.to_json(config))
    assert config_values.difference(config, again) == {}
    assert again.model.hidden_sizes == (3, 4)


@pytest.mark.parametrize('text', ['', '[]', '{}', '{"seed": 1}'])
def test_json_of_another_schema_is_refused(text):
    with pytest.raises((ValueError, KeyError, TypeError)):
        config_values.from_json(text)


def test_default_is_locked_and_typed():
    config = schema.default_config()
    with pytest.raises(AttributeError):
        config.train.epoch = 3
    with pytest.raises(TypeError):
        config.train.epochs = 'three'


def test_a_none_whose_type_was_lost_has_that_of_the_schema():
    """As after `copy_and_resolve_references` in a config file: '1' would be a text."""
    config = schema.default_config().copy_and_resolve_references()
    config_files.override(
        config, ['--config.train.num_threads=1', '--config.optimizer.clip_norm=2'])
    assert config.train.num_threads == 1 and config.optimizer.clip_norm == 2.0
    checks.validate(config, data_sets.describe)
    with pytest.raises(UserError, match='config.train.patience is of the wrong type; expected a '
                       'whole number, or None; received x'):
        config_files.override(config, ['--config.train.patience=x'])


def test_difference_names_nested_fields():
    before, after = digits_config(), digits_config('--config.optimizer.learning_rate=0.5')
    assert config_values.difference(before, after) == {'optimizer.learning_rate': (0.005, 0.5)}


@pytest.mark.parametrize('path, value, allowed', [
    ('train.epochs', 99, True), ('train.steps_per_call', 5, True), ('train.keep', 1, True),
    ('train.num_threads', 1, True), ('train.eval_every_epochs', 2, True), ('data.dir', 'x', True),
    ('seed', 1, False), ('data.batch_size', 16, False), ('train.execution', 'eager', False),
    ('train.precision', 'mixed_bfloat16', False), ('data.eval_scale', 1.0, False),
])
def test_what_a_resumed_run_may_change(path, value, allowed):
    before, after = digits_config(), digits_config()
    config_values.set_field(after, path, value)
    assert (config_values.refused_on_resume(before, after) == {}) is allowed


def test_length_is_fixed_when_the_schedule_depends_on_it():
    before = digits_config('--config.optimizer.schedule=cosine')
    after = digits_config('--config.optimizer.schedule=cosine', '--config.train.epochs=99')
    assert config_values.refused_on_resume(before, after) == {'train.epochs': (20, 99)}


def test_every_field_with_choices_or_range_exists():
    for name, its in schema.SCHEMAS.items():
        known = {path for path, _ in config_values.fields(schema.default_config(name))}
        assert {*its.choices, *its.ranges, *its.used_by} <= known
        assert {used_by.chooser for used_by in its.used_by.values()} <= known
    every = {path for net in NETS.values() for path in net.reads}
    assert every == {path for path, used_by in schema.SCHEMAS['supervised'].used_by.items()
                     if used_by.chooser == 'model.name'}


def test_names_in_validation_are_those_that_are_built():
    from tf_labs.models import mlp
    from tf_labs.nn import losses
    from tf_labs.nn import optimizers
    choices = schema.SCHEMAS['supervised'].choices
    assert set(optimizers.SCHEDULES) == set(choices['optimizer.schedule'])
    assert {*losses.CROSS_ENTROPIES, 'numbers'} == set(choices['data.labels'])
    assert set(mlp.FORMS) == set(choices['model.form'])


@pytest.mark.parametrize('experiment', schema.SCHEMAS)
def test_default_config_is_valid(experiment):
    checks.validate(schema.default_config(experiment), data_sets.describe)


def test_every_schema_has_its_experiment():
    from tf_labs.labs import catalog
    assert set(catalog.EXPERIMENTS) == set(schema.SCHEMAS)


def test_names_of_small_tables_are_those_that_are_built():
    from tf_labs.data import small_tables
    from tf_labs.models import initial_weights
    choices = schema.SCHEMAS['table'].choices
    scaled = schema.SCHEMAS['input_scaling'].choices['data.table']
    assert set(small_tables.TABLES) == {*choices['data.table'], *scaled}
    assert set(initial_weights.INITIALIZERS) == set(choices['net.initializer'])


@pytest.mark.parametrize('overrides, part', [
    (['--config.optimizer.name=sgd', '--config.optimizer.nesterov'], 'without momentum'),
    (['--config.model.init_stddev=0.1'], 'no effect'),
    (['--config.optimizer.decay_epochs=3'], 'no effect'),
    (['--config.model.name=softmax'], 'no effect'),
    (['--config.data.train_examples=9999'], 'larger than the data'),
    (['--config.data.train_examples=10'], 'batch_size is larger'),
])
def test_settings_that_contradict_each_other(overrides, part):
    with pytest.raises(UserError, match=part):
        checks.validate(digits_config(*overrides), data_sets.describe)


def test_config_dict_is_that_of_ml_collections():
    assert isinstance(digits_config(), ml_collections.ConfigDict)
