"""Our own reverse mode against the tape and differences; the lab's published numbers."""

import json
import math

import numpy as np
import pytest
import tensorflow as tf

from tests.conftest import lab_config
from tf_labs.labs.autograd import lab
from tf_labs.labs.autograd.reverse_mode import Value


@pytest.fixture(scope='module')
def findings():
    return lab.compute(lab_config('autograd'))


@pytest.mark.slow
def test_gradient_of_the_notes_is_8(findings):
    assert findings.values['gradient'] == 8.0


@pytest.mark.slow
def test_gradients_add_up_on_purpose_and_not_in_the_tape(findings):
    assert findings.values['accumulated'] == [2.0 * n for n in range(1, 22)]
    assert findings.values['tape'] == [2.0] * 21


@pytest.mark.slow
def test_tape_answers_none_for_what_it_did_not_watch(findings):
    assert findings.values['unwatched'] == 'None'


@pytest.mark.slow
@pytest.mark.parametrize('overrides', [
    (), ('--config.autograd.w=-1.5', '--config.autograd.b=0.0', '--config.autograd.x=2.0'),
    ('--config.autograd.w=0.0',)])
def test_every_answer_is_its_closed_form(overrides):
    found = lab.compute(lab_config('autograd', *overrides))
    assert len(found.tables['gradients']) == 16
    for row in found.tables['gradients']:
        assert row['answer'] == pytest.approx(row['closed form'], rel=1e-12, abs=1e-15), row
    assert found.values['largest_difference'] < 1e-12
    json.dumps(found.values)


def neuron_loss(w, b, x, y):
    """On `Value`s; the same expression on tensors by another sigmoid below."""
    return ((w * x + b).sigmoid() + -y)**2


@pytest.mark.parametrize('w, b, x, y', [(0.3, -0.2, 1.5, 1.0), (-2.0, 1.0, 0.7, 0.0)])
def test_own_reverse_mode_is_the_tape(w, b, x, y):
    values = [Value(number) for number in (w, b, x)]
    neuron_loss(*values, y).backward()
    tensors = [tf.constant(number, tf.float64) for number in (w, b, x)]
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        loss = (tf.sigmoid(tensors[0] * tensors[2] + tensors[1]) - y)**2
    for value, gradient in zip(values, tape.gradient(loss, tensors)):
        assert value.gradient == pytest.approx(float(gradient), rel=1e-13)


def test_node_that_is_used_on_many_paths_gets_the_sum_over_all():
    """Each of 20 doublings uses its node twice: 2^20 paths, walked in 20 steps."""
    w = Value(1.5)
    node = w
    for _ in range(20):
        node = node + node
    node.backward()
    assert (node.data, w.gradient) == (1.5 * 2**20, 2.0**20)


def test_a_node_between_is_left_with_its_own_gradient():
    """z = y^2 + y and y = 3 w: dz/dy = 2 y + 1, dz/dw = 3 dz/dy."""
    w = Value(0.5)
    y = 3 * w
    (y**2 + y).backward()
    assert (y.gradient, w.gradient) == (4.0, 12.0)


def test_second_backward_adds_to_the_first():
    w = Value(2.0)
    totals = []
    for _ in range(3):
        (2 * w).backward()
        totals.append(w.gradient)
    assert totals == [2, 4, 6]
    z = w**2
    z.backward()
    z.backward()  # nodes between do not count twice: 6 + 4 + 4
    assert w.gradient == 14


def test_wrong_slope_is_noticed_by_differences():
    """The check can fail: a power whose slope forgets its exponent."""
    class Wrong(Value):
        def __pow__(self, exponent):
            return Value(self.data**exponent, (self,), (self.data**(exponent - 1),))

    step = 1e-6
    expected = ((1.3 + step)**3 - (1.3 - step)**3) / (2 * step)
    gradients = []
    for kind in (Value, Wrong):
        w = kind(1.3)
        (w**3).backward()
        gradients.append(w.gradient)
    assert gradients[0] == pytest.approx(expected, rel=1e-8)
    assert gradients[1] != pytest.approx(expected, rel=1e-2)


def test_sigmoid_has_a_slope_of_a_quarter_at_0():
    x = Value(0.0)
    x.sigmoid().backward()
    assert x.gradient == 0.25
    assert np.isclose(Value(-3.0).sigmoid().data, 1 / (1 + math.e**3))
