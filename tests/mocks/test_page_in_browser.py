"""The page of a mock in headless Chromium: read, try, watch, and not a request to anybody else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select, WebDriverWait
from tests.mocks.browser import CHROMIUM, DRIVER, Browser, browser
from tests.mocks.vendors import SPECS

from vouch.mock import Endpoint, running
from vouch.spec import Spec

pytestmark = pytest.mark.skipif(
    not (CHROMIUM and DRIVER), reason="no Chromium with its chromedriver on PATH (Debian: chromium, chromium-driver)"
)
GENERATED = Path(__file__).parents[2] / "generated"
PATIENCE = 30.0
"""Seconds that something may take to appear."""


@pytest.fixture(scope="module")
def endpoints(specs: Mapping[str, Spec]) -> Iterator[Mapping[str, Endpoint]]:
    """Serve all vendors for the tests of this file."""
    with running(*specs.values()) as found:
        yield found


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Open a browser."""
    with browser(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture
def phone(chromium: Browser) -> Browser:
    """Return a window as on a telephone, where the page loads least."""
    chromium.resize(390, 844)
    return chromium


@pytest.fixture(params=[(1440, 900), (390, 844)], ids=["desk", "phone"])
def window(request: pytest.FixtureRequest, chromium: Browser) -> Browser:
    """Return a window as on a desk, where everything is shown at once, and one as on a telephone."""
    chromium.resize(*request.param)
    return chromium


class Page:
    """The page of one vendor in a window."""

    def __init__(self, window: Browser, url: str) -> None:
        self.window = window
        self.driver = window.driver
        self.driver.get(url)
        self.wait("body[data-ready]")

    def wait(self, selector: str, text: str = "") -> str:
        """Wait until an element is there whose text has a part; return the text."""

        def found(_: object) -> str | None:
            elements = self.driver.find_elements(By.CSS_SELECTOR, selector)
            texts = [element.get_attribute("textContent") or " " for element in elements]
            return next((each for each in texts if text in each), None)

        told = WebDriverWait(self.driver, PATIENCE).until(found)
        assert told
        return told

    def show(self, part: str) -> None:
        """Turn to a part of the page, where only one is shown at a time."""
        button = self.driver.find_element(By.CSS_SELECTOR, f"nav [data-show={part}]")
        if button.is_displayed():
            button.click()

    def send(self, operation: str) -> str:
        """Choose an operation and send it as it is filled in; return the line that says what came of it."""
        self.show("try")
        Select(self.driver.find_element(By.ID, "operation")).select_by_value(operation)
        self.driver.find_element(By.ID, "send").click()
        return self.wait("#outcome", " ms")


def test_codes_are_listed_and_the_log_shows_it(window: Browser, endpoints: Mapping[str, Endpoint]) -> None:
    """The document renders, a call lists redemption codes and turns the page, the log has both; nobody complains."""
    vendor = "thought-industries"
    page = Page(window, endpoints[vendor].url)

    page.show("reference")
    page.driver.switch_to.frame(page.driver.find_element(By.TAG_NAME, "iframe"))
    page.wait("h1", "Thought Industries")
    page.wait("#redoc", "Servers")
    page.driver.switch_to.default_content()
    assert page.send("listRedemptionCodeGroups").startswith("200 OK")
    body = json.loads(page.wait("#content", "redemptionCodeGroups"))
    page.driver.find_element(By.ID, "next").click()
    page.show("requests")
    page.wait("#log li:nth-child(2) .line", "/redemptionCodes")

    assert len(body["redemptionCodeGroups"]) == 50
    assert "cursor=" in page.wait("#log li:nth-child(1) .line", "/redemptionCodes")
    assert window.complaints == []
    asked = window.requested
    assert {httpx.URL(url).host for url in asked} == {"127.0.0.1"}
    assert any(url.endswith("/_page/redoc.js") for url in asked)


def test_it_fits_the_window(window: Browser, endpoints: Mapping[str, Endpoint]) -> None:
    """Nothing sticks out sideways, with an answer or without."""
    page = Page(window, endpoints["spacebring"].url)

    def excess() -> int:
        found: int = page.driver.execute_script("return document.documentElement.scrollWidth - innerWidth")
        return found

    assert excess() <= 0
    page.send("listRedemptions")
    assert excess() <= 0


def test_what_opens_stays_in_the_window(window: Browser, endpoints: Mapping[str, Endpoint]) -> None:
    """What connects a client can be read from its left end to its right, wherever its button has moved."""
    for endpoint in endpoints.values():
        page = Page(window, endpoint.url)
        page.driver.find_element(By.CSS_SELECTOR, "#point > summary").click()
        left, right, wide = page.driver.execute_script(
            "const box = document.querySelector('.card').getBoundingClientRect();"
            "return [box.left, box.right, document.documentElement.clientWidth]"
        )

        assert 0 <= left < right <= wide


def test_operations_are_read_whole(window: Browser, endpoints: Mapping[str, Endpoint]) -> None:
    """The field that chooses an operation has room for what each is called; beside it stands what it does."""
    for endpoint in endpoints.values():
        page = Page(window, endpoint.url)
        cut_off = page.driver.execute_script(
            "const field = document.getElementById('operation');"
            "return [...field.options].filter((option) => {"
            "  const alone = field.cloneNode();"
            "  alone.append(option.cloneNode(true));"
            "  alone.style.cssText = 'position: fixed; width: max-content';"
            "  document.body.append(alone);"
            "  const needed = alone.offsetWidth;"
            "  alone.remove();"
            "  return needed > field.offsetWidth;"
            "}).map((option) => option.text)"
        )

        assert cut_off == []
        assert page.wait("#summary", SPECS[endpoint.vendor].operations[0].summary)


def test_programs_keep_their_lines(window: Browser, endpoints: Mapping[str, Endpoint]) -> None:
    """However narrow the window, a line of a program is one line: its indentation says where it belongs."""
    page = Page(window, endpoints["thought-industries"].url)
    page.send("createRedemptionCodeGroup")
    for name in ("python", "curl"):
        shown = page.driver.execute_script(
            "const range = document.createRange();"
            "range.selectNodeContents(document.getElementById(arguments[0]));"
            "return new Set([...range.getClientRects()].filter((box) => box.width).map((box) => box.top)).size",
            name,
        )

        assert shown == len([line for line in page.wait(f"#{name}").splitlines() if line])


@pytest.mark.parametrize(
    ("vendor", "operation"),
    [
        ("thought-industries", "createRedemptionCodeGroup"),
        ("spacebring", "listRedemptions"),
        ("tolt", "listPromotionCodes"),
    ],
)
def test_the_calls_it_writes_down_work(
    vendor: str, operation: str, endpoints: Mapping[str, Endpoint], phone: Browser
) -> None:
    """The line for curl and the program for the client make the same call, and it succeeds."""
    page = Page(phone, endpoints[vendor].url)
    assert page.send(operation)[:2] == "20"
    program, line = page.wait("#python"), page.wait("#curl")
    path = str(GENERATED / f"{vendor}-client")

    by_client = subprocess.run(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", program], env={"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    by_curl = subprocess.run(["sh", "-c", f"{line} -sf"], capture_output=True, text=True, check=False)  # noqa: S603, S607

    assert (by_client.returncode, by_client.stderr) == (0, "")
    assert by_client.stdout
    assert json.loads(by_curl.stdout)


@pytest.mark.parametrize(
    ("vendor", "operation", "asked"),
    [
        ("thought-industries", "listCourseCoupons", "page=2"),
        ("spacebring", "listRedemptions", "nextPageToken="),
        ("tolt", "listPromotionCodes", "starting_after=prc_"),
    ],
)
def test_the_next_page_is_a_click_away(
    vendor: str, operation: str, asked: str, endpoints: Mapping[str, Endpoint], phone: Browser
) -> None:
    """However a list is paged, the answer to one page is enough to ask for the next."""
    page = Page(phone, endpoints[vendor].url)
    page.send(operation)
    first = page.wait("#content", '"')

    page.driver.find_element(By.ID, "next").click()
    page.wait("#log li:first-child .line", asked)

    WebDriverWait(page.driver, PATIENCE).until(lambda _: page.wait("#content", '"') != first)
    assert page.wait("#outcome", " ms").startswith("200")


def test_a_wrong_credential_is_refused(phone: Browser, endpoints: Mapping[str, Endpoint]) -> None:
    """Whoever changes the credential, or signs in in no way, sees the refusal."""
    page = Page(phone, endpoints["tolt"].url)

    page.driver.find_element(By.CSS_SELECTOR, "[data-credential]").send_keys("x")
    page.driver.find_element(By.ID, "send").click()
    assert page.wait("#outcome", " ms").startswith("401")
    assert "authentication_error" in page.wait("#content", "type")
    Select(page.driver.find_element(By.ID, "way")).select_by_visible_text("none")

    assert "Authorization" not in page.wait("#curl")
    # A refusal is in the browser's own log as well: that of the next test begins here.
    assert phone.complaints


def test_keys_are_enough(phone: Browser, endpoints: Mapping[str, Endpoint]) -> None:
    """From a field of the form, Enter sends the call."""
    page = Page(phone, endpoints["tolt"].url)

    page.driver.find_element(By.CSS_SELECTOR, "[data-parameter=limit] input").send_keys("1", Keys.ENTER)
    page.wait("#outcome", "200")

    assert len(json.loads(page.wait("#content", "data"))["data"]) == 1
