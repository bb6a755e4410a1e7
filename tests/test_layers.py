"""Imports point one way, and the command line imports no TensorFlow."""

import ast
import functools
from pathlib import Path

from tests.conftest import python
import tf_labs

PACKAGE = Path(tf_labs.__file__).parent

# From the top down: a module imports from its own layer or from those below it.
LAYERS = (
    ('__main__',), ('start',), ('cli',), ('shell',),
    ('arguments',), ('command_table',), ('command',), ('commands',), ('classroom',), ('api',),
    ('runs',), ('book',), ('preloading',), ('labs',), ('playground',), ('experiments',), ('jobs',),
    ('report',), ('doctor',), ('training',),
    ('models', 'data'), ('nn',), ('runtime', 'published'),
    ('configuration', 'convnet_configs'), ('config',), ('workers',),
    ('processor',), ('console', 'deferred_modules', 'forks', 'paths', 'processes'), ('errors',),
)
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}


@functools.cache
def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text('utf-8'))):
        if isinstance(node, ast.ImportFrom) and (node.module or '').split('.')[0] == 'tf_labs':
            below = node.module.split('.')[1:2]
            found.update(below or [alias.name for alias in node.names])
        elif isinstance(node, ast.Import):
            found.update(alias.name.split('.')[1] for alias in node.names
                         if alias.name.startswith('tf_labs.'))
    return found


def test_imports_point_down():
    wrong = []
    for path in PACKAGE.rglob('*.py'):
        place = path.relative_to(PACKAGE).parts[0].removesuffix('.py')
        if place == '__init__':
            continue
        wrong += [f'{path.relative_to(PACKAGE)} imports {name}' for name in _imports(path)
                  if RANK[name] < RANK[place]]
    assert not wrong


def test_every_module_has_a_layer():
    places = {path.stem if path.is_file() else path.name for path in PACKAGE.iterdir()
              if path.suffix == '.py' or (path / '__init__.py').is_file()}
    assert places - {'__init__'} == set(RANK)


def test_siblings_in_one_layer_do_not_import_each_other():
    for names in LAYERS:
        for name in names:
            paths = [PACKAGE / f'{name}.py'] if (PACKAGE / f'{name}.py').is_file() else (
                (PACKAGE / name).rglob('*.py'))
            imported = {found for path in paths for found in _imports(path)}
            assert not imported & (set(names) - {name})


def test_command_line_imports_no_tensorflow():
    done = python('-c', 'import sys, tf_labs.cli; print("tensorflow" in sys.modules, '
                  '"numpy" in sys.modules and "keras" in sys.modules)')
    assert done.stdout.split() == ['False', 'False'], done.stderr
