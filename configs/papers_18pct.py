"""The published 18% net, five times: its error, what averaging gains, which layers settle first.

The net of cifar10_18pct, unchanged, on all of CIFAR-10. Three claims are judged on its runs. Its
files say 18% error. AlexNet's paper says that averaging the answers of five similar nets took the
top-5 error on ImageNet from 18.2% to 16.4%: here the table `averaged` has the test error of 1, 2,
... averaged seeds. Zeiler and Fergus say that lower layers settle within a few epochs and upper
ones later (their figure 4): here the epoch from which the feature maps of a layer stay at 0.9 of
the way from the initial weights to the end, by their correlation with the final ones. `random` is a
control, a layer that never learns on top of those that do.

    tf-labs run papers_18pct --seeds=5

Two hours a seed on two cores. For a shorter run, which does not test the claims:
`--config.optimizer.stage_epochs=24,3,3 --config.train.epochs=30`. For the second and third claims
the net and the data differ from the papers'.

Measured with five seeds, interrupted two or three times each: test error 18.1 +- 0.2% (95%), with
two averaged nets 17.0%, with five 16.3%. conv1 has settled at epoch 22, conv2 at 35, conv3 at 77,
read off checkpoints up to 40 epochs apart; the controls of conv2 and conv3 at 28 and 56.

Answers: notes on AlexNet, Results (averaging five nets); notes on ZFNet (evolution of features).
"""

from tf_labs.config.convnets import papers_config
from tf_labs.config.schema import with_variants


def get_config():
    config = papers_config('cifar10_18pct')
    config.comparison.averaged = True
    config.comparison.settled = 0.9
    return with_variants(config, {'net': {}})
