"""The sections of the config of each experiment that looks into a trained net.

Part of the schema of tf_labs.configuration: every field with its default and one comment.
"""

from ml_collections import config_dict
from ml_collections import ConfigDict


def _net(config: ConfigDict, workdir: str) -> None:
    config.net = ConfigDict()
    config.net.workdir = workdir  # of the run whose net is looked into
    config.net.step = config_dict.placeholder(int)  # of its checkpoint; None: the newest
