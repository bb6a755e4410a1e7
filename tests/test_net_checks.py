"""What cannot be asked of a trained net, told by its config, before TensorFlow is imported."""

import pytest

from tests.asked import ask
from tests.conftest import convnet_config
from tests.conftest import digits_config
from tests.conftest import lab_config
from tf_labs import runtime
from tf_labs.config import net_checks
from tf_labs.config import nets
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.experiments import assembly
from tf_labs.labs import procedure
from tf_labs.models import features
from tf_labs.training import net_config
from tf_labs.training.run_directory import RunDirectory

STRANGE = ("unknown layer (did you mean conv4?); expected one of conv1, conv2, conv3, conv4, "
           "dense1; received conv9")


@pytest.fixture
def net(tmp_path, monkeypatch):
    """The directory of a run of which there is no more than the config."""
    def begun(config):
        (tmp_path / 'net').mkdir()
        RunDirectory(tmp_path / 'net').write_config(config)
        return tmp_path / 'net'

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(runtime, 'import_tensorflow',
                        lambda: pytest.fail('TensorFlow was asked for'))
    return begun


def refused(lab, workdir, *overrides):
    done = ask('run', lab, f'--config.net.workdir={workdir}', *overrides)
    assert done.returncode == 2 and done.stderr.count('\n') == 1 and done.stdout == ''
    return done.stderr


@pytest.mark.parametrize('lab, field', [
    ('deconvnet', 'look.layers'), ('evolution', 'look.layers'), ('occlusion', 'occlusion.layer'),
    ('invariance', 'invariance.first_layer'), ('invariance', 'invariance.last_layer'),
    ('correspondence', 'correspondence.layers'), ('activation_maximization', 'ascent.layers')])
def test_a_layer_that_the_net_has_not(net, lab, field):
    told = refused(lab, net(convnet_config()), f'--config.{field}=conv9')
    of_convolution = STRANGE.replace('unknown layer', 'unknown convolution').replace(', dense1', '')
    assert (of_convolution if field == 'look.layers' else STRANGE) in told


def test_a_layer_that_was_left_out(net):
    workdir = net(convnet_config('--config.model.without=conv3'))
    told = refused('occlusion', workdir, '--config.occlusion.layer=conv4')
    assert 'expected one of conv1, conv2, conv3, dense1; received conv4' in told


@pytest.mark.parametrize('lab', [
    'deconvnet', 'evolution', 'occlusion', 'invariance', 'activation_maximization'])
def test_a_net_without_convolutions(net, lab):
    workdir = net(digits_config('--config.model.hidden_sizes=8,8'))
    assert 'no convolutions; expected a run of a convolutional net, as cifar_net; received ' \
        f'{workdir}, whose layers are dense1, dense2, dense3' in refused(lab, workdir)


def test_what_is_no_single_run_of_a_classifier(net):
    workdir = net(lab_config('optimizers'))
    assert 'holds no single trained classifier' in refused('layer_probe', workdir)


def test_transfer_to_what_the_net_knows(net):
    told = refused('transfer', net(convnet_config()), '--config.data.name=digits')
    assert 'config.data.name is what the net was trained on; expected another data set' in told


def test_each_variant_of_a_comparison_is_looked_at(net, tmp_path):
    (tmp_path / 'own.py').write_text(
        'from tf_labs.config.schema import default_config, with_variants\n'
        'def get_config():\n'
        '    return with_variants(default_config("occlusion"), {name: {"occlusion.layer": name}\n'
        '                                                       for name in ("conv1", "conv9")})\n')
    assert STRANGE in refused('own.py', net(convnet_config()))


@pytest.mark.parametrize('command', [
    ('eval',), ('filters',), ('predict', '--index=0'), ('similar', '--index=0'),
    ('export', '--output=exported'), ('run', 'occlusion')])
def test_a_step_of_which_there_is_no_checkpoint(net, command):
    workdir = net(convnet_config())
    for name in ('ckpt-8.index', 'ckpt-8.data-00000-of-00001', 'kept/ckpt-3.index',
                 'kept/best/ckpt-5.index'):
        (workdir / name).parent.mkdir(parents=True, exist_ok=True)
        (workdir / name).touch()
    named = ('--config.net.workdir', '--config.net.step') if command[0] == 'run' else (
        '--workdir', '--step')
    done = ask(*command, f'{named[0]}={workdir}', f'{named[1]}=4')
    assert done.returncode == 2 and done.stderr.count('\n') == 1
    assert f'of step 4 in {workdir}; expected one of 8, 5, 3; received 4' in done.stderr


def test_ten_crops_of_whole_images(net):
    done = ask('eval', f'--workdir={net(convnet_config())}', '--crops=10')
    assert done.returncode == 2 and 'there is one crop; expected --crops=1, or for 10 runs with ' \
        'a config.data.crop smaller than the images; received --crops=10' in done.stderr


def test_similar_by_a_layer_that_the_net_has_not(net):
    done = ask('similar', f'--workdir={net(convnet_config())}', '--index=0', '--layer=conv9')
    assert done.returncode == 2 and STRANGE in done.stderr


def test_of_a_net_of_ones_own_nothing_is_known_before(tmp_path):
    config = digits_config()
    with config.unlocked():
        config.model.name = 'net.py:build'
    check = net_checks.layers('occlusion.layer')
    asked = lab_config('occlusion', '--config.occlusion.layer=stem')
    check(asked, config, None)
    config.model.name = 'mlp'
    with pytest.raises(UserError, match='no convolutions'):
        check(asked, config, None)


