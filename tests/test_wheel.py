"""A wheel, installed elsewhere, is all that an empty directory needs."""

import os
import subprocess
import sys

import pytest

from tests.conftest import result
from tests.conftest import ROOT
from tests.small_runs import SHORT

pytestmark = pytest.mark.slow


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_wheel_in_an_empty_directory(tmp_path):
    source, place = tmp_path / 'source', tmp_path / 'place'
    names = subprocess.run(['git', 'ls-files', 'tf_labs', 'configs', 'setup.*', 'pyproject.toml',
                            'README.md', 'LICENSE'], cwd=ROOT, text=True, check=True,
                           capture_output=True).stdout.splitlines()
    for name in names:  # a build writes beside the sources
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run([sys.executable, '-m', 'pip', '-q', '--disable-pip-version-check', 'install',
                    '--no-deps', '--no-build-isolation', '--no-compile', '--target',
                    tmp_path / 'site', source], check=True)  # builds the wheel that it installs
    place.mkdir()

    def ask(*words):
        done = subprocess.run([sys.executable, '-m', 'tf_labs', *words], cwd=place, text=True,
                              env={**os.environ, 'PYTHONPATH': str(tmp_path / 'site')},
                              capture_output=True, check=False)
        assert done.returncode == 0 and done.stderr == '', done.stderr
        return done.stdout

    labs = [name.removeprefix('configs/').removesuffix('.py') for name in names
            if name.startswith('configs/') and name.endswith('.py')]
    told = ask('list')
    assert all(f'\n{lab} ' in f'\n{told}' for lab in labs)
    ask('run', 'digits', *SHORT, '--report')
    assert result(place / 'checkpoints' / 'digits')['lab'] == 'digits'
    assert [path.name for path in place.iterdir()] == ['checkpoints']
