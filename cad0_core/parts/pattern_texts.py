"""Sentences for parts made by repetition."""

COMB = (
    "flat comb {length}mm long, {depth}mm deep overall, {spine}mm spine, {thickness}mm thick, "
    "{teeth} teeth {tooth}mm wide at {pitch}mm pitch, [first and last tooth|end teeth] flush with "
    "the ends",
    "comb: length {length}, overall depth {depth}, spine width {spine}, thickness {thickness}, "
    "{teeth} teeth, tooth width {tooth}, pitch {pitch} mm, [a tooth at each end|teeth at both "
    "ends]",
    "{teeth}-tooth comb, {length}x{depth}mm outline, {thickness}mm thick, back {spine}mm wide, "
    "teeth {tooth}mm wide [every {pitch}mm|spaced {pitch}mm], outer teeth flush with the ends",
    "[wiring|cable|assembly] comb from {thickness}mm sheet, {length}mm x {depth}mm over all, "
    "{spine}mm back, {teeth} teeth of {tooth}mm width on a {pitch}mm pitch from end to end",
    "[rake|comb] shape, {spine}mm spine along the {length}mm side, {teeth} parallel teeth "
    "{tooth}mm wide with {pitch}mm center spacing flush at both ends, total depth {depth}mm, "
    "{thickness}mm thick",
    "{length}mm comb with {teeth} teeth, each {tooth}mm wide, {pitch}mm [apart center to "
    "center|center distance], {depth}mm deep including the {spine}mm spine, thickness "
    "{thickness}mm, edge teeth at the very ends",
    "flat toothed strip: {spine}mm backbone {length}mm long, {teeth} teeth on one side reaching "
    "{depth}mm overall, tooth {tooth}mm, pitch {pitch}mm, [stock|plate] {thickness}mm, starting "
    "and ending with a tooth",
    "comb L {length} D {depth} spine {spine} T {thickness} teeth {teeth} x {tooth} pitch {pitch}, "
    "[end teeth flush|tooth at both ends]",
    "{thickness}mm thick comb, {teeth} teeth, pitch {pitch}mm, tooth width {tooth}mm, [{length}mm "
    "by {depth}mm overall|overall {length} x {depth}mm], solid back strip {spine}mm wide, first "
    "tooth at one end and last at the other",
    "plastic comb [blank|plate] {length}mm x {depth}mm x {thickness}mm cut into {teeth} teeth "
    "({tooth}mm wide, {pitch}mm pitch, flush with both ends), leaving a {spine}mm spine",
)
HEAT_SINK = (
    "heat sink {length}x{width}mm, base {base}mm thick, {fins} fins {fin}mm thick at {pitch}mm "
    "pitch, {height}mm tall overall, [outer|end] fins flush with the ends",
    "heatsink: length {length}, width {width}, base thickness {base}, overall height {height}, "
    "{fins} fins, fin thickness {fin}, fin pitch {pitch} mm, [a fin at each end|fins at both ends]",
    "{fins}-fin heat sink, {length}x{width}x{height}mm overall, {base}mm base, fins {fin}mm thick "
    "[every {pitch}mm|spaced {pitch}mm], first and last flush with the ends",
    "[aluminium|extruded] heat sink {length}mm x {width}mm x {height}mm high, {base}mm base plate, "
    "{fins} straight fins of {fin}mm on a {pitch}mm pitch along the length, end to end",
    "[cooler|heat sink] with {fins} parallel fins {fin}mm thick running across the {width}mm "
    "width, {pitch}mm center spacing, flush at both ends of the {length}mm length, base {base}mm, "
    "total height {height}mm",
    "{length}mm long heatsink with {fins} fins, each {fin}mm thick, {pitch}mm [apart center to "
    "center|center distance], {height}mm high including the {base}mm base, {width}mm wide, edge "
    "fins at the very ends",
    "finned block: {base}mm thick base {length} x {width} mm, {fins} upright fins to {height}mm "
    "overall height, fin {fin}mm, pitch {pitch}mm, [starting and ending|beginning and ending] with "
    "a fin",
    "heatsink L {length} W {width} H {height} base {base} fins {fins} x {fin} pitch {pitch}, [end "
    "fins flush|fin at both ends]",
    "{width}mm wide heat sink, {fins} fins, pitch {pitch}mm, fin thickness {fin}mm, [{length}mm "
    "long and {height}mm tall overall|overall {length}mm long, {height}mm tall], base plate "
    "{base}mm, first fin at one end and last at the other",
    "CPU [heat sink|cooler] {length}mm x {width}mm, {height}mm overall height, {fins} thin fins "
    "({fin}mm thick, {pitch}mm pitch, flush with both ends) on a {base}mm base",
)
PIN_ROW = (
    "base plate {length}x{width}x{thickness}mm with a centered row of {pins} pins, {pin}mm "
    "diameter, {height}mm tall above the plate, {pitch}mm pitch along the [length|long side]",
    "pin strip: base length {length}, base width {width}, base thickness {thickness}, {pins} pins, "
    "pin diameter {pin}, pin height {height} above the base, pitch {pitch} mm, [row "
    "centered|centered]",
    "{pins} pins [in a row|in line] on a {length}x{width}mm plate, {thickness}mm thick, pins "
    "{pin}mm dia x {height}mm high over the plate, {pitch}mm apart center to center, centered on "
    "the plate",
    "[row|line] of {pins} pegs Ø{pin} x {height}, pitch {pitch}, along the middle of a base "
    "{length} x {width} x {thickness} mm, end pegs half a pitch from the ends",
    "[peg|pin] rack, base {length} x {width} mm and {thickness}mm thick, {pins} round pegs {pin}mm "
    "across standing {height}mm above it at {pitch}mm spacing, row centered lengthwise and "
    "widthwise",
    "{length}mm long, {width}mm wide, {thickness}mm thick strip carrying {pins} upright round pins "
    "of {pin}mm diameter and {height}mm height above it, every {pitch}mm, [centered both ways|in "
    "the center line, equal margins]",
    "plate with {pins} dowel pins on its center line, pin [dia|diameter] {pin}mm, {height}mm above "
    "the plate, {pitch}mm pitch, half a pitch from pin to end, plate "
    "{length}x{width}x{thickness}mm",
    "base {length} x {width} x {thickness} with {pins} pins d{pin} h{height} above base pitch "
    "{pitch}, [centered|centred] row",
    "[test|holder] plate {length} x {width} x {thickness} mm; {pins} vertical pins of radius "
    "{pin/2}mm rise {height}mm above it in one centered row, spacing {pitch}mm",
    "{pins}x {pin}mm pins, {height}mm tall above their {thickness}mm thick base plate, pitch "
    "{pitch}mm, plate {length}mm x {width}mm, [the row is centered|row in the middle]",
)
PIN_RING = (
    "{diameter}mm disc, {thickness}mm thick, with {pins} pins of {pin}mm diameter, {height}mm tall "
    "above the disc, evenly spaced on a {circle}mm [circle|pitch circle]",
    "round plate with pins: diameter {diameter}, thickness {thickness}, {pins} pins, pin diameter "
    "{pin}, pin height {height} above the plate, pin circle {circle} mm, [evenly spaced|equally "
    "spaced]",
    "disc Ø{diameter} x {thickness} with a ring of {pins} pegs Ø{pin} x {height} [above it|over "
    "it], PCD {circle} mm",
    "{pins} pins {pin}mm dia [in a ring|in a circle] on a {diameter}mm diameter plate, "
    "{thickness}mm thick, pins stand {height}mm above it, PCD {circle}mm",
    "[drive|pin] disc {diameter}mm across and {thickness}mm thick, {pins} round pins on a "
    "{circle}mm bolt circle, each {pin}mm across and {height}mm high above the disc",
    "circular base {diameter}mm x {thickness}mm carrying {pins} equally spaced upright pegs, "
    "[{pin}mm in diameter|{pin}mm dia], rising {height}mm above it, on a circle of {circle}mm "
    "diameter",
    "{thickness}mm thick round base, {diameter}mm diameter; {pins} pins on PCD {circle}mm; pin "
    "[dia|diameter] {pin}mm; pin height {height}mm above the base",
    "pin ring disc d {diameter} t {thickness} pins {pins} pin d {pin} h {height} above disc pcd "
    "{circle}",
    "disc of radius {diameter/2}mm and thickness {thickness}mm with {pins} pins of radius "
    "{pin/2}mm, {height}mm above the disc, [equally|evenly] spaced on a circle of radius "
    "{circle/2}mm",
    "lantern disc: [plate|disc] {diameter}mm diameter, {thickness}mm thick, {pins}x {pin}mm pins "
    "{height}mm long above it around a {circle}mm pitch circle",
)
PIN_RING_BORE = (
    "{diameter}mm disc, {thickness}mm thick, {bore}mm center bore, with {pins} pins of {pin}mm "
    "diameter, {height}mm tall above the disc, evenly spaced on a {circle}mm [circle|pitch circle]",
    "round plate with pins: diameter {diameter}, thickness {thickness}, center hole {bore}, {pins} "
    "pins, pin diameter {pin}, pin height {height} above the plate, pin circle {circle} mm, "
    "[evenly spaced|equally spaced]",
    "disc Ø{diameter} x {thickness}, bored Ø{bore}, with a ring of {pins} pegs Ø{pin} x {height} "
    "[above it|over it], PCD {circle} mm",
    "{pins} pins {pin}mm dia [in a ring|in a circle] on a {diameter}mm diameter plate with a "
    "{bore}mm hole in the middle, {thickness}mm thick, pins stand {height}mm above it, PCD "
    "{circle}mm",
    "[drive|pin] disc {diameter}mm across and {thickness}mm thick for a {bore}mm shaft (through "
    "bore), {pins} round pins on a {circle}mm bolt circle, each {pin}mm across and {height}mm high "
    "above the disc",
    "circular base {diameter}mm x {thickness}mm with a {bore}mm central bore, carrying {pins} "
    "equally spaced upright pegs, [{pin}mm in diameter|{pin}mm dia], rising {height}mm above it, "
    "on a circle of {circle}mm diameter",
    "{thickness}mm thick round base, {diameter}mm diameter; {bore}mm bore through the center; "
    "{pins} pins on PCD {circle}mm; pin [dia|diameter] {pin}mm; pin height {height}mm above the "
    "base",
    "bored pin ring disc d {diameter} t {thickness} bore {bore} pins {pins} pin d {pin} h {height} "
    "above disc pcd {circle}",
    "disc of radius {diameter/2}mm and thickness {thickness}mm with a center bore of radius "
    "{bore/2}mm and {pins} pins of radius {pin/2}mm, {height}mm above the disc, [equally|evenly] "
    "spaced on a circle of radius {circle/2}mm",
    "lantern disc with bore: [plate|disc] {diameter}mm diameter, {thickness}mm thick, {bore}mm "
    "bore, {pins}x {pin}mm pins {height}mm long above it around a {circle}mm pitch circle",
)
SLOTTED_DISC = (
    "{diameter}mm disc, {thickness}mm thick, with {slots} radial slots {width}mm wide and "
    "{length}mm long, [starting|beginning] {start}mm from the center",
    "slotted disc: diameter {diameter}, thickness {thickness}, {slots} radial slots, slot width "
    "{width}, slot length {length}, slots start {start} from the center [|in ]mm",
    "disc Ø{diameter} x {thickness} mm with {slots} closed radial slots {length} x {width} mm, "
    "inner ends {start} mm from the axis, [equally spaced|evenly spaced]",
    "round [vent|grille] plate {diameter}mm across, {thickness}mm thick, {slots} evenly spaced "
    "radial through slots, each {length}mm long by {width}mm wide, from {start}mm off the center "
    "outwards",
    "{slots} radial slots [cut through|through] a {diameter}mm diameter plate of {thickness}mm "
    "thickness, slots {width}mm wide, {length}mm long, inner end at {start}mm radius",
    "[ventilation|spider] disc {diameter}mm in diameter, {slots} rectangular slots pointing to the "
    "center, {length}mm x {width}mm, {start}mm between center and slot, {thickness}mm thick",
    "{thickness}mm thick disc of radius {diameter/2}mm with {slots} [equally|evenly] spaced radial "
    "slots, {width}mm width, {length}mm length, starting at radius {start}mm",
    "slotted disc d {diameter} t {thickness} slots {slots} w {width} l {length} from radius "
    "{start}",
    "circular plate {diameter}mm x {thickness}mm; {slots} slots like spokes, square ended, "
    "{width}mm wide, {length}mm long, beginning {start}mm from the [axis|center]",
    "round cover with a star of {slots} slots: cover {diameter}mm dia, {thickness}mm thick, slot "
    "{width}mm x {length}mm, [inner end {start}mm|starting {start}mm] from the middle",
)
WHEEL = (
    "spoked wheel, {diameter}mm OD, {thickness}mm thick, rim {rim}mm wide, hub {hub}mm diameter "
    "with {bore}mm bore, {spokes} spokes {width}mm [wide|across]",
    "wheel: outer diameter {diameter}, rim width {rim}, hub diameter {hub}, bore {bore}, {spokes} "
    "spokes, spoke width {width}, thickness {thickness} mm[|, flat]",
    "{spokes} spoke wheel {diameter}mm in diameter, {bore}mm bore in a {hub}mm hub, {rim}mm rim, "
    "spokes {width}mm wide, all {thickness}mm [thick|deep]",
    "flat wheel Ø{diameter} x {thickness} mm, {spokes} straight spokes {width} mm wide, hub Ø{hub} "
    "bored Ø{bore}, rim {rim} mm [wide|radially]",
    "[hand|toy] wheel {thickness}mm thick, {diameter}mm outside diameter, radial rim width "
    "{rim}mm, {spokes} spokes of {width}mm width, {hub}mm hub, {bore}mm shaft hole",
    "{diameter}mm wheel with {spokes as word} spokes, each {width}mm wide, a {rim}mm wide rim and "
    "a {hub}mm diameter hub bored {bore}mm, thickness {thickness}mm [throughout|all over]",
    "wheel for a {bore}mm axle: {diameter}mm OD, hub [OD|diameter] {hub}mm, rim {rim}mm wide, "
    "{spokes} spokes, {width}mm each, {thickness}mm thick",
    "wheel od {diameter} rim {rim} hub {hub} bore {bore} spokes {spokes} x {width} t {thickness}",
    "round [pulley blank|wheel] {diameter}mm across: {rim}mm rim, {spokes} evenly spaced spokes "
    "{width}mm wide, {hub}mm hub with a {bore}mm through hole, uniform thickness {thickness}mm",
    "spoked wheel of radius {diameter/2}mm, hub radius {hub/2}mm, bore radius {bore/2}mm, rim "
    "width {rim}mm, {spokes} spokes {width}mm wide, {thickness}mm [thick|thickness]",
    "{thickness}mm [plate|sheet] cut to a wheel, {diameter}mm dia, {spokes} spokes {width}mm wide "
    "between a {rim}mm rim and a {hub}mm hub, center bore {bore}mm",
)
