"""list: the labs, as a table."""

from tf_labs.console import say
from tf_labs.labs import lab_list
from tf_labs.labs.lab_list import Lab


def list_configs(dir: str | None) -> None:
    """Prints every config with its lesson, data set and published numbers; runs none of them."""
    for lab in lab_list.labs(dir):
        if lab.problem:
            say(f'{lab.name:18} cannot be loaded: {lab.problem}')
        else:
            say(f'{lab.name:18} {lab.lesson}\n{"":18} {_summary(lab)}')
    if dir is not None and (others := lab_list.other_files(dir)):
        say(f'left out, as they define no get_config: {", ".join(others)}')


def _summary(lab: Lab) -> str:
    """Returns what a lab needs and what it is judged by."""
    data = lab.data_set or 'no data set'
    return (f'{data}; published: {lab.published} of {lab.source}' if lab.published
            else f'{data}; no published number')
