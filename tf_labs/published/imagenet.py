"""What the notes on AlexNet and on ZFNet print of runs on ImageNet, and of the data itself."""

from tf_labs.published.number import Published

SOURCE = 'notes on AlexNet'
ZFNET_SOURCE = 'notes on ZFNet'
IMAGENET = '--config.data.name=imagenet2012'
TRAIN = f'tf-labs run alexnet {IMAGENET} --workdir=A'
ASK = 'tf-labs eval --workdir=A --crops=10'
BOTH = f'{TRAIN}; {ASK}'
INFO = ('python -c "import tensorflow_datasets as t; '
        'print(t.builder(\'imagenet2012\').info.splits)"')


def _needs(quantity: str, printed: str, command: str, needs: str = 'ImageNet and a GPU',
           source: str = SOURCE, lab: str = 'alexnet') -> Published:
    return Published(lab, quantity, source, printed, 'not run', needs=needs, command=command)


def _without(override: str) -> str:
    return f'{BOTH}; {TRAIN[:-1]}B {override}; {ASK.replace("=A", "=B")}'


_TWO_GPUS = 'ImageNet and two GPUs'
_OTHERS = 'ImageNet, and the program of the other team'
_FALL_2011 = 'the release of ImageNet of fall 2011 and a GPU'

IMAGENET_2010: tuple[Published, ...] = (
    _needs('top-1 and top-5 error, %, ILSVRC-2010', '37.5 17.0', 'none', 'the images of 2010'),
    _needs('top-1 and top-5 error, %, sparse coding, ILSVRC-2010', '47.1 28.2', 'none', _OTHERS),
    _needs('models that sparse coding averages', '6', 'none', _OTHERS),
    _needs('top-1 and top-5 error, %, SIFT and Fisher vectors, ILSVRC-2010', '45.7 25.7', 'none',
           _OTHERS),
    _needs('classifiers that Fisher vectors average', '2', 'none', _OTHERS),
    _needs('points of top-1 and top-5 error that two GPUs save against one', '1.7 1.2',
           'none', f'{_TWO_GPUS}, and a net of half as many kernels, but in the last convolution'),
    _needs('points of top-1 and top-5 error that response norm saves', '1.4 1.2',
           _without('--config.model.lrn=False')),
    _needs('points of top-1 and top-5 error that overlapping pooling saves', '0.4 0.3',
           _without('--config.model.pool_size=2')),
    _needs('points of top-1 error that colour jitter saves, at least', '1',
           _without('--config.data.color_jitter=0.0')),
    _needs('towers: one agnostic to colour, one specific to it, in every run', 'grey, colour',
           f'{TRAIN}; tf-labs filters --workdir=A'),
    _needs('training error without decay and with it', 'decay lowers the training error',
           f'{TRAIN}; {TRAIN[:-1]}B --config.optimizer.weight_decay=0.0'),
    _needs('epochs at the start, biases of 0 and of 1', 'ones speed up the start',
           'none'),
    _needs('days of training on two GPUs', '5 6',
           f'{TRAIN} --config.model.split_towers --devices=2', _TWO_GPUS),
    _needs('GPUs, their model and memory in GB', '2 580 3', TRAIN, 'two GTX 580'),
)
IMAGENET_2012: tuple[Published, ...] = (
    _needs('top-5 error, %, of one CNN, ILSVRC-2012', '18.2', BOTH),
    _needs('top-5 error, %, of five CNNs averaged', '16.4',
           'tf-labs eval --workdir=A,B,C,D,E --crops=10'),
    _needs('the same as ZFNet quotes it', '16.4', 'tf-labs eval --workdir=A,B,C,D,E --crops=10',
           source=ZFNET_SOURCE, lab='zfnet'),
    _needs('top-5 error, %, with a sixth convolution, fine-tuned', '16.6', 'none', _FALL_2011),
    _needs('top-5 error, %, of two such and five CNNs averaged, and of the runner-up', '15.3 26.2',
           'tf-labs eval --workdir=A,B,C,D,E,F,G --crops=10', _FALL_2011),
    _needs('by how many points validation and test error differ, at most', '0.1',
           'none', 'ImageNet and the labels of its test images'),
)
DATA: tuple[Published, ...] = (
    _needs('images and categories of ImageNet, at least', '15 million 22,000', 'none',
           'all of ImageNet'),
    _needs('images for training, validation and test', '1.2 million 50,000 150,000', INFO,
           'ImageNet'),
    _needs('classes', '1000', INFO, 'ImageNet'),
    _needs('test images of figure 4, labels of each, and its nearest training images', '8 5 6',
           'tf-labs similar --workdir=A', 'ImageNet and a GPU'),
)
