"""Sentences for spacers, washers and bushings."""

ROUND = (
    "round spacer, {diameter}mm OD, {bore}mm ID, {length}mm [long|tall|high]",
    "{diameter}mm OD x {bore}mm ID x {length}mm [long |]spacer",
    "[spacer|round spacer] {length}mm long, {diameter}mm outer diameter, {bore}mm bore",
    "{length}mm [long|tall] spacer ring with a {bore}mm through hole and {diameter}mm outside "
    "diameter",
    "spacer: Ø{diameter} outside, Ø{bore} inside, {length} mm [long|tall]",
    "[plain|simple] round spacer {diameter}mm in diameter and {length}mm [long|high], bored "
    "through at {bore}mm",
    "cylindrical spacer, dia {diameter}mm, [drilled|bored] {bore}mm right through, length "
    "{length}mm",
    "little spacer sleeve to slip over a rod: hole {bore}mm, outside {diameter}mm across, "
    "{length}mm [long|tall]",
    "spacer with outer radius {diameter/2}mm, bore radius {bore/2}mm, [length|height] {length}mm",
    "[turned|round] spacer, {bore}mm bore, {diameter}mm outside, {length}mm end to end",
    "round spacer OD {diameter} ID {bore} L {length}",
    "ring spacer {length}mm thick with an outer diameter of {diameter}mm and an inner diameter of "
    "{bore}mm",
)
WASHER = (
    "[flat |plain |]washer, {diameter}mm OD, {bore}mm ID, {length}mm thick",
    "{diameter}mm OD x {bore}mm ID x {length}mm thick [flat |]washer",
    "[flat |]washer with a {bore}mm hole, {diameter}mm outer diameter and {length}mm thickness",
    "{length}mm thick washer, [outer|outside] diameter {diameter}mm, hole {bore}mm",
    "washer: OD {diameter}, ID {bore}, thickness {length} mm",
    "[plain|simple] round washer {diameter}mm in diameter, {bore}mm hole [in the middle|through "
    "the center], {length}mm thick",
    "{bore}mm bore washer, {diameter}mm across, {length}mm thick",
    "shim washer, {length}mm thick, inside {bore}mm, outside {diameter}mm",
    "[washer|flat washer] of outer radius {diameter/2}mm and hole radius {bore/2}mm, {length}mm "
    "thick",
    "washer Ø{diameter}/Ø{bore} x {length} mm",
    "flat ring washer {length}mm [thick|in thickness], {diameter}mm dia with a {bore}mm dia hole",
    "washer od {diameter} id {bore} t {length}",
)
SCREW = (
    "round spacer with [|an ]{thread} clearance hole, {diameter}mm OD, {length}mm [long|tall]",
    "{diameter}mm OD x {length}mm [long |]spacer with clearance hole for [|an ]{thread} screw",
    "{length}mm spacer, {diameter}mm diameter, [clearance bore|clearance hole] for {thread}",
    "spacer drilled clear for {thread}, {diameter}mm outer diameter, {length}mm [long|high]",
    "[plain|round] spacer an {thread} bolt slips through (clearance fit), OD {diameter}mm, length "
    "{length}mm",
    "{thread} clearance spacer, dia {diameter}mm, {length}mm [long|tall]",
    "{thread} [unthreaded|untapped|through-hole] spacer, clearance hole, {diameter}mm x {length}mm",
    "spacer: screw {thread} with clearance, OD {diameter}, length {length} mm",
    "unthreaded round spacer, {length}mm [long|tall], {diameter}mm across, {thread} clearance bore",
    "spacer of radius {diameter/2}mm and length {length}mm with [|an ]{thread} clearance hole",
    "cylindrical spacer {diameter}mm in diameter, {length}mm high, so that [|an ]{thread} screw "
    "passes through a clearance hole",
    "spacer {thread} clearance OD {diameter} L {length}",
)
FLANGED = (
    "flanged bushing, {bore}mm bore, {diameter}mm body, {length}mm [overall|overall length], "
    "flange {flange}mm diameter and {rim}mm thick",
    "bushing with a flange: ID {bore}, OD {diameter}, flange OD {flange}, flange thickness {rim}, "
    "overall length {length} mm",
    "{length}mm long flanged spacer [overall|including the flange], {diameter}mm OD, {bore}mm ID, "
    "{flange}mm x {rim}mm flange",
    "[top hat|flanged] bushing: body {diameter}mm dia, through bore {bore}mm, flange {flange}mm "
    "dia x {rim}mm, total length {length}mm",
    "{bore}mm ID x {diameter}mm OD x {length}mm [overall length|total length] bushing with a "
    "{flange}mm diameter, {rim}mm thick flange",
    "flange bush with a {flange}mm flange [{rim}mm thick|of {rim}mm thickness], {diameter}mm "
    "barrel, bored {bore}mm through, {length}mm overall",
    "[shouldered|flanged] sleeve bushing, {diameter}mm outside, {bore}mm inside, {length}mm long "
    "in all, with a {rim}mm thick shoulder {flange}mm across at one end",
    "bushing {length}mm tall in total: {rim}mm thick flange of {flange}mm diameter at the "
    "[bottom|base], {diameter}mm body above, {bore}mm hole through both",
    "flanged spacer with bore radius {bore/2}mm, body radius {diameter/2}mm, flange radius "
    "{flange/2}mm, flange thickness {rim}mm, total [length|height] {length}mm",
    "[spacer|bushing] with one flanged end, Ø{bore} bore, Ø{diameter} body, Ø{flange} x {rim} "
    "flange, {length} mm overall",
    "flanged bushing id {bore} od {diameter} flange od {flange} flange t {rim} total length "
    "{length}",
)
SQUARE = (
    "square spacer {side}x{thickness}mm [side by thickness|(side x thickness)], {bore}mm bore",
    "{side}mm square spacer, {thickness}mm thick, with a {bore}mm [center|central] hole",
    "square spacer, {side}mm sides, {bore}mm through hole in the [middle|center], {thickness}mm "
    "[thick|high]",
    "{thickness}mm thick square spacer, {side}mm on a side, bored {bore}mm [through the center|in "
    "the middle]",
    "square [spacer block|spacer]: side {side}, bore {bore}, thickness {thickness} mm",
    "[plain|simple] square spacer {side}mm wide with a {bore}mm diameter hole through it, "
    "{thickness}mm thick",
    "spacer, square outline {side}mm across flats, round bore {bore}mm, {thickness}mm [tall|thick]",
    "square block spacer with a {bore}mm [bore|round hole], {side}mm sides and {thickness}mm "
    "thickness",
    "square washer [|style spacer ]{side}mm on each side, {thickness}mm thick, hole {bore}mm",
    "square spacer, side {side}mm, bore radius {bore/2}mm, thickness {thickness}mm",
    "{bore}mm bore square spacer, {side}mm sq., {thickness}mm [thick|high]",
    "square spacer side {side} hole {bore} t {thickness}",
)
FLANGED_SCREW = (
    "flanged bushing with [|an ]{thread} clearance hole, {diameter}mm body, {length}mm overall, "
    "flange {flange}mm diameter and {rim}mm thick",
    "bushing with a flange: clearance hole {thread}, OD {diameter}, flange OD {flange}, flange "
    "thickness {rim}, overall length {length} mm",
    "{length}mm long flanged spacer [overall|including the flange], {diameter}mm OD, {flange}mm x "
    "{rim}mm flange, clearance hole for {thread}",
    "[top hat|flanged] bushing for [|an ]{thread} screw (clearance): body {diameter}mm dia, flange "
    "{flange}mm dia x {rim}mm, total length {length}mm",
    "{thread} clearance bushing, {diameter}mm OD x {length}mm [overall length|total length], with "
    "a {flange}mm diameter, {rim}mm thick flange",
    "flange bush with a {flange}mm flange [{rim}mm thick|of {rim}mm thickness], {diameter}mm "
    "barrel, drilled clear for {thread}, {length}mm overall",
    "[shouldered|flanged] sleeve, {diameter}mm outside, {length}mm long in all, with a {rim}mm "
    "thick shoulder {flange}mm across at one end and [|an ]{thread} clearance bore",
    "bushing {length}mm tall in total: {rim}mm thick flange of {flange}mm diameter at the "
    "[bottom|base], {diameter}mm body above, {thread} clearance hole through both",
    "flanged spacer with body radius {diameter/2}mm, flange radius {flange/2}mm, flange thickness "
    "{rim}mm, total [length|height] {length}mm, {thread} clearance hole",
    "[spacer|bushing] with one flanged end, {thread} clearance bore, Ø{diameter} body, Ø{flange} x "
    "{rim} flange, {length} mm overall",
    "flanged bushing {thread} clearance od {diameter} flange od {flange} flange t {rim} total "
    "length {length}",
)
