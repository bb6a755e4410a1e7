"""Functions of one's own that a call from Python hands over."""

from collections.abc import Callable, Mapping
from typing import Any

from tf_labs.config.own_names import SIGNATURES
from tf_labs.errors import UserError
from tf_labs.training import own_functions
from tf_labs.training.own_code import Permission


def permission(model: Callable[..., Any] | None, loss: Callable[..., Any] | None,
               optimizer: Callable[..., Any] | None, trust: bool) -> Permission | None:
    """Returns what code a call may run; None where nothing is said of it.

    Raises:
      UserError: what was handed over cannot be called.
    """
    every = dict(zip(('model.name', 'loss.name', 'optimizer.name'), (model, loss, optimizer)))
    given = {field: function for field, function in every.items() if function is not None}
    for field, function in given.items():
        if not callable(function):
            raise UserError(f'{field.partition(".")[0]} is not a function',
                            expected=SIGNATURES[field], received=repr(function))
    return Permission(bool(trust), given) if given or trust else None


def names(code: Permission | None) -> Mapping[str, str]:
    """Returns {field of the config: name} of the functions that were handed over."""
    return {field: str(own_functions.name_of(function))
            for field, function in (code.given if code else {}).items()}
