"""What a student is to run: the configs of the labs of a class with the student's seed."""

from collections.abc import Sequence
import functools

from ml_collections import ConfigDict

import tf_labs
from tf_labs.classroom.class_file import SchoolClass
from tf_labs.config import config_values
from tf_labs.errors import UserError
from tf_labs.experiments import comparison_runs
from tf_labs.training import identity


@functools.lru_cache(maxsize=256)  # each student asks for each lab
def _lab(lab: str) -> ConfigDict:
    return tf_labs.load(lab)


def config(lab: str, seed: int) -> ConfigDict:
    """Returns the config of a lab with a student's seed."""
    found = config_values.copied(_lab(lab))
    found.seed = seed
    return found


def runs(whole: ConfigDict) -> dict[str, ConfigDict]:
    """Returns {place: config} of the runs that a config comes to.

    The place is relative to the directory of the lab: '' of a config without variants.
    """
    if 'variants' not in whole:
        return {'': whole}
    found = {}
    for name, one in comparison_runs.variants(whole).items():
        one.seed = whole.seed
        found[f'{name}/seed-{whole.seed}'] = one
    return found


def identities(lab: str, seed: int) -> list[str]:
    """Returns what identifies each run of a lab with a seed, as far as its config does."""
    return [identity.of(one).config for one in runs(config(lab, seed)).values()]


def digest(lab: str) -> str:
    """Returns the digest of the config of a lab, whatever the seed."""
    return config_values.digest(config(lab, 0))


def check_same_labs(made: SchoolClass) -> None:
    """Raises `UserError` if a lab of a class has another config here than when it was given out."""
    for lab in made.labs:
        if digest(lab) != made.configs[lab]:
            raise UserError(f'the lab {lab} is not the one that the class was given',
                            expected=f'tf_labs {made.version}, or its config',
                            received=f'tf_labs {tf_labs.__version__}')


def check_alone(labs: Sequence[str]) -> None:
    """Raises `UserError` for labs that look into, or begin with, a net which others have trained.

    Such a net is not the student's own, and nothing would tell whose it is.
    """
    for lab in labs:
        for one in config_values.every(_lab(lab)):
            fields = dict(config_values.fields(one))
            for path in ('net.workdir', 'init.workdir'):
                if fields.get(path):
                    raise UserError(f'the lab {lab} needs a net trained beforehand',
                                    expected='labs that need no trained net',
                                    received=f'config.{path} {fields[path]}')
