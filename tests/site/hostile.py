"""Two hundred names that no web page is made for."""
# ruff: noqa: E501

from __future__ import annotations

from tests.ranking import hostile

_WEB = [
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "</SCRIPT >", "<!--<script>", "]]>", "--><b>", "</title><b>", "</style>", "</textarea>",
    "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>", "<svg/onload=alert`1`>", "<body onload=alert(1)>", "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>",
    "<a href=javascript:alert(1)>x</a>", "<details open ontoggle=alert(1)>", "<input autofocus onfocus=alert(1)>", "<video><source onerror=alert(1)>", "<math><mi//xlink:href='javascript:alert(1)'>",
    "<object data=javascript:alert(1)>", "<embed src=javascript:alert(1)>", "<base href=https://example.invalid/>", "<link rel=stylesheet href=https://example.invalid/x.css>", "<meta http-equiv=refresh content=0;url=https://example.invalid>",
    "<form action=javascript:alert(1)><button>", "<style>*{display:none}</style>", "<table><tr><td>", "</td></tr></table>", "</div></main>", "<h1>", "<plaintext>", "<template>", "<xmp>",
    "\"", "'", "\"'><b>", "\" onmouseover=\"alert(1)", "' onmouseover='alert(1)", "` onmouseover=alert(1)", "x\" style=\"position:fixed;inset:0", "\"autofocus onfocus=\"alert(1)",
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "java\tscript:alert(1)", " javascript:alert(1)", "\x01javascript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "//example.invalid/x", "https://example.invalid/x.png", "file:///etc/passwd", "https:javascript:alert(1)",
    "{{ 7*7 }}", "{{ ''.__class__.__mro__ }}", "{% raw %}", "{% endraw %}{{ 1 }}", "{# x #}", "${7*7}", "<%= 7*7 %>", "#{7*7}", "{{constructor.constructor('alert(1)')()}}",
    "\\u003cscript\\u003e", "\\x3cscript\\x3e", "\\\"", "\\';alert(1)//", "\";alert(1);//", "');alert(1);//", "*/alert(1)/*", "\u2028alert(1)", "\u2029alert(1)", "__proto__", "constructor", "hasOwnProperty", "toString",
    "../../../../etc/passwd", "..\\..\\x", "/etc/passwd", "C:\\x", "a/b", ".", "..", "~", "%2e%2e%2f", "x\0.html", "index.html", "con", "aux.html", "a?b=c", "a#b", "a&b=c", "a%20b",
    "&lt;script&gt;", "&#60;script&#62;", "&#x3c;", "&amp;amp;lt;", "&", "&copy", "<", ">", "<<>>", "＜script＞", "‹script›", "%3Cscript%3E", "+ADw-script+AD4-", "\ufeff<script>",
    "\u202egnp.txt", "\u2067abc\u2069", "\u200f<b>", "אבג <b> שלום", "عربى", "a\u0300\u0301\u0302\u0303\u0304\u0305" * 5, "\u200b\u200b", "\x1b[31mred", "\x00", "\x08", "\r\n\r\nHTTP/1.1 200", "\ud800", "\udfff",
    "W" * 2000, "x" * 10_240, "word " * 400, "-" * 500, "日本語" * 200, "🙂" * 200, "", " ", "\n", "null", "NaN", "undefined", "true", "0", "1e999", "[object Object]",
]  # fmt: skip

NAMES = list(dict.fromkeys([*_WEB, *hostile.NAMES]))[:200]
"""Markup, script, quotes, addresses, templates, paths, letters that cannot be seen or that turn the direction of
writing, half a surrogate pair, very long words."""
