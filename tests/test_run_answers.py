"""Confusion matrix and mistakes of a report, against values worked out by hand."""

import numpy as np
from scipy import special

from tf_labs.report import run_answers
from tf_labs.report import run_mistakes

LABELS = np.array([0, 0, 1, 2, 2, 2])
LOGITS = np.array([[5, 1, 0], [1, 900, 0], [0, 3, 1], [2, 1, 0], [800, 0, 0], [0, 1, 2]], float)


def answers(logits=LOGITS, labels=LABELS) -> run_answers.Answers:
    images = (np.arange(len(labels), dtype=np.uint8).reshape(-1, 1, 1, 1)
              * np.ones((1, 2, 2, 1), np.uint8))
    return run_answers.Answers(7, images.__getitem__, labels, logits, ('a', 'b', 'c'), 5,
                               len(labels))


def test_confusion_counts_labels_by_answers():
    found = answers()
    np.testing.assert_array_equal(
        run_answers.confusion(found.labels, found.predictions, 3),
        [[1, 1, 0], [0, 1, 0], [2, 0, 1]])
    picture = run_answers.confusion_matrix(found)
    assert '3 of 6 right' in picture.alt and 'c for a (2 times), a for b (1 times)' in picture.alt


def test_one_mistake_more_is_one_shade_more():
    """One mistake must not be dark and two as bright as can be."""
    figure = run_answers._draw('Confusion matrix', np.array([[5, 1], [2, 5]]), 'ab')
    image = figure.axes[0].images[0]
    one, two, most = image.norm([1, 2, run_answers._BRIGHTEST])
    assert one == 0 and two < 0.3 and most == 1


def test_classes_by_recall_and_precision():
    a, b, c = run_answers.by_class(answers())
    assert a == {'class': 'a', 'examples': '2', 'recall': '0.500', 'precision': '0.333',
                 'most often taken for': 'b (1)'}
    assert b['recall'] == '1.000' and b['most often taken for'] == '-'
    assert c['recall'] == '0.333' and c['most often taken for'] == 'a (2)'


def test_mistakes_are_ranked_beyond_the_digits_of_their_probability():
    """900 and 800 over the rest are both probability 1 in floating point."""
    found = run_mistakes.most_confident(answers())
    assert [mistake.index for mistake in found] == [1, 4, 3]
    assert found[0].answer_and_label == ('said b >0.9999', 'label a <0.0001')
    expected = special.softmax([2, 1, 0])
    np.testing.assert_allclose(list(found[2].probabilities.values()), expected)
    assert found[2].answer_and_label == (f'said a {expected[0]:.4f}', f'label c {expected[2]:.4f}')
    assert (found[2].image == 153).all() and found[2].image.shape == (2, 2)  # 3 of 5, as 0 to 255
    assert [mistake.index for mistake in run_mistakes.most_confident(answers(), 1)] == [1]
    assert run_mistakes.probabilities(found, of_all=True)[0] == {
        'test example': '1', 'label': 'a', 'said': 'b', 'P(a)': '<0.0001', 'P(b)': '>0.9999',
        'P(c)': '<0.0001'}


def test_equal_mistakes_keep_their_order():
    logits = np.tile([0.0, 1.0, 0.0], (40, 1))
    found = run_mistakes.most_confident(answers(logits, np.zeros(40, int)))
    assert [mistake.index for mistake in found] == list(range(25))


def test_a_net_without_mistakes():
    found = answers(np.eye(3)[LABELS], LABELS)
    assert run_mistakes.most_confident(found) == []
    assert run_answers.confusion_matrix(found).alt == 'Confusion matrix: 6 of 6 right.'


def test_of_many_classes_the_worst_are_shown():
    """100 classes of 4 examples; those of 10 to 21 are taken for their neighbours."""
    labels = np.repeat(np.arange(100), 4)
    said = np.where((labels >= 10) & (labels <= 21), labels + 1, labels)
    logits = np.eye(100)[said] * 9 + np.eye(100)[labels] * 2
    names = [f'n{place:04}' for place in range(100)]
    found = run_answers.Answers(7, lambda numbers: np.zeros([len(numbers), 2, 2, 3], np.uint8),
                                labels, logits, names, 255, 1000)
    rows = run_answers.by_class(found)
    assert len(rows) == 20 and [row['class'] for row in rows[7:9]] == ['n0010', 'n0011']
    assert rows[7]['most often taken for'] == 'n0011 (4)' and rows[7]['recall'] == '0.000'
    assert {f'n{place:04}' for place in range(10, 23)} <= {row['class'] for row in rows}
    picture = run_answers.confusion_matrix(found)
    assert 'the 20 classes with most mistakes. Of all classes 352 of 400 right' in picture.alt
    first = run_mistakes.most_confident(found)[0]
    assert list(first.probabilities)[:2] == ['n0011', 'n0010'] and len(first.probabilities) == 5
    [row, *_] = run_mistakes.probabilities([first], of_all=False)
    assert row['1'].startswith('n0011 0.98') and row['P(label)'] == row['2'].split()[1]
    assert first.image.shape == (2, 2, 3)
