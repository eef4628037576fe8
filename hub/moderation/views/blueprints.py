"""The two blueprints of moderation: what a member reports and reads, and the moderators' desk."""

from __future__ import annotations

from flask import Blueprint

reports = Blueprint("reports", __name__)
cases = Blueprint("cases", __name__)
