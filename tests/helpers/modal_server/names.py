"""Things that have a name: environments, secrets, dicts and images."""

import re
from collections.abc import AsyncIterator
from typing import Any

from grpclib import Status
from modal_proto import api_pb2

from modal_server.cloud import BUILDER, ENVIRONMENT, Cloud, Image, Secret, not_found, refuse

CREATE = (
    api_pb2.OBJECT_CREATION_TYPE_CREATE_IF_MISSING,
    api_pb2.OBJECT_CREATION_TYPE_CREATE_OVERWRITE_IF_EXISTS,
    api_pb2.OBJECT_CREATION_TYPE_CREATE_FAIL_IF_EXISTS,
)
ENV_LINE = re.compile(r"^ENV (\w+)=(.*)$")


class Names:
    """Named objects and what is in them."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud

    async def add_secret(self, name: str, values: dict[str, str]) -> Secret:
        secret = Secret(self.cloud.new_id("st"), name, dict(values))
        self.cloud.secrets[secret.id] = secret
        return secret

    async def ClientHello(self, request: Any, _: Any) -> api_pb2.ClientHelloResponse:
        return api_pb2.ClientHelloResponse(image_builder_version=BUILDER)

    async def EnvironmentGetOrCreate(
        self, request: api_pb2.EnvironmentGetOrCreateRequest, _: Any
    ) -> api_pb2.EnvironmentGetOrCreateResponse:
        check_environment(request.deployment_name)
        metadata = api_pb2.EnvironmentMetadata(
            name=ENVIRONMENT, settings=api_pb2.EnvironmentSettings(image_builder_version=BUILDER)
        )
        return api_pb2.EnvironmentGetOrCreateResponse(environment_id="en-1", metadata=metadata)

    async def SecretGetOrCreate(
        self, request: api_pb2.SecretGetOrCreateRequest, _: Any
    ) -> api_pb2.SecretGetOrCreateResponse:
        check_environment(request.environment_name)
        name, kind = request.deployment_name, request.object_creation_type
        found = next((s for s in self.cloud.secrets.values() if name and s.name == name), None)
        if kind == api_pb2.OBJECT_CREATION_TYPE_ANONYMOUS_OWNED_BY_APP:
            found = await self.add_secret("", dict(request.env_dict))
        elif found is None and kind in CREATE:
            found = await self.add_secret(name, dict(request.env_dict))
        elif found is None:
            raise not_found(f"Secret '{name}' not found in environment '{ENVIRONMENT}'")
        lacking = [key for key in request.required_keys if key not in found.values]
        if lacking:
            raise not_found(f"Secret '{name}' is missing key(s): {', '.join(lacking)}")
        return api_pb2.SecretGetOrCreateResponse(secret_id=found.id)

    async def DictGetOrCreate(
        self, request: api_pb2.DictGetOrCreateRequest, _: Any
    ) -> api_pb2.DictGetOrCreateResponse:
        check_environment(request.environment_name)
        cloud, name = self.cloud, request.deployment_name
        if name not in cloud.dict_names:
            if request.object_creation_type not in CREATE:
                raise not_found(f"Dict '{name}' not found")
            cloud.dict_names[name] = cloud.new_id("di")
            cloud.dicts[cloud.dict_names[name]] = {}
        return api_pb2.DictGetOrCreateResponse(dict_id=cloud.dict_names[name])

    async def DictUpdate(
        self, request: api_pb2.DictUpdateRequest, _: Any
    ) -> api_pb2.DictUpdateResponse:
        entries, created = self._entries(request.dict_id), True
        for update in request.updates:
            if update.key in entries:
                created = False
                if request.if_not_exists:
                    continue
            entries[update.key] = update.value
        return api_pb2.DictUpdateResponse(created=created)

    async def DictGet(self, request: api_pb2.DictGetRequest, _: Any) -> api_pb2.DictGetResponse:
        value = self._entries(request.dict_id).get(request.key)
        return api_pb2.DictGetResponse(found=value is not None, value=value)

    async def DictContents(
        self, request: api_pb2.DictContentsRequest, _: Any
    ) -> AsyncIterator[api_pb2.DictEntry]:
        for key, value in list(self._entries(request.dict_id).items()):
            yield api_pb2.DictEntry(key=key, value=value)

    async def ImageGetOrCreate(
        self, request: api_pb2.ImageGetOrCreateRequest, _: Any
    ) -> api_pb2.ImageGetOrCreateResponse:
        cloud, environment = self.cloud, {}
        for base in request.image.base_images:
            if base.image_id not in cloud.images:
                raise not_found(f"Image {base.image_id} not found")
            environment |= cloud.images[base.image_id].environment
        for line in request.image.dockerfile_commands:
            if found := ENV_LINE.match(line):
                environment[found[1]] = found[2].strip("'\"")
        key = request.image.SerializeToString(deterministic=True)
        known = next(
            (
                image
                for image in cloud.images.values()
                if image.definition.SerializeToString(deterministic=True) == key
            ),
            None,
        )
        image = known or Image(cloud.new_id("im"), request.image, environment)
        cloud.images[image.id] = image
        return api_pb2.ImageGetOrCreateResponse(
            image_id=image.id,
            result=api_pb2.GenericResult(status=api_pb2.GenericResult.GENERIC_STATUS_SUCCESS),
            metadata=api_pb2.ImageMetadata(
                python_version_info="3.11.12", image_builder_version=BUILDER
            ),
        )

    def _entries(self, dict_id: str) -> dict[bytes, bytes]:
        if dict_id not in self.cloud.dicts:
            raise not_found(f"Dict {dict_id} not found")
        return self.cloud.dicts[dict_id]


def check_environment(name: str) -> None:
    """Refuse an environment that was never made."""
    if name not in ("", ENVIRONMENT):
        raise refuse(Status.NOT_FOUND, f"Environment '{name}' not found")
