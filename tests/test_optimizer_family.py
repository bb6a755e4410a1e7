"""Each edge of the family leads from the parent's numbers to the child's, and says so if not."""

import dataclasses

import numpy as np
import pytest

from tests.conftest import lab_config
from tests.lab_findings import written
from tf_labs.config.lab_schemas.optimizer_family import CHILDREN
from tf_labs.config.optimizer_table import OPTIMIZERS
from tf_labs.labs.optimizer_family import adam_rules
from tf_labs.labs.optimizer_family import figures
from tf_labs.labs.optimizer_family import lab
from tf_labs.labs.optimizer_family import paths
from tf_labs.labs.optimizer_family import rules
from tf_labs.labs.optimizer_family.family import EDGES
from tf_labs.labs.optimizer_family.family import YEARS

STEPS = 12
BY_NAME = {edge.name: edge for edge in EDGES}
WAYS = ('momentum', 'nesterov', 'sparse_adam')  # that are no name of an optimizer by themselves


def walked(edge):
    return lab.row(edge, 0.3, lab.walk(edge, 0.3, STEPS, (0.0, 0.5, 1.0)))


@pytest.mark.parametrize('name', BY_NAME)
def test_off_is_the_parent_and_on_the_child(name):
    """Of the rules in NumPy, against the optimizers that the project trains with."""
    found = walked(BY_NAME[name])
    assert lab.holds(found, 1e-4), found
    assert found['f of parent'] != found['f of child']


def test_a_term_that_is_left_out_is_noticed():
    """Adam whose means are not corrected: without its term rmsprop still, with it no Adam."""
    def uncorrected(on, r):
        means = adam_rules.Means(on * 0.9, 0.9 + on * 0.099)

        def step(w, g, t):
            means.add(g)
            return w - r * means.m / np.sqrt(means.v + rules.EPSILON)

        return step

    found = walked(dataclasses.replace(BY_NAME['adam_from_rmsprop'], step=uncorrected))
    assert found['off'] < 1e-4 and found['on'] > 0.1 and not lab.holds(found, 1e-3)


def test_a_wrong_parent_is_noticed():
    found = walked(dataclasses.replace(BY_NAME['rmsprop'], parent='sgd'))
    assert found['on'] < 1e-4 and not lab.holds(found, 1e-3)


def test_the_tree_has_every_optimizer_once_below_a_parent_that_is_older():
    children = [edge.child for edge in EDGES]
    assert set(children) | {'sgd'} == set(YEARS) == set(figures.PLACES)
    assert set(OPTIMIZERS) == set(YEARS) - set(WAYS)
    assert set(CHILDREN) == set(children) and sorted(children).count('adam') == 2
    assert len(children) == len(set(children)) + 1
    assert all(YEARS[edge.parent] <= YEARS[edge.child] for edge in EDGES)


def test_inverse_curvature_is_that_of_a_parabola_once_two_steps_are_known():
    """H y = s for the last pair, and all of H where the steps are conjugate."""
    hessian = np.diag([0.04, 2.0])
    pairs = [(s, hessian @ s) for s in (np.array([1.0, 0.0]), np.array([0.0, 1.0]))]
    np.testing.assert_allclose(rules.inverse_curvature(pairs), np.linalg.inv(hessian))


def test_mean_of_a_path_begins_late():
    path = np.arange(60.0).reshape(30, 2)
    answers = rules.average(path, 1.0)
    np.testing.assert_array_equal(answers[:rules.AVERAGE_FROM + 3],
                                  path[:rules.AVERAGE_FROM + 3])
    np.testing.assert_allclose(answers[-1], path[rules.AVERAGE_FROM + 2:].mean(axis=0))


def test_a_weight_without_a_gradient_waits():
    sparse = paths.of_rule(BY_NAME['sparse_adam'], 1.0, 0.5, 4)[:, 1]
    dense = paths.of_rule(BY_NAME['sparse_adam'], 0.0, 0.5, 4)[:, 1]
    assert sparse[1] == sparse[2] == sparse[3] != sparse[4]
    assert len(set(dense)) == 5


@pytest.mark.slow
def test_lab_says_what_does_not_hold(tmp_path):
    found = written(lab.compute, lab_config(
        'optimizer_family', '--config.family.steps=3', '--config.family.tolerance=1e-30'),
        tmp_path / 'run')
    assert found.values['edges_that_hold'] < found.values['edges'] == len(EDGES)
    assert 'Not so: momentum' in found.lines[-1]
