"""The labs with the set-up of the papers: their settings, their rules, and the group of them."""

import re
import shutil

import pytest

from tests.asked import ask
from tests.conftest import lab_config
from tests.conftest import ROOT
import tf_labs
from tf_labs.commands import reproducing
from tf_labs.config import config_files
from tf_labs.config import config_values
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.experiments import assembly
from tf_labs.experiments import judged_runs
from tf_labs.labs import reproduction
from tf_labs.labs.wanted import Wanted
from tf_labs.published import papers
from tf_labs.published.judging import judge
from tf_labs.published.papers import PAPERS
from tf_labs.runs import checked_configs


def variants(lab: str):
    config = lab_config(lab)
    return {name: config_values.variant(config, name) for name in config.variants}


def runs_with(number, large: float, count: int) -> list[dict[str, float]]:
    """Synthetic rows of so many seeds around `large` and 1, at rates inside of those tried."""
    return [{**dict(zip(number.measured, (large * (1 + (seed - count // 2) / 1000), 1.0) * 2)),
             **dict.fromkeys(number.edges, 0.0)} for seed in range(count)]


@pytest.mark.parametrize('number', PAPERS, ids=lambda number: f'{number.lab}: {number.quantity}')
def test_every_rule_can_pass_be_open_and_fail(number):
    right, wrong = 1.1, 0.9  # of a direction
    if number.rule == 'band':
        right, wrong = float(number.printed) / 100, float(number.printed) / 100 + 0.04
    elif number.rule == 'factor':
        right, wrong = float(number.printed.split()[0]), 1.1
    assert judge(number, runs_with(number, right, 5)).verdict == 'PASS'
    assert judge(number, runs_with(number, wrong, 5)).verdict == 'FAIL'
    assert judge(number, [{}] * 5).verdict == 'FAIL'
    assert judge(number, runs_with(number, right, 2)).verdict == 'OPEN'


def test_an_order_that_not_every_run_shows_is_near():
    number = next(one for one in PAPERS if one.lab == 'papers_pooling')
    first, *others = runs_with(number, 2.0, 3)
    assert judge(number, [{key: 1.0 for key in first}, *others]).verdict == 'NEAR'


def test_a_round_number_is_half_a_unit_wide():
    """Error of 13.49% is printed as 13; the test images are the authors', so no more is added."""
    number = next(one for one in PAPERS if one.printed == '13')
    for off, verdict in ((0.0049, 'PASS'), (0.0051, 'NEAR'), (0.0101, 'FAIL')):
        rows = [{number.measured[0]: 0.13 + off}] * 5
        assert judge(number, rows).verdict == verdict


def test_a_best_rate_at_the_edge_leaves_a_claim_open():
    for number in PAPERS:
        assert bool(number.edges) == (number.lab in ('papers_lrn_rates', 'papers_relu_tanh'))
        for key in number.edges:
            runs = runs_with(number, 6.0, 5)
            assert judge(number, [*runs[1:], {**runs[0], key: 1.0}]).verdict == 'OPEN'


@pytest.mark.parametrize('net, split, examples, verdict', [
    ('overlapping', 'train', 50_000, 'PASS'), ('overlapping', 'train', 20_000, 'OPEN'),
    ('overlapping', 'test', 2_000, 'OPEN'), ('apart', 'train', 20_000, 'OPEN')])
def test_a_part_of_the_data_leaves_a_claim_open(net, split, examples, verdict):
    number = next(one for one in PAPERS if one.lab == 'papers_pooling')
    counts = {f'papers_pooling/{one}.{part}_examples': count
              for one in ('overlapping', 'apart')
              for part, count in (('train', 50_000), ('test', 10_000))}
    counts[f'papers_pooling/{net}.{split}_examples'] = examples
    judged = judged_runs.judged(number, {'papers_pooling': [
        {**run, **counts} for run in runs_with(number, 2.0, 3)]}, {})
    assert judged.verdict == verdict and judged.ours.endswith('0 examples')
    assert ('takes 50,000 + 10,000, on ' in judged.ours) == (verdict == 'OPEN')
    without = [{**counts, key: 1.0} for key in number.measured[:1]]  # the other net has no number
    assert judged_runs.judged(number, {'papers_pooling': without}, {}).verdict == (
        'OPEN' if verdict == 'OPEN' else 'FAIL')


def test_the_group_is_all_of_them_and_mixes_with_names():
    assert {number.lab for number in reproducing.judged('papers')} == set(papers.HOURS)
    assert {number.lab for number in reproducing.judged('mse_by_hand,papers')} == {
        'mse_by_hand', *papers.HOURS}
    assert all(number.rule == 'not run' and ' hours ' in number.needs
               for number in reproducing.judged(None) if number.lab in papers.HOURS)


@pytest.mark.parametrize('name, meant', [('paper', 'papers'), ('papers_lnr', 'papers_lrn')])
def test_an_unknown_group_is_one_line(name, meant):
    with pytest.raises(UserError, match=f'did you mean {meant}\\?'):
        reproducing.judged(f'mse_by_hand,{name}')


@pytest.mark.slow
def test_what_is_not_trained_is_not_run(tmp_path):
    """The rest is judged: --notrain runs nothing, and a lab that is done has its verdict."""
    ran = ask('reproduce', '--labs=mse_by_hand', f'--workdir={tmp_path}/runs')
    assert ran.returncode == 0
    before = sorted(tmp_path.rglob('*'))
    done = ask('reproduce', '--labs=mse_by_hand,papers', '--notrain', '--seeds=5',
               f'--workdir={tmp_path}/runs')
    assert done.returncode == 0, done.stderr
    told = done.stdout.splitlines()
    assert sum(line.endswith('| NOT RUN |') for line in told) >= len(PAPERS)
    assert any(line.startswith('| mse_by_hand') and line.endswith('| PASS |') for line in told)
    assert sorted(tmp_path.rglob('*')) == before
    both = ask('reproduce', '--labs=papers', '--notrain', '--rerun', f'--workdir={tmp_path}/runs')
    assert both.returncode == 2 and both.stderr.count('\n') == 1


def hours_told(root, capsys, *labs: str, seeds: int) -> str:
    reproduction._tell_hours([Wanted(tf_labs.load(lab), root, seeds, 'cpu', None).settled(2)
                              for lab in labs], seeds)
    return capsys.readouterr().out


def test_the_hours_are_said_first(tmp_path, capsys):
    said = hours_told(tmp_path, capsys, 'papers_pooling', 'mse_by_hand', seeds=5)
    assert said.startswith('1 lab with the set-up of the papers, 5 seeds: about 17.5 hours in all '
                           'on two cores that train 1100 images of the 18% net a second. ')
    assert hours_told(tmp_path, capsys, 'mse_by_hand', seeds=5) == ''
    shutil.copytree(ROOT / 'docs' / 'runs', tmp_path, dirs_exist_ok=True)
    many = hours_told(tmp_path, capsys, 'papers_relu_tanh', 'papers_lrn', seeds=3)
    assert 'about 117.4 hours in all, 102 of them left, on' in many


def test_of_the_hours_those_that_are_left_are_said(tmp_path, capsys):
    """Of 16 runs 14 are recorded."""
    shutil.copytree(ROOT / 'docs' / 'runs', tmp_path, dirs_exist_ok=True)
    assert 'about 17.6 hours in all, 2.2 of them left, on' in hours_told(
        tmp_path, capsys, 'papers_relu_tanh', seeds=4)


def test_relu_and_tanh_differ_in_the_activation_alone():
    """No regularization, conv1 from N(0, 0.0001), the same five of a log grid for either."""
    found = variants('papers_relu_tanh')
    for net, activation in (('relu', 'relu'), ('tanh', 'tanh')):
        own = [one for name, one in found.items() if name.startswith(net)]
        rates = [one.optimizer.learning_rate for one in own]
        assert len(own) == 5 and all(b / a == pytest.approx(2) for a, b in zip(rates, rates[1:]))
        for one in own:
            assert one.model.activation == activation and not one.model.lrn
            assert set(one.optimizer.weight_decays) == {0.0} and not one.model.dropout_rate
            assert one.model.init_stddevs[0] == 0.0001 and one.optimizer.schedule == 'constant'
            assert not one.data.random_crop and not one.data.mirror and not one.data.color_jitter
            assert one.train.target_error == 0.25 and one.train.stop_at_target
            assert one.data.train_examples is None
    at_one = [config_values.difference(found[f'relu+rate_{rate}'], found[f'tanh+rate_{rate}'])
              for rate in ('2e-3', '8e-3')]
    assert all(set(one) == {'model.activation'} for one in at_one)


def test_normalization_is_that_of_the_published_nets():
    found = variants('papers_lrn')
    for name, lab, variant in (('without', 'cifar10_13pct', None),
                               ('with', 'cifar10_11pct', 'size_9'),
                               ('with_size_5', 'cifar10_11pct', 'size_5')):
        whole = lab_config(lab)
        published = whole if variant is None else config_values.variant(whole, variant)
        assert set(config_values.difference(found[name], published)) == {
            'lab', 'comparison.crops'}
        assert found[name].train.epochs == 520
    apart = config_values.difference(found['without'], found['with_size_5'])
    assert {path for path in apart if not path.startswith('model.lrn')} == set()


def test_the_widened_nets_have_as_many_parameters():
    sizes = {}
    for name, one in variants('papers_depth').items():
        model = assembly.build_model(one, data_sets.describe(one.data))
        model.build((None, 32, 32, 3))
        sizes[name] = model.count_params()
    assert sizes['whole'] == 89_578
    for name in ('no_conv1', 'no_conv2', 'no_conv3'):
        assert sizes[name] < 0.75 * sizes['whole']
        assert sizes[f'{name}_wider'] == pytest.approx(sizes['whole'], rel=1e-3)


def test_colours_come_on_top_of_crops_and_flips():
    found = variants('papers_augmentation')
    for name, scale in (('colors', 'deviations'), ('colors_formula', 'eigenvalues')):
        assert found[name].data.color_jitter_scale == scale
        assert set(config_values.difference(found['crops_flips'], found[name])) <= {
            'data.color_jitter', 'data.color_jitter_scale'}


def seen(config) -> int:
    """Returns how many images a run trains on, each as often as it does."""
    return config.train.epochs * (config.data.train_examples or 50_000)


@pytest.mark.parametrize('lab', papers.HOURS)
def test_the_shorter_run_of_a_lesson_is_shorter_in_every_variant(lab):
    config = lab_config(lab)
    flags = re.findall(r'`((?:--config\.\S+ ?)+)`', (ROOT / f'configs/{lab}.py').read_text())
    assert len(flags) == 1
    whole = variants(lab)
    config_files.override(config, flags[0].split())
    checked_configs.check_values(config)
    for name, one in whole.items():
        short = config_values.variant(config, name)
        assert seen(short) < seen(one)
        if short.optimizer.stage_epochs:
            assert sum(short.optimizer.stage_epochs) == short.train.epochs
