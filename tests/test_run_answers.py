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
    assert found[0].said == ('said b >0.9999', 'label a <0.0001')
    expected = special.softmax([2, 1, 0])
    np.testing.assert_allclose(list(found[2].probabilities.values()), expected)
    assert found[2].said == (f'said a {expected[0]:.4f}', f'label c {expected[2]:.4f}')
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
