"""Texts and pages of our own for the reading tests."""

from __future__ import annotations

PARAGRAPHS = (
    "Chile recalled its ambassador on Monday after a row over fishing rights, the foreign ministry said "
    "in a statement.",
    "The move came a week after patrol boats from the neighbouring country seized two trawlers off the "
    "northern coast, "
    "and the government demanded the release of the crews by Friday.",
    "Officials in both capitals said that talks would go on all the same, though no date has been set "
    "for them. "
    '"We have always preferred to talk," the deputy minister told reporters.',
    "Trade between the two countries came to four billion dollars last year, most of it copper and fruit.",
)
HEADLINE = "Chile recalls envoy in row over trawlers"
PAGE = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} | The Courier</title>'
    '<meta property="og:title" content="{title}"><meta property="og:site_name" content="The Courier">'
    '<meta property="article:published_time" content="2023-03-14T08:00:00Z"><meta name="author" '
    'content="Ana Diaz"></head>'
    '<body><nav><a href="/">Home</a> <a '
    'href="/world">World</a></nav><article><h1>{title}</h1>{body}</article>'
    "<footer>All rights reserved</footer></body></html>"
)


def page(title: str = HEADLINE, paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    """An HTML page of our own."""
    return PAGE.format(title=title, body="".join(f"<p>{text}</p>" for text in paragraphs))


def feed(base: str) -> str:
    """An RSS feed of our own: a full text, a summary whose page is at the server, and an empty entry."""
    full = "".join(f"&lt;p&gt;{text}&lt;/p&gt;" for text in PARAGRAPHS)
    return f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>The
Courier</title><language>en-gb</language>
<item><title>Envoy recalled &amp;amp; more</title><link>{base}/one</link><pubDate>Tue, 14 Mar 2023 08:00:00
GMT</pubDate>
<content:encoded>{full}</content:encoded></item>
<item><title>Second</title><link>{base}/page</link><pubDate>Wed, 15 Mar 2023 23:30:00 -0500</pubDate>
<description>Only a summary of the second report is given here.</description></item>
<item><title>Third</title><link>{base}/three</link></item>
</channel></rss>"""
