"""A real Chromium for the tests of the pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.helpers.network_lock import network_stays

CHROMIUM = Path("/usr/bin/chromium")
QUIETLY = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file; each opens pages of its own in it.

    Not for the whole run: as long as it lives, no other test could run an event loop.
    """
    if not CHROMIUM.is_file():
        pytest.fail("these tests need Chromium: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIETLY))
        yield chromium
        chromium.close()


@pytest.fixture(autouse=True)
def same_network(request: pytest.FixtureRequest) -> Iterator[None]:
    """While a test browses, no other gives this machine a new network."""
    if "browser" not in request.fixturenames:
        yield
        return
    with network_stays():
        yield
