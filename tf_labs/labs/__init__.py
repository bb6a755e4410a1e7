"""The labs that compute something of their own, a folder each.

A lab that trains a classifier and nothing more (mnist_nn, dropout, cifar10, ...) has no folder: it
is a config, configs/LAB.py. `catalog` names all experiments; `procedure` is the frame of the labs
here, each of which is a function from its config to Findings in LAB/lab.py.
"""
