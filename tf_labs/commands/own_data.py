"""data, of one's own data: what is there, as a run would read it."""

from tf_labs.config import data_names
from tf_labs.config.schema import default_config
from tf_labs.console import say
from tf_labs.data import data_sets
from tf_labs.errors import UserError
from tf_labs.paths import checked_path

_COLUMNS = 40  # that are told
_LINEAR = '--config.model.output=linear'


def tell(name: str) -> None:
    """Prints the facts of a data set, its splits with their fingerprints, and its columns.

    The last column of a table is taken for the target, a class or else a number.

    Raises:
      UserError: it is no data set.
      DataNotAvailableError: it is not there.
    """
    data = default_config().data
    data.name = f'{data_names.kind(name)}:{checked_path(data_names.place(name))}'
    try:
        facts = data_sets.describe(data)
    except UserError as error:
        if _LINEAR not in str(error):
            raise
        data.labels = 'numbers'
        facts = data_sets.describe(data)
    say(facts.title)
    for split, examples in data_sets.load(data, ('train', 'test')).items():
        say(f'{split}: {len(examples):,} examples, sha256 {examples.fingerprint()}')
    if facts.names:
        shown = ', '.join(facts.names[:_COLUMNS])
        say(f'classes: {shown}{", ..." * (len(facts.names) > _COLUMNS)}')
    for kind, columns in (('column', facts.columns), ('target', facts.targets)):
        for one in columns[:_COLUMNS]:
            say(f'{kind} {one.name}: mean {one.mean:g}, sd {one.sd:g} of the training rows')
        if len(columns) > _COLUMNS:
            say(f'... and {len(columns) - _COLUMNS} more')
