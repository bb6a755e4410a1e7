"""Eyes and noses of twenty English springers: section 4.3 of Zeiler and Fergus (2013).

    tf-labs run docs/examples/springer_faces.py --config.net.workdir=W

W is the run of a net of 227 x 227 pixels that was trained on Imagenette. The numbers are those of
test photographs at 224 x 224 pixels, squashed to squares; with TFDS's own 320 pixels, which keep
the shape of a photograph, a face is elsewhere, and the places have to be marked anew.
"""

from tf_labs.config.schema import default_config

SIDE = 32
PARTS = ('left eye', 'right eye', 'nose')
# By the number of the photograph: (x, y) of the middle of each part, left and right as one sees it.
FACES = {
    3: ((103, 101), (164, 122), (127, 177)),
    75: ((103, 79), (142, 68), (129, 131)),
    186: ((98, 60), (138, 64), (113, 112)),
    356: ((78, 62), (115, 62), (88, 110)),
    434: ((88, 48), (137, 50), (108, 93)),
    440: ((33, 88), (78, 79), (55, 123)),
    508: ((48, 102), (145, 102), (98, 157)),
    595: ((88, 60), (147, 67), (113, 106)),
    602: ((57, 60), (133, 55), (80, 101)),
    692: ((90, 73), (141, 73), (113, 142)),
    727: ((74, 37), (127, 36), (105, 62)),
    883: ((58, 57), (158, 47), (123, 103)),
    895: ((111, 104), (151, 100), (136, 158)),
    1017: ((50, 102), (172, 92), (120, 188)),
    1026: ((58, 33), (160, 33), (97, 78)),
    1204: ((99, 55), (137, 62), (108, 104)),
    1278: ((80, 70), (124, 62), (108, 101)),
    1377: ((70, 47), (173, 60), (113, 113)),
    1477: ((80, 83), (123, 88), (97, 133)),
    1483: ((90, 77), (155, 74), (123, 162)),
}


def get_config():
    config = default_config('correspondence')
    config.correspondence.marks = tuple(
        f'{number}: {part} {y - SIDE // 2} {x - SIDE // 2} {SIDE} {SIDE}'
        for number, places in FACES.items() for part, (x, y) in zip(PARTS, places))
    config.correspondence.layers = ('conv1', 'conv2', 'conv3', 'conv4', 'conv5', 'dense1', 'dense2')
    config.correspondence.images = 5
    config.correspondence.subsets = 4
    config.correspondence.draws = 10
    return config
