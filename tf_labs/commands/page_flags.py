"""Flags of the commands that make pages, books and classes."""

from absl import flags

from tf_labs.commands import jobs_flag
from tf_labs.commands.flag_kinds import devices
from tf_labs.commands.flag_kinds import path
from tf_labs.commands.flag_kinds import paths
from tf_labs.commands.flag_kinds import trust
from tf_labs.commands.flag_kinds import workdir


def book(values: flags.FlagValues) -> None:
    """Defines those of `book`."""
    path('output', 'book', 'Directory of the book, replaced as a whole.', values)
    flags.DEFINE_string('labs', None, 'Names with commas between them; default: all labs.',
                        flag_values=values)
    flags.DEFINE_string('lang', 'en,ko', 'Languages, en and ko, with commas between them.',
                        flag_values=values)
    flags.DEFINE_integer('seeds', 5, 'Runs of each lab whose result depends on the seed.',
                         lower_bound=1,
                         flag_values=values)
    flags.DEFINE_boolean('run', True, 'Make the runs that are missing; --norun: missing ones are '
                         'an error.', flag_values=values)
    flags.DEFINE_boolean('pdf', False, 'Print a PDF of each language too; needs Chromium.',
                         flag_values=values)
    path('workdir', None, 'Directory of the runs, shared with reproduce; default: '
         'checkpoints/reproduce.', values)
    devices(values)
    jobs_flag.define(values)


def classes(values: flags.FlagValues) -> None:
    """Defines those of `classes`."""
    flags.DEFINE_string('labs', None, 'new: names with commas between them.', flag_values=values)
    path('students', None, 'new: how many, or a file with one name per line; default: 30.', values)
    flags.DEFINE_integer('seed', None, 'new: seed of the class, from which those of the students '
                         'are made; default: 777.', lower_bound=0, upper_bound=2**31 - 1,
                         flag_values=values)
    flags.DEFINE_string('lang', None, 'new: language of the notebooks, en or ko; default: en.',
                        flag_values=values)
    path('class', None, 'check: the class file; default: class.json beside the directories.',
         values)
    flags.DEFINE_boolean('rerun', None, 'check: do each run again, and compare.',
                         flag_values=values)
    path('output', None, 'check: FILE.csv for the whole table.', values)
    devices(values)


def report(values: flags.FlagValues) -> None:
    """Defines those of `report`."""
    trust(values)
    workdir(values)
    path('output', None, 'File for the page; default: report.html or report.pdf of the run.',
         values)
    flags.DEFINE_enum('format', 'html', ['html', 'pdf'], 'html, or pdf, which an installed browser '
                      'prints.', flag_values=values)


def compare(values: flags.FlagValues) -> None:
    """Defines those of `compare`."""
    paths('workdirs', 'Directories of runs or comparisons, with commas between them; the first '
          'is what the others are compared with.', values)
    path('output', 'compare.html', 'File for the page.', values)


def page(values: flags.FlagValues) -> None:
    """Defines those of `page`."""
    paths('workdir', 'Directory of the run; two with a comma between them stand side by side.',
          values)
    flags.DEFINE_string('lab', None, 'optimizer_paths or activation_gallery, with sliders; chain, '
                        'the chain rule by hand; or playground: small nets that train in the page, '
                        'with --workdir one run.',
                        flag_values=values)
    flags.DEFINE_string('lang', None, 'Language of playground and chain: en or ko; default: en.',
                        flag_values=values)
    path('output', None, 'File for the page; default: digit.html, or LAB.html.', values)
