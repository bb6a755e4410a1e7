"""Configs of nets with convolutions by their name of before version 0.6, for files of users."""

from tf_labs.config.convnets import cifar_comparison
from tf_labs.config.convnets import cifar_config
from tf_labs.config.convnets import photograph_config

__all__ = ['cifar_comparison', 'cifar_config', 'photograph_config']