@pytest.mark.slow
def test_what_was_found_in_a_net_is_said_again_of_that_net_only(tmp_path, monkeypatch, capsys):
    place = tmp_path / 'net'
    place.mkdir()
    RunDirectory(place).write_config(convnet_config())
    config = lab_config('deconvnet', f'--config.net.workdir={place}')

    def ask_again(with_step=None):
        with config.unlocked():
            config.net.step = with_step
        procedure.run(lambda _: procedure.Findings(lines=['found'], values={}), config,
                      str(tmp_path / f'run-{with_step}'))
        return 'complete' in capsys.readouterr().out

    (place / 'ckpt-8.index').touch()
    assert not ask_again() and ask_again() and not ask_again(8) and ask_again(8)
    (place / 'ckpt-9.index').touch()  # the run goes on
    with pytest.raises(UserError, match='is not the net .* expected steps 8, .* received steps 9'):
        ask_again()
    assert ask_again(8)
    RunDirectory(place).write_config(convnet_config('--config.seed=5'))
    with pytest.raises(UserError, match='is not the net that this run has examined; expected '
                       'identity .*, or another directory for the run; received identity'):
        ask_again(8)
    with monkeypatch.context() as patch:
        patch.setattr(net_config, 'check_same', lambda *_: None)
        assert ask_again(8)
    place.rename(tmp_path / 'elsewhere')
    assert ask_again(8)


def test_by_what_a_net_is_known_again(tmp_path):
    def mark(lab='deconvnet'):
        net = lab_config(lab, f'--config.net.workdir={tmp_path}').net
        return net_config.mark(net), net

    def touch(*names):
        for name in names:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).touch()

    directory = RunDirectory(tmp_path)
    directory.write_config(convnet_config(
        '--config.train.keep_best', '--config.data.validation_examples=100'))
    touch('ckpt-8.index', 'ckpt-9.index', 'kept/ckpt-0.index', 'kept/ckpt-4.index')
    assert mark()[0]['steps'] == [9] and mark('evolution')[0]['steps'] == [4, 0]
    seen = net_config.mark(mark()[1], 8)
    assert seen['steps'] == [8]  # what a lab says that it has looked into
    touch('kept/best/ckpt-5.index')
    best, net = mark()
    assert best['steps'] == [5]
    touch('ckpt-12.index')
    net_config.check_same(net, best)
    for lost in tmp_path.glob('**/ckpt-*'):
        lost.unlink()
    net_config.check_same(net, best)  # nothing is left that could be another
    net_config.check_same(net, {**best, 'identity': best['identity'] + '0' * 24})
    with pytest.raises(UserError, match='expected begun with 1234, .*; received begun with 5678'):
        manifest = {'lab': 'a', 'seed': 1, 'execution': 'graph', 'environment': {}, 'data_dir': '',
                    'data_sha256': {}, 'sessions': [], 'init': {
                        'workdir': '', 'lab': '', 'step': 0, 'digest': '5678', 'layers': [],
                        'left': {}}}
        directory.write_json('manifest', manifest)
        net_config.check_same(net, {**best, 'begun_with': '1234'})


@pytest.mark.parametrize('config', [
    digits_config('--config.model.name=softmax', '--config.model.hidden_sizes=()'),
    convnet_config('--config.model.kinds=local,conv,conv,conv')])
def test_filters_of_a_net_that_begins_otherwise(net, config):
    done = ask('filters', f'--workdir={net(config)}')
    assert done.returncode == 2 and done.stderr.count('\n') == 1
    assert 'the net does not begin with a convolution; expected a run of one' in done.stderr


def test_the_directory_of_several_seeds_is_no_run(net):
    workdir = net(convnet_config())
    (workdir / 'cifar10' / 'seed-777').mkdir(parents=True)
    RunDirectory(workdir / 'cifar10' / 'seed-777').write_config(convnet_config())
    assert 'holds no single trained classifier' in refused('layer_probe', workdir)
    done = ask('eval', f'--workdir={workdir}')
    assert done.returncode == 2 and 'no single trained classifier' in done.stderr


def test_best_of_a_run_that_keeps_none(net):
    done = ask('eval', f'--workdir={net(convnet_config())}', '--step=best')
    assert done.returncode == 2 and 'this run keeps no best checkpoint' in done.stderr


def test_transfer_of_a_net_without_hidden_layers(net):
    workdir = net(digits_config('--config.model.name=softmax', '--config.model.hidden_sizes=()'))
    assert 'the net has no hidden layer' in refused(
        'transfer', workdir, '--config.data.name=fashion_mnist')


@pytest.mark.parametrize('config', [
    ('digits', ()), ('digits', ('--config.model.name=softmax', '--config.model.hidden_sizes=()')),
    ('cifar10', ()), ('cifar10', ('--config.model.without=conv2',)),
    ('cifar10_13pct', ()), ('cifar10_11pct', ()), ('cifar10_18pct', ()),
    ('alexnet', ('--config.data.name=digits', '--config.data.crop=None',
                 '--config.model.hidden_sizes=8,8')),
])
def test_names_known_before_are_those_of_the_net(config):
    config = lab_config(config[0], *config[1])
    if config.model.name == 'alexnet':
        config.data.name, config.data.crop = 'imagenette', 67
    model = assembly.build_model(config, data_sets.describe(config.data))
    assert nets.standing_layers(config.model) == features.layer_names(model)
