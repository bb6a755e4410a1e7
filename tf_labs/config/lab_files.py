"""Config files as texts: found by a lab's name, and read without being run.

The labs are in configs/ beside this package; a wheel has that directory within the package. A name
is that of one of them, and only where there is no such lab that of a file in ./configs.
"""

import ast
import functools
from pathlib import Path

from tf_labs.config.schema import default_config
from tf_labs.errors import did_you_mean
from tf_labs.errors import unknown_name
from tf_labs.errors import UserError

OWN = Path('configs')  # in the current directory: labs of one's own
_PACKAGE = Path(__file__).parents[1]


def labs() -> Path:
    """Returns the directory of the labs that come with this package."""
    within = _PACKAGE / 'configs'
    return within if within.is_dir() else _PACKAGE.parent / 'configs'


def find(name: str) -> str:
    """Returns the path of a config file: of a lab by its name, of another file by its path.

    Raises:
      UserError: there is no such file.
    """
    if is_name(name):
        return str(_of_name(name))
    file = Path(name)
    if file.is_file():
        return name
    others = [path.stem for path in files(file.parent)]
    close = did_you_mean(file.stem, others, f'{file.parent}/'.removeprefix('./'))
    close = close.replace('?)', '.py?)') or did_you_mean(
        file.stem, [path.stem for path in files(labs())])
    raise UserError(f'config file not found{close}', received=name,
                    expected='the path of a Python file, or the name of a lab')


def is_name(text: str) -> bool:
    """True of the name of a lab, False of a path."""
    return '/' not in text and not text.endswith('.py')


def _of_name(name: str) -> Path:
    known = {path.stem: path for place in (OWN, labs()) for path in files(place)}
    if name not in known:
        if Path(f'{name}.py').is_file():
            raise UserError(f'unknown lab (did you mean {name}.py?)', received=name,
                            expected='the name of a lab, or the path of a Python file')
        raise unknown_name('lab', name, sorted(known))
    return known[name]


def files(directory: Path) -> list[Path]:
    """Returns the config files of a directory, by name."""
    return sorted(path for path in directory.glob('*.py')
                  if path.is_file() and path.name != '__init__.py')


def parsed(path: Path) -> ast.Module:
    """Returns a file as a tree.

    Raises:
      UserError: it is no Python.
    """
    try:
        state = path.stat()
        return _tree(path, state.st_mtime_ns, state.st_size)
    except (SyntaxError, ValueError, MemoryError, RecursionError, OSError) as error:
        raise UserError(f'config file {path} cannot be read', expected='a Python file',
                        received=f'{type(error).__name__}: {error}') from error


@functools.lru_cache(maxsize=256)  # a list asks for each file three times
def _tree(path: Path, changed: int, size: int) -> ast.Module:
    """Returns a file as it was changed last."""
    return ast.parse(path.read_text(encoding='utf-8'))


def is_config(path: Path) -> bool:
    """True of a file that is seen to define `get_config`, without being run, or is no Python."""
    try:
        return any(_defines(node, 'get_config') for node in parsed(path).body)
    except UserError:
        return True


def _defines(node: ast.stmt, name: str) -> bool:
    """True of `def NAME`, `NAME = ...` and imports of it; a method of that name is another one."""
    if isinstance(node, ast.ClassDef):
        return False
    if isinstance(node, ast.FunctionDef):
        return node.name == name
    if isinstance(node, ast.ImportFrom):
        return any((alias.asname or alias.name) in (name, '*') for alias in node.names)
    if isinstance(node, ast.Assign):
        return name in map(ast.unparse, node.targets)
    return any(_defines(child, name) for child in ast.iter_child_nodes(node)
               if isinstance(child, ast.stmt))


def lesson(path: Path) -> str:
    """Returns the docstring of a config file, '' if there is none."""
    try:
        return ast.get_docstring(parsed(path)) or ''
    except UserError:
        return ''


def data_set(path: Path) -> str | None:
    """Returns the name of the data set that a config is on; None: none, or not to be seen."""
    return _data_name(parsed(path), 'get_config', 4)


@functools.lru_cache(maxsize=1024)  # most labs call the same functions
def _data_name(tree: ast.Module, function: str, depth: int) -> str | None:
    """Returns what a function assigns to `data.name`, else what the functions it calls do."""
    body = [node for part in tree.body
            if isinstance(part, ast.FunctionDef) and part.name == function
            for node in ast.walk(part)]
    for node in body:
        if isinstance(node, ast.Assign) and _is_data_name(node.targets[0]):
            if isinstance(node.value, ast.Constant):
                return str(node.value.value)
            if isinstance(node.value, ast.JoinedStr):  # a table that lies beside the config
                return str(ast.literal_eval(node.value.values[0])).partition(':')[0]
    calls = [node for node in body
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    names = (_name_by(tree, call, depth) for call in calls if depth)
    return next((name for name in names if name is not None), None)


def _name_by(tree: ast.Module, call: ast.Call, depth: int) -> str | None:
    """Returns the name of the data set that a function makes which is called."""
    assert isinstance(call.func, ast.Name)
    if call.func.id == 'default_config':
        return _of_schema(*[str(one.value) for one in call.args
                            if isinstance(one, ast.Constant)])
    return _data_name(_origin(tree, call.func.id), call.func.id, depth - 1)


def _is_data_name(target: ast.expr) -> bool:
    """True of `SOMETHING.data.name`."""
    return isinstance(target, ast.Attribute) and target.attr == 'name' and (
        isinstance(target.value, ast.Attribute)) and target.value.attr == 'data'


@functools.cache  # most labs call for the same one
def _of_schema(*arguments: str) -> str | None:
    try:
        config = default_config(*arguments)
    except (KeyError, TypeError):
        return None
    has_name = 'data' in config and 'name' in config.data
    name: str | None = config.data.name if has_name else None
    return name


def _origin(tree: ast.Module, function: str) -> ast.Module:
    """Returns where a function stands: in a module of this project, or in the file itself."""
    for node in tree.body:
        module = (node.module or '') if isinstance(node, ast.ImportFrom) else ''
        if isinstance(node, ast.ImportFrom) and module.startswith('tf_labs.') and (
                function in [alias.name for alias in node.names]):
            file = _PACKAGE.joinpath(*module.split('.')[1:]).with_suffix('.py')
            return _origin(parsed(file), function) if file.is_file() else ast.Module([], [])
    return tree
