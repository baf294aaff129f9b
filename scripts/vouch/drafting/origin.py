"""Where somebody's OpenAPI file comes from: a path, or a URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from vouch.spec.source import MAX_BYTES

_SECONDS = 30.0


class OriginError(Exception):
    """What was named could not be fetched."""


@contextmanager
def fetched(place: str) -> Iterator[Path]:
    """Provide the file at a path or an http(s) URL; one that was fetched is gone afterwards.

    Raises:
        OriginError: the URL did not answer with a file of at most 20 MB within 30 seconds a step.

    """
    if not place.lower().startswith(("http://", "https://")):
        yield Path(place)
        return
    with TemporaryDirectory() as folder:
        # The end of the URL stays the name: it tells JSON from YAML.
        path = Path(folder, Path(httpx.URL(place).path).name or "openapi.yaml")
        path.write_bytes(_download(place))
        yield path


def _download(url: str) -> bytes:
    content = bytearray()
    try:
        with httpx.stream("GET", url, follow_redirects=True, timeout=_SECONDS) as response:
            if not response.is_success:
                raise OriginError(f"{url} was answered {response.status_code} {response.reason_phrase}")
            for chunk in response.iter_bytes():
                content += chunk
                if len(content) > MAX_BYTES:
                    raise OriginError(f"{url} is larger than {MAX_BYTES // 1_000_000} MB")
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise OriginError(f"{url} could not be fetched: {str(error) or type(error).__name__}") from None
    return bytes(content)
