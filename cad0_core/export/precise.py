"""Parts of a graph that keep 32 bits when all else goes to 16.

Norms square activations, and what is above 256 has an infinite square in fp16. Rotary positions
are angles of up to one radian a token: at token 1,000 fp16 knows them to half a radian. The
converter turns whatever it sees, and would round between the nodes that it is told to spare; so
it sees one node in place of each part.
"""

from collections.abc import Callable, Iterable, MutableSequence
from dataclasses import dataclass
from typing import Any, TypeVar

from onnx import GraphProto, NodeProto, TensorProto, helper

from cad0_core.errors import ModelError

_SCOPES = ("norm", "rotary_emb")  # the ends of their modules' names in transformers
_STANDS_FOR = "Cad0Part"

Message = TypeVar("Message", bound=Any)


@dataclass(frozen=True)
class Aside:
    """Nodes taken out of a graph, by their scope, and the constants that only they read."""

    nodes: dict[str, list[NodeProto]]
    initializers: list[TensorProto]


def set_aside(graph: GraphProto) -> Aside:
    """Replace each part by one node. Raises `ModelError` where there is none to be found."""
    _drop_copies(graph)
    parts: dict[str, list[NodeProto]] = {}
    for node in graph.node:
        scope = node.name.rpartition("/")[0]
        if scope.endswith(_SCOPES):
            parts.setdefault(scope, []).append(_copy(node))
    if not any(scope.endswith(_SCOPES[0]) for scope in parts):
        raise ModelError("the graph names no norm; was it made by optimum's exporter?")
    others = [_copy(n) for n in graph.node if n.name.rpartition("/")[0] not in parts]
    read = {name for node in others for name in node.input} | {o.name for o in graph.output}
    own = {i for nodes in parts.values() for node in nodes for i in node.input} - read
    constants = [_copy(tensor) for tensor in graph.initializer if tensor.name in own]
    for scope, nodes in parts.items():
        inputs, outputs = _border(nodes, read, {tensor.name for tensor in constants})
        others.append(helper.make_node(_STANDS_FOR, inputs, outputs, name=scope))
    _keep(graph.initializer, lambda tensor: tensor.name not in own)
    _replace(graph, others)
    return Aside(parts, constants)


def put_back(graph: GraphProto, aside: Aside) -> None:
    """Put the parts back in fp32. Each begins with casts of its own; casts to fp16 end it."""
    nodes: list[NodeProto] = []
    inner = {output for part in aside.nodes.values() for node in part for output in node.output}
    for node in graph.node:
        if node.op_type != _STANDS_FOR:
            nodes.append(_copy(node))
            continue
        wide = {name: f"{name}_fp32" for name in node.output}
        for member in aside.nodes[node.name]:
            _rename(member.input, wide)
            _rename(member.output, wide)
            nodes.append(member)
        for name, source in wide.items():
            cast = helper.make_node(
                "Cast", [source], [name], name=f"{source}_cast", to=TensorProto.FLOAT16
            )
            nodes.append(cast)
    graph.initializer.extend(aside.initializers)
    _keep(graph.value_info, lambda info: info.name not in inner)
    _replace(graph, nodes)


def _drop_copies(graph: GraphProto) -> None:
    """Let readers of a constant's copy read the constant: equal weights are stored once."""
    constants = {tensor.name for tensor in graph.initializer}
    copies = {
        node.output[0]: node.input[0]
        for node in graph.node
        if node.op_type == "Identity" and node.input[0] in constants
    }
    _keep(graph.node, lambda node: node.output[0] not in copies)
    for node in graph.node:
        _rename(node.input, copies)


def _border(
    nodes: list[NodeProto], read: set[str], constants: set[str]
) -> tuple[list[str], list[str]]:
    """What a part reads from outside, and which of its results others read."""
    made = {output for node in nodes for output in node.output}
    inputs = {name for node in nodes for name in node.input if name} - made - constants
    return sorted(inputs), sorted(made & read)


def _rename(names: MutableSequence[str], to: dict[str, str]) -> None:
    for i, name in enumerate(names):
        names[i] = to.get(name, name)


def _keep(field: Any, wanted: Callable[[Any], bool]) -> None:
    """Leave in a repeated field of a message only what is `wanted`."""
    for i in reversed(range(len(field))):
        if not wanted(field[i]):
            del field[i]


def _copy(message: Message) -> Message:
    """A copy of its own: what a repeated field holds goes when the field is emptied."""
    copy = type(message)()
    copy.CopyFrom(message)
    return copy


def _replace(graph: GraphProto, nodes: Iterable[NodeProto]) -> None:
    del graph.node[:]
    graph.node.extend(nodes)
