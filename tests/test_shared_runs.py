"""One run of two workers has the bits of two logical CPUs, and one run directory."""

import pytest

from tests.conftest import cli
from tests.conftest import result
from tests.conftest import rows
from tests.worker_pairs import NET
from tests.worker_pairs import run_pair

pytestmark = pytest.mark.slow


def test_two_workers_end_as_two_logical_cpus(tmp_path):
    """Batch norm and clipping are over both; a plateau and the early end are those of both."""
    statuses, said = run_pair(tmp_path / 'two')
    assert statuses == [0, 0] and [err for _, err in said] == ['', ''], said
    assert '2 workers x 1 x CPU, graph, steps 1 to 96' in said[0][0]
    assert said[1][0].count('\n') == 1 and 'worker 1 of 2 workers' in said[1][0]
    done = cli('run', 'digits', *NET, '--devices=2', f'--workdir={tmp_path}/one', drawn=False)
    assert done.returncode == 0, done.stderr
    one, two = result(tmp_path / 'one'), result(tmp_path / 'two')
    assert two['digest'] == one['digest']
    assert rows(tmp_path / 'two') == rows(tmp_path / 'one')
    assert two['steps'] < 96 and rows(tmp_path / 'two')[-1]['learning_rate'] < 0.3
