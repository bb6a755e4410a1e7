"""`python -m tf_labs COMMAND ...`."""

import sys

from tf_labs import start

sys.exit(start.main())
