"""Pages are small on the wire, and never where their length could be measured by a stranger."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from hub.core.page import asset
from tests.critic import Critic

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


def get(app: Flask, path: str, **headers: str) -> TestResponse:
    """What a browser gets, unread."""
    return app.test_client().get(path, headers={**GZIP, **headers}, base_url="http://localhost", buffered=True)


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_page_somebody_asked_for_is_compressed(app: Flask, site: str) -> None:
    response = get(app, "/huisregels", **{"Sec-Fetch-Site": site})
    plain = get(app, "/huisregels").get_data()
    assert response.headers["Content-Encoding"] == "gzip"
    assert len(response.data) < len(plain) / 2
    assert int(response.headers["Content-Length"]) == len(response.data)
    assert gzip.decompress(response.data).startswith(b"<!DOCTYPE html>")
    assert {"Accept-Encoding", "Sec-Fetch-Site"} <= set(response.vary)


@pytest.mark.parametrize("site", ["cross-site", "same-site", ""])
def test_a_page_that_another_site_made_a_browser_ask_for_keeps_its_length_to_itself(app: Flask, site: str) -> None:
    headers = {"Sec-Fetch-Site": site} if site else {}
    response = get(app, "/huisregels", **headers)
    assert "Content-Encoding" not in response.headers
    assert response.data.startswith(b"<!DOCTYPE html>")
    assert {"Accept-Encoding", "Sec-Fetch-Site"} <= set(response.vary)


def test_who_cannot_unpack_gets_it_unpacked(app: Flask) -> None:
    response = get(app, "/huisregels", **{"Accept-Encoding": "gzip;q=0, identity", "Sec-Fetch-Site": "none"})
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize("name", ["app.css", "app.js"])
def test_what_is_the_same_for_all_is_compressed_and_still_known_again(app: Flask, name: str) -> None:
    with app.test_request_context():
        path = asset(name)
    response = get(app, path)
    assert response.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.data) == get(app, path, **{"Accept-Encoding": ""}).data
    assert response.headers["ETag"].startswith("W/")
    assert get(app, path, **{"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_fonts_stay_as_they_are(app: Flask) -> None:
    with app.test_request_context():
        path = asset("atkinson.woff2")
    assert "Content-Encoding" not in get(app, path).headers


def test_a_head_says_what_it_said_before(client: Critic) -> None:
    assert "Content-Encoding" not in client.head("/huisregels", headers=GZIP).headers
