"""Markdown of strangers as HTML that can do no harm."""

from functools import lru_cache
from typing import Final

import nh3
from markdown_it import MarkdownIt

# Raw HTML in the text stays text; the sanitiser does not rely on it.
_MARKDOWN: Final = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
_TAGS: Final = {
    *("p", "br", "hr", "blockquote", "pre", "code", "em", "strong", "s", "a", "img", "ul", "ol", "li"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES: Final = {"a": {"href", "title"}, "img": {"src", "alt", "title"}, "ol": {"start"}}
_SET: Final = {"a": {"target": "_blank"}, "img": {"loading": "lazy", "referrerpolicy": "no-referrer"}}
_SCHEMES: Final = {"http", "https", "mailto"}


@lru_cache(maxsize=200)
def to_html(text: str) -> str:
    """The text, rendered and sanitised: no script, no style, and addresses with http, https and mailto only."""
    return nh3.clean(
        _MARKDOWN.render(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        set_tag_attribute_values=_SET,
        url_schemes=_SCHEMES,
        # An address without a scheme would lead into practice itself.
        url_relative="deny",
        link_rel="noopener noreferrer",
    )
