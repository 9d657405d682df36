"""How people ask for standoffs. The length is that of the body, without a stud."""

ROUND = (
    "{diameter}mm diameter {length}mm tall standoff",
    "[solid|plain] round standoff, {diameter}mm diameter, {length}mm [long|tall|high]",
    "[round|cylindrical|solid] standoff {diameter}mm x {length}mm[|, no hole]",
    "{length}mm [long|tall] [round standoff|solid standoff] with a {diameter}mm diameter",
    "[plain|solid] standoff: diameter {diameter}mm, height {length}mm",
    "standoff, {diameter}mm in diameter and {length}mm [tall|long][|, solid all through]",
    "cylindrical standoff, OD {diameter}, length {length} mm, [no bore|solid]",
    "{diameter}mm OD x {length}mm [plain |]standoff, no bore",
    "standoff with a radius of {diameter/2}mm and a [height|length] of {length}mm, no hole",
    "standoff dia {diameter} height {length}",
    "Ø{diameter} x {length} mm round standoff[|, undrilled]",
    "[pcb|board] standoff, solid rod {diameter}mm across, {length}mm between its ends",
    "standoff turned from {diameter}mm round bar, cut to {length}mm, [no drilling|left solid]",
)
ROUND_BORED = (
    "{diameter}mm diameter {length}mm tall standoff with a {bore}mm [through hole|bore]",
    "[round|cylindrical] standoff {diameter}mm OD, {bore}mm ID, {length}mm [long|tall|high]",
    "{length}mm [long|tall] standoff, {diameter}mm diameter, {bore}mm [hole through|bore]",
    "hollow [round |]standoff: outer diameter {diameter}mm, bore {bore}mm, [length|height] "
    "{length}mm",
    "round standoff {diameter}mm in diameter and {length}mm tall, [bored|drilled] through at "
    "{bore}mm",
    "standoff sleeve, OD {diameter}, ID {bore}, [length|height] {length} mm",
    "standoff {diameter}mm x {length}mm with {bore}mm [through bore|hole all the way through]",
    "round standoff with a {bore}mm through hole, {diameter}mm [diameter|OD], {length}mm [tall|"
    "long]",
    "round standoff, outer radius {diameter/2}mm, bore radius {bore/2}mm, {length}mm long",
    "standoff dia {diameter} bore {bore} height {length}",
    "Ø{diameter} x {length} mm round standoff, Ø{bore} [through|thru] hole",
    "standoff cut {length}mm long from {diameter}mm [rod|bar], with a {bore}mm hole down the "
    "middle, right through",
    "[pcb|board] standoff {length}mm high, {bore}mm inside and {diameter}mm outside diameter",
)
ROUND_THREADED = (
    "{thread} round standoff, {diameter}mm diameter, {length}mm [long|tall|high]",
    "[round|cylindrical] {thread} standoff {diameter}mm x {length}mm",
    "{diameter}mm diameter {length}mm tall {thread} [threaded |]standoff",
    "{length}mm [long|tall] round standoff, {diameter}mm OD, tapped {thread} [through|end to end]",
    "threaded standoff {thread}: outer diameter {diameter}mm, [length|height] {length}mm",
    "round standoff {diameter}mm in diameter and {length}mm tall with {thread} thread [through|"
    "all the way]",
    "round standoff, female {thread} thread [through|throughout], OD {diameter}, length {length} "
    "mm",
    "{thread} x {length}mm standoff, {diameter}mm [round|diameter]",
    "round standoff tapped {thread} through, diameter {diameter}mm, [height|length] {length}mm",
    "standoff {thread} dia {diameter} height {length}",
    "{length}mm tall standoff threaded for {thread}, {diameter/2}mm outer radius",
    "[pcb|board] standoff for {thread} screws, tapped right through, {length}mm high, {diameter}mm "
    "across, round",
    "Ø{diameter} x {length} mm round standoff, {thread} [tapped|threaded] thru",
)
ROUND_CLEARANCE = (
    "{thread} clearance standoff, {diameter}mm diameter, {length}mm [long|tall|high]",
    "round standoff {diameter}mm x {length}mm with [a clearance hole for {thread}|{thread} "
    "clearance]",
    "{diameter}mm diameter {length}mm tall standoff, {thread} clearance [hole|through hole]",
    "{length}mm [long|tall] round standoff, {diameter}mm OD, drilled through for {thread} "
    "clearance",
    "unthreaded standoff, {thread} clearance hole: outer diameter {diameter}mm, [length|height] "
    "{length}mm",
    "round standoff {diameter}mm in diameter and {length}mm tall, not tapped, clears an {thread} "
    "[screw|bolt]",
    "[cylindrical|round] standoff, OD {diameter}, length {length} mm, clearance bore for {thread}",
    "{thread} x {length}mm standoff with clearance hole, {diameter}mm [round|diameter]",
    "standoff with a through hole that [clears|passes] {thread}, diameter {diameter}mm, height "
    "{length}mm",
    "standoff, {thread} clearance, dia {diameter}, height {length}",
    "{length}mm tall standoff, outer radius {diameter/2}mm, {thread} screw clearance hole",
    "Ø{diameter} x {length} mm round standoff, {thread} clearance [thru|through]",
    "slip-over standoff for {thread} screws, unthreaded clearance hole, {diameter}mm across, "
    "round, {length}mm [high|long]",
)
HEX = (
    "hex standoff, {length}mm long, {flats}mm across flats[|, no hole|, solid]",
    "[solid|plain] hex standoff {flats}mm AF, {length}mm [long|tall|high]",
    "{flats}mm across flats hex standoff, {length}mm [long|tall|high]",
    "{length}mm [long|tall] [hexagonal|hex] standoff with {flats}mm across flats",
    "hexagonal standoff: across flats {flats}mm, [length|height] {length}mm",
    "solid hex standoff {length}mm tall and {flats}mm across the flats[|, undrilled]",
    "hex standoff, AF {flats}, length {length} mm, [no bore|solid]",
    "hex standoff {flats}mm AF x {length}mm[|, solid]",
    "hex standoff AF {flats} height {length}",
    "six-sided standoff, {length}mm high, {flats}mm from flat to flat[|, without a hole]",
    "standoff cut {length}mm long from {flats}mm AF hex bar, [no drilling|left solid]",
    "[pcb|board] standoff, solid hexagon {flats}mm over flats, {length}mm between its ends",
    "plain hex standoff for a {flats}mm spanner, {length}mm long[|, no thread]",
)
HEX_BORED = (
    "hex standoff, {length}mm long, {flats}mm across flats, with a {bore}mm [through hole|bore]",
    "hex standoff {flats}mm AF, {bore}mm ID, {length}mm [long|tall|high]",
    "{flats}mm across flats hex standoff, {length}mm [long|tall|high], {bore}mm hole through",
    "{length}mm [long|tall] [hexagonal|hex] standoff with {flats}mm across flats and a {bore}mm "
    "bore",
    "hollow hexagonal standoff: across flats {flats}mm, bore {bore}mm, length {length}mm",
    "hex standoff {length}mm tall and {flats}mm across the flats, [bored|drilled] through at "
    "{bore}mm",
    "hex standoff sleeve, AF {flats}, ID {bore}, [length|height] {length} mm",
    "hex standoff {flats}mm AF x {length}mm with {bore}mm through [bore|hole]",
    "hex standoff AF {flats} bore {bore} height {length}",
    "{flats}mm AF hexagonal standoff, {length}mm long, bore radius {bore/2}mm [through|thru]",
    "standoff cut {length}mm long from {flats}mm AF hex bar, with a {bore}mm hole down the "
    "middle, right through",
    "[pcb|board] standoff, hexagon {flats}mm over flats, {length}mm high, {bore}mm hole [right|all "
    "the way] through",
    "hex standoff with a Ø{bore} through hole, {length}mm [tall|long], {flats}mm AF",
)
HEX_THREADED = (
    "hex standoff {thread}, {length}mm long, {flats}mm across flats",
    "{thread} hex standoff, {flats}mm AF, {length}mm [long|tall|high]",
    "{flats}mm across flats {thread} hex standoff, {length}mm [long|tall|high]",
    "{length}mm [long|tall] [hexagonal|hex] standoff tapped {thread}, {flats}mm across flats",
    "hexagonal {thread} standoff: across flats {flats}mm, [length|height] {length}mm",
    "hex standoff {length}mm tall, {flats}mm across the flats, with {thread} thread [through|"
    "end to end]",
    "hex standoff, female {thread} thread [through|throughout], AF {flats}, length {length} mm",
    "{thread} x {length}mm hex standoff, [AF {flats}mm|{flats}mm AF]",
    "threaded hex standoff {thread} AF {flats} height {length}",
    "[pcb|board] standoff for {thread} screws, tapped right through, {length}mm high, hexagon "
    "{flats}mm AF",
    "{thread} hex standoff, {length}mm [long|tall|high]",
    "hex standoff {thread}, {length}mm [long|high]",
    "{length}mm {thread} [hex|hexagonal] standoff",
)
HEX_CLEARANCE = (
    "{thread} clearance hex standoff, {flats}mm AF, {length}mm [long|tall|high]",
    "hex standoff {flats}mm AF x {length}mm with [a clearance hole for {thread}|{thread} "
    "clearance]",
    "{flats}mm across flats {length}mm tall hex standoff, {thread} clearance [hole|through hole]",
    "{length}mm [long|tall] hex standoff, {flats}mm across flats, drilled through for {thread} "
    "clearance",
    "unthreaded hex standoff, {thread} clearance hole: across flats {flats}mm, [length|height] "
    "{length}mm",
    "hexagonal standoff {flats}mm AF and {length}mm tall, not tapped, clears an {thread} "
    "[screw|bolt]",
    "hex standoff, AF {flats}, length {length} mm, clearance bore for {thread}",
    "{thread} x {length}mm hex standoff with clearance hole, [AF {flats}mm|{flats}mm AF]",
    "hexagon standoff with a through hole that [clears|passes] {thread}, {flats}mm over flats, "
    "height {length}mm",
    "slip-over hex standoff for {thread} screws, unthreaded clearance hole, {flats}mm AF, "
    "{length}mm [high|long]",
    "{thread} clearance hex standoff, {length}mm [long|tall|high]",
    "[hex|hexagonal] standoff {length}mm long with [a clearance hole for {thread}|{thread} "
    "clearance hole]",
    "hex standoff {thread} clearance, length {length}",
)

