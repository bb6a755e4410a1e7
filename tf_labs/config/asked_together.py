"""What the nets of a comparison are asked once all are trained: `comparison` of a config."""

from ml_collections import ConfigDict

from tf_labs.config import config_values
from tf_labs.config import nets
from tf_labs.config import own_data
from tf_labs.config.nets import NETS
from tf_labs.errors import UserError

RATE_MARK = '+rate_'  # in the name of a variant: the net, and which of its learning rates


def is_asked(config: ConfigDict) -> bool:
    """True if the nets of a comparison are asked something once all are trained."""
    asked = config.get('comparison')
    return asked is not None and bool(
        asked.crops > 1 or asked.averaged or asked.best_rate != 'none'
        or asked.target_loss is not None or asked.settled is not None)


def check_runs(config: ConfigDict, seeds: int | None) -> None:
    """Raises `UserError` if the nets of a comparison are asked what these runs cannot tell."""
    names = list(config.get('variants', ()))
    for path, value in (field for name in names for field in config_values.fields(
            config.variants[name])):
        if path.startswith('comparison.'):
            raise UserError(f'config.{path} is not a field of a variant', received=value,
                            expected='one value for all of them, outside of config.variants')
    if not is_asked(config):
        return
    if seeds is None and not names:
        raise UserError('config.comparison needs a comparison', expected='variants, or seeds',
                        received='one run')
    if 'together' in names:  # it has its own place in result.json
        raise UserError('a variant of nets that are asked together needs another name',
                        expected='another one', received='together')
    if config.comparison.best_rate != 'none':
        _check_rates(names)


def _check_rates(names: list[str]) -> None:
    """Variants have to say which net each is, at one of its rates."""
    at_rates = [name for name in names if RATE_MARK in name]
    if not at_rates:
        raise UserError('config.comparison.best_rate needs rates to choose from',
                        expected=f'variants named NET{RATE_MARK}N, one for each learning rate',
                        received=', '.join(names) or 'no variants')
    for net in (name.partition(RATE_MARK)[0] for name in at_rates):
        if net in names:
            raise UserError('a variant has the name of a net with several learning rates',
                            expected='another name', received=net)


def check(config: ConfigDict) -> None:
    """Raises `UserError` for what no run with these values can be asked."""
    asked, train = config.comparison, config.train
    if asked.crops > 1 and config.data.crop is None:
        raise UserError('config.comparison.crops has no effect without config.data.crop',
                        expected='1, or config.data.crop, the side of the square',
                        received=asked.crops)
    if asked.rate_seeds is not None and asked.best_rate == 'none':
        raise UserError('config.comparison.rate_seeds has no effect without '
                        'config.comparison.best_rate', expected='None, or a best_rate',
                        received=asked.rate_seeds)
    for name in ('target_loss', 'settled'):
        if asked[name] is not None and len(set(train.keep_at_epochs)) < 2:
            raise UserError(f'config.comparison.{name} needs checkpoints that are kept',
                            expected='two epochs or more in config.train.keep_at_epochs',
                            received=train.keep_at_epochs)
    if asked.best_rate == 'steps_to_target' and train.target_error is None:
        raise UserError('config.comparison.best_rate needs a target error',
                        expected='config.train.target_error, as 0.25', received='none')
    if asked.best_rate == 'validation' and not config.data.validation_examples:
        raise UserError('config.comparison.best_rate needs validation examples',
                        expected='config.data.validation_examples of at least 1, held out of the '
                        'training split', received=config.data.validation_examples)


def check_new(config: ConfigDict) -> None:
    """Raises `UserError` for what this run cannot be asked, though earlier versions began it."""
    asked, train = config.comparison, config.train
    if own_data.is_regression(config) and (
            asked.averaged or asked.crops > 1 or asked.best_rate == 'validation'):
        raise UserError('config.comparison asks for accuracies, which a regression has not',
                        expected='averaged False, crops 1, and best_rate none',
                        received='config.model.output linear')
    reached = {epoch for epoch in train.keep_at_epochs
               if train.steps is not None or epoch <= train.epochs}
    for name in ('target_loss', 'settled'):
        if asked[name] is not None and len(reached) < 2:
            raise UserError(f'config.comparison.{name} needs checkpoints that are kept',
                            expected='two epochs or more in config.train.keep_at_epochs that the '
                            'run reaches', received=train.keep_at_epochs)
    if asked.target_loss is not None and 0 not in reached:
        raise UserError('config.comparison.target_loss needs a checkpoint of the untrained net',
                        expected='0 in config.train.keep_at_epochs', received=train.keep_at_epochs)
    if asked.settled is not None and config.model.name in NETS and not nets.convolutions(
            config.model):
        raise UserError('config.comparison.settled needs a net with convolutions',
                        expected='None, or such a net', received=config.model.name)
