"""`python -m tf_labs COMMAND ...`."""

import sys

from tf_labs import cli

sys.exit(cli.main())
