"""A page that is open in the browser, with what it did that no page of a site does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

BREACHES = """
addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample, lineNumber }) =>
  breach(`policy: ${violatedDirective} forbids ${blockedURI} ${sample} line ${lineNumber}`));
"""
AXE = {"resultTypes": ["violations"], "preload": False}
"""All rules of axe; what it would preload are requests that the policy forbids."""
ABORTED = "net::ERR_ABORTED"
"""A page is left before a picture further down is read, which is nothing wrong."""
DRAWN = "new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
"""Charts follow their place and the theme in the frame after."""

COLOURED = """(name) => {
  const want = zoo.colour(name).match(/[0-9a-f]{2}/g).map((two) => parseInt(two, 16));
  const visible = [...document.querySelectorAll(".chart canvas")].filter((canvas) => canvas.checkVisibility());
  return visible.map((drawn) => {
    const copy = new OffscreenCanvas(drawn.width, drawn.height).getContext("2d", { willReadFrequently: true });
    copy.drawImage(drawn, 0, 0);
    const { data } = copy.getImageData(0, 0, drawn.width, drawn.height);
    const like = (at) => data[at + 3] > 200 && want.every((value, k) => Math.abs(value - data[at + k]) < 12);
    return data.filter((_, at) => at % 4 === 0 && like(at)).length;
  });
}"""


class Visit:
    """A page, `page`, with the tests' questions to it; `misdeeds` are what it did so far."""

    def __init__(self, context: BrowserContext, place: str) -> None:
        self.page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.misdeeds: list[str] = []
        self._listen()
        self.page.goto(place)

    def _listen(self) -> None:
        told, page = self.misdeeds.append, self.page
        page.on("console", lambda message: told(f"console: {message.text} {message.location}"))
        page.on("pageerror", lambda error: told(f"error: {error}"))
        page.on("dialog", lambda dialog: (told(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: request.url.startswith(("file:", "data:")) or told(f"asks {request.url}"))
        page.on("requestfailed", lambda request: request.failure == ABORTED or told(f"failed: {request.url}"))
        page.expose_function("breach", lambda breach: told(breach))
        page.add_init_script(BREACHES)

    def sights(self, *widths: int) -> Iterator[str]:
        """Shows the page in both themes at each width in pixels; yields their names."""
        for theme in ("light", "dark"):
            self.page.emulate_media(color_scheme=theme)
            for width in widths:
                self.page.set_viewport_size({"width": width, "height": 800})
                self.ask(DRAWN)
                yield f"{theme} {width}"

    def obstacles(self) -> list[str]:
        """Returns what axe finds in the way of a person: the rule, the element, what it expects."""
        from axe_playwright_python.base import AXE_SCRIPT

        if not self.ask("typeof axe !== 'undefined'"):
            self.ask(AXE_SCRIPT)
        found = self.ask("options => axe.run(document, options)", AXE)["violations"]
        nodes = [(violation["id"], node) for violation in found for node in violation["nodes"]]
        return [f"{rule}: {node['target']} {node['failureSummary']}" for rule, node in nodes]

    def ask(self, script: str, argument: Any = None) -> Any:
        """Returns what JavaScript answers."""
        return self.page.evaluate(script, argument)

    def coloured(self, name: str) -> list[int]:
        """Returns of each chart how many pixels have a colour of the theme, `series-1`."""
        self.ask(DRAWN)
        return self.ask(COLOURED, name)
