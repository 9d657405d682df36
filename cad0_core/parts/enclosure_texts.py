"""How people ask for enclosures: sizes are outer ones, boxes have no lid."""

from collections.abc import Sequence

# Boxes with something more: FEATURE is filled in below.
_BODIES = (
    "enclosure box {length}x{width}x{height}mm with {wall}mm walls and FEATURE, open top",
    "[open top|open-top] enclosure {length} x {width} x {height} mm, {wall}mm walls, FEATURE",
    "{length}x{width}x{height}mm [enclosure|project box], {wall}mm walls, no lid, FEATURE",
    "box enclosure with FEATURE, {wall}mm walls, {length}mm long, {width}mm wide, {height}mm "
    "high, [open top|no lid]",
    "[open|lidless] enclosure {length} by {width} by {height} mm with {wall}mm thick walls and "
    "FEATURE",
    "enclosure [without|with no] lid: length {length}, width {width}, height {height}, wall "
    "{wall} mm; FEATURE",
    "open enclosure, outside {length}x{width}x{height}mm, wall {wall}mm, FEATURE",
    "hollow box {length} x {width} x {height} mm, wall thickness {wall}mm, open [on|at the] top, "
    "FEATURE",
    "open box with FEATURE; box {length}x{width}mm, {height}mm [tall|high], {wall}mm walls",
    "electronics box, no lid, {length}x{width}x{height}mm outside, {wall}mm wall, FEATURE",
    "{wall}mm walled [open-top|topless] box {length} x {width} x {height} mm, FEATURE",
    "project box {length}mm x {width}mm x {height}mm, top open, walls and floor {wall}mm, FEATURE",
    "enclosure box {length}x{width}x{height}mm with FEATURE, open top",
    "[open|lidless] project box {length} x {width} x {height} mm, FEATURE",
)


def _boxes(features: Sequence[str]) -> tuple[str, ...]:
    """Every body with one of the features, by turns."""
    return tuple(
        body.replace("FEATURE", features[i % len(features)]) for i, body in enumerate(_BODIES)
    )


BOX = (
    "enclosure box {length}x{width}x{height}mm with {wall}mm wall thickness, open top",
    "[open top|open-top] [enclosure|box enclosure] {length} x {width} x {height} mm, {wall}mm "
    "[walls|wall]",
    "{length}x{width}x{height}mm [enclosure|project box|electronics box], {wall}mm walls, "
    "[open top|no lid]",
    "box enclosure with {wall}mm walls, {length}mm long, {width}mm wide, {height}mm high, [open "
    "top|no lid]",
    "[open|lidless] enclosure {length} by {width} by {height} mm with {wall}mm thick walls",
    "enclosure [without|with no] lid: length {length}, width {width}, height {height}, wall {wall} "
    "mm",
    "{wall}mm wall [open |]enclosure, outside {length}x{width}x{height}mm, open at the top",
    "hollow box {length} x {width} x {height} mm, wall thickness {wall}mm, open on top",
    "open [tray|box] enclosure {length}x{width}mm, {height}mm tall, {wall}mm walls and floor",
    "topless [electronics|project] box, {length}mm x {width}mm footprint, {height}mm high, "
    "{wall}mm all round",
    "box {length}x{width}x{height} open at the top, wall and bottom {wall}",
    "enclosure box {length}x{width}x{height}mm, open top",
    "{length} x {width} x {height} mm [enclosure|project box], [open top|no lid]",
)
FLOOR = (
    "enclosure box {length}x{width}x{height}mm with {wall}mm walls and a {floor}mm floor, open top",
    "[open top|open-top] enclosure {length} x {width} x {height} mm, walls {wall}mm, floor "
    "{floor}mm",
    "{length}x{width}x{height}mm [enclosure|project box], {wall}mm walls, {floor}mm thick "
    "[floor|bottom], no lid",
    "box enclosure with {floor}mm bottom and {wall}mm walls, {length}mm long, {width}mm wide, "
    "{height}mm high, [open top|no lid]",
    "[open|lidless] enclosure {length} by {width} by {height} mm with {wall}mm thick walls on a "
    "{floor}mm floor",
    "enclosure [without|with no] lid: length {length}, width {width}, height {height}, wall "
    "{wall}, floor {floor} mm",
    "open enclosure, outside {length}x{width}x{height}mm, [floor|bottom] thickness {floor}mm, "
    "wall thickness {wall}mm",
    "hollow box {length} x {width} x {height} mm, wall {wall}mm, bottom {floor}mm, open on top",
    "open box with a {floor}mm [floor|base], {length}x{width}mm, {height}mm tall, {wall}mm walls",
    "tray {length} x {width} mm, {height}mm deep outside, sides {wall}mm thick, base {floor}mm "
    "thick, [no lid|open top]",
    "project box {length}x{width}x{height}, walls {wall}, bottom {floor}, [no lid|top open]",
    "enclosure box {length}x{width}x{height}mm with a {floor}mm floor, open top",
)
CABLE = _boxes(
    (
        "a {hole}mm cable hole in the [center|middle] of the front wall",
        "{hole}mm hole in the middle of the front wall",
        "one {hole}mm [cable outlet|round hole] centered in the front",
        "a central {hole}mm front hole for a cable",
        "a {hole}mm cable hole centered in the front",
        "front cable hole dia {hole}mm, centered",
        "cable hole of radius {hole/2}mm in the middle of the front",
        "Ø{hole} cable hole through the center of the front wall",
    )
)
FLOOR_HOLES = _boxes(
    (
        "[4x|four] {hole}mm holes in the floor corners, centers {inset}mm from the outer sides",
        "[4|four] floor holes of {hole}mm, centers inset {inset}mm from the outside",
        "{hole}mm mounting holes in the four floor corners, inset {inset}mm from the outer faces",
        "[4x|four] {hole}mm mounting holes in the bottom, set in {inset}mm from the outer sides",
        "a {hole}mm hole in each corner of the floor, {inset}mm in from the outside",
        "4x Ø{hole} through holes in the floor corners, center to outer face {inset}",
        "bottom drilled {hole}mm in the four corners, {inset}mm from the outer edges",
        "four floor holes of radius {hole/2}mm, {inset}mm in from the outside",
    )
)
ROUNDED = _boxes(
    (
        "vertical edges rounded to {radius}mm",
        "[outer corner radius|corner radius] {radius}mm on the four vertical edges",
        "rounded upright corners R{radius}",
        "{radius}mm radius on the vertical edges",
        "its four vertical corners rounded with a {radius}mm radius",
        "vertical corners with {radius}mm outer radius",
        "plan corners R{radius} outside, even wall",
    )
)
_SLOTS = (
    "a row of {count} upright slots WALL, each {slot}mm wide and {slot_length}mm long, "
    "pitch {pitch}mm, the first slot's edge {first}mm from the left end",
    "{count} vertical vent slots {slot} x {slot_length} mm WALL, {pitch}mm pitch, first slot's "
    "edge {first}mm from the left end",
    "[{count}|{count as word}] ventilation slots WALL ({slot}mm wide, {slot_length}mm long, "
    "every {pitch}mm, first edge {first}mm from the left end)",
    "{count as word} vents WALL, slots {slot_length}mm by {slot}mm wide, one every {pitch}mm, the "
    "row starting {first}mm from the left end",
    "{count}x {slot}mm wide vent slots WALL, {slot_length}mm long, spaced {pitch}mm, row starting "
    "{first}mm from the left end",
    "vents WALL: {count} slots, width {slot}, length {slot_length}, pitch {pitch}, first edge "
    "{first} from the left end",
)


