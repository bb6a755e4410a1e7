"""What the small files of a run directory must look like to be used.

A file can have been cut, edited or written by something else. A form says what of it is read, so
that what does not fit is told in one line before anything is made of it.
"""

import json
import math
from typing import Any

from ml_collections import ConfigDict

NUMBER = (int, float)


class JsonForm:
    """A check of a value that was read as JSON.

    Args:
      form: a type or a tuple of types; a function that says whether a value fits; [form] for a
        list of such; {str: form} for any keys; {'key': form} for these keys at least, where `key?`
        may be missing or null.
    """

    def __init__(self, form: Any):
        self._form = form

    def fits(self, value: Any) -> bool:
        """True if a value has this form."""
        return _fits(value, self._form)


def _fits(value: Any, form: Any) -> bool:
    if isinstance(form, list):
        return isinstance(value, list) and all(_fits(item, form[0]) for item in value)
    if isinstance(form, dict):
        return isinstance(value, dict) and (
            all(_fits(item, form[str]) for item in value.values()) if str in form
            else all(_has(value, key, inner) for key, inner in form.items()))
    if callable(form) and not isinstance(form, type):
        return bool(form(value))
    kinds = form if isinstance(form, tuple) else (form,)
    if isinstance(value, bool):
        return bool in kinds
    return isinstance(value, kinds)


def _has(value: dict[str, Any], key: str, form: Any) -> bool:
    name = key.removesuffix('?')
    if key != name and value.get(name) is None:
        return True
    return name in value and _fits(value[name], form)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**53


def _are_facts(value: Any) -> bool:
    """True for the facts of a data set, within the bounds of what can be asked."""
    form = {'title': str, 'image_shape': [_is_size], 'names': [str], 'pixel_max': _is_size,
            'examples': {'train': _is_count, 'test': _is_count}, 'streamed': bool,
            'values': lambda text: text in ('pixels', 'numbers'), 'any_size?': bool,
            'columns?': [_COLUMN], 'targets?': [_COLUMN]}
    return _fits(value, form) and len(value['image_shape']) == 3


def _is_size(value: Any) -> bool:
    return _is_count(value) and 1 <= value < 2**31


_COLUMN = {'name': str, 'mean': NUMBER,
           'sd': lambda value: _fits(value, NUMBER) and value > 0}


FORMS = {
    'data.json': JsonForm({str: _are_facts}),
    'manifest.json': JsonForm({
        'lab': str, 'seed': int, 'execution': str, 'environment': {str: (str, int)},
        'data_dir': str, 'data_sha256': {str: str},
        'sessions': [{'from_step': _is_count, 'started': str}],
        'examples?': {str: _is_count}, 'bad_examples?': {str: [_is_count]},
        'about?': {'lesson': str, 'config': str, 'overrides': [str]}, 'identity?': str,
        'written?': {str: str},
        'init?': {'workdir': str, 'lab': str, 'step': _is_count, 'digest': str, 'layers': [str],
                  'left': {str: str}},
        'net?': {'workdir': str, 'lab': str, 'identity': str, 'begun_with': str,
                 'steps': [_is_count]},
        'older_checkpoints?': {str: str},
        'code_sha256?': {str: str}, 'callbacks?': [str], 'interfered?': [str]}),
    'result.json': JsonForm({'lab': str, 'digest?': str, 'steps?': int, 'identity?': str,
                             'seeds?': [int]}),
    'diverged.json': JsonForm({'diverged': str, 'identity?': str}),
    'answers.json': JsonForm({'asked': {str: NUMBER}, 'answers': {str: NUMBER}}),
    'loggers.json': JsonForm({str: str}),
    'net.json': JsonForm({'class_name': str, 'config': dict}),
    'probe.json': JsonForm({'loss': NUMBER, 'layers': [{
        'layer': int, 'gradient_norm': NUMBER, 'activation_sd': NUMBER, 'zeros?': NUMBER,
        'saturated?': NUMBER}]}),
}
_TEXTS = ('lab', 'identity', 'digest')  # of the result of a classifier; all else are numbers
TOGETHER = 'together'  # in the result of a comparison: what several nets were asked, by seed
_ROW = JsonForm({'step': _is_count})
_CLASSIFIER_ROW = JsonForm({
    'step': _is_count, 'epoch': _is_count, 'train_loss': NUMBER, 'train_accuracy': NUMBER,
    'test_loss': NUMBER, 'test_accuracy': NUMBER, 'seconds': NUMBER,
    'validation_loss?': NUMBER, 'validation_accuracy?': NUMBER, 'learning_rate?': NUMBER})
