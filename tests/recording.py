"""docs/record_runs.py, which is no part of the package."""

import importlib.util

from tests.conftest import ROOT

_SPEC = importlib.util.spec_from_file_location('record_runs', ROOT / 'docs' / 'record_runs.py')
script = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(script)
record = script.record
