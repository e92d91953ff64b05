"""`python -m setup TARGET`: does one target of the Makefile and says failures in one sentence."""

import sys

from .failure import SetupFailure
from .targets import TARGETS


def main(arguments: list[str]) -> int:
    """Do the target that `arguments` names; 1 when set-up can't go on, 130 when interrupted."""
    if len(arguments) != 1 or arguments[0] not in TARGETS:
        print(f"Name one of: {', '.join(TARGETS)}.", file=sys.stderr)
        return 2
    try:
        return TARGETS[arguments[0]]()
    except SetupFailure as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted: run make again to go on.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
