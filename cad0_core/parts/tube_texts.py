"""Sentences for tubes."""

ROUND = (
    "round tube, {diameter}mm OD, {wall}mm wall, {length}mm [long|tall]",
    "{diameter}mm OD tube with {wall}mm [walls|wall thickness], {length}mm long",
    "{length}mm [length of|long piece of] round tube {diameter}mm x {wall}mm wall",
    "[tube|pipe] {diameter}mm outside diameter, wall {wall}mm, length {length}mm, open at both "
    "ends",
    "tube: OD {diameter}, wall {wall}, length {length} mm",
    "[hollow|open-ended] round pipe {length}mm long, {diameter}mm across, {wall}mm thick wall",
    "[plain|simple] cylindrical tube of {diameter}mm diameter, {wall}mm wall and {length}mm length",
    "Ø{diameter} x {wall} tube, {length} mm [long|tall]",
    "{wall}mm wall pipe, {diameter}mm outer diameter, [cut to {length}mm|{length}mm long]",
    "[upright|standing] tube {length}mm tall, outer radius {diameter/2}mm, wall thickness "
    "{wall}mm, open top and bottom",
    "tube od {diameter} wall {wall} length {length}",
    "pipe section, {length}mm long, outside {diameter}mm dia, [material thickness "
    "{wall}mm|{wall}mm thick material]",
)
PIPE = (
    "round tube, {diameter}mm OD, {bore}mm ID, {length}mm [long|tall]",
    "{diameter}mm OD x {bore}mm ID tube, {length}mm [long|in length]",
    "{length}mm [length of|long piece of] pipe, outside {diameter}mm, inside {bore}mm",
    "[tube|pipe] {diameter}mm outer diameter, {bore}mm inner diameter, length {length}mm",
    "tube: OD {diameter}, ID {bore}, length {length} mm",
    "[hollow|open-ended] round pipe {length}mm long, {diameter}mm across outside and {bore}mm "
    "across inside",
    "[plain|simple] cylindrical tube, {bore}mm bore, {diameter}mm outer diameter, {length}mm "
    "length",
    "Ø{diameter}/Ø{bore} tube, {length} mm [long|tall]",
    "{bore}mm bore pipe, {diameter}mm outer diameter, [cut to {length}mm|{length}mm long]",
    "[upright|standing] tube {length}mm tall, outer radius {diameter/2}mm, inner radius "
    "{bore/2}mm, open top and bottom",
    "tube od {diameter} id {bore} length {length}",
    "pipe section, {length}mm long, [for|to slip over] a {bore}mm rod exactly, {diameter}mm "
    "outside diameter",
)
COUNTERBORED = (
    "round tube, {diameter}mm OD, {bore}mm bore, {length}mm [long|tall], counterbored "
    "{counterbore}mm x {depth}mm deep at [one end|the top]",
    "{diameter}mm OD x {bore}mm ID tube {length}mm long with a {counterbore}mm counterbore "
    "{depth}mm deep in one end",
    "[counterbored|stepped bore] tube: OD {diameter}, through bore {bore}, length {length}, "
    "counterbore {counterbore} dia, depth {depth} mm",
    "tube {length}mm [long|tall], outside {diameter}mm, bored {bore}mm through and opened up to "
    "{counterbore}mm for the top {depth}mm",
    "sleeve {diameter}mm in diameter and {length}mm [long|high], {bore}mm through hole, "
    "{counterbore}mm diameter recess {depth}mm deep in the top",
    "pipe with a counterbore: {diameter}mm outer diameter, {bore}mm inner diameter, {length}mm "
    "length, counterbore {counterbore}mm diameter by {depth}mm [deep|depth]",
    "[cylindrical|round] housing tube, Ø{diameter} x {length}, bore Ø{bore}, counterbore "
    "Ø{counterbore} x {depth} mm deep on top",
    "bearing tube {length}mm long, {diameter}mm outside, {counterbore}mm seat {depth}mm deep at "
    "one end, {bore}mm bore [through the rest|the rest of the way]",
    "{length}mm tube with outer radius {diameter/2}mm, bore radius {bore/2}mm and a counterbore of "
    "radius {counterbore/2}mm, {depth}mm deep, in [one end|the upper end]",
    "tube od {diameter} id {bore} length {length} counterbore {counterbore} depth {depth}",
    "{bore}mm bore tube, {diameter}mm OD, {length}mm [long|overall], with its top {depth}mm "
    "counterbored to {counterbore}mm",
)
STEPPED = (
    "stepped tube, {wide}mm OD for the [first|lower] {step}mm, then {narrow}mm OD, {length}mm long "
    "overall, {bore}mm bore",
    "stepped tube: large diameter {wide}, small diameter {narrow}, bore {bore}, overall length "
    "{length}, length of the large end {step} mm",
    "tube with a step: bottom {step}mm long at {wide}mm diameter, the rest {narrow}mm diameter, "
    "total [length|height] {length}mm, {bore}mm through bore",
    "{length}mm long [stepped|shouldered] tube, bored {bore}mm through, outside {wide}mm for "
    "{step}mm and {narrow}mm for the rest",
    "round tube turned down from {wide}mm to {narrow}mm OD except for {step}mm at the "
    "[bottom|base], {length}mm overall, bore {bore}mm",
    "[two-diameter|step] tube Ø{wide} x {step} then Ø{narrow}, overall {length} mm, through bore "
    "Ø{bore}",
    "pipe with a thicker end: {bore}mm ID all through, {wide}mm OD over a length of {step}mm, "
    "otherwise {narrow}mm OD, {length}mm [long in all|total length]",
    "stepped [sleeve|tube] {length}mm high in total, lower part {wide}mm across and {step}mm high, "
    "upper part {narrow}mm across, {bore}mm hole right through",
    "stepped tube with radii {wide/2}mm below and {narrow/2}mm above, bore radius {bore/2}mm, wide "
    "part {step}mm [long|high], {length}mm overall",
    "[adapter|reducer] tube, one end {wide}mm OD x {step}mm long, other end {narrow}mm OD, "
    "{bore}mm straight bore, overall length {length}mm",
    "stepped tube d1 {wide} l1 {step} d2 {narrow} total length {length} bore {bore}",
)
FLANGED = (
    "round tube with end flange, {diameter}mm OD, {wall}mm wall, {length}mm [long overall|overall "
    "length], flange {flange}mm diameter x {rim}mm thick",
    "flanged tube: tube OD {diameter}, wall {wall}, overall length {length}, flange diameter "
    "{flange}, flange thickness {rim} mm",
    "{length}mm [long|tall] pipe including a {rim}mm thick {flange}mm diameter flange at one end, "
    "{diameter}mm outside, {wall}mm wall",
    "{diameter}mm x {wall}mm wall tube with a {flange}mm flange, {rim}mm thick, at the "
    "[bottom|base], total length {length}mm, open through",
    "pipe stub with flange, {diameter}mm OD, {wall}mm [thick wall|wall thickness], flange "
    "Ø{flange} x {rim}mm, {length}mm overall",
    "[hollow|open] tube {diameter}mm across with {wall}mm walls on a round flange {flange}mm "
    "across and {rim}mm thick, {length}mm high in total",
    "tube with one flanged end, {length}mm over all, flange [OD|diameter] {flange}mm, flange "
    "thickness {rim}mm, pipe OD {diameter}mm, wall {wall}mm",
    "{wall}mm wall round pipe, outer radius {diameter/2}mm, with an end flange of radius "
    "{flange/2}mm and {rim}mm thickness, overall [length|height] {length}mm",
    "[collared|flanged] pipe {diameter}mm OD, wall {wall}mm; collar at one end {flange}mm dia, "
    "{rim}mm thick; {length}mm end to end",
    "flanged tube od {diameter} wall {wall} total length {length} flange od {flange} flange t "
    "{rim}",
    "round flange {flange}mm dia, {rim}mm thick, with a {diameter}mm OD tube of {wall}mm wall on "
    "it, [open all the way through|bored right through], {length}mm overall height",
)
SQUARE = (
    "square tube {side}mm, {wall}mm wall, {length}mm [long|tall]",
    "{side}mm square [tube|box section] with {wall}mm walls, {length}mm long",
    "{length}mm [length of|long piece of] {side}mm square tubing, wall {wall}mm",
    "[hollow|open-ended] square section, {side}mm outside, {wall}mm wall thickness, length "
    "{length}mm",
    "square tube: side {side}, wall {wall}, length {length} mm",
    "square pipe {side}mm on a side, {wall}mm [thick walls|wall thickness], {length}mm long, both "
    "ends open",
    "[SHS|square hollow section] {side}x{wall}, L = {length} mm",
    "{wall}mm wall square tube, {side}mm outer width, [cut to {length}mm|{length}mm long]",
    "[upright|standing] square tube {length}mm tall, {side}mm wide outside, {wall}mm wall, open "
    "top and bottom",
    "square tube side {side} wall {wall} length {length}",
    "[plain|simple] square tube with outer sides of {side}mm, {length}mm long, {wall}mm material",
)
RECTANGULAR = (
    "rectangular tube {width}x{depth}mm, {wall}mm wall, {length}mm [long|tall]",
    "{width} x {depth} x {wall} mm [rectangular tube|box section], {length} mm long",
    "[hollow|open-ended] rectangular section, outside {width}mm by {depth}mm, wall {wall}mm, "
    "length {length}mm",
    "{length}mm [length of|long piece of] {width}x{depth}mm rectangular tubing with {wall}mm walls",
    "rectangular tube: width {width}, depth {depth}, wall {wall}, length {length} mm",
    "box section {width}mm wide and {depth}mm deep, {wall}mm [thick walls|wall thickness], "
    "{length}mm long, both ends open",
    "[RHS|rectangular hollow section] {width}x{depth}x{wall}, L = {length} mm",
    "{wall}mm wall rectangular pipe, {width}mm x {depth}mm outer size, [cut to "
    "{length}mm|{length}mm long]",
    "[upright|standing] rectangular tube {length}mm tall, {width}mm by {depth}mm outside, {wall}mm "
    "wall, open top and bottom",
    "rect tube w {width} d {depth} wall {wall} length {length}",
    "[plain|simple] rectangular tube with outer sides {width}mm and {depth}mm, {length}mm long, "
    "{wall}mm material",
)
SQUARE_FLANGED = (
    "square tube with a square end flange, {side}mm outside, {wall}mm wall, {length}mm [long "
    "overall|overall length], flange {flange}mm square x {rim}mm thick",
    "flanged square tube: outer side {side}, wall {wall}, overall length {length}, flange side "
    "{flange}, flange thickness {rim} mm",
    "{length}mm [long|tall] square pipe including a {rim}mm thick {flange}mm square flange at one "
    "end, {side}mm outside, {wall}mm wall, open through",
    "{side}mm square tube, {wall}mm wall, with a {flange}mm square flange, {rim}mm thick, centered "
    "at the [bottom|base], total length {length}mm",
    "box section stub with square flange, {side}mm section, {wall}mm [thick wall|wall thickness], "
    "flange {flange}mm x {rim}mm, {length}mm overall",
    "[hollow|open] square tube {side}mm wide with {wall}mm walls on a square flange {flange}mm "
    "wide and {rim}mm thick, {length}mm high in total",
    "square tube with one flanged end, {length}mm over all, square flange [side|width] {flange}mm, "
    "flange thickness {rim}mm, tube side {side}mm, wall {wall}mm",
    "[collared|flanged] square pipe {side}mm on a side, wall {wall}mm; square collar at one end "
    "{flange}mm on a side, {rim}mm thick; {length}mm end to end",
    "square tube side {side} wall {wall} total length {length} square flange {flange} flange t "
    "{rim}",
    "square flange {flange}mm wide, {rim}mm thick, with a {side}mm square tube of {wall}mm wall on "
    "it, [open all the way through|cut right through], {length}mm overall height",
)
