"""Functions and classes: created by a deployment, found by name."""

from typing import Any

from grpclib import Status
from modal_proto import api_pb2

from modal_server.cloud import App, Cloud, Function, not_found, refuse
from modal_server.names import check_environment

MAX_RETRIES = 10
MAX_TIMEOUT_SECONDS = 24 * 3600
GPUS = ("T4", "L4", "A10", "A10G", "A100", "A100-40GB", "A100-80GB", "L40S", "H100", "H200", "B200")


class Functions:
    """What apps consist of."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    async def FunctionPrecreate(
        self, request: api_pb2.FunctionPrecreateRequest, _: Any
    ) -> api_pb2.FunctionPrecreateResponse:
        app = self._app(request.app_id)
        metadata = api_pb2.FunctionHandleMetadata(
            function_name=request.function_name,
            function_type=request.function_type,
            function_schema=request.function_schema,
            supported_input_formats=request.supported_input_formats,
            supported_output_formats=request.supported_output_formats,
            app_id=app.id,
        )
        function = self._function(app, request.existing_function_id, request.function_name)
        function.metadata = metadata
        return api_pb2.FunctionPrecreateResponse(function_id=function.id, handle_metadata=metadata)

    async def FunctionCreate(
        self, request: api_pb2.FunctionCreateRequest, _: Any
    ) -> api_pb2.FunctionCreateResponse:
        app, definition = self._app(request.app_id), request.function
        self._check(definition)
        function = self._function(app, request.existing_function_id, definition.function_name)
        for name, method in definition.method_definitions.items():
            if method.webhook_config.type != api_pb2.WEBHOOK_TYPE_UNSPECIFIED:
                label = f"{app.name}-{method.function_name.replace('.', '-')}".lower()
                method.web_url = f"{self.cloud.base_url}/web/{label}"
            function.metadata.method_handle_metadata[name].CopyFrom(_method(app, name, method))
        function.definition = definition
        function.metadata.is_method = definition.is_method
        function.metadata.definition_id = self.cloud.new_id("de")
        function.metadata.class_parameter_info.CopyFrom(definition.class_parameter_info)
        return api_pb2.FunctionCreateResponse(
            function_id=function.id,
            function=definition,
            handle_metadata=function.metadata,
            function_data=data_of(definition),
        )

    async def ClassCreate(
        self, request: api_pb2.ClassCreateRequest, _: Any
    ) -> api_pb2.ClassCreateResponse:
        self._app(request.app_id)
        class_id = request.existing_class_id or self.cloud.new_id("cs")
        self.cloud.classes[class_id] = request.app_id
        return api_pb2.ClassCreateResponse(
            class_id=class_id, handle_metadata=api_pb2.ClassHandleMetadata()
        )

    async def FunctionGet(
        self, request: api_pb2.FunctionGetRequest, _: Any
    ) -> api_pb2.FunctionGetResponse:
        app = self._deployed(request.app_name, request.environment_name)
        if request.app_version:
            raise refuse(Status.UNIMPLEMENTED, "the stand-in keeps no former definitions")
        if request.object_tag not in app.functions:
            raise not_found(f"No function '{request.object_tag}' in app '{app.name}'")
        function = self.cloud.functions[app.functions[request.object_tag]]
        return api_pb2.FunctionGetResponse(
            function_id=function.id,
            handle_metadata=function.metadata,
            function=data_of(function.definition),
        )

    async def ClassGet(self, request: api_pb2.ClassGetRequest, _: Any) -> api_pb2.ClassGetResponse:
        app = self._deployed(request.app_name, request.environment_name)
        if request.object_tag not in app.classes:
            raise not_found(f"No class '{request.object_tag}' in app '{app.name}'")
        return api_pb2.ClassGetResponse(
            class_id=app.classes[request.object_tag], handle_metadata=api_pb2.ClassHandleMetadata()
        )

    async def FunctionGetCurrentStats(
        self, request: api_pb2.FunctionGetCurrentStatsRequest, _: Any
    ) -> api_pb2.FunctionStats:
        if request.function_id not in self.cloud.functions:
            raise not_found(f"Function {request.function_id} not found")
        calls = [
            call
            for call in self.cloud.calls.values()
            if call.function.id == request.function_id and not call.done.is_set()
        ]
        running = sum(call.container is not None for call in calls)
        tasks = len(self.cloud.functions[request.function_id].containers)
        return api_pb2.FunctionStats(
            backlog=len(calls) - running, num_total_tasks=tasks, num_running_inputs=running
        )

    def _check(self, definition: api_pb2.Function) -> None:
        """Refuse what the real control plane refuses at deployment."""
        cloud = self.cloud
        if definition.retry_policy.retries > MAX_RETRIES:
            raise refuse(Status.INVALID_ARGUMENT, f"retries must be at most {MAX_RETRIES}")
        if not 1 <= definition.timeout_secs <= MAX_TIMEOUT_SECONDS:
            raise refuse(Status.INVALID_ARGUMENT, "timeout must be from 1 s to 24 hours")
        gpu = definition.resources.gpu_config.gpu_type
        if gpu and gpu not in GPUS:
            raise refuse(Status.INVALID_ARGUMENT, f"unknown GPU type {gpu}")
        known: dict[str, Any] = {**cloud.secrets, **cloud.mounts, **cloud.images, **cloud.volumes}
        asked = [*definition.secret_ids, *definition.mount_ids, definition.image_id]
        asked += [mount.volume_id for mount in definition.volume_mounts]
        for object_id in asked:
            if object_id not in known:
                raise not_found(f"Object {object_id} not found")

    def _function(self, app: App, existing: str, name: str) -> Function:
        if existing:
            if existing not in self.cloud.functions:
                raise not_found(f"Function {existing} not found")
            return self.cloud.functions[existing]
        new = Function(self.cloud.new_id("fu"), app, name, api_pb2.FunctionHandleMetadata())
        self.cloud.functions[new.id] = new
        return new

    def _app(self, app_id: str) -> App:
        if app_id not in self.cloud.apps:
            raise not_found(f"App {app_id} not found")
        return self.cloud.apps[app_id]

    def _deployed(self, name: str, environment: str) -> App:
        check_environment(environment)
        app = self.cloud.app_named(name)
        if app is None:
            raise not_found(f"App '{name}' not found in environment 'main'")
        return app


def layout(cloud: Cloud, app: App) -> api_pb2.AppLayout:
    """The functions and classes of an app with what a handle has to know of each."""
    functions = [
        api_pb2.Object(
            object_id=function_id, function_handle_metadata=cloud.functions[function_id].metadata
        )
        for function_id in app.functions.values()
    ]
    classes = [
        api_pb2.Object(object_id=class_id, class_handle_metadata=api_pb2.ClassHandleMetadata())
        for class_id in app.classes.values()
    ]
    used = {
        dependency.object_id
        for function_id in app.functions.values()
        for dependency in cloud.functions[function_id].definition.object_dependencies
    }
    others = [_object(cloud, object_id) for object_id in sorted(used)]
    return api_pb2.AppLayout(
        objects=functions + classes + others, function_ids=app.functions, class_ids=app.classes
    )


def _object(cloud: Cloud, object_id: str) -> api_pb2.Object:
    volume = cloud.volumes.get(object_id)
    if volume is None:
        return api_pb2.Object(object_id=object_id)
    version = api_pb2.VOLUME_FS_VERSION_V1
    metadata = api_pb2.VolumeMetadata(version=version, name=volume.name)
    return api_pb2.Object(object_id=object_id, volume_metadata=metadata)


def data_of(definition: api_pb2.Function) -> api_pb2.FunctionData:
    """A definition in the form that handles read it in."""
    return api_pb2.FunctionData(
        module_name=definition.module_name,
        function_name=definition.function_name,
        timeout_secs=definition.timeout_secs,
        autoscaler_settings=definition.autoscaler_settings,
        is_class=definition.is_class,
        method_definitions=definition.method_definitions,
        ranked_functions=[api_pb2.FunctionData.RankedFunction(rank=0, function=definition)],
    )


def _method(
    app: App, name: str, method: api_pb2.MethodDefinition
) -> api_pb2.FunctionHandleMetadata:
    return api_pb2.FunctionHandleMetadata(
        function_name=method.function_name,
        function_type=method.function_type,
        web_url=method.web_url,
        is_method=True,
        use_method_name=name,
        function_schema=method.function_schema,
        supported_input_formats=method.supported_input_formats,
        supported_output_formats=method.supported_output_formats,
        app_id=app.id,
    )
