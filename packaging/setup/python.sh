#!/bin/sh
# Prints a Python that is new enough: $PYTHON when given, else python3, else a newer one beside it.
set -eu

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

if [ -n "${PYTHON:-}" ]; then
    if new_enough "$PYTHON"; then
        echo "$PYTHON"
        exit 0
    fi
    version=$("$PYTHON" --version 2>&1 | tail -n 1) || version="no working Python"
    echo "PYTHON=$PYTHON is $version, but ilert Desktop needs Python 3.11 or newer: give another one, as in 'make run PYTHON=python3.12'." >&2
    exit 1
fi

for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$candidate" >/dev/null 2>&1 && new_enough "$candidate"; then
        echo "$candidate"
        exit 0
    fi
done

if command -v python3 >/dev/null 2>&1; then
    version="this machine's python3 is $(python3 --version 2>&1 | tail -n 1)"
else
    version="this machine has no python3"
fi
echo "ilert Desktop needs Python 3.11 or newer and $version: install a newer one (Debian, Ubuntu: 'sudo apt-get install python3 python3-venv'; Fedora: 'sudo dnf install python3') or name one, as in 'make run PYTHON=/opt/python3.12/bin/python3'." >&2
exit 1
