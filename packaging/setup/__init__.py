"""What `make` does, in plain standard-library Python run by the machine's own `python3`.

`python -m setup TARGET` from the folder `packaging/`; the targets are in `__main__.py`.
"""
