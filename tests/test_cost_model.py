"""The cost model: its formulas against sums made another way, its failures against their mean."""

import dataclasses
import math

import numpy as np
import pytest

from benchmarks.costs import failures
from benchmarks.costs import steps
from benchmarks.costs.failures import Job
from benchmarks.costs.steps import Net
from benchmarks.costs.steps import Network
from tf_labs.training.plan import plan_of

NET = Net('a net', parameters=1_000_000, examples=10_000, batch=100, epochs=10, example_bytes=784,
          fixed_seconds=0.001, example_seconds=0.0001, read_rate=1e6, checkpoint_bytes=8_000_000,
          checkpoint_seconds=0.1, critical_batch=1000)
PERFECT = Network(gigabits=1e9, latency=0.0)


def ring(parameters, workers, network):
    """All-reduce message by message: each worker sends a W-th in each of 2 (W - 1) rounds."""
    message = 4 * parameters / workers / network.bytes_a_second + network.latency
    return sum(message for _ in range(workers - 1)) + sum(message for _ in range(workers - 1))


@pytest.mark.parametrize('workers', [1, 2, 3, 64])
def test_an_exchange_is_the_sum_of_its_messages(workers):
    network = Network(gigabits=10, latency=1e-4)
    assert steps.exchange_seconds(NET.parameters, workers, network) == pytest.approx(
        ring(NET.parameters, workers, network))


def test_one_worker_takes_the_steps_of_the_config():
    alone = steps.step_seconds(NET, NET.batch, 1, Network(1))
    assert alone == pytest.approx(0.011)
    assert steps.steps(NET, NET.batch) == pytest.approx(NET.epochs * NET.examples / NET.batch)


def test_a_perfect_network_divides_the_examples_and_not_the_fixed_part():
    assert steps.step_seconds(NET, 100, 4, PERFECT) == pytest.approx(0.001 + 25 * 0.0001)


def test_a_step_is_never_shorter_than_its_reading():
    slow = dataclasses.replace(NET, read_rate=1000.0)
    assert steps.step_seconds(slow, 100, 2, PERFECT) == pytest.approx(0.05)


def test_what_is_hidden_is_at_most_the_backward_pass():
    bare, hidden = (steps.step_seconds(NET, 100, 2, Network(1, overlap=overlap))
                    for overlap in (0.0, 1.0))
    assert bare - hidden == pytest.approx(steps.BACKWARD * (0.001 + 50 * 0.0001))


def test_beyond_the_critical_batch_steps_do_not_fall():
    many = steps.steps(NET, 1_000_000)
    assert many == pytest.approx(steps.steps(NET, 2_000_000), rel=1e-3)
    assert many > 90  # 1,000 steps of 100 times 100 / (1000 + 100), and no fewer


def test_more_workers_are_never_much_use_on_a_slow_network():
    slow = Network(gigabits=0.01)
    assert steps.last_that_pays(NET, slow, 1024) == 1
    assert steps.last_that_pays(NET, PERFECT, 1024) > 8
    quick = steps.quickest(NET, 8, PERFECT)
    assert quick.batch >= NET.batch and quick.seconds < steps.quickest(NET, 1, PERFECT).seconds


def job(mean_seconds, every=50):
    plan = plan_of(10_000, batch_size=100, example_bytes=784, epochs=10, steps=None, call=None,
                   checkpoint_every=every, eval_every_epochs=1, diagnosed=False,
                   keep_at_epochs=())
    return Job(plan, step_seconds=1.0, save_seconds=2.0, restart_seconds=30.0,
               mean_seconds=mean_seconds)


def test_without_failures_a_run_is_its_steps_and_its_saves():
    safe = job(1e12)
    assert failures.simulated(safe, np.random.default_rng(0)) == pytest.approx(1000 + 20 * 2)
    assert failures.saved_steps(safe.plan) == list(range(50, 1001, 50))


def test_saves_are_where_a_run_that_goes_on_begins_its_blocks():
    plan = job(100.0, every=30).plan
    for step in failures.saved_steps(plan)[:-1]:
        assert next(iter(plan.blocks(step)))[0] == step


def test_many_simulations_have_the_mean_of_the_formula():
    failing, generator = job(200.0), np.random.default_rng(7)
    seconds = [failures.simulated(failing, generator) for _ in range(400)]
    error = np.std(seconds, ddof=1) / math.sqrt(len(seconds))
    assert np.mean(seconds) == pytest.approx(failures.expected(failing), abs=3.5 * error)
    assert failures.expected(failing) > 1.2 * failures.expected(job(1e12))


def test_the_best_interval_costs_less_than_a_third_and_three_times_of_it():
    interval = round(failures.best_interval(2.0, 5000.0))
    costs = [failures.expected(job(5000.0, every=every))
             for every in (interval // 3, interval, 3 * interval)]
    assert interval == 141 and costs[1] == min(costs)


def test_every_net_of_the_constants_has_a_choice():
    for net in steps.nets().values():
        assert steps.quickest(net, 1024, Network(10)).seconds > 0
