"""The life of a request."""

from __future__ import annotations

from tests.critic import Critic


def test_home_answers_with_headers_and_no_cookie(client: Critic) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    assert "nonce-" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_an_unknown_address_is_a_plain_page(client: Critic) -> None:
    assert client.get("/bestaat-niet").status_code == 404
