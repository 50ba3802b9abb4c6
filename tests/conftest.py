import os

from hypothesis import settings

from tests.support.browser import browser, page
from tests.support.libreoffice import libreoffice

__all__ = ["browser", "libreoffice", "page"]

# A busy machine is no reason to fail; in CI the same examples run every time.
settings.register_profile("steady", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("steady")
