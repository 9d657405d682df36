"""The application: `create_app` is what `cad0 serve` and a GPU container run."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Security
from fastapi.security import HTTPBearer
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from cad0_core.model.decode import Generator
from cad0_core.serve.handlers import HANDLERS
from cad0_core.serve.middleware import Guarded, Watched
from cad0_core.serve.pages import pages
from cad0_core.serve.routes import api
from cad0_core.serve.schema import with_limits
from cad0_core.serve.service import Failed, Service
from cad0_core.serve.settings import ServeSettings


def create_app(
    settings: ServeSettings,
    *,
    generator: Generator | None = None,
    on_failure: Failed | None = None,
) -> FastAPI:
    """The endpoint for one model.

    The model is loaded in the background when the application starts, unless a loaded `generator`
    is given; `on_failure` hears why it could not be.
    """
    service = Service(settings, generator, on_failure)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        service.start()
        yield
        await service.close()

    app = FastAPI(
        title="cad0",
        description="A sentence becomes a program in Compact IR, and the program a solid.",
        version=settings.version or "0",
        lifespan=lifespan,
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        middleware=_middleware(service),
        exception_handlers=HANDLERS,
    )
    # The middleware asks for the token, before it reads a body; this only documents it.
    bearer = HTTPBearer(auto_error=False)
    app.include_router(api(service), dependencies=[Security(bearer)] if settings.token else [])
    app.include_router(pages(settings))
    plain = app.openapi
    app.openapi = lambda: with_limits(plain(), settings)  # type: ignore[method-assign]
    app.state.service = service
    return app


def _middleware(service: Service) -> list[Middleware]:
    """The outermost first."""
    return [
        Middleware(Watched, metrics=service.metrics),
        Middleware(
            CORSMiddleware,
            allow_origins=service.settings.cors_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["Retry-After"],
        ),
        Middleware(Guarded, settings=service.settings),
    ]
