"""Sentences of the flat brackets: mounting plates."""

PLATE_TEXTS = (
    "{length}x{width}x{thickness}mm [mounting plate|plate|base plate][|, no holes| without holes]",
    "[mounting plate|plate] {length} x {width} mm, {thickness}mm thick[|, no holes]",
    "{thickness}mm thick [mounting plate|plate], {length}mm by {width}mm[|, plain]",
    "plain [mounting plate|plate] {length}x{width}mm, thickness {thickness}mm",
    "[flat|blank] [mounting |]plate {length}mm long, {width}mm wide and {thickness}mm thick",
    "rectangular plate: length {length}, width {width}, thickness {thickness} mm",
    "flat bracket {length} x {width} x {thickness} mm, no holes",
    "blank [mounting |]plate {length}mm long x {width}mm wide x {thickness}mm thick",
    "[|simple ]{length} by {width} by {thickness} mm mounting plate with no holes",
    "{length}x{width}mm [mounting plate|plate|base plate][|, no holes]",
    "plain {length} x {width} mm mounting plate[|, no holes]",
)
CENTER_TEXTS = (
    "{length}x{width}x{thickness}mm [mounting plate|plate] with a {hole}mm [center|centre] hole",
    "[mounting plate|plate] {length} x {width} mm, {thickness}mm thick, {hole}mm hole in the "
    "[center|middle]",
    "{thickness}mm thick plate, {length}mm by {width}mm, with [one|a] central hole of {hole}mm "
    "diameter",
    "plate {length}x{width}x{thickness} with a single {hole}mm [through hole|hole] in the center",
    "mounting plate {length}mm long, {width}mm wide, {thickness}mm thick with a {hole}mm through "
    "hole in the middle",
    "{length} by {width} by {thickness} mm plate, one centered hole, diameter {hole}mm",
    "plate with a {hole}mm hole at its center, {length}x{width}mm, {thickness}mm thick",
    "base plate: length {length}, width {width}, thickness {thickness}, center hole {hole} mm",
    "{length} x {width} x {thickness} mm plate with a center hole of radius {hole/2}mm",
    "{length}x{width}mm [mounting plate|plate] with a {hole}mm center hole",
    "{length}x{width}x{thickness}mm mounting plate with a [center hole|hole in the center]",
    "{length}x{width}mm mounting plate with a [center hole|hole in the center]",
)
TWO_TEXTS = (
    "{length}x{width}x{thickness}mm [mounting plate|plate] with [2|two] {hole}mm holes, {inset}mm "
    "from the ends",
    "[mounting plate|strap|plate] {length} x {width} mm, {thickness}mm thick, [2|two] holes of "
    "{hole}mm diameter, {inset}mm from each end",
    "{thickness}mm thick plate, {length}mm by {width}mm, a {hole}mm hole near each end, inset "
    "{inset}mm",
    "[two|2] hole plate {length}x{width}x{thickness}mm, holes {hole}mm, {inset}mm from the ends",
    "plate {length}mm long, {width}mm wide, {thickness}mm thick with two {hole}mm through holes on "
    "the center line, {inset}mm from the ends",
    "{length} by {width} by {thickness} mm plate, one {hole}mm hole at each end, {inset}mm in",
    "plate with 2 end holes of {hole}mm, {inset}mm inset, {length}x{width}mm, {thickness}mm thick",
    "mounting strap: length {length}, width {width}, thickness {thickness}, 2 holes diameter "
    "{hole}, {inset} from the ends",
    "{length} x {width} x {thickness} mm plate with two end holes of radius {hole/2}mm set in "
    "{inset}mm",
    "{length}x{width}mm [mounting plate|plate] with [2|two] {hole}mm holes, {inset}mm from the "
    "ends",
    "{length}x{width}x{thickness}mm mounting plate with [2|two] {hole}mm holes",
    "{length}x{width}mm mounting plate with [2|two] holes",
)
CORNER_TEXTS = (
    "{length}x{width}x{thickness}mm [mounting plate|plate] with [4|four] {hole}mm corner holes, "
    "{inset}mm from the edges",
    "[mounting plate|plate] {length} x {width} mm, {thickness}mm thick, [4|four] corner holes of "
    "{hole}mm diameter, inset {inset}mm",
    "mounting plate {length} x {width} x {thickness} mm, {hole}mm [diameter |]holes in the "
    "[4|four] corners, {inset}mm from each edge",
    "[4|four] hole mounting plate: {length}mm by {width}mm by {thickness}mm, corner holes "
    "{hole}mm, inset {inset}mm",
    "plate with a {hole}mm hole in each corner, {inset}mm inset, {length}x{width}mm, {thickness}mm "
    "thick",
    "mounting plate {length}mm long, {width}mm wide, {thickness}mm thick with four {hole}mm "
    "through holes in the corners, {inset}mm from the edges",
    "{thickness}mm thick plate {length}x{width}mm, corner holes dia {hole}mm at {inset}mm from the "
    "edges",
    "base plate: length {length}, width {width}, thickness {thickness}, 4 corner holes diameter "
    "{hole}, edge distance {inset}",
    "{length}x{width}x{thickness} plate, 4x {hole}mm corner holes, {inset}mm edge offset",
    "{length} x {width} x {thickness} mm plate with four corner holes of radius {hole/2}mm set in "
    "{inset}mm",
    "{length}x{width}mm [mounting plate|plate] with [4|four] {hole}mm corner holes, {inset}mm from "
    "the edges",
    "{length}x{width}x{thickness}mm [mounting plate|plate] with [4|four] {hole}mm corner holes",
    "{length}x{width}mm mounting plate with [4|four] {hole}mm corner holes",
    "{length}x{width}x{thickness}mm mounting plate with [4|four] corner holes",
    "{length}x{width}mm [mounting plate|plate] with [4|four] corner holes",
    "[mounting |]plate {length} x {width} mm, a hole in each corner",
)
SLOT_TEXTS = (
    "{length}x{width}x{thickness}mm [mounting plate|plate] with [2|two] "
    "{slot_length}x{slot_width}mm slots along its length, slot centers {inset}mm from the ends",
    "[mounting plate|plate] {length} x {width} mm, {thickness}mm thick, [2|two] lengthwise slots "
    "{slot_length}mm long overall and {slot_width}mm wide, centers {inset}mm from each end",
    "{thickness}mm thick mounting plate, {length}mm by {width}mm, a slot near each end, "
    "{slot_length} x {slot_width} mm, lengthwise, its center {inset}mm in from the end",
    "adjustable mounting plate: {length}mm by {width}mm by {thickness}mm, two slots parallel to "
    "the length, {slot_width}mm wide, {slot_length}mm end to end, centered {inset}mm from the ends",
    "slotted mounting plate {length}mm long, {width}mm wide, {thickness}mm thick, [2|two] "
    "{slot_length}mm x {slot_width}mm obround slots on the long center line, each centered "
    "{inset}mm from its end",
    "slotted plate: length {length}, width {width}, thickness {thickness}, 2 lengthwise slots "
    "{slot_length} x {slot_width}, slot center to end {inset}[| mm]",
    "two-slot plate, {length}x{width}mm, {thickness}mm thick, slots {slot_width}mm wide and "
    "{slot_length}mm long running lengthwise, middle of each slot {inset}mm from the end",
    "{length} by {width} by {thickness} mm plate, 2x slot {slot_length} x {slot_width} mm along "
    "the length, [slot centers|centers] {inset}mm from the ends",
    "plate with [2|two] lengthwise round-ended slots, {slot_length}mm overall x {slot_width}mm, "
    "slot centers {inset}mm from the ends, plate {length}x{width}x{thickness}mm",
    "base plate {length} x {width} x {thickness} mm with one {slot_length}x{slot_width}mm slot at "
    "each end, running lengthwise, centered {inset}mm from that end",
    "{length}x{width}mm [mounting plate|plate] with [2x|two] {slot_length}x{slot_width}mm "
    "lengthwise slots centered {inset}mm from the ends",
    "{length}x{width}mm slotted mounting plate, two {slot_width}mm slots, each {slot_length}mm "
    "long [along the length|lengthwise], with centers {inset}mm from the ends",
)
