"""Forms that texts in a TOML file have to have."""

from typing import Annotated, Final

import msgspec

# What breaks a line or turns its direction: names stand in lists, in a terminal, and on the page.
CONTROLS: Final = r"\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069"
Line = Annotated[
    str,
    msgspec.Meta(
        pattern=rf"\A(?=.*\S)[^{CONTROLS}]{{1,200}}\Z", description="text in quotes: one line, 1 to 200 characters"
    ),
]
