"""How many training examples a run holds out to decide by: worked out once, then kept."""

from ml_collections import ConfigDict

from tf_labs.config import classifier
from tf_labs.errors import UserError
from tf_labs.training.run_directory import RunDirectory


def as_begun(config: ConfigDict, directory: RunDirectory) -> ConfigDict:
    """Returns the config with the number that the run of a directory was begun with.

    Where the config leaves it open and the run did as well, that is. A run of version 0.4.0 holds
    none out and decides by the test split; it goes on so, as another net would come out otherwise.

    Raises:
      UserError: nothing is held out although something decides, in a run that was not begun so.
    """
    stored = directory.config() if directory.holds_run() else None
    before = None if stored is None else stored.data.validation_examples
    wanted = config.data.validation_examples
    if wanted == 0 and classifier.decides(config) and before != 0:
        raise UserError('config.optimizer.schedule plateau needs validation examples',
                        expected='config.data.validation_examples of at least 1, held out of the '
                        'training split', received=wanted)
    if before == 0 and not wanted and classifier.decides(config):
        return _with(config, 0)
    if wanted is None and before is not None and before == _default(config, directory, before):
        return _with(config, before)
    return config


def counted(config: ConfigDict, examples: int) -> ConfigDict:
    """Returns the config with the number filled in.

    Args:
      config: of a run.
      examples: of the training split in use.

    Raises:
      UserError: that leaves nothing to train on, or nothing to decide by.
    """
    number = classifier.held_out(config, examples)
    wanted = config.data.validation_examples
    if number >= examples:
        raise UserError('config.data.validation_examples leaves nothing to train on',
                        expected=f'less than {examples}, the training examples', received=number)
    if wanted is None and number == 0 and classifier.decides(config):
        raise UserError('a tenth of the training examples is less than one example',
                        expected='config.data.train_examples of at least 10', received=examples)
    return config if wanted is not None else _with(config, number)


def _default(config: ConfigDict, directory: RunDirectory, before: int) -> int:
    """Returns what a run would hold out by itself of the examples that this one has."""
    known = (directory.read_json('manifest') or {}).get('examples', {})
    if 'train' not in known:
        return before
    return classifier.held_out(config, known['train'] + known.get('validation', 0))


def _with(config: ConfigDict, number: int) -> ConfigDict:
    config = config.copy_and_resolve_references()
    config.data.validation_examples = number
    return config
