"""Sentences for knobs. Where they leave it out, a hex pocket is as wide as the bolt's hexagon."""

ROUND = (
    "round knob {diameter}mm diameter, {height}mm high, {hole}mm blind hole {depth}mm deep in the "
    "underside",
    "[plain|smooth] knob, {diameter}mm across and {height}mm tall, stem hole {hole}mm x {depth}mm "
    "deep from below",
    "{diameter}mm knob, {height}mm [tall|high], for a {hole}mm stem, hole {depth}mm deep",
    "round knob: diameter {diameter}, height {height}, stem hole diameter {hole}, hole depth "
    "{depth} mm",
    "cylindrical knob Ø{diameter}mm x {height}mm, blind hole Ø{hole}mm x {depth}mm in the bottom",
    "control knob, OD {diameter}mm, height {height}mm, bored {hole}mm to a depth of {depth}mm "
    "[from below|from underneath]",
    "knob of radius {diameter/2}mm and height {height}mm with a blind stem hole of radius "
    "{hole/2}mm, {depth}mm deep",
    "push-on knob for a {hole}mm [round shaft|spindle], shaft goes in {depth}mm, knob {diameter}mm "
    "dia by {height}mm high",
    "{height}mm high round knob with a {hole}mm center hole, {depth}mm deep and not through, "
    "{diameter}mm outside diameter",
    "drawer knob, plain cylinder {diameter}mm x {height}mm, [screw|dowel] hole {hole}mm dia, "
    "{depth}mm deep in the base",
    "smooth dial {diameter}mm across, {height}mm thick, with a {depth}mm deep {hole}mm socket in "
    "the bottom",
    "simple round knob with {hole}mm bore {depth}mm deep, body {diameter}mm diameter, {height}mm "
    "height",
    "turned knob without flutes, {diameter}mm by {height}mm tall, {hole}mm stem hole stopping at "
    "{depth}mm",
)
COLLARED = (
    "two-tier knob, upper part [|dia ]{diameter}mm and {height}mm high, lower part [|dia ]"
    "{collar}mm and {collar_height}mm high, blind stem hole [|dia ]{hole}mm in its base, "
    "{depth}mm deep",
    "knob with a {diameter}mm head {height}mm high on a {collar}mm collar {collar_height}mm high, "
    "{hole}mm blind hole {depth}mm deep from below",
    "[mushroom knob|collared knob]: head {diameter}mm x {height}mm, collar {collar}mm x "
    "{collar_height}mm below it, stem hole {hole}mm, {depth}mm deep",
    "{diameter}mm knob head, {height}mm thick, standing on a {collar}mm diameter neck "
    "{collar_height}mm tall, with a {hole}mm hole {depth}mm [deep|up] from the bottom",
    "collared knob: head diameter {diameter}, head height {height}, collar diameter {collar}, "
    "collar height {collar_height}, hole diameter {hole}, hole depth {depth} mm",
    "knob Ø{diameter}mm x {height}mm + collar Ø{collar}mm x {collar_height}mm, blind hole "
    "Ø{hole}mm x {depth}mm in the collar end",
    "[cabinet|drawer] knob, neck {collar}mm across and {collar_height}mm long, head {diameter}mm "
    "across and {height}mm high, screw hole {hole}mm dia x {depth}mm deep",
    "knob with head radius {diameter/2}mm, head height {height}mm, collar radius {collar/2}mm, "
    "collar height {collar_height}mm and a blind hole of radius {hole/2}mm, {depth}mm deep",
    "pull knob for a {hole}mm stem that goes {depth}mm in, {collar}mm collar {collar_height}mm "
    "high, {diameter}mm head {height}mm high",
    "two step knob: lower part {collar}mm dia, {collar_height}mm high, upper part {diameter}mm "
    "dia, {height}mm high, {hole}mm hole [in the underside|from below] {depth}mm deep",
    "mushroom shaped knob, stalk {collar}mm by {collar_height}mm, cap {diameter}mm by {height}mm, "
    "bored {hole}mm from below to {depth}mm",
    "wide knob on a narrow collar, collar {collar}mm OD, {collar_height}mm tall, knob {diameter}mm "
    "OD, {height}mm tall, socket {hole}mm x {depth}mm deep",
    "{diameter}mm x {height}mm knob, {collar}mm x {collar_height}mm [shank|neck] under it, "
    "{hole}mm blind bore, {depth}mm depth",
)
FLUTED = (
    "fluted knob {diameter}mm diameter, {height}mm high, {flutes} flutes of {flute}mm diameter, "
    "{hole}mm blind hole {depth}mm deep in the underside",
    "[grip|fluted] knob, {diameter}mm across and {height}mm tall, {flutes} round {flute}mm grooves "
    "in the rim, stem hole {hole}mm x {depth}mm deep from below",
    "{diameter}mm knob with {flutes} flutes, {height}mm [tall|high], flute diameter {flute}mm, for "
    "a {hole}mm stem, hole {depth}mm deep",
    "fluted knob: diameter {diameter}, height {height}, flutes {flutes}, flute diameter {flute}, "
    "stem hole diameter {hole}, hole depth {depth} mm",
    "knob Ø{diameter}mm x {height}mm, {flutes}x Ø{flute}mm flutes on the rim, blind hole Ø{hole}mm "
    "x {depth}mm in the bottom",
    "control knob with finger grooves, OD {diameter}mm, height {height}mm, {flutes} grooves cut "
    "with a {flute}mm cutter centered on the rim, bored {hole}mm to a depth of {depth}mm from "
    "[below|underneath]",
    "fluted knob of radius {diameter/2}mm and height {height}mm, {flutes} flutes of radius "
    "{flute/2}mm, blind stem hole of radius {hole/2}mm, {depth}mm deep",
    "{flutes} flute knob for a {hole}mm [round shaft|spindle], shaft goes in {depth}mm, knob "
    "{diameter}mm dia by {height}mm high, flutes {flute}mm across",
    "coarse knurled knob, {flutes} half round grooves {flute}mm wide, {diameter}mm OD, {height}mm "
    "high, {hole}mm center hole {depth}mm deep and not through",
    "scalloped knob {diameter}mm x {height}mm, {flutes} scallops of {flute}mm [dia|diameter], "
    "{hole}mm hole, {depth}mm deep in the base",
    "round knob with {flutes} evenly spaced {flute}mm flutes, {diameter}mm outside diameter, "
    "{height}mm height, {hole}mm socket {depth}mm deep",
    "clamping knob, {diameter}mm by {height}mm tall, rim fluted {flutes} times with {flute}mm "
    "rounds, {hole}mm stem hole stopping at {depth}mm",
)
WING = (
    "wing knob with a {diameter}mm hub {height}mm high, wing {length}mm long, {thickness}mm thick "
    "and {top}mm high, {hole}mm blind hole {depth}mm deep in the underside",
    "[wing knob|thumb knob]: hub {diameter}mm x {height}mm, wing {length}mm x {thickness}mm x "
    "{top}mm tall, stem hole {hole}mm, {depth}mm deep",
    "{length}mm wing knob, wing {thickness}mm thick, {top}mm tall from the base, hub {diameter}mm "
    "dia and {height}mm [tall|high], for a {hole}mm stem, hole {depth}mm deep",
    "wing knob: hub diameter {diameter}, hub height {height}, wing length {length}, wing thickness "
    "{thickness}, wing height {top}, hole diameter {hole}, hole depth {depth} mm",
    "knob with a straight wing, hub Ø{diameter}mm x {height}mm, wing {length}mm x {thickness}mm x "
    "{top}mm, blind hole Ø{hole}mm x {depth}mm from below",
    "wing screw [handle|head] for a {hole}mm stem going in {depth}mm, round hub {diameter}mm "
    "across and {height}mm high, blade {length}mm long, {thickness}mm thick, {top}mm overall "
    "height",
    "wing knob of hub radius {diameter/2}mm and hub height {height}mm, wing {length}mm by "
    "{thickness}mm by {top}mm high, blind hole of radius {hole/2}mm, {depth}mm deep",
    "thumb turn: {thickness}mm plate, {length}mm long and {top}mm tall, through a {diameter}mm hub "
    "{height}mm tall, bored {hole}mm from below to {depth}mm",
    "quarter turn knob, {diameter}mm base {height}mm high with a {length}mm x {thickness}mm wing "
    "across it standing {top}mm above the underside, {hole}mm hole [in the bottom|underneath], "
    "{depth}mm deep",
    "bar knob, overall height {top}mm, bar {length}mm x {thickness}mm, hub {diameter}mm OD by "
    "{height}mm, {hole}mm blind bore {depth}mm [deep|up]",
    "butterfly style knob, [hub|boss] {diameter}mm dia, {height}mm high, straight wing {length}mm "
    "tip to tip, {thickness}mm thick, {top}mm high, {hole}mm socket {depth}mm deep",
    "{diameter}mm x {height}mm hub with a {length}mm long, {thickness}mm thick, {top}mm high grip "
    "plate across it, {hole}mm stem hole stopping at {depth}mm",
)
D_HOLE = (
    "round knob {diameter}mm diameter, {height}mm high, with a D hole {hole}mm in diameter, "
    "{flat}mm across the flat, {depth}mm deep from below",
    "[potentiometer|control] knob, {diameter}mm across and {height}mm tall, for a {hole}mm D "
    "shaft, {flat}mm across the flat, hole {depth}mm deep",
    "{diameter}mm knob, {height}mm [tall|high], blind D-bore {hole}mm, flat to opposite wall "
    "{flat}mm, {depth}mm deep",
    "D-hole knob: diameter {diameter}, height {height}, hole diameter {hole}, across flat {flat}, "
    "hole depth {depth} mm",
    "knob Ø{diameter}mm x {height}mm, D hole Ø{hole}mm / {flat}mm x {depth}mm in the bottom",
    "dial for a D-shaped [spindle|shaft] ({hole}mm dia, {flat}mm over the flat, {depth}mm deep), "
    "OD {diameter}mm, height {height}mm",
    "knob of radius {diameter/2}mm and height {height}mm with a D socket of radius {hole/2}mm, "
    "{flat}mm from flat to wall, {depth}mm deep",
    "push-on knob, D bore {hole}mm x {flat}mm, {depth}mm deep, body {diameter}mm dia by {height}mm "
    "high",
    "{height}mm high round knob with a {hole}mm center hole flattened on one side to {flat}mm, "
    "{depth}mm deep and not through, {diameter}mm outside diameter",
    "rotary encoder knob, plain cylinder {diameter}mm x {height}mm, D shaft hole {hole}mm with "
    "{flat}mm [across the flat|D dimension], {depth}mm depth",
    "volume knob {diameter}mm across, {height}mm thick, bottom socket {depth}mm deep for a "
    "{hole}mm shaft with one flat, {flat}mm over the flat",
    "smooth knob with D-shaped bore, bore {hole}mm round and {flat}mm to the flat, {depth}mm deep, "
    "knob {diameter}mm [diameter|OD] and {height}mm height",
)
HEX = (
    "round knob {diameter}mm diameter, {height}mm high, hex pocket {flats}mm across flats and "
    "{depth}mm deep in the underside, {thread} clearance hole through",
    "[clamping|bolt] knob, {diameter}mm across and {height}mm tall, {flats}mm AF hex recess "
    "{depth}mm deep below, through hole for an {thread} bolt",
    "{diameter}mm knob, {height}mm [tall|high], {thread} clearance hole all through with a "
    "{flats}mm hex socket {depth}mm deep from the bottom",
    "hex pocket knob: diameter {diameter}, height {height}, clearance hole {thread}, pocket across "
    "flats {flats}, pocket depth {depth}, in mm",
    "knob Ø{diameter}mm x {height}mm, hex pocket {flats}mm AF x {depth}mm in the bottom, {thread} "
    "clearance hole through",
    "nut knob for {thread}, OD {diameter}mm, height {height}mm, nut trap {flats}mm AF, {depth}mm "
    "deep [from below|from underneath]",
    "knob of radius {diameter/2}mm and height {height}mm, {thread} clearance hole through, "
    "hexagonal pocket {flats}mm across flats, {depth}mm deep from below",
    "cylindrical knob {diameter}mm x {height}mm drilled through for {thread}, underside with a "
    "{depth}mm deep hexagon {flats}mm AF",
    "round knob {diameter}mm diameter, {height}mm high, {thread} clearance hole through and a "
    "[hex|nut] pocket for it {depth}mm deep in the underside",
    "{diameter}mm clamping knob, {height}mm tall, with a {depth}mm deep pocket for an {thread} "
    "[hex nut|bolt head] underneath, clearance hole through",
    "plain round knob to take an {thread} hex bolt, head recessed {depth}mm from below, knob "
    "{diameter}mm by {height}mm",
    "thumb knob for an {thread} bolt, {diameter}mm OD, {height}mm height, standard hex recess "
    "{depth}mm deep in the bottom",
)
FLUTED_HEX = (
    "fluted knob {diameter}mm diameter, {height}mm high, {flutes} flutes of {flute}mm diameter, "
    "hex pocket {flats}mm across flats and {depth}mm deep in the underside, {thread} clearance "
    "hole through",
    "[clamping|bolt] knob, {diameter}mm across and {height}mm tall, {flutes} round {flute}mm "
    "grooves in the rim, {flats}mm AF hex recess {depth}mm deep below, through hole for an "
    "{thread} bolt",
    "{diameter}mm knob with {flutes} flutes, {height}mm [tall|high], flute diameter {flute}mm, "
    "{thread} clearance hole all through with a {flats}mm hex socket {depth}mm deep from the "
    "bottom",
    "fluted hex pocket knob: diameter {diameter}, height {height}, flutes {flutes}, flute diameter "
    "{flute}, clearance hole {thread}, pocket across flats {flats}, pocket depth {depth}, in mm",
    "knob Ø{diameter}mm x {height}mm, {flutes}x Ø{flute}mm flutes on the rim, hex pocket {flats}mm "
    "AF x {depth}mm in the bottom, {thread} clearance hole through",
    "fluted nut knob for {thread}, OD {diameter}mm, height {height}mm, {flutes} flutes {flute}mm "
    "across, nut trap {flats}mm AF, {depth}mm deep [from below|from underneath]",
    "fluted knob of radius {diameter/2}mm and height {height}mm, {flutes} flutes of radius "
    "{flute/2}mm, {thread} clearance hole through, hexagonal pocket {flats}mm across flats, "
    "{depth}mm deep from below",
    "scalloped knob {diameter}mm x {height}mm, {flutes} scallops of {flute}mm [dia|diameter], "
    "drilled through for {thread}, underside with a {depth}mm deep hexagon {flats}mm AF",
    "fluted knob {diameter}mm diameter, {height}mm high, {flutes} {flute}mm flutes, {thread} "
    "clearance hole through and a [hex|nut] pocket for it {depth}mm deep in the underside",
    "{diameter}mm clamping knob, {height}mm tall, {flutes} finger grooves of {flute}mm diameter, "
    "{depth}mm deep pocket for an {thread} [hex nut|bolt head] underneath, clearance hole through",
    "thumb knob for an {thread} bolt, {diameter}mm OD, {height}mm height, {flutes} {flute}mm "
    "flutes, standard hex recess {depth}mm deep in the bottom",
)
