"""Practice over HTTP: puts the routes together, and what every request passes on its way to them."""

from starlette.applications import Starlette
from starlette.middleware import Middleware

from ilert_desktop.practice.api import alerts, description, events
from ilert_desktop.practice.api.responses import EXPECTED_ERRORS, on_error
from ilert_desktop.practice.desk import Desk
from ilert_desktop.practice.disturbance import Disturbance
from ilert_desktop.practice.drills.routes import routes as drill_routes
from ilert_desktop.practice.page.routes import routes as page_routes


def create_app(desk: Desk) -> Starlette:
    """The web application of one server; what is in `desk` is used in the event loop's thread only.

    `guard.Guard`, around it, turns strangers away.
    """
    app = Starlette(
        routes=[
            *events.routes(desk),
            *alerts.routes(desk),
            *description.routes(desk),
            *drill_routes(desk),
            *page_routes(desk),
        ],
        middleware=[Middleware(Disturbance, misbehaviour=desk.misbehaviour)],
        exception_handlers={**dict.fromkeys(EXPECTED_ERRORS, on_error), Exception: on_error},
    )
    # A client of the real API follows no redirect either.
    app.router.redirect_slashes = False
    return app
