"""Sentences of the turned parts."""

STEPPED = (
    "turned [stepped pin|pin with a step], body {diameter}mm diameter x {length}mm long, tip "
    "{tip}mm diameter x {tip_length}mm long",
    "stepped pin turned from round bar, {diameter}mm dia for {length}mm, then {tip}mm dia for "
    "{tip_length}mm",
    "turned pin: {diameter}mm diameter over the first {length}mm, [stepped|stepping] down to "
    "{tip}mm for another {tip_length}mm",
    "turned step pin Ø{diameter} x {length} / Ø{tip} x {tip_length} mm",
    "[lathe-turned|turned] pin with a shoulder, thick part {diameter}mm diameter and {length}mm "
    "long, thin part {tip}mm diameter and {tip_length}mm long",
    "turned stepped dowel, [large|thick] end {diameter}mm x {length}mm, [small|thin] end {tip}mm x "
    "{tip_length}mm (diameter x length)",
    "stepped turned pin with a {tip_length}mm long, {tip}mm diameter [tip|spigot] on a {length}mm "
    "long, {diameter}mm diameter body",
    "turned stepped pin: body radius {diameter/2}mm, body length {length}mm, tip radius {tip/2}mm, "
    "tip length {tip_length}mm",
    "solid turned pin, {diameter}mm body turned down to {tip}mm, body {length}mm long, [tip|turned "
    "down end] {tip_length}mm long",
    "revolved stepped pin, lower section {diameter}mm across and {length}mm tall, upper section "
    "{tip}mm across and {tip_length}mm tall",
    "turned pin D1 {diameter} L1 {length} D2 {tip} L2 {tip_length}",
    "two-diameter turned pin, {diameter}mm then {tip}mm, [lengths {length}mm and "
    "{tip_length}mm|{length}mm and {tip_length}mm long]",
)
POINTED = (
    "turned pin with a conical [point|tip], {diameter}mm diameter, {length}mm overall, point "
    "{tip}mm long",
    "cone-tipped turned pin, {diameter}mm dia x {length}mm [overall length|total length], "
    "{tip}mm cone",
    "turned [pointed|sharp] pin {length}mm long including [a|the] {tip}mm long conical point, "
    "{diameter}mm diameter",
    "turned pin Ø{diameter} x {length} mm overall, sharp cone {tip} mm long at [one|the top] end",
    "pointed turned pin: diameter {diameter}, overall length {length}, point length {tip} mm",
    "{diameter}mm diameter turned pin, the last {tip}mm of its {length}mm length [coming|turned] "
    "to a sharp point",
    "lathe-turned spike, {diameter}mm diameter, {length}mm from end to tip, [cone|conical tip] "
    "{tip}mm long",
    "revolved pin with cone tip, radius {diameter/2}mm, [total|overall] length {length}mm, cone "
    "length {tip}mm",
    "turned centering pin, {diameter}mm across, {length}mm [tall|long] with the point, pointed "
    "over the top {tip}mm",
    "turned cone point pin D{diameter} L{length} overall, point {tip}",
    "[solid|plain] turned pin with a {tip}mm sharp conical end, {length}mm overall, {diameter}mm "
    "diameter",
    "turned scriber-style pin {length}mm in total length, {tip}mm of that a sharp cone, "
    "{diameter}mm [dia|diameter]",
)
NOSED = (
    "turned pin with a tapered nose, {diameter}mm diameter, {length}mm overall, nose tapering to "
    "{end}mm over the last {taper}mm",
    "turned locating pin {diameter}mm dia x {length}mm [overall|total length], one end tapered to "
    "{end}mm diameter over {taper}mm",
    "turned pin: diameter {diameter}, overall length {length}, flat end diameter {end}, taper "
    "length {taper} mm",
    "turned pin Ø{diameter} x {length} mm overall with a {taper} mm long taper down to a flat "
    "Ø{end} [end|tip]",
    "[lathe-turned|turned] guide pin, {length}mm long including a {taper}mm lead-in taper, "
    "{diameter}mm diameter, {end}mm diameter at the flat end",
    "tapered-nose turned pin, {diameter}mm body, {end}mm flat tip, taper {taper}mm long, "
    "{length}mm [overall|in all]",
    "{diameter}mm diameter turned pin, {length}mm total length, the top {taper}mm [tapering|coned] "
    "to {end}mm across the flat end",
    "turned alignment pin of radius {diameter/2}mm, [overall|total] length {length}mm, tapering to "
    "an end radius of {end/2}mm over {taper}mm",
    "turned dowel with one tapered end, {diameter}mm diameter, {length}mm [overall|end to end], "
    "end {end}mm diameter, taper {taper}mm long",
    "revolved pin with a blunt conical nose, {diameter}mm dia at the base, {end}mm dia at the tip, "
    "nose {taper}mm long, overall {length}mm",
    "turned taper-nose pin D{diameter} L{length} overall, nose {end} dia x {taper} long",
    "turned pin {length}mm overall, {diameter}mm dia, with a {taper}mm [tapered|conical] lead-in "
    "ending flat at {end}mm dia",
)
BUSHING = (
    "turned [flanged bushing|bushing with flange], {bore}mm bore, {diameter}mm body, {length}mm "
    "overall, flange {flange}mm diameter and {rim}mm thick",
    "flanged bushing turned in one piece: ID {bore}, OD {diameter}, flange OD {flange}, flange "
    "thickness {rim}, overall length {length} mm",
    "turned bushing {length}mm long [overall|including the flange], {diameter}mm OD, {bore}mm ID, "
    "with a {flange}mm diameter x {rim}mm thick flange",
    "turned top hat bushing: body {diameter}mm dia, [through bore|bore] {bore}mm, flange "
    "{flange}mm dia x {rim}mm, total length {length}mm",
    "[lathe-turned|turned] flange bush, {bore}mm ID x {diameter}mm OD x {length}mm overall length, "
    "{flange}mm flange {rim}mm thick",
    "turned bush with a {flange}mm flange of {rim}mm thickness, {diameter}mm barrel, bored "
    "{bore}mm [through|right through], {length}mm overall",
    "turned sleeve bushing, {diameter}mm outside, {bore}mm inside, {length}mm long in all, with a "
    "{rim}mm thick [flange|collar] {flange}mm across at one end",
    "revolved flanged bushing with bore radius {bore/2}mm, body radius {diameter/2}mm, flange "
    "radius {flange/2}mm, flange thickness {rim}mm, [total|overall] length {length}mm",
    "turned bushing, Ø{bore} through, Ø{diameter} body, Ø{flange} x {rim} flange, {length} mm "
    "overall",
    "turned plain bearing bush with flange, shaft bore {bore}mm, housing diameter {diameter}mm, "
    "flange {flange}mm dia {rim}mm thick, {length}mm [in total|total length]",
    "turned flange bushing id {bore} od {diameter} flange od {flange} flange t {rim} total length "
    "{length}",
    "turned bushing {length}mm tall in total, {rim}mm thick flange of {flange}mm diameter at the "
    "[bottom|base], {diameter}mm body, {bore}mm hole through both",
)
CUP = (
    "turned cup, {diameter}mm OD, {height}mm [tall|high], {wall}mm wall, {floor}mm floor",
    "turned [round|cylindrical] cup {diameter}mm diameter x {height}mm high, walls {wall}mm thick, "
    "bottom {floor}mm thick",
    "turned cup: outer diameter {diameter}, height {height}, wall {wall}, floor {floor} mm",
    "[lathe-turned|turned] cup with a {floor}mm [floor|base] and {wall}mm walls, {diameter}mm "
    "outside diameter, {height}mm high",
    "straight-sided turned cup, {height}mm tall, {diameter}mm across, {wall}mm side wall and "
    "{floor}mm [bottom|floor] thickness",
    "turned pot Ø{diameter} x {height} mm, open [top|at the top], wall {wall}, bottom {floor}",
    "revolved cup of outer radius {diameter/2}mm, {height}mm high, {wall}mm wall thickness, "
    "{floor}mm [floor|base] thickness",
    "{wall}mm wall turned cup, {floor}mm thick floor, {diameter}mm outer diameter, height "
    "{height}mm",
    "turned cylindrical pot, open on top, {diameter}mm outside, {height}mm [overall|tall overall], "
    "sides {wall}mm, floor {floor}mm",
    "turned cup D{diameter} H{height} wall {wall} floor {floor}",
    "[simple|plain] turned cup, {floor}mm bottom, {wall}mm walls, {height}mm overall height, "
    "{diameter}mm outer dia",
    "turned cup for pencils, {diameter}mm outer diameter and {height}mm high, sides {wall}mm "
    "thick, [base|bottom] {floor}mm thick",
)
FLANGED_CUP = (
    "turned cup with a flange [around|at] the rim, {diameter}mm OD, {height}mm tall, {wall}mm "
    "wall, {floor}mm floor, flange {flange}mm diameter and {rim}mm thick",
    "turned flanged cup {diameter}mm diameter x {height}mm high [overall|in all], walls {wall}mm, "
    "bottom {floor}mm, top flange {flange}mm diameter x {rim}mm thick",
    "turned cup with rim flange: outer diameter {diameter}, height {height}, wall {wall}, floor "
    "{floor}, flange diameter {flange}, flange thickness {rim} mm",
    "[lathe-turned|turned] cup with a {floor}mm floor, {wall}mm walls and an outward flange at the "
    "open end, {flange}mm diameter and {rim}mm thick, body {diameter}mm OD, {height}mm high",
    "flanged turned cup, {height}mm tall overall, body {diameter}mm across, {wall}mm side wall, "
    "{floor}mm [bottom|floor], {rim}mm thick flange {flange}mm across flush with the rim",
    "turned pot with a [top|rim] flange, body Ø{diameter}, height {height}, wall {wall}, bottom "
    "{floor}, flange Ø{flange} x {rim} mm",
    "revolved flanged cup of body radius {diameter/2}mm, flange radius {flange/2}mm at the open "
    "top, {height}mm high, {wall}mm wall, {floor}mm [floor|base], flange {rim}mm thick",
    "{wall}mm wall turned cup, {floor}mm thick floor, {diameter}mm outer diameter, height "
    "{height}mm, with a [brim|flange] {flange}mm in diameter and {rim}mm thick at the top edge",
    "turned drop-in cup, [hung|held] by a {flange}mm diameter, {rim}mm thick rim flange, "
    "{diameter}mm body, {height}mm overall height, sides {wall}mm, floor {floor}mm",
    "turned flanged cup D{diameter} H{height} wall {wall} floor {floor} top flange D{flange} "
    "T{rim}",
    "turned cup, open top edge flanged out to {flange}mm diameter, flange {rim}mm thick, "
    "{floor}mm [bottom|base], {wall}mm walls, {height}mm overall height, {diameter}mm outer dia",
    "turned cup with lip flange, {flange}mm flange OD, {rim}mm flange thickness, {diameter}mm cup "
    "OD, {height}mm high, sides {wall}mm thick, [base|bottom] {floor}mm thick",
)
