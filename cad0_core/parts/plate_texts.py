"""Sentences of the plates that are no brackets: discs, grids, strips, slots, notches."""

DISC_TEXTS = (
    "{diameter}mm [disc|round plate], {thickness}mm thick, with [{holes as word}|{holes}x] "
    "{hole}mm holes evenly spaced on a {circle}mm bolt circle",
    "[round|circular] plate {diameter}mm diameter x {thickness}mm with [{holes}|{holes as word}] "
    "holes of {hole}mm diameter on a {circle}mm circle",
    "disc, OD {diameter}mm, {thickness}mm thick, {holes}x {hole}mm holes on PCD {circle}mm[|, no "
    "center hole]",
    "{thickness}mm thick disc of {diameter}mm diameter, drilled {holes} x {hole}mm, pitch circle "
    "diameter {circle}mm",
    "round plate: diameter {diameter}, thickness {thickness}, {holes} holes of {hole}, bolt circle "
    "{circle}[| mm]",
    "circular plate {diameter}mm across and {thickness}mm thick with a ring of {holes as word} "
    "{hole}mm holes, ring diameter {circle}mm",
    "disc radius {diameter/2}mm, thickness {thickness}mm, {holes} holes of radius {hole/2}mm on a "
    "circle of radius {circle/2}mm",
    "disc {diameter}x{thickness}mm, {holes} equally spaced through holes Ø{hole}mm, PCD {circle}mm",
    "flat disc with [{holes}|{holes as word}] {hole}mm holes around a {circle}mm pitch circle, "
    "{diameter}mm outside diameter, {thickness}mm thick",
    "{holes} hole [disc|round plate], {diameter}mm dia, {thickness}mm thick, holes {hole}mm dia on "
    "a {circle}mm BCD",
    "{diameter}mm [disc|round plate] with {holes as word} {hole}mm holes on a {circle}mm bolt "
    "circle",
    "{diameter}mm round plate, {thickness}mm thick, [{holes}|{holes as word}] holes on a "
    "{circle}mm bolt circle",
    "disc {diameter}mm diameter with [{holes}|{holes as word}] holes on a {circle}mm pitch circle",
)
BORED_TEXTS = (
    "{diameter}mm [disc|round plate], {thickness}mm thick, with a {center}mm center hole and "
    "[{holes as word}|{holes}x] {hole}mm holes evenly spaced on a {circle}mm bolt circle",
    "[round|circular] plate {diameter}mm diameter x {thickness}mm with [{holes}|{holes as word}] "
    "holes of {hole}mm diameter on a {circle}mm circle and a {center}mm hole in the middle",
    "disc, OD {diameter}mm, ID {center}mm, {thickness}mm thick, {holes}x {hole}mm holes on PCD "
    "{circle}mm",
    "{thickness}mm thick disc of {diameter}mm diameter with a {center}mm [bore|central hole], "
    "drilled {holes} x {hole}mm, pitch circle diameter {circle}mm",
    "round plate: diameter {diameter}, thickness {thickness}, center hole {center}, {holes} holes "
    "of {hole}, bolt circle {circle}[| mm]",
    "circular plate {diameter}mm across and {thickness}mm thick, {center}mm bore, with a ring of "
    "{holes as word} {hole}mm holes, ring diameter {circle}mm",
    "disc radius {diameter/2}mm, thickness {thickness}mm, center hole radius {center/2}mm, {holes} "
    "holes of radius {hole/2}mm on a circle of radius {circle/2}mm",
    "disc {diameter}x{thickness}mm, bore Ø{center}mm, {holes} equally spaced through holes "
    "Ø{hole}mm, PCD {circle}mm",
    "flat disc with a {center}mm central bore and [{holes}|{holes as word}] {hole}mm holes around "
    "a {circle}mm pitch circle, {diameter}mm outside diameter, {thickness}mm thick",
    "[round|circular] plate, {holes} holes {hole}mm dia on a {circle}mm BCD, {center}mm hole in "
    "the center, {diameter}mm dia, {thickness}mm thick",
    "{diameter}mm [disc|round plate] with a {center}mm center hole and {holes as word} {hole}mm "
    "holes on a {circle}mm bolt circle",
    "{diameter}mm round plate, {thickness}mm thick, {center}mm center hole, [{holes}|{holes as "
    "word}] holes on a {circle}mm bolt circle",
    "disc {diameter}mm diameter, {center}mm bore, with [{holes}|{holes as word}] holes on a "
    "{circle}mm pitch circle",
)
GRID_TEXTS = (
    "[perforated plate|plate] with a {columns}x{rows} grid of {hole}mm holes, {pitch}mm pitch, "
    "{thickness}mm thick, half a pitch from the outer holes to the edges",
    "{thickness}mm thick plate with {columns} columns and {rows} rows of {hole}mm holes spaced "
    "{pitch}mm apart, [half a pitch|half a spacing] at the edges",
    "hole grid plate {columns} by {rows}, pitch {pitch}mm, holes {hole}mm, thickness "
    "{thickness}mm, edge margin half the pitch",
    "perforated [sheet|plate] {thickness}mm, {columns} x {rows} holes Ø{hole}mm on {pitch}mm "
    "centers, outer holes half a pitch in from the edges",
    "{columns} x {rows} array of {hole}mm through holes at {pitch}mm [spacing|pitch] in a plate "
    "{thickness}mm thick that ends half a pitch beyond the outer holes",
    "breadboard plate: {columns} columns, {rows} rows, pitch {pitch}, hole diameter {hole}, "
    "thickness {thickness}, half pitch margins[| (mm)]",
    "pegboard style plate, {rows} rows of {columns} holes, {hole}mm dia, {pitch}mm center to "
    "center, {thickness}mm thick, edges half a pitch out",
    "grid plate with {columns as word} by {rows as word} holes of radius {hole/2}mm, {pitch}mm "
    "apart, half of that at the edges, thickness {thickness}mm",
    "plate made of {columns}x{rows} squares of {pitch}mm, each with a {hole}mm hole in its middle, "
    "{thickness}mm thick",
    "{columns}x{rows} hole matrix plate, square pitch {pitch}mm, [half a pitch of "
    "margin|half-pitch border], {hole}mm holes, {thickness}mm thick",
    "perforated plate with {columns}x{rows} {hole}mm holes at {pitch}mm pitch, [half a pitch at "
    "the edges|half-pitch margins]",
    "perforated plate, {columns} by {rows} holes, {pitch}mm pitch, {thickness}mm thick, [half a "
    "pitch at the edges|half-pitch margins]",
    "[grid plate|perforated plate] {columns} x {rows} holes, {pitch}mm pitch, half a pitch from "
    "edge to first hole",
)
STRIP_TEXTS = (
    "perforated strip {width}mm wide and {thickness}mm thick with {holes} holes of {hole}mm at "
    "{pitch}mm pitch, [half a pitch|half the pitch] at each end",
    "[flat bar|strip] with a row of {holes} holes, {hole}mm diameter, {pitch}mm apart, {width}mm "
    "wide, {thickness}mm thick, ends half a pitch past the outer holes",
    "{thickness}mm thick strip, {width}mm wide, {holes} holes of {hole}mm on {pitch}mm centers, "
    "half a pitch from [each end|the ends] to the first hole",
    "perforated strip: {holes} holes, pitch {pitch}, hole {hole}, width {width}, thickness "
    "{thickness}, half pitch ends[| (mm)]",
    "{holes}-hole [strip|flat bar], holes {hole}mm dia, spaced {pitch}mm, bar {width}mm x "
    "{thickness}mm, outer holes half a spacing from the ends",
    "construction set strip with {holes} holes Ø{hole}mm every {pitch}mm, {width}mm wide, "
    "{thickness}mm thick, half a pitch at the ends",
    "{width}x{thickness}mm flat bar drilled with {holes} x {hole}mm holes in a line, {pitch}mm "
    "center to center, end margins half the pitch",
    "hole strip, {holes} holes in one row along the middle, radius {hole/2}mm, {pitch}mm pitch, "
    "strip {width}mm wide x {thickness}mm thick, [half-pitch ends|ends half a pitch out]",
    "[mounting rail|rail strip] {width}mm wide, {thickness}mm thick, single row of {holes} holes, "
    "{hole}mm diameter, {pitch}mm apart, first and last hole half a pitch from the ends",
    "linear hole pattern in a flat bar: {holes} times {hole}mm every {pitch}mm, half of that to "
    "each end, bar {width}mm by {thickness}mm",
    "perforated strip {width}mm wide, {holes} holes of {hole}mm at {pitch}mm pitch, half a pitch "
    "at [each end|the ends]",
    "{width}mm wide perforated strip, {thickness}mm thick, {holes} holes at {pitch}mm pitch, "
    "[half-pitch ends|half a pitch at the ends]",
    "[perforated strip|flat bar] with {holes} holes {pitch}mm apart in a row, {width}mm wide, ends "
    "half a pitch past the last holes",
)
SLOT_TEXTS = (
    "{length}x{width}x{thickness}mm plate with [a|one] {slot_length}x{slot_width}mm slot in the "
    "center, along its length",
    "plate {length} x {width} mm, {thickness}mm thick, with [a single|one] lengthwise slot in the "
    "middle, {slot_length}mm long overall and {slot_width}mm wide",
    "{thickness}mm thick plate, {length}mm by {width}mm, central slot {slot_length} x {slot_width} "
    "mm [lengthwise|parallel to the length]",
    "plate {length}mm long, {width}mm wide and {thickness}mm thick, one obround slot "
    "{slot_width}mm x {slot_length}mm centered and running lengthwise",
    "slotted plate: length {length}, width {width}, thickness {thickness}, one centered lengthwise "
    "slot {slot_length} x {slot_width}[| mm]",
    "{length} by {width} by {thickness} mm plate, slot {slot_width}mm wide and {slot_length}mm end "
    "to end along the [long|length] center line, in the middle",
    "plate with a round-ended {slot_length}mm by {slot_width}mm slot through its middle, parallel "
    "to the length, plate {length}x{width}mm, {thickness}mm thick",
    "single slot plate, {length}x{width}x{thickness}mm, slot {slot_length}mm overall x "
    "{slot_width}mm, [centered|in the center], lengthwise",
    "rectangular plate {length}x{width}x{thickness} with 1 slot in the center, {slot_length} long "
    "x {slot_width} wide, running along the length[| (mm)]",
    "adjuster plate {length} x {width} x {thickness} mm, one long hole {slot_width} x "
    "{slot_length} mm in the center along the length",
    "{length}x{width}mm plate with [a|one] centered {slot_length}x{slot_width}mm lengthwise slot",
    "plate {length}mm x {width}mm, one {slot_width}mm wide slot in the middle, {slot_length}mm "
    "long, [along the length|lengthwise]",
)
CORNER_CENTER_TEXTS = (
    "{length}x{width}x{thickness}mm plate with [4x|four] {hole}mm corner holes, {inset}mm from the "
    "edges, and a {center}mm center hole",
    "plate {length} x {width} mm, {thickness}mm thick, {center}mm hole in the [center|middle], "
    "[4|four] corner holes of {hole}mm diameter, inset {inset}mm",
    "{thickness}mm thick plate, {length}mm by {width}mm, with a {hole}mm hole in each corner "
    "{inset}mm from both edges and one {center}mm hole in the middle",
    "plate {length}mm long, {width}mm wide, {thickness}mm thick, bored {center}mm in the center, "
    "with {hole}mm holes in the [4|four] corners at {inset}mm from the edges",
    "five hole plate: length {length}, width {width}, thickness {thickness}, corner holes {hole}, "
    "edge distance {inset}, center hole {center}[| mm]",
    "{length}x{width}x{thickness} plate, 4x {hole}mm corner holes with {inset}mm edge offset, 1x "
    "{center}mm center hole",
    "plate with a central {center}mm bore and [4x|four] {hole}mm holes in the corners, {inset}mm "
    "inset, {length}x{width}mm, {thickness}mm thick",
    "{length} by {width} by {thickness} mm plate, big {center}mm hole in the middle, four {hole}mm "
    "screw holes in the corners {inset}mm from the edges",
    "cover plate {length} x {width} x {thickness} mm with corner holes dia {hole}mm set in "
    "{inset}mm and a center opening dia {center}mm",
    "plate {length} x {width} x {thickness} mm, center hole radius {center/2}mm, four corner holes "
    "radius {hole/2}mm, {inset}mm from the edges",
    "{length}x{width}x{thickness}mm plate with [4x|four] {hole}mm corner holes and a {center}mm "
    "center hole",
    "{length}x{width}mm plate with [4x|four] {hole}mm corner holes, {inset}mm from the edges, and "
    "a {center}mm hole in the middle",
    "{length}x{width}mm plate with corner holes and a {center}mm center hole",
    "{length}x{width}x{thickness}mm plate with a hole in each corner and a {center}mm hole in the "
    "[center|middle]",
)
SLOT_CORNER_TEXTS = (
    "{length}x{width}x{thickness}mm plate with [4x|four] {hole}mm corner holes, {inset}mm from the "
    "edges, and a {slot_length}x{slot_width}mm slot in the center, along its length",
    "plate {length} x {width} mm, {thickness}mm thick, with one lengthwise slot in the middle, "
    "{slot_length}mm long overall and {slot_width}mm wide, and [4|four] corner holes of {hole}mm "
    "diameter, inset {inset}mm",
    "{thickness}mm thick plate, {length}mm by {width}mm, central slot {slot_length} x {slot_width} "
    "mm [lengthwise|parallel to the length], a {hole}mm hole in each corner {inset}mm from both "
    "edges",
    "slotted plate: length {length}, width {width}, thickness {thickness}, centered lengthwise "
    "slot {slot_length} x {slot_width}, corner holes {hole}, edge distance {inset}[| mm]",
    "{length}x{width}x{thickness} plate, 4x {hole}mm corner holes with {inset}mm edge offset, 1x "
    "{slot_length}x{slot_width}mm slot in the middle, lengthwise",
    "plate with a round-ended {slot_length}mm by {slot_width}mm slot through its middle, parallel "
    "to the length, and [4x|four] {hole}mm holes in the corners, {inset}mm inset, plate "
    "{length}x{width}mm, {thickness}mm thick",
    "plate {length}mm long, {width}mm wide and {thickness}mm thick, one obround slot "
    "{slot_width}mm x {slot_length}mm centered and running lengthwise, {hole}mm holes in the "
    "[4|four] corners at {inset}mm from the edges",
    "adjuster plate {length} x {width} x {thickness} mm, one long hole {slot_width} x "
    "{slot_length} mm in the center along the length, four {hole}mm screw holes in the corners "
    "{inset}mm from the edges",
    "{length} by {width} by {thickness} mm plate, slot {slot_width}mm wide and {slot_length}mm end "
    "to end along the center line, in the middle, corner holes radius {hole/2}mm, {inset}mm from "
    "the edges",
    "{length}x{width}x{thickness}mm plate with [4x|four] {hole}mm corner holes and one centered "
    "{slot_length}x{slot_width}mm lengthwise slot",
    "{length}x{width}mm plate with [4x|four] {hole}mm corner holes, {inset}mm from the edges, and "
    "a {slot_length}x{slot_width}mm slot [along the middle|lengthwise in the middle]",
    "{length}x{width}mm plate with corner holes and a central {slot_length}x{slot_width}mm slot "
    "[along the length|lengthwise]",
)
NOTCH_TEXTS = (
    "{length}x{width}x{thickness}mm plate with a {notch_width}mm wide, {notch_depth}mm deep "
    "[rectangular |]notch in the middle of a long side",
    "plate {length} x {width} mm, {thickness}mm thick, [one|a] notch centered on one long edge, "
    "{notch_width}mm wide and {notch_depth}mm deep",
    "notched plate: length {length}, width {width}, thickness {thickness}, notch width "
    "{notch_width}, notch depth {notch_depth}, middle of a long side[| (mm)]",
    "{thickness}mm thick plate, {length}mm by {width}mm, rectangular cutout {notch_width}mm wide, "
    "{notch_depth}mm deep, at the middle of a long edge",
    "U-shaped plate {length}mm long, {width}mm wide, {thickness}mm thick; opening in the middle of "
    "a long side {notch_width}mm wide and {notch_depth}mm deep",
    "{length} by {width} by {thickness} mm plate with a notch {notch_depth}mm into the long edge, "
    "{notch_width}mm wide, [centered|centred along the edge]",
    "plate with an edge notch, {notch_width}mm wide x {notch_depth}mm deep, [center|middle] of the "
    "long side, plate {length}x{width}mm, {thickness}mm thick",
    "flat plate {length}x{width}x{thickness} mm, notch {notch_width} wide x {notch_depth} deep cut "
    "[into|in] one long side at its center",
    "{length} x {width} x {thickness} mm plate, square-cornered notch halfway along a long side, "
    "depth {notch_depth}mm, width {notch_width}mm",
    "rectangular plate {length}mm x {width}mm x {thickness}mm with a [cable |]notch "
    "{notch_width}mm wide and {notch_depth}mm deep in the middle of one [long side|long edge]",
    "{length}x{width}mm plate with a {notch_width}mm wide, {notch_depth}mm deep notch in the "
    "middle of [a long side|one long edge]",
    "{length}mm x {width}mm notched plate, notch {notch_depth}mm deep and {notch_width}mm wide, "
    "centered on [a long side|one long edge]",
)
ROUNDED_TEXTS = (
    "{length}x{width}x{thickness}mm plate with {radius}mm [rounded corners|corner radius]",
    "plate {length} x {width} mm, {thickness}mm thick, corners rounded [to|with] {radius}mm radius",
    "{thickness}mm thick plate, {length}mm by {width}mm, with [all four|all 4] corners rounded at "
    "R{radius}mm",
    "rounded rectangle plate {length}mm long, {width}mm wide, {thickness}mm thick, corner radius "
    "{radius}mm",
    "plate with rounded corners: length {length}, width {width}, thickness {thickness}, radius "
    "{radius}[| mm]",
    "{length} by {width} by {thickness} mm plate, R{radius} corners[|, no holes]",
    "rounded plate {length}x{width}mm, {radius}mm radius at each corner, {thickness}mm "
    "[thick|thickness]",
    "[plain|blank|flat] plate {length} x {width} x {thickness} mm with corners of radius "
    "{radius}mm",
    "rectangular plate, {radius}mm corner radii, {length}mm by {width}mm and {thickness}mm "
    "thick[|, no holes]",
    "plate {length}x{width}x{thickness}, four corners filleted in plan with radius {radius}[| mm]",
    "{length}x{width}mm plate with {radius}mm [rounded corners|corner radius]",
    "plate {length}mm x {width}mm, corners rounded to {radius}mm radius[|, no holes]",
    "[rounded|round-cornered] plate {length} x {width} mm, R{radius}",
)
