"""Requests and answers, as they stand in the OpenAPI document."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from cad0_core.serve.building import Format
from cad0_core.serve.settings import SHORTEST, ServeSettings

PLATE = "50x30mm mounting plate with 4 corner holes"
PLATE_IR = "C 50 30 5\nY 2.5 10\nT 1 5 5 0\nD 0 2\nT 1 45 5 0\nD 3 4"
Triple = tuple[float, float, float]


def _whole(value: Any) -> Any:
    """7.0 is an integer to JSON, though not to a strict validator."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Integer = Annotated[int, BeforeValidator(_whole)]


class Request(BaseModel):
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, strict=True)


class GenerateRequest(Request):
    """A sentence to turn into a program. Equal requests get equal answers."""

    prompt: str = Field(pattern=r"\S", description="what to design", examples=[PLATE])
    temperature: float = Field(
        default=0.1, ge=0, le=2, description="0 takes the most likely token, more draws"
    )
    max_tokens: Integer | None = Field(
        default=None, ge=SHORTEST, description="the program ends within so many; the server has "
        "a default and a limit",
    )  # fmt: skip
    seed: Integer = Field(default=0, ge=0, lt=1 << 32, description="of what is drawn")
    n_best: Integer = Field(
        default=1, ge=1, description="so many answers are drawn; the first that makes a valid "
        "solid is `ir`, and `answers` has all of them",
    )  # fmt: skip
    solid: bool = Field(default=False, description="measure the solid too")
    mesh: Format | None = Field(default=None, description="send the solid as a file too")
    segments: Integer = Field(default=32, ge=3, description="sides of a circle in solid and mesh")
    stream: bool = Field(
        default=False, description="send events `token` as the program is written, and then "
        "`done` with the answer, or `error`",
    )  # fmt: skip

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"prompt": PLATE, "temperature": 0.1}]}
    )


class SolidRequest(Request):
    """A program to build."""

    ir: str = Field(description="a Compact IR program", examples=[PLATE_IR])
    mesh: Format | None = Field(default=None, description="send the solid as a file too")
    segments: Integer = Field(default=32, ge=3, description="sides of a circle")

    model_config = ConfigDict(json_schema_extra={"examples": [{"ir": PLATE_IR, "mesh": "glb"}]})


class FileRequest(Request):
    """A program whose file is wanted."""

    ir: str = Field(description="a Compact IR program", examples=[PLATE_IR])
    segments: Integer = Field(default=32, ge=3, description="sides of a circle")

    model_config = ConfigDict(json_schema_extra={"examples": [{"ir": PLATE_IR}]})


class Solid(BaseModel):
    """What a solid measures, in mm; only `ok` and `error` where the program makes none."""

    ok: bool = Field(description="closed, 2-manifold and more than nothing")
    error: str | None = Field(default=None, description="why there is no solid")
    volume: float | None = Field(default=None, description="mm^3")
    area: float | None = Field(default=None, description="mm^2")
    bbox: tuple[float, float, float, float, float, float] | None = Field(
        default=None, description="xmin ymin zmin xmax ymax zmax"
    )
    size: Triple | None = Field(default=None, description="of the bounding box")
    bodies: int | None = None
    voids: int | None = Field(default=None, description="closed cavities")
    genus: int | None = Field(default=None, description="through holes")
    triangles: int | None = None


class Mesh(BaseModel):
    """A file. GLB is in metres with Y up, as its standard wants; the others in mm with Z up."""

    format: Format
    media_type: str
    base64: str


class Answer(BaseModel):
    """One of several answers to a prompt."""

    ir: str
    tokens: int
    valid: bool = Field(description="whether it makes a valid solid")


class GenerateResponse(BaseModel):
    """`ir` and `tokens`, and what else was asked for."""

    ir: str = Field(description="the program", examples=[PLATE_IR])
    tokens: int = Field(description="that the model wrote, its end included", examples=[42])
    answers: list[Answer] | None = Field(default=None, description="with n_best over 1")
    solid: Solid | None = Field(default=None, description="with `solid`")
    mesh: Mesh | None = Field(default=None, description="with `mesh`, if there is a solid")

    model_config = ConfigDict(json_schema_extra={"examples": [{"ir": PLATE_IR, "tokens": 42}]})


class SolidResponse(BaseModel):
    solid: Solid
    mesh: Mesh | None = None


class Health(BaseModel):
    status: str = Field(examples=["ok"])
    model: str = Field(examples=["cad0"])
    version: str = Field(examples=["v0.1.0"])
    dtype: str = Field(examples=["torch"])
    formats: list[Format] = Field(description="files that this server can write")


class ErrorBody(BaseModel):
    code: str = Field(description="for programs", examples=["invalid_request"])
    message: str = Field(description="for people", examples=["temperature: should be at most 2"])
    details: Any = Field(default=None, description="what is wrong where")


class Error(BaseModel):
    error: ErrorBody


def with_limits(document: dict[str, Any], settings: ServeSettings) -> dict[str, Any]:
    """An OpenAPI document that states this server's limits too."""
    schemas = document["components"]["schemas"]
    prompt = schemas["GenerateRequest"]["properties"]
    prompt["prompt"]["maxLength"] = settings.prompt_chars
    prompt["max_tokens"]["anyOf"][0]["maximum"] = settings.max_tokens
    prompt["n_best"]["maximum"] = settings.n_best
    for name in ("GenerateRequest", "SolidRequest", "FileRequest"):
        schemas[name]["properties"]["segments"]["maximum"] = settings.segments
    return document
