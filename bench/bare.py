"""The measure: a Flask page that does nothing, under the same server with the same settings.

python -m bench.bare --lifeline FD      settings come from the environment, as for hub.cli.serve
"""

import argparse

from flask import Flask, Response

from hub import config
from hub.cli.serve import Server


def bare_app() -> Flask:
    """`/bytes/1234` gives that many bytes, made beforehand."""
    app = Flask("bare")
    made: dict[int, bytes] = {}

    @app.get("/bytes/<int:number>")
    def some(number: int) -> Response:
        if number not in made:
            made[number] = b"x" * number
        return Response(made[number], mimetype="text/html")

    return app


class BareServer(Server):
    """The house's own gunicorn, with another app in it."""

    def load(self) -> Flask:
        """The page that does nothing."""
        return bare_app()


def main() -> None:
    """Serve until told to stop."""
    parser = argparse.ArgumentParser(description="Start the bare page.")
    parser.add_argument("--lifeline", type=int)
    BareServer(config.read(), parser.parse_args().lifeline, None).run()


if __name__ == "__main__":
    main()
