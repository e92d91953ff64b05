"""Identifiers that sort by the time they were made."""

import secrets
import time

# Crockford's alphabet: no i, l, o, u, so that a key can be read out over the telephone.
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def sortable_id() -> str:
    """A new identifier of 26 characters: 48 bits of milliseconds since 1970, then 80 random bits (as a ULID)."""
    number = (time.time_ns() // 1_000_000 << 80) | secrets.randbits(80)
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))


def mint_alert_key() -> str:
    """A new alert key for a draft whose operator gave none."""
    return f"desktop-{sortable_id()}"
