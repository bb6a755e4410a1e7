"""Pictures with their best answers as bars: the right one in another colour, and the command."""

from matplotlib.colors import to_hex
import numpy as np
from PIL import Image
import pytest

from tests.asked import ask
from tf_labs.commands import asking
from tf_labs.errors import UserError
from tf_labs.report import answers_figure
from tf_labs.report.answers_figure import Answered

IMAGE = np.zeros((4, 4, 3), np.uint8)
BEST = (('cat', 0.6), ('dog', 0.3), ('an animal of a very long name', 0.05))


def colours(axes) -> list[str]:
    return [to_hex(bar.get_facecolor()) for bar in axes.patches]


def test_the_right_answer_alone_has_the_other_colour():
    figure = answers_figure.draw([
        Answered('test 3', IMAGE, 'dog', BEST), Answered('test 4', IMAGE, 'ship', BEST),
        Answered('photo.png', IMAGE, None, BEST)], 255, 'title')
    pictures, bars = figure.axes[:3], figure.axes[3:6]
    assert [axes.get_title() for axes in pictures] == [
        'test 3\ndog', 'test 4\nship', 'photo.png']
    right, other = answers_figure.RIGHT, answers_figure.OTHER
    assert colours(bars[0]) == [other, right, other]
    assert colours(bars[1]) == colours(bars[2]) == [other] * 3
    assert [bar.get_width() for bar in bars[0].patches] == [0.6, 0.3, 0.05]
    heights = [bar.get_y() for bar in bars[0].patches]
    assert heights == sorted(heights, reverse=True)  # the best on top
    assert 'test 3 (dog): cat 0.60, dog 0.30' in figure.get_label()
    assert len(figure.legends) == 1


def test_eight_pictures_stand_in_two_rows():
    figure = answers_figure.draw([Answered(f'{n}', IMAGE[..., :1], 'cat', BEST)
                                  for n in range(9)], 255, 'title')
    assert len(figure.axes) == 2 * 3 * 4
    assert not answers_figure.draw([Answered('a', IMAGE, None, BEST)], 255, 'title').legends


@pytest.mark.slow
def test_command_writes_the_pictures_it_tells_of(trained_convnet, tmp_path, capsys):
    target = tmp_path / 'eight.png'
    Image.fromarray(np.full((8, 8), 90, np.uint8)).save(tmp_path / 'a.png')
    asking.predict(str(trained_convnet), None, 'test', ['3', '11'], [str(tmp_path / 'a.png')],
                   True, None, str(target))
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == str(target)
    with Image.open(target) as figure:
        told = figure.info['Description']
    for line in said:
        if line.startswith('test '):  # label and first answer are those of the lines
            name, rest = line.split(': label ')
            label, answer = rest.split(', prediction ')
            assert f'{name} ({label}): {answer.split()[0]} ' in told
    with pytest.raises(UserError, match='--figure cannot be written; .*a directory that exists'):
        asking.predict(str(trained_convnet), None, 'test', ['3'], [], False, None,
                       str(tmp_path / 'no' / 'a.png'))


def test_similar_has_no_such_figure(tmp_path):
    done = ask('similar', f'--workdir={tmp_path}', '--index=1', '--figure=a.png')
    assert done.returncode == 2 and 'unknown flag of similar' in done.stderr
