"""The HTML report in real Chromium: formulas have a size, filters work, nothing is requested, nothing is obeyed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from derivations.api import check_source
from derivations.export import html
from derivations.export.checked_page import CheckedPage
from derivations.reader.sources import parse_text
from derivations.verify import judge
from derivations.worked import WORKED
from tests.export.hostile import HOSTILE

webdriver = pytest.importorskip("selenium.webdriver")
CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no Chromium with its driver on this machine")

PAGE = r"""# Squares

Let $a = 2$, so $a + 1 = 3$.

Then $a + 1 = 4$.

$$
\begin{aligned}
(x + 1)^2 &= x^2 + 2x + 1 \\
          &= \frac{LONG}{2} \\
          &= \odd{x}
\end{aligned}
$$

No formula stands here.
""".replace("LONG", " + ".join(f"x^{{{power}}}" for power in range(60)))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One session for every test; no name resolves in it."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM or ""
    for argument in (
        "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
        "--host-resolver-rules=MAP * ~NOTFOUND", "--window-size=1200,1000",
    ):  # fmt: skip
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    driver.execute_cdp_cmd("Network.enable", {})
    yield driver
    driver.quit()


def rendered(text: str) -> str:
    source = parse_text(text, "page.md")
    return html.render(CheckedPage.of(check_source(source), source))


def opened(browser: Any, tmp_path: Path, text: str) -> str:
    """Open a report, with nothing left over from the one before; its address."""
    file = tmp_path / "report.html"
    file.write_text(text, encoding="utf-8")
    browser.get("about:blank")
    browser.get_log("browser"), browser.get_log("performance")
    browser.get(file.as_uri())
    return file.as_uri()


def requests(browser: Any) -> list[str]:
    messages = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    return [each["params"]["request"]["url"] for each in messages if each["method"] == "Network.requestWillBeSent"]


def shown(browser: Any, selector: str) -> int:
    script = "return [...document.querySelectorAll(arguments[0])].filter(e => e.checkVisibility()).length"
    return int(browser.execute_script(script, selector))


def with_medium(browser: Any, **medium: Any) -> None:
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []} | medium)


@pytest.mark.parametrize("name", ["one_step_loss", "rmsprop", "image_convolution", "page"])
def test_formulas_have_a_size_and_nothing_is_requested(browser: Any, tmp_path: Path, name: str) -> None:
    if name == "page":
        text = rendered(PAGE)
    else:
        derivation = WORKED[name].derive()
        text = html.render(derivation, judge(derivation.document()).verdicts)
    address = opened(browser, tmp_path, text)
    sizes = browser.execute_script(
        "return [...document.querySelectorAll('main math')].filter(m => m.checkVisibility())"
        ".map(m => m.getBoundingClientRect()).map(r => Math.min(r.width, r.height))"
    )
    assert len(sizes) > 5
    assert min(sizes) > 0
    assert browser.get_log("browser") == []
    assert requests(browser) == [address]


@pytest.mark.parametrize("width", [1200, 700, 360])
def test_long_lines_scroll_in_their_own_box(browser: Any, tmp_path: Path, width: int) -> None:
    opened(browser, tmp_path, rendered(PAGE))
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride", {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": False}
    )
    page, window = browser.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
    box = browser.execute_script("const e = document.querySelector('.rows'); return e.scrollWidth - e.clientWidth")
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    assert page <= window
    assert box > 0


def test_filters_hide_and_show_with_the_keyboard(browser: Any, tmp_path: Path) -> None:
    opened(browser, tmp_path, rendered(PAGE))
    everything = shown(browser, "main .note"), shown(browser, "main .block")
    button = browser.find_element("css selector", "#filters [data-kind=refuted] button")
    button.send_keys(" ")
    assert button.get_attribute("aria-pressed") == "true"
    assert shown(browser, "main .note") == shown(browser, "main .note.refuted") > 0
    assert shown(browser, "main .block") < everything[1]
    button.send_keys(" ")
    assert (shown(browser, "main .note"), shown(browser, "main .block")) == everything


def test_a_link_opens_the_evidence_that_it_leads_to(browser: Any, tmp_path: Path) -> None:
    opened(browser, tmp_path, rendered(PAGE))
    assert shown(browser, "#r2 dl") == 0
    browser.find_element("css selector", "a.at[href='#r2']").click()
    assert shown(browser, "#r2 dl") == 1


def test_text_is_never_obeyed(browser: Any, tmp_path: Path) -> None:
    address = opened(browser, tmp_path, rendered(HOSTILE))
    assert browser.execute_script("return typeof hit") == "undefined"
    assert browser.execute_script("return document.querySelectorAll('img, iframe, svg, script ~ script').length") == 0
    assert browser.get_log("browser") == []
    assert requests(browser) == [address]


def test_the_policy_holds_for_what_is_put_into_the_page(browser: Any, tmp_path: Path) -> None:
    injected = "<script>hit = 1</script><img src='https://example.org/x' onerror='hit = 2'><p style='color: red'>x</p>"
    opened(browser, tmp_path, rendered(PAGE).replace("<main>", f"<main>{injected}"))
    assert browser.execute_script("return typeof hit") == "undefined"
    refused = [
        entry["message"] for entry in browser.get_log("browser") if "Content Security Policy" in entry["message"]
    ]
    for directive in ("script-src", "img-src", "style-src"):
        assert any(directive in message for message in refused), directive


def test_light_dark_and_print(browser: Any, tmp_path: Path) -> None:
    opened(browser, tmp_path, rendered(PAGE))
    background = "return getComputedStyle(document.body).backgroundColor"
    found = []
    for scheme in ("light", "dark"):
        with_medium(browser, features=[{"name": "prefers-color-scheme", "value": scheme}])
        found.append(browser.execute_script(background))
    with_medium(browser, media="print", features=[{"name": "prefers-color-scheme", "value": "dark"}])
    found.append(browser.execute_script(background))
    with_medium(browser)
    assert found == ["rgb(253, 252, 249)", "rgb(23, 24, 26)", "rgb(255, 255, 255)"]
    assert browser.print_page()


def test_it_reads_the_same_without_script(browser: Any, tmp_path: Path) -> None:
    browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    try:
        opened(browser, tmp_path, rendered(PAGE))
        words = browser.find_element("css selector", "body").text
    finally:
        browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})
    assert "refuted 2" in words
    assert "No formula stands here." in words
