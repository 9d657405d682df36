"""Sentences of the bent brackets: L-brackets and Z-brackets."""

ANGLE_TEXTS = (
    "L-bracket with a {length}mm base, {height}mm upright, {width}mm wide, {thickness}mm thick",
    "[L-bracket|angle bracket] {length} x {height} mm legs, {width}mm wide, {thickness}mm thick",
    "{thickness}mm thick L-bracket, base {length}mm, upright {height}mm, width {width}mm",
    "L bracket: base leg {length}mm, vertical leg {height}mm, width {width}mm, thickness "
    "{thickness}mm[|, no holes]",
    "plain L-bracket, {length}mm base and {height}mm tall, {width}mm wide, from {thickness}mm "
    "[stock|sheet]",
    "right angle bracket {length}mm by {height}mm, {width}mm wide and {thickness}mm thick",
    "{width}mm wide L-bracket of {thickness}mm [plate|sheet], legs {length}mm and {height}mm",
    "plain angle bracket, legs {length}x{height}mm, width {width}, thickness {thickness}",
    "L-shaped bracket {length}mm long, {width}mm wide, {height}mm high, {thickness}mm thick",
    "L-bracket: {length}mm x {width}mm x {thickness}mm thick[|, with 90 degree bend]",
    "[L-bracket|L bracket] {length}x{width}x{thickness}mm[|, equal legs]",
    "equal leg L-bracket, legs {length}mm, {width}mm wide, {thickness}mm thick",
    "L-bracket {length}mm x {width}mm[|, with 90 degree bend]",
    "angle bracket, {length}mm base, {height}mm upright, {thickness}mm thick, {width}mm wide",
    "L bracket W{width} x L{length} x H{height} mm, {thickness}mm thick[|, no holes]",
    "[shelf bracket|corner bracket] in an L shape, legs {length}mm and {height}mm, {width}mm wide, "
    "{thickness}mm thick",
    "L-bracket {length}mm base, {height}mm upright, {width}mm wide",
)
ANGLE_HOLE_TEXTS = (
    "L-bracket with a {length}mm base, {height}mm upright, {width}mm wide, {thickness}mm thick, "
    "[one|a] {hole}mm hole in each leg {inset}mm from the end",
    "[L-bracket|angle bracket] {length} x {height} mm legs, {width}mm wide, {thickness}mm thick, "
    "{hole}mm hole per leg, {inset}mm from the ends",
    "{thickness}mm thick L-bracket, base {length}mm, upright {height}mm, width {width}mm, one hole "
    "of {hole}mm in each leg, inset {inset}mm",
    "L bracket: base leg {length}mm, vertical leg {height}mm, width {width}mm, thickness "
    "{thickness}mm, holes {hole}mm at {inset}mm from the leg ends",
    "L-bracket, {length}mm base and {height}mm tall, {width}mm wide, from {thickness}mm sheet, "
    "with a {hole}mm hole {inset}mm from the end of each leg",
    "right angle bracket {length}mm by {height}mm, {width}mm wide and {thickness}mm thick, each "
    "leg with a {hole}mm hole, {inset}mm from its end",
    "{width}mm wide L-bracket of {thickness}mm plate, legs {length}mm and {height}mm, a {hole}mm "
    "through hole in both, {inset}mm from the end",
    "angle bracket with holes, legs {length}x{height}mm, width {width}, thickness {thickness}, "
    "hole {hole}, inset {inset}",
    "L-bracket {length} x {height} x {width} mm wide, {thickness}mm thick, 1 hole per leg, radius "
    "{hole/2}mm, {inset}mm from the end",
    "L-bracket {length}mm x {width}mm x {thickness}mm thick with a {hole}mm hole in each leg, "
    "{inset}mm from the end",
    "L-bracket {length}x{height}mm, {width}mm wide, {thickness}mm thick, with a {hole}mm hole in "
    "each leg",
    "L-bracket: {length}mm x {width}mm x {thickness}mm thick with [one|a] hole in each leg",
)
ANGLE_SLOT_TEXTS = (
    "L-bracket with a {length}mm base, {height}mm upright, {width}mm wide, {thickness}mm thick, a "
    "{slot_length}x{slot_width}mm slot along the base, its center {inset}mm from the base end",
    "[L-bracket|angle bracket] {length} mm base x {height} mm upright, {width}mm wide, "
    "{thickness}mm thick, one lengthwise slot in the base, {slot_length}mm long overall and "
    "{slot_width}mm wide, slot center {inset}mm from the end",
    "{thickness}mm thick L-bracket, base {length}mm, upright {height}mm, width {width}mm, with an "
    "obround slot {slot_width}mm x {slot_length}mm along the base centered {inset}mm from its end",
    "adjustable L bracket: base leg {length}mm, vertical leg {height}mm, width {width}mm, "
    "thickness {thickness}mm, slot in the base {slot_length} by {slot_width} mm, lengthwise, its "
    "middle {inset}mm from the base end",
    "L-bracket from {thickness}mm [sheet|plate], {length}mm base and {height}mm tall, {width}mm "
    "wide, the base has a {slot_width}mm wide slot {slot_length}mm long end to end, slot middle "
    "{inset}mm from the base end",
    "right angle bracket, {length}mm base by {height}mm upright, {width}mm wide and {thickness}mm "
    "thick; base slotted lengthwise {slot_length}mm x {slot_width}mm, slot center {inset}mm from "
    "the end",
    "slotted angle bracket, base {length}, upright {height}, width {width}, thickness {thickness}, "
    "slot along the base {slot_length}x{slot_width}, slot center to base end {inset}[| mm]",
    "{width}mm wide L-bracket of {thickness}mm stock, legs {length}mm (base) and {height}mm, base "
    "leg with a round-ended {slot_length}x{slot_width}mm slot along it, centered {inset}mm from "
    "the end",
    "L-bracket, slot in the base only: {slot_length}mm overall x {slot_width}mm, center {inset}mm "
    "from the end[| of the base]; base {length}mm, upright {height}mm, {width}mm wide, "
    "{thickness}mm thick",
    "L-bracket {length}mm x {width}mm x {thickness}mm thick, equal legs, with a {slot_length}mm "
    "long, {slot_width}mm wide slot along the base leg, slot center {inset}mm from its end",
    "equal leg slotted L-bracket, legs {length}mm, {width}mm wide, {thickness}mm thick, "
    "{slot_length}x{slot_width}mm slot along the base, its center {inset}mm from the end",
    "L-bracket {length}mm base, {height}mm upright, {width}mm wide, {slot_length}x{slot_width}mm "
    "adjustment slot along the base, slot center {inset}mm from the [end|base end]",
    "adjustable bracket, L-shaped, {length}mm legs, {width}mm wide, base slot {slot_length} x "
    "{slot_width} mm lengthwise with its center {inset}mm from the [end|tip] of the base",
)
GUSSET_TEXTS = (
    "L-bracket with a {length}mm base, {height}mm upright, {width}mm wide, {thickness}mm thick, "
    "and a triangular {gusset}mm gusset in the middle of the inside corner",
    "[L-bracket|angle bracket] {length} x {height} mm legs, {width}mm wide, {thickness}mm thick, "
    "with one {gusset}mm 45 degree gusset of the same thickness, centered in the width",
    "{thickness}mm thick L-bracket, base {length}mm, upright {height}mm, width {width}mm, center "
    "gusset with {gusset}mm legs, same thickness",
    "gusseted L bracket: base leg {length}mm, vertical leg {height}mm, width {width}mm, thickness "
    "{thickness}mm throughout, [gusset|center gusset] {gusset}mm along each leg",
    "L-bracket of {thickness}mm [plate|sheet], {length}mm base and {height}mm tall, {width}mm "
    "wide, stiffened by one triangular rib in the middle that runs {gusset}mm along each leg",
    "right angle bracket {length}mm by {height}mm, {width}mm wide and {thickness}mm thick, with a "
    "single central 45 degree rib reaching {gusset}mm along both legs",
    "{width}mm wide L-bracket, legs {length}mm and {height}mm, [gusset|triangular gusset] "
    "{gusset}mm long on each leg, centered, legs and gusset {thickness}mm thick",
    "reinforced angle bracket, base {length}, upright {height}, width {width}, thickness "
    "{thickness}, one triangular gusset {gusset} mm along each leg, centered",
    "heavy duty L-bracket {length}mm long, {width}mm wide, {height}mm high, {thickness}mm thick, "
    "triangle gusset {gusset}mm per side in the middle of the corner",
    "L-bracket {length}mm x {width}mm x {thickness}mm thick with a {gusset}mm triangular gusset[| "
    "in the middle]",
    "equal leg L-bracket, legs {length}mm, {width}mm wide, {thickness}mm thick, [gusset|rib] "
    "{gusset}mm at 45 degrees in the middle of the inside corner",
    "L-bracket with gusset, {length}mm base, {height}mm upright, {width}mm wide, gusset legs "
    "{gusset}mm[|, centered]",
    "[strong|stiff] L-bracket, both legs {length}mm, {width}mm wide, with a central {gusset}mm "
    "triangular gusset",
)
GUSSET_HOLE_TEXTS = (
    "L-bracket with a {length}mm base, {height}mm upright, {width}mm wide, {thickness}mm thick, a "
    "triangular {gusset}mm gusset in the middle of the corner and a {hole}mm hole in each leg "
    "{inset}mm from the end",
    "[L-bracket|angle bracket] {length} x {height} mm legs, {width}mm wide, {thickness}mm thick, "
    "one {gusset}mm 45 degree center gusset, {hole}mm hole per leg, {inset}mm from the ends",
    "{thickness}mm thick L-bracket, base {length}mm, upright {height}mm, width {width}mm, center "
    "gusset with {gusset}mm legs, one [through hole|hole] of {hole}mm in each leg, inset {inset}mm",
    "gusseted L bracket: base leg {length}mm, vertical leg {height}mm, width {width}mm, thickness "
    "{thickness}mm throughout, gusset {gusset}mm along each leg, holes {hole}mm at {inset}mm from "
    "the leg ends[|, one per leg]",
    "right angle bracket {length}mm by {height}mm, {width}mm wide and {thickness}mm thick, with a "
    "central 45 degree rib reaching {gusset}mm along both legs, each leg with a {hole}mm hole "
    "{inset}mm from its end",
    "{width}mm wide L-bracket, legs {length}mm and {height}mm, [gusset|triangular gusset] "
    "{gusset}mm long on each leg, centered, {thickness}mm thick, a {hole}mm through hole in both "
    "legs, {inset}mm from the end",
    "reinforced angle bracket with holes, base {length}, upright {height}, width {width}, "
    "thickness {thickness}, center gusset {gusset} along each leg, one hole per leg {hole} dia, "
    "inset {inset}[| mm]",
    "heavy duty L-bracket {length}mm long, {width}mm wide, {height}mm high, {thickness}mm thick, "
    "triangle gusset {gusset}mm per side in the middle, 1 hole per leg, dia {hole}mm, {inset}mm "
    "from the end",
    "L-bracket {length}mm x {width}mm x {thickness}mm thick with a {gusset}mm triangular center "
    "gusset and [one|a] {hole}mm hole in each leg, {inset}mm from the end",
    "equal leg L-bracket, legs {length}mm, {width}mm wide, {thickness}mm thick, [gusset|rib] "
    "{gusset}mm at 45 degrees in the middle of the inside corner, a hole of radius {hole/2}mm in "
    "each leg {inset}mm from its end",
    "L-bracket {length}x{height}mm, {width}mm wide, {thickness}mm thick, with a {gusset}mm center "
    "gusset and a {hole}mm hole in each leg",
    "L-bracket: {length}mm x {width}mm x {thickness}mm thick with a centered {gusset}mm gusset and "
    "[one|a] hole in each leg",
    "[strong|stiff] L-bracket, both legs {length}mm, {width}mm wide, {thickness}mm thick, central "
    "{gusset}mm triangular gusset, {hole}mm hole in each leg",
)
ZED_TEXTS = (
    "Z-bracket with a {bottom}mm bottom flange, {top}mm top flange, {height}mm [high|tall] "
    "overall, {width}mm wide, {thickness}mm thick",
    "[Z bracket|Z-shaped bracket], flanges {bottom}mm (bottom) and {top}mm (top), overall height "
    "{height}mm, width {width}mm, {thickness}mm [sheet|material]",
    "{thickness}mm thick Z-bracket, {height}mm overall height, lower flange {bottom}mm, upper "
    "flange {top}mm, {width}mm wide[|, no holes]",
    "Z-shaped bracket {width}mm wide and {height}mm high from {thickness}mm [plate|stock], bottom "
    "leg {bottom}mm, top leg {top}mm",
    "[plain |]Z bracket: bottom {bottom}, top {top}, height {height}, width {width}, thickness "
    "{thickness} mm",
    "Z-bracket, {bottom}mm foot, {height}mm tall web, {top}mm top flange, all {width}mm wide and "
    "{thickness}mm thick",
    "zed bracket {bottom} x {height} x {top} mm (bottom x height x top), {width}mm wide, "
    "{thickness}mm thick[|, no holes]",
    "{width}mm wide Z-bracket of {thickness}mm [sheet|plate], lower leg {bottom}mm, upper leg "
    "{top}mm, {height}mm tall",
    "[offset bracket|step bracket] bent in a Z, bottom flange {bottom}mm, top flange {top}mm, "
    "outside height {height}mm, {width}mm wide, {thickness}mm thick",
    "equal flange Z-bracket, both flanges {bottom}mm, {height}mm high, {width}mm wide, "
    "{thickness}mm thick",
    "Z-bracket with {bottom}mm flanges, {height}mm [high|tall overall], {width}mm wide, "
    "{thickness}mm thick",
    "Z-bracket with two {bottom}mm flanges, {height}mm [tall|high], {width}mm wide",
    "Z-bracket {bottom}mm bottom flange, {top}mm top flange, height {height}mm, width {width}mm",
)
ZED_HOLE_TEXTS = (
    "Z-bracket with a {bottom}mm bottom flange, {top}mm top flange, {height}mm [high|tall] "
    "overall, {width}mm wide, {thickness}mm thick, a {hole}mm hole in each flange {inset}mm from "
    "the end",
    "[Z bracket|Z-shaped bracket], flanges {bottom}mm (bottom) and {top}mm (top), overall height "
    "{height}mm, width {width}mm, {thickness}mm sheet, {hole}mm hole per flange, {inset}mm from "
    "the flange ends",
    "{thickness}mm thick Z-bracket, {height}mm overall height, lower flange {bottom}mm, upper "
    "flange {top}mm, {width}mm wide, [one|1] hole of {hole}mm in each flange, inset {inset}mm",
    "Z-shaped bracket {width}mm wide and {height}mm high from {thickness}mm [plate|stock], bottom "
    "leg {bottom}mm, top leg {top}mm, each leg with a {hole}mm hole {inset}mm from its end",
    "Z bracket with holes: bottom {bottom}, top {top}, height {height}, width {width}, thickness "
    "{thickness}, hole in each flange {hole}, inset {inset}[| mm]",
    "Z-bracket, {bottom}mm foot, {height}mm tall web, {top}mm top flange, all {width}mm wide and "
    "{thickness}mm thick, foot and top flange each drilled {hole}mm, {inset}mm from the free end",
    "zed bracket {bottom} x {height} x {top} mm (bottom x height x top), {width}mm wide, "
    "{thickness}mm thick, [one|a] {hole}mm through hole per flange, {inset}mm from the end",
    "{width}mm wide Z-bracket of {thickness}mm sheet, lower leg {bottom}mm, upper leg {top}mm, "
    "{height}mm tall, 1x hole dia {hole}mm in [each|every] leg, {inset}mm from the end",
    "[offset bracket|step bracket] bent in a Z, bottom flange {bottom}mm, top flange {top}mm, "
    "outside height {height}mm, {width}mm wide, {thickness}mm thick, hole of radius {hole/2}mm in "
    "each flange, {inset}mm from the end",
    "equal flange Z-bracket, both flanges {bottom}mm with [one|a] {hole}mm hole {inset}mm from the "
    "end, {height}mm high, {width}mm wide, {thickness}mm thick",
    "Z-bracket with {bottom}mm flanges, {height}mm [high|tall overall], {width}mm wide, "
    "{thickness}mm thick, with a {hole}mm hole in each flange",
    "Z-bracket with two {bottom}mm flanges, {height}mm [tall|high], {width}mm wide, {thickness}mm "
    "thick, one hole in each flange",
    "Z-bracket {bottom}mm bottom flange, {top}mm top flange, height {height}mm, width {width}mm, "
    "{hole}mm hole per flange [at {inset}mm|{inset}mm] from the end",
)
