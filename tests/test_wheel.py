"""A wheel, installed elsewhere, is all that an empty directory needs."""

import os
import subprocess
import sys

import pytest

from tests.conftest import result
from tests.conftest import ROOT

pytestmark = pytest.mark.slow


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_wheel_in_an_empty_directory(tmp_path):
    source, wheels, place = (tmp_path / name for name in ('source', 'wheels', 'place'))
    names = subprocess.run(['git', 'ls-files', 'tf_labs', 'configs', 'setup.*', 'pyproject.toml',
                            'README.md', 'LICENSE'], cwd=ROOT, text=True, check=True,
                           capture_output=True).stdout.splitlines()
    for name in names:  # a build writes beside the sources
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    pip = [sys.executable, '-m', 'pip', '-q', '--disable-pip-version-check']
    subprocess.run([*pip, 'wheel', '--no-deps', '--no-build-isolation', '-w', wheels, source],
                   check=True)
    subprocess.run([*pip, 'install', '--no-deps', '--target', tmp_path / 'site',
                    *wheels.iterdir()], check=True)
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
    ask('run', 'digits', '--config.train.epochs=1', '--config.train.execution=graph', '--report')
    assert result(place / 'checkpoints' / 'digits')['lab'] == 'digits'
    assert [path.name for path in place.iterdir()] == ['checkpoints']
