"""Apps: created, deployed, looked up, stopped."""

import time
from typing import Any

from grpclib import Status
from modal_proto import api_pb2

from modal_server.cloud import App, Cloud, not_found, refuse
from modal_server.containers import Containers
from modal_server.functions import layout
from modal_server.names import check_environment


class Apps:
    """Deployments by name; the history of each."""

    def __init__(self, cloud: Cloud, containers: Containers) -> None:
        self.cloud = cloud
        self.containers = containers

    async def AppGetByDeploymentName(
        self, request: api_pb2.AppGetByDeploymentNameRequest, _: Any
    ) -> api_pb2.AppGetByDeploymentNameResponse:
        check_environment(request.environment_name)
        app = self.cloud.app_named(request.name)
        if app is None:
            return api_pb2.AppGetByDeploymentNameResponse()
        return api_pb2.AppGetByDeploymentNameResponse(app_id=app.id)

    async def AppCreate(
        self, request: api_pb2.AppCreateRequest, _: Any
    ) -> api_pb2.AppCreateResponse:
        check_environment(request.environment_name)
        app = App(self.cloud.new_id("ap"), request.description, tags=dict(request.tags))
        self.cloud.apps[app.id] = app
        url = f"{self.cloud.base_url}/apps/{app.id}"
        return api_pb2.AppCreateResponse(app_id=app.id, app_page_url=url, app_logs_url=url)

    async def AppGetOrCreate(
        self, request: api_pb2.AppGetOrCreateRequest, _: Any
    ) -> api_pb2.AppGetOrCreateResponse:
        check_environment(request.environment_name)
        app = self.cloud.app_named(request.app_name)
        if app is None:
            raise not_found(f"App '{request.app_name}' not found")
        return api_pb2.AppGetOrCreateResponse(app_id=app.id)

    async def AppGetLayout(
        self, request: api_pb2.AppGetLayoutRequest, _: Any
    ) -> api_pb2.AppGetLayoutResponse:
        app = self._app(request.app_id)
        return api_pb2.AppGetLayoutResponse(app_layout=layout(self.cloud, app))

    async def AppPublish(
        self, request: api_pb2.AppPublishRequest, _: Any
    ) -> api_pb2.AppPublishResponse:
        app = self._app(request.app_id)
        for name, function_id in request.function_ids.items():
            if function_id not in self.cloud.functions:
                raise not_found(f"Function {name} ({function_id}) not found")
        app.functions, app.classes = dict(request.function_ids), dict(request.class_ids)
        app.tags = dict(request.tags)
        app.state = request.app_state
        url = f"{self.cloud.base_url}/apps/{app.id}"
        if request.app_state != api_pb2.APP_STATE_DEPLOYED:
            return api_pb2.AppPublishResponse(url=url)
        if not request.name:
            raise refuse(Status.INVALID_ARGUMENT, "a deployed app needs a name")
        app.name = request.name
        app.deployments.append(time.time())
        self.containers.retire_idle(app)
        return api_pb2.AppPublishResponse(url=url, deployed_at=app.deployments[-1])

    async def AppGetTags(
        self, request: api_pb2.AppGetTagsRequest, _: Any
    ) -> api_pb2.AppGetTagsResponse:
        return api_pb2.AppGetTagsResponse(tags=self._app(request.app_id).tags)

    async def AppDeploymentHistory(
        self, request: api_pb2.AppDeploymentHistoryRequest, _: Any
    ) -> api_pb2.AppDeploymentHistoryResponse:
        app = self._app(request.app_id)
        rows = [
            api_pb2.AppDeploymentHistory(app_id=app.id, version=n + 1, deployed_at=when)
            for n, when in enumerate(app.deployments)
        ]
        return api_pb2.AppDeploymentHistoryResponse(app_deployment_histories=rows[::-1])

    async def AppHeartbeat(self, request: api_pb2.AppHeartbeatRequest, _: Any) -> None:
        self._app(request.app_id)

    async def AppClientDisconnect(
        self, request: api_pb2.AppClientDisconnectRequest, _: Any
    ) -> None:
        """An app that was only run, not deployed, ends with its client, and so do its calls."""
        app = self._app(request.app_id)
        if not app.deployed:
            await self._end(app)

    async def AppStop(self, request: api_pb2.AppStopRequest, _: Any) -> None:
        await self._end(self._app(request.app_id))

    async def _end(self, app: App) -> None:
        app.state = api_pb2.APP_STATE_STOPPED
        for call in list(self.cloud.calls.values()):
            if call.function.app is app and not call.done.is_set():
                await self.containers.cancel(call, terminate=True)

    def _app(self, app_id: str) -> App:
        if app_id not in self.cloud.apps:
            raise not_found(f"App {app_id} not found")
        return self.cloud.apps[app_id]
