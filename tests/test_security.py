"""What docs/security.md says of the whole package."""

import ast

from tests.conftest import ROOT

_LOADERS = ('exec_module', 'source_to_code', 'load_module')


def test_nothing_of_the_project_runs_data_or_opens_a_port():
    """What docs/security.md says of the whole of tf_labs."""
    found = []
    for path in (ROOT / 'tf_labs').rglob('*.py'):
        for node in ast.walk(ast.parse(path.read_text('utf-8'))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found.append((node.func.id, path.name))
            elif isinstance(node, ast.Attribute) and node.attr in _LOADERS:
                found.append((node.attr, path.name))
            elif isinstance(node, ast.Import):
                found += [(alias.name.split('.')[0], path.name) for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                found.append(((node.module or '').split('.')[0], path.name))
            elif isinstance(node, ast.keyword) and getattr(node.value, 'value', 0) is not False:
                found.append((node.arg, path.name))
    forbidden = {'eval', 'exec', 'compile', 'pickle', 'marshal', 'shelve', 'socket', 'http',
                 'socketserver', 'allow_pickle'}
    # Workers of one run call each other, and send JSON; to a scheduler nothing is sent; a command
    # and the server of its runs have a pair of sockets, which nobody else can reach.
    assert {place for name, place in found if name == 'socket'} == {
        'rendezvous.py', 'door.py', 'line.py', 'messages.py', 'launching.py', 'settings.py',
        'forked.py', 'run_server.py'}
    assert {one for one in found if one[0] in forbidden - {'socket'}} == set()
    # Processes of runs of --jobs and of --workers, which are this program; a browser that prints.
    assert {place for name, place in found if name == 'subprocess'} == {
        'worker.py', 'forked.py', 'launching.py', 'pdf.py'}
    assert [one for one in found if one[0] == 'runpy'] == [('runpy', 'config_files.py')]
    # A user's own code; and modules of libraries, which are executed later than asked for.
    assert {place for name, place in found if name in _LOADERS} == {
        'own_code.py', 'deferred_modules.py'}
