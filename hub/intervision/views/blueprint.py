"""All pages of intervision hang on this."""

from flask import Blueprint

blueprint = Blueprint("intervision", __name__)