def _vents(wall: str) -> tuple[str, ...]:
    upright = wall.startswith("at")
    features = [text if upright else text.replace("upright ", "").replace("vertical ", "")
                for text in _SLOTS]  # fmt: skip
    return _boxes([feature.replace("WALL", wall) for feature in features])


VENTED = _vents("at mid-height in the front wall")
FLOOR_VENTED = _vents("running front to back in the floor, centered in its width")
BOSSES = _boxes(
    (
        "four {boss}mm screw bosses {rise}mm high inside the corners, centers {inset}mm from the "
        "outer faces, {hole}mm pilot holes [through|right through] boss and floor",
        "[4|four] corner bosses Ø{boss} x {rise} mm at {inset}mm from the outer faces, drilled "
        "{hole}mm through the floor",
        "a {boss}mm boss in each corner, {rise}mm tall, {inset}mm in from the outside, with a "
        "{hole}mm through hole",
        "4 screw bosses (OD {boss}mm, {rise}mm above the floor, center {inset}mm from the outer "
        "sides, {hole}mm through pilot)",
        "[4|four] screw posts {rise}mm high, {boss}mm diameter, {hole}mm through-drilled, their "
        "centers {inset}mm from the outer faces in the corners",
        "corner bosses: dia {boss}, height {rise}, inset {inset} from outside, through hole {hole}",
    )
)
BLIND_BOSSES = _boxes(
    (
        "four {boss}mm screw bosses {rise}mm high inside the corners, centers {inset}mm from the "
        "outer faces, [blind|closed] {hole}mm pilot holes {depth}mm deep",
        "[4|four] corner bosses Ø{boss} x {rise} mm at {inset}mm from the outer faces, drilled "
        "{hole}mm x {depth}mm deep from the top",
        "a {boss}mm boss in each corner, {rise}mm tall, {inset}mm in from the outside, with a "
        "{hole}mm blind hole {depth}mm deep",
        "4 screw bosses (OD {boss}mm, {rise}mm above the floor, center {inset}mm from the outer "
        "sides, {hole}mm blind pilot, {depth}mm deep)",
        "[4|four] screw posts {rise}mm high, {boss}mm diameter, {depth}mm deep pilot holes of "
        "{hole}mm, their centers {inset}mm from the outer faces in the corners",
        "corner bosses: dia {boss}, height {rise}, inset {inset} from outside, blind hole {hole}, "
        "depth {depth}",
    )
)
_EARS = (
    "two mounting ears at the bottom, left and right, each {ear}mm long, {ear_width}mm wide, "
    "{ear_thickness}mm thick with a centered {hole}mm hole",
    "a {ear}mm long, {ear_width}mm wide wall mount tab on the left and right side, "
    "{ear_thickness}mm thick, flush with the bottom, {hole}mm hole in its middle",
    "wall mounting ears on [the left and right ends|the left and right], sticking out "
    "{ear}mm, {ear_width}mm wide and {ear_thickness}mm thick, bottom flush, each with a "
    "central {hole}mm hole",
    "bottom ears left and right ({ear}mm out, {ear_width}mm wide, {ear_thickness}mm thick, "
    "{hole}mm center hole)",
    "[2|two] screw tabs flush with the base on the left and right, {ear_width}mm wide, {ear}mm "
    "long, {ear_thickness}mm thick, drilled {hole}mm in the center",
    "end ears at the base left and right: length {ear}, width {ear_width}, thickness "
    "{ear_thickness}, center hole {hole}",
)
EARS = (
    *_boxes(_EARS),
    "enclosure box {length}x{width}x{height}mm with {wall}mm walls, open top, wall mount ears left "
    "and right at the bottom, {ear}mm long and {ear_width}mm wide, {hole}mm hole in each",
)
EARS_CABLE = _boxes(
    [
        f"{ears}; {hole}"
        for ears, hole in zip(
            _EARS,
            (
                "{cable}mm cable hole in the middle of the front wall",
                "front wall with a central {cable}mm cable hole",
                "plus a {cable}mm cable hole centered in the front",
                "cable hole {cable}mm in the center of the front",
                "and one {cable}mm hole in the middle of the front wall",
                "cable hole {cable}, middle of the front wall",
            ),
            strict=True,
        )
    ]
)
CUP = (
    "round enclosure {diameter}mm diameter, {height}mm tall, {wall}mm walls, open top",
    "[open top|open-top] [round|cylindrical] enclosure, {diameter}mm x {height}mm, {wall}mm "
    "[walls|wall]",
    "{diameter}mm diameter [cylindrical|round] [enclosure|container], {height}mm high, wall "
    "thickness {wall}mm, [no lid|open top]",
    "cylindrical enclosure with {wall}mm walls, {diameter}mm outer diameter, height {height}mm, "
    "[open top|no lid]",
    "open round enclosure, {diameter}mm in diameter, {height}mm tall, with {wall}mm thick walls",
    "round enclosure without lid: diameter {diameter}, height {height}, wall {wall} mm",
    "{wall}mm wall round enclosure, OD {diameter}mm, {height}mm high, [open at the top|topless]",
    "[cup|round cup] {diameter}mm OD x {height}mm, {wall}mm walls and floor",
    "cylindrical container of radius {diameter/2}mm, {height}mm tall, {wall}mm walls, open top",
    "Ø{diameter} x {height} mm [round can|cup], no lid, wall and bottom {wall}",
    "cup: outer dia {diameter}, height {height}, [wall|walls] {wall}",
    "pot for electronics, round, {diameter}mm across, {height}mm high, {wall}mm thick all round, "
    "[open top|no lid]",
    "round enclosure {diameter}mm diameter, {height}mm tall, open top",
)
LID = (
    "flat lid {length}x{width}mm, {thickness}mm thick, with a solid locating lip {lip}mm high, "
    "inset {inset}mm [all round|on all sides]",
    "{length}x{width}x{thickness}mm [enclosure|box] lid with a {lip}mm high solid lip {inset}mm "
    "from the edges",
    "lid [for a box|for an enclosure], plate {length} x {width} x {thickness} mm, raised locating "
    "step {lip}mm, {inset}mm in from every edge",
    "{thickness}mm thick lid, {length}mm long and {width}mm wide, solid {lip}mm [tall|high] lip "
    "set in {inset}mm all round",
    "box lid: length {length}, width {width}, thickness {thickness}, solid lip height {lip}, "
    "lip inset {inset} mm",
    "enclosure cover {length} by {width} mm, {thickness}mm plate plus a {lip}mm solid locating "
    "[lip|plug], {inset}mm smaller on each side",
    "plug-in lid {length}x{width}mm with {thickness}mm plate, plug {lip}mm deep, edge [ledge|rim] "
    "{inset}mm wide",
    "[drop-in|push-fit] lid, {length} x {width} mm, {thickness}mm thick, plus {lip}mm solid step "
    "stepped in {inset}mm from all edges",
    "lid with a solid lip: {inset}mm [inset|set back], {lip}mm high, on a {length}x{width}mm "
    "plate {thickness}mm thick",
    "cover plate {length}x{width}x{thickness}mm with solid centering block on it, {lip}mm high, "
    "{inset}mm [short of|in from] every edge",
    "rectangular lid {length} x {width}, plate {thickness}, lip {lip} high and {inset} in from "
    "the [edges|sides], solid",
    "{length}x{width}mm lid with a {lip}mm solid lip inset {inset}mm",
)