_REGRESSION_ROW = JsonForm({
    'step': _is_count, 'epoch': _is_count, 'train_loss': NUMBER, 'test_loss': NUMBER,
    'test_r2': NUMBER, 'seconds': NUMBER, 'validation_loss?': NUMBER, 'validation_r2?': NUMBER,
    'learning_rate?': NUMBER})
_DIAGNOSTICS_ROW = JsonForm({
    'step': _is_count, 'layers': [{'layer': int, 'histograms': {str: list}}]})


def is_row(row: Any, *, of_classifier: bool = False, of_regression: bool = False) -> bool:
    """True if a value can be a row of metrics.jsonl: numbers by name, with a step.

    Procedures of the labs may also write lists of numbers, as quantiles over many nets.
    """
    is_trained = of_classifier or of_regression
    form = _CLASSIFIER_ROW if of_classifier else _REGRESSION_ROW if of_regression else _ROW
    return form.fits(row) and all(
        value is None or isinstance(value, (str, *NUMBER))
        or not is_trained and _fits(value, [NUMBER]) for value in row.values())


def is_diagnostics_row(row: Any) -> bool:
    """True if a value can be a row of diagnostics.jsonl.gz."""
    return _DIAGNOSTICS_ROW.fits(row)


def is_result(result: dict[str, Any], config: ConfigDict) -> bool:
    """True if a result of the form of result.json holds what a run or a comparison measures.

    Args:
      result: of a comparison if it tells of seeds.
      config: of the same directory.
    """
    if 'seeds' in result:
        return isinstance(result['seeds'], list) and all(
            _is_of_seeds(result.get(name), len(result['seeds']))
            for name in (*(config.get('variants') or (config.lab,)),
                         *([TOGETHER] if TOGETHER in result else [])))
    return config.experiment != 'supervised' or all(
        isinstance(value, str) if key in _TEXTS else _is_measured(value)
        for key, value in result.items())


def _is_of_seeds(value: Any, count: int) -> bool:
    """True for what a comparison tells of a variant: of each seed numbers by name."""
    return _fits(value, [dict]) and len(value) == count and all(
        item is True or isinstance(item, str) if key == 'diverged' else _is_measured(item)
        for one in value for key, item in one.items())


def _is_measured(value: Any) -> bool:
    """True for a number, and for null, which stands for one that is not finite."""
    return value is None or _fits(value, NUMBER)


def loads(text: str | bytes, *, strict: bool = True) -> Any:
    """Returns what JSON says.

    Args:
      text: the JSON.
      strict: refuse NaN and the infinities, which JSON does not have; else they become None.

    Raises:
      ValueError: it is no JSON.
    """
    try:
        return json.loads(text, parse_constant=_refuse if strict else lambda _: None,
                          parse_float=_finite)
    except RecursionError as error:
        raise ValueError('it is nested too deeply') from error


def finite(value: Any) -> Any:
    """Returns a value with None in the place of each number that is not finite."""
    if isinstance(value, dict):
        return {key: finite(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [finite(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def dumps(value: Any, *, indent: int | None = None) -> str:
    """Returns a value as strict JSON.

    Raises:
      ValueError: it holds NaN or an infinity.
    """
    return json.dumps(value, indent=indent, allow_nan=False)


def _refuse(constant: str) -> float:
    raise ValueError(f'{constant} is no JSON')


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f'{text} is too large')
    return value
