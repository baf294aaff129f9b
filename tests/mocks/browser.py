"""Headless Chromium for tests, where there is one, and everything it asks for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Names of other hosts lead nowhere: what would be asked of them fails, and is seen.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


class Browser:
    """A window, what its console said and what was asked of whom."""

    def __init__(self, driver: webdriver.Chrome) -> None:
        self.driver = driver
        # Selenium has no types for it.
        self._read_log: Callable[[str], list[dict[str, Any]]] = driver.get_log

    def resize(self, width: int, height: int) -> None:
        """Make the window as large as that, which may be smaller than windows can be."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < height}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    @property
    def complaints(self) -> list[str]:
        """What the console has been told since it was last asked, information left out."""
        return [entry["message"] for entry in self._read_log("browser") if entry["level"] != "INFO"]

    @property
    def requested(self) -> set[str]:
        """The addresses of all pages and parts asked for since it was last asked, but those inside the browser."""
        events = [json.loads(entry["message"])["message"] for entry in self._read_log("performance")]
        sent = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
        return {each["request"]["url"] for each in sent if not each["request"]["url"].startswith(("chrome:", "data:"))}


@contextmanager
def browser(folder: Path) -> Iterator[Browser]:
    """Open a window; `folder` is empty and takes the profile."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for flag in (*_FLAGS, f"--user-data-dir={folder}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(DRIVER))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
