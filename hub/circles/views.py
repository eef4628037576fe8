"""Pages of circles."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("circles", __name__)
