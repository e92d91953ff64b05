"""Where *Confirm in ilert* leads: a page of ilert's, and no other page that an answer names."""

from typing import Final
from urllib.parse import urlsplit

from ilert_desktop.sources.source import Source

_ILERT_DOMAIN: Final = "ilert.com"


def confirm_address(alert_url: str, source: Source) -> str:
    """The alert's own page if the answer named one that can be trusted, else the source's list of alerts.

    Trusted is an https address at the source's host or at `ilert.com` and below.
    """
    try:
        parts, endpoint = urlsplit(alert_url), urlsplit(source.endpoint)
        host = (parts.hostname or "").lower()
    except ValueError:
        return source.alerts_page
    at_ilert = host == _ILERT_DOMAIN or host.endswith(f".{_ILERT_DOMAIN}")
    if parts.scheme == "https" and host and (at_ilert or host == endpoint.hostname):
        return alert_url
    return source.alerts_page
