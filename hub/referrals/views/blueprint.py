"""The blueprint that all pages of referrals hang on."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("referrals", __name__)
