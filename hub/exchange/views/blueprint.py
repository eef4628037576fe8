"""The blueprint that all pages of the exchange hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("exchange", __name__)
