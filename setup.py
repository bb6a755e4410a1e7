"""What setup.cfg cannot say: the packages that are found, and one from another place."""

from setuptools import find_packages
from setuptools import setup

setup(packages=[*find_packages(include=['tf_labs*']), 'tf_labs.configs'],
      package_dir={'tf_labs.configs': 'configs'})
