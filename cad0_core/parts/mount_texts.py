"""Sentences of the mounts: for stepper motors, sensors and bearings."""

NEMA_TEXTS = (
    "NEMA {frame} [motor mount plate|motor mounting plate], {length}x{width}x{thickness}mm",
    "{length}x{width}mm plate, {thickness}mm thick, for a NEMA {frame} stepper[| motor], centered",
    "{thickness}mm thick mounting plate for a NEMA {frame} motor, {length}mm by {width}mm",
    "stepper plate: NEMA {frame}, length {length}, width {width}, thickness {thickness}[| mm]",
    "plate {length} x {width} x {thickness} mm with [a|the standard] NEMA {frame} hole pattern and "
    "boss hole in the middle",
    "flat motor mount {length}mm long, {width}mm wide, {thickness}mm thick, drilled for NEMA "
    "{frame}",
    "NEMA{frame} face plate {length} by {width} by {thickness} mm[|, no other holes]",
    "motor plate with NEMA {frame} bolt pattern and pilot hole centered, {length}x{width}mm, "
    "{thickness}mm [thick|stock]",
    "{length}mm x {width}mm x {thickness}mm adapter plate, NEMA {frame} [face|pattern] in the "
    "center",
    "mount for one NEMA {frame} stepper: a plate {length}mm by {width}mm and {thickness}mm thick",
    "square NEMA {frame} motor plate, {length}mm side, {thickness}mm thick",
    "{length}mm square plate for a NEMA {frame} [motor|stepper]",
    "NEMA {frame} [motor mount|stepper mount] plate, {thickness}mm thick",
    "NEMA {frame} motor plate {length}x{width}mm",
)
NEMA_CORNER_TEXTS = (
    "NEMA {frame} motor mount plate, {length}x{width}x{thickness}mm, with [4x|four] {hole}mm "
    "corner holes {inset}mm from the edges",
    "{length}x{width}mm plate, {thickness}mm thick, for a NEMA {frame} stepper in the center, plus "
    "a {hole}mm hole in each corner, inset {inset}mm",
    "{thickness}mm thick mounting plate for a NEMA {frame} motor, {length}mm by {width}mm, corner "
    "holes [{hole}mm dia|dia {hole}mm], {inset}mm from both edges",
    "stepper plate: NEMA {frame}, length {length}, width {width}, thickness {thickness}, 4 corner "
    "holes {hole}, edge distance {inset}[| mm]",
    "plate {length} x {width} x {thickness} mm with the NEMA {frame} hole pattern and boss hole in "
    "the middle and [4|four] corner holes of {hole}mm at {inset}mm from the edges",
    "flat motor mount {length}mm long, {width}mm wide, {thickness}mm thick, drilled for NEMA "
    "{frame} and with {hole}mm mounting holes in the corners, {inset}mm in from [the|both] edges",
    "NEMA{frame} face plate {length} by {width} by {thickness} mm, four corner screw holes radius "
    "{hole/2}mm, {inset}mm from the edges",
    "motor plate with NEMA {frame} bolt pattern and pilot hole centered, 4x {hole}mm in the "
    "corners at {inset}mm inset, {length}x{width}mm, {thickness}mm [thick|stock]",
    "{length}mm x {width}mm x {thickness}mm adapter plate, NEMA {frame} [face|pattern] in the "
    "center, corner holes {hole}mm, {inset}mm edge offset",
    "square NEMA {frame} motor plate, {length}mm side, {thickness}mm thick, {hole}mm holes in the "
    "[4|four] corners, {inset}mm from the edges",
    "{length}x{width}x{thickness}mm plate for a NEMA {frame} motor with [4x|four] {hole}mm corner "
    "holes",
    "NEMA {frame} [motor mount|stepper mount] plate {length}x{width}mm with [4|four] corner holes",
    "{length}mm square NEMA {frame} motor plate, {thickness}mm thick, with a {hole}mm hole in each "
    "corner",
)
NEMA_ANGLE_TEXTS = (
    "NEMA {frame} motor bracket, L-shaped: {length}mm base, {height}mm upright, {width}mm wide, "
    "{thickness}mm thick, motor shaft {axis}mm above the bottom, two {hole}mm holes in the base "
    "{inset}mm from its end and sides",
    "L-bracket for a NEMA {frame} stepper, base {length} x {width} mm, upright {height}mm high, "
    "{thickness}mm thick, shaft height {axis}mm, [2|two] base holes of {hole}mm, inset {inset}mm",
    "{thickness}mm thick angle mount for a NEMA {frame} motor, base {length}mm, upright "
    "{height}mm, width {width}mm, shaft center {axis}mm from the bottom, base drilled [2x|two "
    "times] {hole}mm {inset}mm from the end and sides",
    "motor bracket: NEMA {frame} face on the upright, base length {length}, width {width}, height "
    "{height}, thickness {thickness}, shaft height {axis}, two base holes {hole}, inset {inset}[| "
    "mm]",
    "stepper bracket in L shape, NEMA {frame} pattern in the vertical leg centered {axis}mm above "
    "the underside, legs {length}mm (base) and {height}mm (upright), {width}mm wide, {thickness}mm "
    "[sheet|plate], a pair of {hole}mm base holes {inset}mm from end and sides",
    "right angle NEMA {frame} mount {width}mm wide, {length}mm deep, {height}mm tall, "
    "{thickness}mm [material|stock], shaft axis {axis}mm up from the bottom, 2 mounting holes "
    "{hole}mm in the base, {inset}mm from the end and each side",
    "bracket to hold a NEMA{frame} motor with its shaft level: L {length}mm base x {height}mm "
    "upright, {width}mm wide, {thickness}mm thick; motor axis {axis}mm high; base holes 2 x "
    "{hole}mm, {inset}mm from the [free end|front end] and the sides",
    "L-shaped stepper mount, {length}mm base with two {hole}mm holes {inset}mm from the end and "
    "sides, {height}mm upright with a NEMA {frame} face at {axis}mm [shaft height|above the "
    "bottom], {width}mm wide, {thickness}mm thick",
    "NEMA {frame} L mount, {width}mm W x {length}mm base x {height}mm H, {thickness}mm thick, "
    "shaft at {axis}mm, two base holes radius {hole/2}mm set in {inset}mm from end and sides",
    "NEMA {frame} motor angle bracket {length}mm base, {height}mm upright, {width}mm wide, "
    "{thickness}mm thick, shaft {axis}mm above the bottom, [2x|two] {hole}mm base holes",
    "L-shaped NEMA {frame} bracket, base {length}mm, upright {height}mm, width {width}mm, "
    "{thickness}mm thick, shaft height {axis}mm, [two|2] holes in the base",
    "L-bracket for NEMA {frame}, {length}mm base with two holes, {height}mm upright, {width}mm "
    "wide, motor shaft {axis}mm above the [bottom|underside]",
)
SENSOR_TEXTS = (
    "sensor mount for an {sensor} sensor, {length}x{width}x{thickness}mm plate, [2x|two] {hole}mm "
    "mounting holes {inset}mm from the ends",
    "{sensor} sensor plate {length} x {width} mm, {thickness}mm thick, sensor hole in the center, "
    "a {hole}mm [mounting hole|screw hole] {inset}mm from each end",
    "{thickness}mm thick plate, {length}mm by {width}mm, to hold an {sensor} cylindrical sensor in "
    "the middle, with {hole}mm mounting holes at both ends, inset {inset}mm",
    "sensor bracket: {sensor} sensor, length {length}, width {width}, thickness {thickness}, two "
    "mounting holes {hole}, {inset} from the ends[| (mm)]",
    "flat mount for an {sensor} proximity [sensor|switch], plate {length}mm long, {width}mm wide, "
    "{thickness}mm thick, two end holes {hole}mm, {inset}mm in from the ends",
    "{length} by {width} by {thickness} mm plate with a clearance hole for an {sensor} sensor in "
    "the center and [2x|two] {hole}mm holes on the center line {inset}mm from the ends",
    "inductive sensor holder {sensor}, flat {length}x{width}mm, {thickness}mm [sheet|plate], "
    "mounting holes 2x {hole}mm, {inset}mm end distance",
    "holder plate for one {sensor} barrel sensor: {length}mm x {width}mm x {thickness}mm, screw "
    "holes radius {hole/2}mm, one at each end, {inset}mm from it",
    "prox switch plate, {sensor} hole in the middle, {length} x {width} x {thickness} mm, {hole}mm "
    "screw hole [near|at] each end {inset}mm in",
    "sensor plate {length}mm by {width}mm, two {hole}mm holes {inset}mm from the ends, {sensor} "
    "sensor hole [centered|between them in the center], {thickness}mm thick",
    "{length}x{width}x{thickness}mm mount for an {sensor} sensor with [2x|two] {hole}mm mounting "
    "holes",
    "{sensor} sensor mount plate {length}x{width}mm with [2|two] mounting holes",
    "{sensor} sensor plate, {length}x{width}mm, [2x|two] {hole}mm mounting holes {inset}mm from "
    "the ends",
)
SENSOR_ANGLE_TEXTS = (
    "{sensor} sensor bracket, L-shaped: {length}mm base, {height}mm upright, {width}mm wide, "
    "{thickness}mm thick, sensor {axis}mm above the bottom, two {hole}mm holes in the base "
    "{inset}mm from its end and sides",
    "L-bracket for an {sensor} sensor, base {length} x {width} mm, upright {height}mm high, "
    "{thickness}mm thick, sensor height {axis}mm, [2|two] base holes of {hole}mm, inset {inset}mm",
    "{thickness}mm thick angle mount for an {sensor} sensor, base {length}mm, upright {height}mm, "
    "width {width}mm, sensor center {axis}mm from the bottom, base drilled [2x|two times] {hole}mm "
    "{inset}mm from the end and sides",
    "sensor bracket: {sensor} sensor in the upright, base length {length}, width {width}, height "
    "{height}, thickness {thickness}, sensor height {axis}, two base holes {hole}, inset {inset}[| "
    "mm]",
    "L-shaped prox switch holder, {sensor} clearance hole in the vertical leg centered {axis}mm "
    "above the underside, legs {length}mm (base) and {height}mm (upright), {width}mm wide, "
    "{thickness}mm [sheet|plate], a pair of {hole}mm base holes {inset}mm from end and sides",
    "right angle {sensor} sensor mount {width}mm wide, {length}mm deep, {height}mm tall, "
    "{thickness}mm [material|stock], sensor axis {axis}mm up from the bottom, 2 mounting holes "
    "{hole}mm in the base, {inset}mm from the end and each side",
    "bracket to hold an {sensor} cylindrical sensor: L {length}mm base x {height}mm upright, "
    "{width}mm wide, {thickness}mm thick; sensor axis {axis}mm high; base holes 2 x {hole}mm, "
    "{inset}mm from the [free end|front end] and the sides",
    "L-shaped sensor mount, {length}mm base with two {hole}mm holes {inset}mm from the end and "
    "sides, {height}mm upright with an {sensor} sensor hole {axis}mm [high|above the bottom], "
    "{width}mm wide, {thickness}mm thick",
    "{sensor} sensor L mount, {width}mm W x {length}mm base x {height}mm H, {thickness}mm thick, "
    "sensor at {axis}mm height, two base holes radius {hole/2}mm set in {inset}mm from end and "
    "sides",
    "{sensor} sensor angle bracket {length}mm base, {height}mm upright, {width}mm wide, "
    "{thickness}mm thick, sensor {axis}mm above the bottom, [2x|two] {hole}mm base holes",
    "L-shaped {sensor} sensor bracket, base {length}mm, upright {height}mm, width {width}mm, "
    "{thickness}mm thick, sensor height {axis}mm, [two|2] holes in the base",
    "L-bracket for an {sensor} sensor, {length}mm base with two holes, {height}mm upright, "
    "{width}mm wide, sensor {axis}mm above the [bottom|underside]",
)
BLOCK_TEXTS = (
    "bearing block {length}x{width}x{height}mm with a {bore}mm bore {axis}mm above the bottom and "
    "[2x|two] {hole}mm vertical bolt holes {inset}mm from the ends",
    "[rectangular|plain] bearing block, {length}mm long, {width}mm deep, {height}mm high, {bore}mm "
    "bore at {axis}mm height, two {hole}mm bolt holes from above, {inset}mm from each end",
    "shaft support block: length {length}, depth {width}, height {height}, bore {bore}, bore "
    "height {axis}, two vertical bolt holes {hole}, {inset} from the ends[| (mm)]",
    "block {length} x {width} x {height} mm bored {bore}mm front to back, axis {axis}mm from the "
    "bottom, drilled [2x|twice] {hole}mm top to bottom, {inset}mm from the ends",
    "shaft block for a {bore}mm shaft, center height {axis}mm, body {length}mm x {width}mm x "
    "{height}mm (L x D x H), 2 vertical through holes {hole}mm, {inset}mm [in from|from] the ends",
    "{height}mm high bearing block, {length}mm long and {width}mm deep, horizontal bore dia "
    "{bore}mm at {axis}mm above the base, bolt holes dia {hole}mm straight down on both sides, "
    "{inset}mm from the ends",
    "square cornered bearing housing {length} x {width} x {height} mm, through bore radius "
    "{bore/2}mm with its center {axis}mm up, a {hole}mm bolt hole down each end, {inset}mm in",
    "bearing support, solid block {length}mm by {width}mm by {height}mm tall, {bore}mm hole "
    "through the depth at {axis}mm height, [2x|two] {hole}mm bolt holes through the height "
    "{inset}mm from the ends",
    "pair of {hole}mm vertical bolt holes {inset}mm from the ends of a {length}x{width}x{height}mm "
    "bearing block with a {bore}mm bore, bore center {axis}mm above the [bottom|base]",
    "bearing block {length}x{width}x{height}mm, {bore}mm bore at half height, [2x|two] {hole}mm "
    "vertical bolt holes {inset}mm from the ends",
    "bearing block {length} x {width} x {height} mm with a centered {bore}mm bore and two {hole}mm "
    "vertical bolt holes",
    "shaft support block {length}mm long, {width}mm deep, {height}mm high, {bore}mm bore in the "
    "middle, [2|two] vertical bolt holes",
    "bearing block {length}x{width}x{height}mm, {bore}mm bore {axis}mm above the bottom, [2|two] "
    "vertical bolt holes",
)
PILLOW_TEXTS = (
    "pillow block, foot {length}x{width}x{foot}mm, {bore}mm bore {axis}mm above the bottom, "
    "{housing}mm round-topped housing, [2x|two] {hole}mm bolt holes {inset}mm from the ends",
    "[pillow block|plummer block] for a {bore}mm shaft, shaft height {axis}mm, housing {housing}mm "
    "outside diameter, foot {length}mm long, {width}mm deep and {foot}mm thick, two {hole}mm bolt "
    "holes {inset}mm from the foot ends",
    "pillow block: foot length {length}, depth {width}, foot thickness {foot}, shaft height "
    "{axis}, housing diameter {housing}, bore {bore}, bolt holes {hole}, {inset} from the ends[| "
    "(mm)]",
    "pedestal bearing, bore {bore}mm, OD {housing}mm, center height {axis}mm, base {length} x "
    "{width} x {foot} mm, bolted with [2x|two] {hole}mm holes {inset}mm from the ends",
    "{bore}mm bore pillow block {width}mm deep throughout, foot {length}mm long x {foot}mm thick, "
    "bore axis {axis}mm high, rounded housing {housing}mm wide, a {hole}mm bolt hole {inset}mm "
    "from [each end|both ends]",
    "shaft pedestal with a round top: base plate {length}x{width}mm, {foot}mm thick; bore {bore}mm "
    "at {axis}mm above the underside; housing {housing}mm dia; holes 2 x {hole}mm, {inset}mm from "
    "the ends",
    "pillow style bearing housing, {housing}mm wide with a round top, bored {bore}mm at {axis}mm "
    "height, on a {length}mm x {width}mm x {foot}mm foot with [2x|two] {hole}mm holes {inset}mm in "
    "from the ends",
    "pillow block body, housing radius {housing/2}mm around a bore of radius {bore/2}mm, axis "
    "{axis}mm above the bottom, foot {length} x {width} x {foot} mm, bolt holes radius {hole/2}mm, "
    "{inset}mm from the ends",
    "{width}mm deep pillow block, {length}mm foot, {foot}mm foot thickness, {axis}mm shaft height, "
    "{housing}mm housing, {bore}mm bore, two {hole}mm foot holes [{inset}mm|set {inset}mm] from "
    "the ends",
    "pillow block for a {bore}mm shaft, foot {length}x{width}x{foot}mm, shaft height {axis}mm, "
    "[2x|two] {hole}mm bolt holes {inset}mm from the ends",
    "pillow block {bore}mm bore, {axis}mm center height, foot {length}mm x {width}mm x {foot}mm, "
    "{housing}mm housing, [2|two] bolt holes",
    "pillow block with a {bore}mm bore {axis}mm above the bottom on a {length} x {width} x {foot} "
    "mm foot with [2|two] bolt holes",
)
