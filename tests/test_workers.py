"""Which workers share a run: by flags, by TF_CONFIG, by Slurm; and what cannot be."""

import json

import pytest

from tf_labs.errors import UserError
from tf_labs.workers import cluster
from tf_labs.workers import slurm
from tf_labs.workers.cluster import Cluster

TWO = ('host1:2222', 'host2:2223')
STEP = {'SLURM_PROCID': '2', 'SLURM_STEP_NODELIST': 'n[2,10]', 'SLURM_JOB_ID': '7',
        'SLURM_STEP_TASKS_PER_NODE': '2,1', 'SLURM_NODEID': '1', 'SLURM_LOCALID': '0'}


def tf_config(jobs, kind='worker', index=0):
    return json.dumps({'cluster': jobs, 'task': {'type': kind, 'index': index}})


def test_flags():
    found = cluster.from_flags('host1:2222,host2:2223', 1)
    assert found == Cluster(TWO, 1)
    assert (found.size, found.is_first, found.port) == (2, False, 2223)


@pytest.mark.parametrize('workers, worker, part', [
    ('host1:2222,host2:2222', None, '--worker is missing'),
    ('host1:2222,host2:2222', 2, 'a number from 0 to 1; received 2'),
    ('host1:2222,host2:2222', -1, 'a number from 0 to 1; received -1'),
    ('host1:2222,host1:2222', 0, 'holds an address twice'),
    ('host1:2222,HOST1:02222', 0, 'holds an address twice'),
    ('host1,host2:2222', 0, 'holds no port'),
    ('host1:2222,host2:99999', 0, 'holds no address'),
    ('host1:2222,', 0, 'holds no address'),
    ('[::1]:2222,host2:2222', 0, 'holds an address of IPv6'),
])
def test_flags_that_name_no_worker(workers, worker, part):
    with pytest.raises(UserError, match=part.replace('[', r'\[')):
        cluster.from_flags(workers, worker)


@pytest.mark.parametrize('text, count', [('2', 2), ('slurm', None), ('a:1,b:2', None)])
def test_count(text, count):
    assert cluster.local_count(text) == count


@pytest.mark.parametrize('text', ['0', '-1', '99999999'])
def test_no_count(text):
    with pytest.raises(UserError, match='--workers cannot be used; expected 1 or more'):
        cluster.local_count(text)


def test_tf_config():
    assert cluster.from_tf_config(tf_config({'worker': TWO}, index=1)) == Cluster(TWO, 1)
    chief = {'chief': ['c:1'], 'worker': ['a:1', 'b:1']}
    assert cluster.from_tf_config(tf_config(chief, 'chief')) == Cluster(('c:1', 'a:1', 'b:1'), 0)
    assert cluster.from_tf_config(tf_config(chief, index=1)).index == 2


@pytest.mark.parametrize('text', ['', '{}', tf_config({'worker': ['a:1']})])
def test_tf_config_of_one_process(text):
    assert cluster.from_tf_config(text) is None


@pytest.mark.parametrize('text, part', [
    ('{worker', 'TF_CONFIG cannot be used; expected JSON'),
    ('[' * 100_000, 'TF_CONFIG cannot be used; expected JSON'),
    ('[]', 'an object'),
    (tf_config({'worker': TWO, 'ps': ['p:1']}), 'TF_CONFIG names the job ps'),
    (tf_config({'worker': TWO}, 'evaluator'), 'TF_CONFIG names the job evaluator'),
    (tf_config({'worker': 'a:1,b:1'}), 'a list of HOST:PORT'),
    (tf_config({'worker': TWO}, index=2), 'a number from 0 to 1'),
    (tf_config({'chief': ['c:1'], 'worker': TWO}, index=-1), 'a number from 0 to 1; received -1'),
    (tf_config({'chief': ['c:1'], 'worker': TWO}, index=2), 'a number from 0 to 1; received 2'),
    (tf_config({'chief': ['c:1'], 'worker': TWO}, 'chief', 1), 'a number from 0 to 0; received 1'),
    (tf_config({'worker': TWO}, index='0'), 'an index'),
    (tf_config({'worker': ['a:1', 'a:1']}), 'twice'),
])
def test_tf_config_that_names_no_worker(text, part):
    with pytest.raises(UserError, match=part):
        cluster.from_tf_config(text)


def test_slurm():
    """Hosts stay in the order of Slurm, which is not that of their names as text."""
    assert slurm.cluster(STEP) == Cluster(('n2:20112', 'n2:20113', 'n10:20112'), 2)


@pytest.mark.parametrize('hosts, found', [
    ('n1', ['n1']),
    ('n[1-3,07],gpu', ['n1', 'n2', 'n3', 'n07', 'gpu']),
    ('a[08-10]-ib,b', ['a08-ib', 'a09-ib', 'a10-ib', 'b']),
    ('r[1-2]n[3,5]', ['r1n3', 'r1n5', 'r2n3', 'r2n5']),
])
def test_hosts(hosts, found):
    assert slurm.expanded(hosts) == found


@pytest.mark.parametrize('hosts', ['', 'n[', 'n[]', 'n[a-b]', 'n[3-1]', 'n1,,n2', 'n[1-999999999]'])
def test_no_hosts(hosts):
    with pytest.raises(UserError, match='is not a list of hosts'):
        slurm.expanded(hosts)


@pytest.mark.parametrize('change, part', [
    ({'SLURM_PROCID': ''}, 'needs SLURM_PROCID'),
    ({'SLURM_PROCID': 'x'}, 'SLURM_PROCID is not a number'),
    ({'SLURM_PROCID': '3'}, 'a number from 0 to 2'),
    ({'SLURM_STEP_TASKS_PER_NODE': '2'}, 'a number for each of 2 nodes'),
    ({'SLURM_STEP_TASKS_PER_NODE': '2;1'}, 'cannot be read'),
    ({'SLURM_NODEID': '0'}, '--distribution=block, which makes SLURM_NODEID 1'),
])
def test_no_step_of_slurm(change, part):
    with pytest.raises(UserError, match=part):
        slurm.cluster(STEP | change)


def test_tasks():
    assert slurm.tasks_per_node('2(x3),1') == [2, 2, 2, 1]
