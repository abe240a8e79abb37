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


class Visit:
    """A page, `page`, with the tests' questions to it; `misdeeds` are what it did so far."""

    def __init__(self, context: BrowserContext, place: str) -> None:
        self.page = context.new_page()
        self.misdeeds: list[str] = []
        self._listen()
        self.page.goto(place)

    def _listen(self) -> None:
        told, page = self.misdeeds.append, self.page
        page.on("console", lambda message: told(f"console: {message.text} {message.location}"))
        page.on("pageerror", lambda error: told(f"error: {error}"))
        page.on("dialog", lambda dialog: (told(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("request", lambda request: request.url.startswith(("file:", "data:")) or told(f"asks {request.url}"))
        page.on("requestfailed", lambda request: told(f"failed: {request.url}"))
        page.expose_function("breach", lambda breach: told(breach))
        page.add_init_script(BREACHES)

    def sights(self, widths: tuple[int, ...] = (360, 768, 1280, 1920)) -> Iterator[str]:
        """Shows the page in both themes at each width in pixels; yields their names."""
        for theme in ("light", "dark"):
            self.page.emulate_media(color_scheme=theme)
            for width in widths:
                self.page.set_viewport_size({"width": width, "height": 800})
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
