"""One run of two workers: the bits of two logical CPUs, also after a stop that one of them got."""

import pytest

from tests.conftest import cli
from tests.conftest import result
from tests.conftest import rows
from tests.worker_pairs import NET
from tests.worker_pairs import run_pair

pytestmark = pytest.mark.slow


def test_stopped_at_one_step_and_gone_on_as_two_logical_cpus(tmp_path):
    """SIGTERM comes to worker 1 alone, which has no run directory; batch norm is over both."""
    statuses, said = run_pair(tmp_path / 'two', moments=(None, 'after:block:5:SIGTERM'))
    lines = [err for _, err in said]
    assert statuses == [143, 143], said
    assert lines[0] == lines[1] and 'stopped by SIGTERM: saved at step' in lines[0]
    assert (tmp_path / 'two' / f'ckpt-{lines[0].split("step ")[1].split()[0]}.index').is_file()

    statuses, said = run_pair(tmp_path / 'two')
    assert statuses == [0, 0] and [err for _, err in said] == ['', ''], said
    assert 'worker 1 of 2 workers x 1 x CPU' in said[1][0]
    done = cli('run', 'digits', *NET, '--devices=2', f'--workdir={tmp_path}/one', drawn=False)
    assert done.returncode == 0, done.stderr
    one, two = result(tmp_path / 'one'), result(tmp_path / 'two')
    assert two['digest'] == one['digest'] and two['sessions'] == 2
    assert rows(tmp_path / 'two') == rows(tmp_path / 'one')
    assert two['steps'] < 12 * 8  # it has ended early
    assert len({row['learning_rate'] for row in rows(tmp_path / 'two')}) > 1
