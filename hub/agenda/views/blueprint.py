"""The blueprint that all pages of the agenda hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("agenda", __name__)
