"""Every config of the course is valid, builds its net, and says what it teaches; all kinds run."""

import ast
import contextlib

from ml_collections import ConfigDict
import numpy as np
import pytest

from tests import nets
from tests.asked import ask
from tests.conftest import ROOT
from tests.made_up_data import made_up
from tests.undrawn import figures_undrawn
from tf_labs.config import config_files
from tf_labs.data import sources
from tf_labs.experiments import comparison
from tf_labs.labs import catalog
from tf_labs.published.notes import PUBLISHED
from tf_labs.runs import checked_configs
from tf_labs.runs import own_data

NAMES = sorted(path.stem for path in (ROOT / 'configs').glob('*.py'))


# What a test of its own runs as a whole.
ELSEWHERE = {
    'activation_gallery', 'activation_maximization', 'alexnet', 'approximation', 'architectures',
    'backprop', 'bias_start', 'correspondence', 'deconvnet', 'descent', 'diabetes_regression',
    'evolution', 'exploding_gradient', 'gain', 'gates', 'input_scaling',
    'internal_covariate_shift', 'invariance', 'layer_probe', 'linear_regression', 'linearity',
    'logistic_regression', 'occlusion', 'optimizer_family', 'optimizer_paths', 'own_pictures',
    'perceptron', 'rare_features', 'rbm', 'rbm_few_labels', 'sequential', 'sparsity',
    'train_and_eval_mode', 'transfer', 'weight_decay', 'xor_deep', 'xor_notes', 'zero_centred',
}  # in test_doctor.py others of a kind
DRAWN_ELSEWHERE = {'supervised', 'vanishing_gradient'}  # experiments, by tests of their own

# What makes a lab short; a lab of the experiment supervised takes two steps.
STEPS = ['--config.train.steps=2', '--config.train.diagnostics=False',
         '--config.train.execution=eager']
PHOTOGRAPHS = ['--config.data.batch_size=2', '--config.model.hidden_sizes=8,8',
               '--config.data.validation_examples=2']
QUICK: dict[str, list[str]] = {
    'alexnet': PHOTOGRAPHS,
    'zfnet': PHOTOGRAPHS,
    'sparse_adam': ['--config.train.epochs=1', '--config.train.batch_size=50',
                    '--config.embedding.timed_rows=1088', '--config.train.timed_steps=1'],
    'vanishing_gradient': ['--config.depth.depths=2,', '--config.depth.units=4',
                           '--config.dying.units=4', '--config.dying.epochs=4',
                           '--config.dying.log_every=2'],
    'xor_lottery': ['--config.train.steps=3', '--config.lottery.tickets=2',
                    '--config.lottery.depths=(1,)', '--config.lottery.widths=(2,)',
                    "--config.lottery.activations=('relu',)",
                    "--config.lottery.initializers=('zeros',)"],
}


def small(name: str) -> ConfigDict:
    """Returns a config of the course with what makes it short."""
    config = config_files.load(str(ROOT / 'configs' / f'{name}.py'))
    if config.experiment == 'supervised':
        convolutional = config.model.name == 'cifar_net'
        config_files.override(config, STEPS + ['--config.data.batch_size=16'] * convolutional)
        if convolutional:
            config.model.filters = (8,) * len(config.model.filters)
    config_files.override(config, QUICK.get(name, []))
    return config


def kind(config: ConfigDict) -> tuple:
    """What decides which code a config runs; the others of a kind differ in values only."""
    if config.experiment == 'table':
        return config.experiment, config.net.form
    if config.experiment != 'supervised':
        return config.experiment,
    first = own_data.settled(next(iter(comparison.variants(config).values())))
    return first.model.name, first.train.precision, first.pretraining.name


_built: set[str] = set()  # by what decides over a net: most variants share theirs


def check_builds(config: ConfigDict) -> None:
    """Builds the net of a config, once of each."""
    key = ''.join(part.to_json_best_effort() for part in (
        config.model, config.data, config.init)) + config.train.precision
    if key not in _built:
        assert nets.built(config).count_params() > 0
        _built.add(key)


def one_of_each_kind() -> list[str]:
    """Returns the first config of each kind that no other test runs."""
    kinds: dict[tuple, str] = {}
    for name in NAMES:
        kinds.setdefault(kind(small(name)), name)
    return [name for name in kinds.values() if name not in ELSEWHERE]


@pytest.mark.parametrize('name', NAMES)
@pytest.mark.slow
def test_config_is_valid_and_builds_its_net(name):
    """Of a comparison every variant is checked, and the net of each is built."""
    for config in comparison.variants(small(name)).values():
        config = own_data.settled(config)
        checked_configs.check_values(config)
        if config.experiment == 'supervised':
            check_builds(config)


@pytest.mark.slow
@pytest.mark.parametrize('name', one_of_each_kind())
def test_config_runs(name, tmp_path, monkeypatch, request):
    """On made-up data, the first variant; what looks into a trained net looks into a small one."""
    config = small(name)
    if 'net' in config and 'workdir' in config.net:
        config.net.workdir = str(request.getfixturevalue('trained_convnet'))
    monkeypatch.setattr(sources, 'load', made_up)
    first = own_data.settled(next(iter(comparison.variants(config).values())))
    is_drawn = config.experiment not in DRAWN_ELSEWHERE
    with contextlib.nullcontext() if is_drawn else figures_undrawn():
        result = catalog.experiment(config.experiment)(first, str(tmp_path / name), 'auto')
    assert result['lab'] == name
    assert (tmp_path / name / 'config.json').is_file()
    if config.experiment == 'supervised':
        assert result['steps'] == 2 and len(result['digest']) == 64
        assert np.isfinite(result['train_loss'])


@pytest.mark.parametrize('name', NAMES)
def test_docstring_teaches(name):
    """A lesson in one line, the command, and what was measured."""
    text = ast.get_docstring(ast.parse((ROOT / 'configs' / f'{name}.py').read_text('utf-8')))
    assert f'tf-labs run {name}' in text
    assert 'Measured' in text
    assert len(text.splitlines()[0]) <= 99 and text.splitlines()[0].endswith('.')


@pytest.mark.slow
def test_list_tells_every_config_with_lesson_data_and_target():
    done = ask('list')
    assert done.returncode == 0 and done.stderr == ''
    for name in NAMES:
        assert f'\n{name} ' in f'\n{done.stdout}'
    for lab in {number.lab for number in PUBLISHED}:
        assert lab in NAMES


@pytest.mark.slow
def test_list_shows_a_broken_config_among_the_others(tmp_path):
    (tmp_path / 'a.py').write_text('def get_config(:')
    (tmp_path / 'b.py').write_text((ROOT / 'configs' / 'digits.py').read_text())
    done = ask('list', f'--dir={tmp_path}')
    assert done.returncode == 0
    assert 'a                  cannot be loaded' in done.stdout and '\nb  ' in done.stdout
