"""What the config of an experiment holds: its fields, and what each of them can be."""

from collections.abc import Callable, Mapping, Sequence
import dataclasses
from typing import Any

from ml_collections import ConfigDict

from tf_labs.config.ranges import Range

AS_DEFAULT: Any = object()


@dataclasses.dataclass(frozen=True)
class UsedBy:
    """The names that use a field; with any other name it would have no effect.

    Attributes:
      chooser: path of the field that holds the name.
      names: that use the field.
      neutral: the one value that the field can have with the other names.
    """

    chooser: str
    names: Sequence[Any]
    neutral: Any = AS_DEFAULT


@dataclasses.dataclass(frozen=True)
class ExperimentSchema:
    """The fields of an experiment and their values; paths are dotted, as 'train.epochs'.

    Errors come in the order of the tables: types, choices, ranges, fields without effect, `check`.

    Attributes:
      sections: sets the fields with their defaults; its source carries their comments.
      ranges: {path: what the field can be}; None, where it is the default, is possible besides.
      choices: {path: the names that the field can be}.
      used_by: {path: who uses the field}, of fields that not every choice of another uses.
      own_code: {path: what of the config such code reads}, of fields that can name a function of
        one's own (see own_code.py); 'model.' stands for all fields that begin so, '' for none.
      check: (config, facts of its data set, None without one) -> None, or `UserError` for values
        that do not go together.
      check_net: (config, config of the run that config.net names, facts of its data) -> None, or
        `UserError` for what cannot be asked of that net.
      own_data: kinds of one's own data (see data_names.py) that `data.name` can name besides a data
        set of the catalog.
    """

    sections: Callable[[ConfigDict], None]
    ranges: Mapping[str, Range] = dataclasses.field(default_factory=dict)
    choices: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)
    used_by: Mapping[str, UsedBy] = dataclasses.field(default_factory=dict)
    own_code: Mapping[str, str] = dataclasses.field(default_factory=dict)
    check: Callable[[ConfigDict, Any], None] | None = None
    check_net: Callable[[ConfigDict, ConfigDict, Any], None] | None = None
    own_data: Sequence[str] = ()
