"""Static files with the hash of their content in their names, for the image."""

from collections.abc import Callable
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Rewrites the imports of our own ES modules only.

    The scan for imports is by pattern and meets comments too: vendored files, which import nothing of ours, stay as they are.
    """

    support_js_module_import_aggregation = True

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Callable[[Any], str]:
        if name.endswith(".js") and not name.startswith("js/"):
            return lambda match: str(match.group(0))
        return super().url_converter(name, hashed_files, template)  # type: ignore[no-any-return]
