"""The comments of the schema: what each field is, read from where it gets its default.

A comment stands on the line of its field, or on those that the value takes; lines of comment right
below go on with it.
"""

import ast
from collections.abc import Callable, Iterator
import functools
import io
from pathlib import Path
import tokenize
from typing import Any

from tf_labs.config import schema


@functools.cache
def comments(experiment: str) -> dict[str, str]:
    """Returns {dotted path of a field or a section: its comment}, '' where there is none.

    Args:
      experiment: a name of configuration.SCHEMAS.
    """
    functions = schema.default_config, schema.SCHEMAS[experiment].sections
    return {path: text for function in functions for path, text in _of(function)}


def _of(function: Callable[..., Any]) -> Iterator[tuple[str, str]]:
    source = Path(function.__code__.co_filename).read_text('utf-8')
    tree = ast.parse(source)
    bodies = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    at_line = {token.start[0]: (token.string.lstrip('# '), token.line.lstrip().startswith('#'))
               for token in tokenize.generate_tokens(io.StringIO(source).readline)
               if token.type == tokenize.COMMENT}
    yield from _assigned(bodies[function.__name__], bodies, at_line)


def _assigned(body: ast.FunctionDef, bodies: dict[str, ast.FunctionDef],
              at_line: dict[int, tuple[str, bool]]) -> Iterator[tuple[str, str]]:
    """Yields what a function assigns to a config, and what those do that it hands the config to."""
    for node in body.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
            path = ast.unparse(node.targets[0]).removeprefix('config.')
            yield path, _comment(node, at_line)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            name = ast.unparse(node.value.func)
            if name in bodies:
                yield from _assigned(bodies[name], bodies, at_line)


def _comment(node: ast.Assign, at_line: dict[int, tuple[str, bool]]) -> str:
    end = node.end_lineno or node.lineno
    found = [at_line[line][0] for line in range(node.lineno, end + 1) if line in at_line]
    while found and at_line.get(end + 1, ('', False))[1]:
        end += 1
        found.append(at_line[end][0])
    return ' '.join(found)