# Of male-female standoffs, whatever their outline: KIND, WIDTH and SPEC are filled in below.
_MALE_FEMALE = (
    "KIND male-female standoff {thread}, WIDTH, {length}mm [long body|body], {stud}mm stud, female "
    "end {depth}mm deep",
    "{thread} male/female KIND standoff, WIDTH, {length}mm long without the stud, [stud|male end] "
    "{stud}mm, blind tapped hole {depth}mm deep",
    "KIND M/F standoff {thread}: SPEC, body {length}, stud {stud}, [hole|tapped] depth {depth} mm",
    "{thread} KIND standoff with a {stud}mm [stud|male thread] on top and a {depth}mm deep blind "
    "tapped hole below, body {length}mm long, WIDTH",
    "WIDTH KIND standoff, {length}mm body, {thread} at both ends: stud sticking out {stud}mm, "
    "female thread {depth}mm deep",
    "male-female {thread} KIND standoff: body {length}mm, WIDTH, female depth {depth}mm, [male "
    "length|stud] {stud}mm",
    "[pcb|stackable] KIND standoff, {thread} male to female, {stud}mm stud, {depth}mm deep blind "
    "hole, WIDTH, {length}mm spacing",
    "{thread} x {length}mm + {stud}mm M/F KIND standoff, WIDTH, hole {depth}mm deep",
    "KIND standoff, WIDTH, {length}mm long, [male thread|stud] {thread} x {stud}mm on top, same "
    "thread {depth}mm deep from [below|underneath]",
    "[one|a] {thread} male-female KIND standoff with a {length}mm body, WIDTH, {depth}mm blind "
    "[female hole|threaded hole] and {stud}mm stud",
    "standoff {thread} M-F KIND, SPEC, length {length}, [male|stud] {stud}, female depth {depth}",
    "{length}mm [high|tall] KIND standoff, WIDTH, with {thread} male end {stud}mm long and "
    "[blind|closed] female end {depth}mm deep",
    "KIND male-female standoff {thread}, WIDTH, {length}mm body, {stud}mm [stud|male end]",
    "{thread} M/F KIND standoff, {length}mm [body|spacing] plus {stud}mm stud, WIDTH",
    "{thread} [male-female|male/female|M/F] KIND standoff, {length}mm body, WIDTH",
    "KIND standoff, {thread} stud on one end, tapped the same in the other, WIDTH, body {length}mm",
)


def _male_female(kind: str, width: str, spec: str) -> tuple[str, ...]:
    """These texts for an outline: KIND, and its width in two ways."""
    return tuple(
        text.replace("KIND", kind).replace("WIDTH", width).replace("SPEC", spec)
        for text in _MALE_FEMALE
    )


ROUND_MALE_FEMALE = _male_female("round", "{diameter}mm diameter", "OD {diameter}")
HEX_MALE_FEMALE = (
    *_male_female("hex", "{flats}mm across flats", "AF {flats}"),
    "{thread} [male-female|male/female|M/F] hex standoff, {length}mm body",
    "hex M/F standoff {thread}, body {length}mm, [stud|male end] {stud}mm",
)
