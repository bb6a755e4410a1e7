"""The labs that compute something of their own, a folder each.

A lab that trains a classifier and nothing more (mnist_nn, dropout, cifar10, ...) has no folder: it
is a config, configs/LAB.py. `catalog` names all experiments; `procedure` is the frame of the labs
here, each of which is a function from its config to Findings in LAB/lab.py.

Called, as `tf_labs.labs()`, it lists every lab.
"""

import sys
import types

from tf_labs.labs.lab_list import labs


class _Labs(types.ModuleType):
    """A package that can be called, as its name is also that of a function of the API."""

    __call__ = staticmethod(labs)


sys.modules[__name__].__class__ = _Labs
