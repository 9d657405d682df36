"""Sentences of the extruded profiles."""

ELL = (
    "extruded L-profile {leg}x{other}x{thickness}mm, {length}mm long",
    "[L-profile|angle profile], legs {leg}mm and {other}mm, {thickness}mm thick, extruded "
    "{length}mm",
    "{length}mm [long |length of ]L-profile with legs of {leg}mm and {other}mm, {thickness}mm "
    "[wall|thick]",
    "extruded angle profile: leg {leg}, other leg {other}, thickness {thickness}, length {length} "
    "mm",
    "L-section extrusion {leg} x {other} mm outside, {thickness}mm wall thickness, {length}mm "
    "[long|length]",
    "{leg}mm by {other}mm L-profile in {thickness}mm [wall|material], cut to {length}mm",
    "{thickness}mm thick L-profile, outer legs {leg}mm x {other}mm, [length {length}mm|{length}mm "
    "in length]",
    "piece of extruded [L-profile|angle profile] {length}mm long, {leg}mm x {other}mm outer "
    "dimensions, {thickness}mm walls",
    "straight L-profile bar, {leg}mm leg, {other}mm leg, {thickness}mm wall, {length}mm long",
    "L-shaped outline with {leg}mm and {other}mm legs {thickness}mm thick, extruded [by |to a "
    "length of ]{length}mm",
    "L-profile {leg}x{other}x{thickness} L={length}",
    "angle profile [{leg}/{other}/{thickness} mm|{leg} x {other} x {thickness} mm], {length} mm "
    "[long|length]",
)
TEE = (
    "extruded T-profile {width}mm wide x {height}mm high x {thickness}mm thick, {length}mm long",
    "T-profile, flange {width}mm wide, overall height {height}mm, {thickness}mm thick "
    "[throughout|all over], extruded {length}mm",
    "{length}mm [long |length of ]T-profile, {width}mm wide, {height}mm high [overall|in all], "
    "{thickness}mm wall",
    "extruded T: width {width}, height {height}, thickness {thickness}, length {length} mm",
    "T-section extrusion, width {width}mm, [overall height|total height] {height}mm, flange and "
    "web {thickness}mm thick, {length}mm long",
    "{width}mm wide by {height}mm high T-profile in {thickness}mm [wall|material], cut to "
    "{length}mm",
    "{thickness}mm thick T-profile, {width}mm across the flange, {height}mm tall overall, [length "
    "{length}mm|{length}mm in length]",
    "piece of extruded T-profile {length}mm long with a {width}mm flange, {height}mm overall "
    "height and {thickness}mm [walls|wall thickness]",
    "straight T bar profile, {height}mm high [including|with] the flange, flange {width}mm wide, "
    "web and flange {thickness}mm, {length}mm long",
    "T-shaped outline {width}mm wide and {height}mm high, {thickness}mm thick, extruded [by |to a "
    "length of ]{length}mm",
    "T-profile W{width} H{height} T{thickness} L{length}",
    "T profile, [{height}mm high, {width}mm wide|{width}mm wide, {height}mm high], wall "
    "{thickness}mm everywhere, {length}mm long",
)
CHANNEL = (
    "extruded U-profile {width}mm wide x {height}mm high x {thickness}mm wall, {length}mm long",
    "U-profile, outside width {width}mm, outside height {height}mm, {thickness}mm thick "
    "[throughout|all round], extruded {length}mm",
    "{length}mm [long |length of ]U-profile, {width}mm wide, {height}mm high [outside|overall], "
    "{thickness}mm walls",
    "extruded U: width {width}, height {height}, wall {thickness}, length {length} mm",
    "U-section extrusion, [base|back] {width}mm wide, sides {height}mm high overall, "
    "{thickness}mm thick, {length}mm long",
    "{width}mm wide by {height}mm high U-profile in {thickness}mm [wall|material], cut to "
    "{length}mm",
    "{thickness}mm wall U-channel profile, {width}mm across the outside, {height}mm [deep|high] "
    "outside, {length}mm long",
    "piece of extruded [U-profile|U-channel] {length}mm long, outer width {width}mm, outer height "
    "{height}mm, {thickness}mm wall thickness",
    "straight U channel, open on one side, {height}mm high sides [including|with] the base, "
    "{width}mm overall width, {thickness}mm walls, {length}mm long",
    "U-shaped outline {width}mm wide and {height}mm high, walls {thickness}mm, extruded [by |to a "
    "length of ]{length}mm",
    "U-profile W{width} H{height} T{thickness} L{length}",
    "U profile, [{height}mm high, {width}mm wide|{width}mm wide, {height}mm high] outside, base "
    "and sides {thickness}mm thick, {length}mm long",
)
BEAM = (
    "extruded I-profile {height}mm high x {width}mm wide, web {web}mm, flanges {flange}mm thick, "
    "{length}mm long",
    "I-profile, overall height {height}mm, flange width {width}mm, flange thickness {flange}mm, "
    "web thickness {web}mm, [extruded {length}mm|{length}mm long]",
    "{length}mm [long |length of ]I-profile, {height}mm high, {width}mm wide, {flange}mm flanges, "
    "{web}mm web",
    "I-beam profile: height {height}, width {width}, flange {flange}, web {web}, length {length} "
    "mm",
    "I-section extrusion with two {width}mm x {flange}mm flanges and a {web}mm web, {height}mm "
    "[overall|total] height, {length}mm long",
    "{height}mm high by {width}mm wide I-profile, [{web}mm thick web, {flange}mm thick flanges|"
    "{flange}mm thick flanges, {web}mm thick web], cut to {length}mm",
    "piece of extruded I-profile {length}mm long with {width}mm wide, {flange}mm thick flanges, a "
    "{web}mm thick web and {height}mm [overall|outside] height",
    "[straight|plain] I-beam profile, {width}mm wide flanges {flange}mm thick, web {web}mm thick, "
    "{height}mm high in all, {length}mm long",
    "I-shaped outline {width}mm wide and {height}mm high, flanges {flange}mm, web {web}mm, "
    "extruded [by |to a length of ]{length}mm",
    "I-profile H{height} W{width} flange {flange} web {web} L{length}",
    "little I-beam [bar|profile] for a model bridge, {height}mm tall, {width}mm across the "
    "flanges, {flange}mm thick flanges, {web}mm thick web, {length}mm long",
    "profile, I-section, {height} x {width} mm (height x width), tf {flange} mm, tw {web} mm, "
    "[length {length} mm|{length} mm long]",
)
ZED = (
    "extruded Z-profile {height}mm high, flanges {flange}mm wide including the web, {thickness}mm "
    "thick, {length}mm long",
    "Z-profile, overall height {height}mm, both flanges {flange}mm wide over the web, "
    "{thickness}mm thick [throughout|all over], extruded {length}mm",
    "{length}mm [long |length of ]Z-profile, {height}mm high, {flange}mm flanges measured over the "
    "web, {thickness}mm wall",
    "extruded Z: height {height}, equal flanges {flange} including the web, thickness "
    "{thickness}, length {length} mm",
    "Z-section extrusion with two {flange}mm flanges [(web included)|(outside, web included)], "
    "{height}mm overall height, wall {thickness}mm, {length}mm long",
    "{height}mm high Z-profile in {thickness}mm [wall|material], each flange {flange}mm wide "
    "outside with the web counted in, cut to {length}mm",
    "{thickness}mm thick Z-profile, flanges {flange}mm each from outer web face to edge, "
    "{height}mm [tall|high] overall, {length}mm long",
    "piece of extruded Z-profile {length}mm long, {height}mm overall height, {flange}mm flanges "
    "including the web thickness, {thickness}mm [walls|wall thickness]",
    "straight Z bar profile, {height}mm high, both flanges {flange}mm [including|counting] the "
    "web, {thickness}mm thick everywhere, {length}mm long",
    "Z-shaped outline {height}mm high, flanges {flange}mm with the web, {thickness}mm thick, "
    "extruded [by |to a length of ]{length}mm",
    "Z-profile H{height} F{flange} (incl. web) T{thickness} L{length}",
    "Z profile, [top and bottom|upper and lower] flange {flange}mm each including web, height "
    "{height}mm, {thickness}mm thick, {length}mm long",
)
TRIANGLE = (
    "extruded right triangle bar, legs {leg}mm and {other}mm, {length}mm long",
    "right triangle with legs {leg}mm and {other}mm extruded [by |]{length}mm",
    "{length}mm long bar of right-angled triangular section, legs {leg}mm [and|x] {other}mm",
    "triangular [bar|profile], right angle between a {leg}mm and a {other}mm leg, {length}mm long",
    "right triangle extrusion: leg {leg}, other leg {other}, length {length} mm",
    "solid triangular bar {length}mm [long|in length], section a right triangle {leg}mm by "
    "{other}mm",
    "wedge-shaped bar, right-angled triangular section with legs of {leg}mm and {other}mm, length "
    "{length}mm",
    "right triangular [prism|bar], {leg}mm x {other}mm legs, {length}mm long",
    "[glue block|corner strip] of right triangle section, legs {leg}mm and {other}mm, {length}mm "
    "long",
    "triangle bar with a 90 degree corner, sides at that corner {leg}mm and {other}mm, [extruded "
    "{length}mm|{length}mm long]",
    "right triangle profile {leg} x {other} L={length}",
    "right-angled triangular strip, legs {leg}mm and {other}mm, [cut to {length}mm|{length}mm "
    "long]",
)
TRAPEZOID = (
    "extruded isosceles trapezoid bar, parallel sides {width}mm and {top}mm, {height}mm high, "
    "{length}mm long",
    "symmetric trapezoid {width}mm wide at the base and {top}mm at the top, {height}mm high, "
    "extruded [by |]{length}mm",
    "{length}mm long bar of isosceles trapezoid section, base {width}mm, top {top}mm, height "
    "{height}mm",
    "symmetric trapezoidal [bar|profile], {width}mm below, {top}mm above, {height}mm high, "
    "{length}mm long",
    "isosceles trapezoid extrusion: base {width}, top {top}, height {height}, length {length} mm",
    "solid trapezoidal bar {length}mm [long|in length], section tapering [evenly|symmetrically] "
    "from {width}mm to {top}mm over {height}mm height",
    "isosceles trapezoid profile, wide side {width}mm, narrow side {top}mm, {height}mm between "
    "them, [extruded {length}mm|{length}mm long]",
    "symmetric trapezoidal [prism|bar], {width}mm bottom width, {top}mm top width, {height}mm "
    "height, {length}mm long",
    "[keel strip|ballast bar] of symmetric trapezoid section, {width}mm base, {top}mm top, "
    "{height}mm tall, {length}mm long",
    "bar with a symmetric trapezoid cross-section, top {top}mm, bottom {width}mm, {height}mm high, "
    "cut to {length}mm",
    "isosceles trapezoid profile B{width} T{top} H{height} L{length}",
    "trapezoid bar, [height {height}mm, base {width}mm, top {top}mm|base {width}mm, top {top}mm, "
    "height {height}mm], sloped evenly on both sides, length {length}mm",
)
