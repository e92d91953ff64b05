"""`python -m ilert_desktop` is `ilert-desktop`."""

import sys

from ilert_desktop.cli import main

sys.exit(main())
