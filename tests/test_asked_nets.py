"""What nets are asked by themselves: of the weights at the end, or of a record without them."""

import json
import shutil

import pytest

from tests import recording
from tests.asked_nets import concluded
from tf_labs.errors import RunFailedError
from tf_labs.errors import UserError
from tf_labs.labs.conclusions import single_answers
from tf_labs.training.checkpoints import Checkpoints
from tf_labs.training.run_directory import RunDirectory

pytestmark = pytest.mark.slow
QUESTIONS = ('--config.comparison.target_loss=2.4',)
KEPT = (0, 1)


@pytest.fixture(scope='module')
def asked(tmp_path_factory):
    """A comparison whose nets were asked, and what they answered."""
    return concluded(tmp_path_factory.mktemp('asked') / 'nets', *QUESTIONS, kept=KEPT)


@pytest.fixture
def copy(asked, tmp_path):
    return shutil.copytree(asked[0], tmp_path / 'nets')


def again(place):
    return concluded(place, *QUESTIONS, kept=KEPT)[1]


def test_a_record_answers_as_the_weights_did(asked, copy, tmp_path, capsys):
    place, values = asked
    recording.record(copy, tmp_path / 'kept')
    record = tmp_path / 'kept' / 'nets'
    assert not list(record.rglob('ckpt-*'))
    assert again(record) == values
    for name in ('comparison', 'together'):
        assert (record / 'tables' / f'{name}.csv').read_bytes() == (
            place / 'tables' / f'{name}.csv').read_bytes()
    kept = {path: path.read_bytes() for path in sorted(record.rglob('answers.json'))}
    assert len(kept) == 2
    recording.record(record, tmp_path / 'anew')  # of a record: it is the same
    anew = sorted((tmp_path / 'anew').rglob('answers.json'))
    assert [path.read_bytes() for path in anew] == [*kept.values()]
    with pytest.raises(UserError, match='checkpoint'):  # another question takes the weights
        concluded(record, *QUESTIONS, '--config.comparison.target_loss=2.3', kept=KEPT)
    for path, content in kept.items():
        changed = json.loads(content)
        changed['answers']['ten_crop_accuracy'] = 1.0
        path.write_text(json.dumps(changed), 'utf-8')
    with pytest.raises(UserError, match='no checkpoint of step .* in .*seed-777; expected one of'):
        again(record)
    assert 'answers.json is not what was recorded, it was changed' in capsys.readouterr().err


def test_nets_that_answer_together_are_not_recorded(copy, tmp_path):
    concluded(copy, *QUESTIONS, '--config.comparison.averaged', kept=KEPT)
    with pytest.raises(UserError, match='averaged answers are told with the weights'):
        recording.record(copy, tmp_path / 'kept')
    assert not (tmp_path / 'kept').exists()


def test_an_older_checkpoint_does_not_answer_for_the_end(asked, copy, monkeypatch):
    """As where the disk was full from then on."""
    newest, *older = Checkpoints(RunDirectory(copy / 'net' / 'seed-1')).steps()
    assert older
    for path in (copy / 'net' / 'seed-1').glob(f'ckpt-{newest}.*'):
        path.unlink()
    with pytest.raises(UserError, match='no checkpoint'):
        again(copy)
    monkeypatch.setattr(single_answers, 'ending', lambda place, _: Checkpoints(place).steps()[0])
    assert again(copy) != asked[1]


def test_nothing_is_told_across_a_checkpoint_that_was_not_kept(copy, monkeypatch):
    _, middle = Checkpoints(RunDirectory(copy / 'net' / 'seed-1')).kept_steps()
    for path in (copy / 'net' / 'seed-1' / 'kept').glob(f'ckpt-{middle}.*'):
        path.unlink()
    with pytest.raises(RunFailedError, match='lacks checkpoints that it was to keep'):
        again(copy)
    monkeypatch.setattr(single_answers, '_check_kept', lambda *_: None)
    assert again(copy)
