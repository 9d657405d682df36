"""Sentences for funnels and conical shells. All diameters are outer ones."""

SPOUT = (
    "funnel, {mouth}mm mouth diameter, {spout}mm spout diameter, {height}mm [tall|high] overall, "
    "spout {length}mm long, {wall}mm wall",
    "funnel: mouth OD {mouth}, spout OD {spout}, overall height {height}, spout length {length}, "
    "wall {wall} mm",
    "[conical|kitchen] funnel {mouth}mm across the top, narrowing to a {length}mm long spout of "
    "{spout}mm outside diameter, {height}mm in total, walls {wall}mm",
    "{height}mm tall funnel, top {mouth}mm dia, spout {spout}mm dia x {length}mm [long|length], "
    "{wall}mm thick",
    "{wall}mm wall funnel with a straight spout {spout}mm OD and {length}mm long, [mouth|opening] "
    "{mouth}mm OD, height over all {height}mm",
    "[pouring|filling] funnel Ø{mouth} to Ø{spout}, spout {length} long, total height {height}, "
    "wall {wall} mm",
    "open funnel whose cone goes from {mouth}mm at the mouth to {spout}mm at the spout (outside), "
    "spout {length}mm of the {height}mm total height, [wall|thickness] {wall}mm",
    "funnel with mouth radius {mouth/2}mm, spout radius {spout/2}mm, spout length {length}mm, "
    "overall height {height}mm and {wall}mm [walls|wall thickness]",
    "[oil|workshop] funnel, {spout}mm spout {length}mm long, {mouth}mm mouth, {height}mm overall "
    "height, {wall}mm walls, open through",
    "funnel mouth {mouth} spout {spout} height {height} spout length {length} wall {wall}",
    "funnel for a bottle neck: spout outside {spout}mm, {length}mm long; mouth outside {mouth}mm; "
    "{height}mm [overall|total height]; wall {wall}mm",
)
HOPPER = (
    "hopper, {mouth}mm diameter, {height}mm [tall|high] overall, conical bottom {cone}mm high "
    "narrowing to a {outlet}mm outlet, {wall}mm wall",
    "round hopper: mouth OD {mouth}, outlet OD {outlet}, overall height {height}, cone height "
    "{cone}, wall {wall} mm",
    "[feed|pellet] hopper, straight round top {mouth}mm across, cone below it {cone}mm high down "
    "to {outlet}mm outside diameter, {height}mm in total, walls {wall}mm",
    "{height}mm tall round hopper, {mouth}mm dia, lower {cone}mm [tapered|conical] to a {outlet}mm "
    "dia outlet, {wall}mm thick, open top and bottom",
    "{wall}mm wall hopper with cylindrical upper part {mouth}mm OD and conical lower part {cone}mm "
    "[high|tall] ending at {outlet}mm OD, total height {height}mm",
    "[funnel|hopper] with a straight cylindrical rim: Ø{mouth} on top, cone {cone} high to "
    "Ø{outlet}, overall {height}, wall {wall} mm",
    "open silo shape, {mouth}mm outer diameter, {height}mm total height, of which the bottom "
    "{cone}mm is a cone down to a {outlet}mm outlet, [wall|thickness] {wall}mm",
    "hopper with mouth radius {mouth/2}mm, outlet radius {outlet/2}mm, cone height {cone}mm, "
    "overall height {height}mm and {wall}mm [walls|wall thickness]",
    "[grain|dust] hopper, {outlet}mm outlet, {mouth}mm straight mouth, {cone}mm cone, {height}mm "
    "overall height, {wall}mm walls, open through",
    "hopper mouth {mouth} outlet {outlet} height {height} cone height {cone} wall {wall}",
    "cylinder-and-cone hopper, outside {mouth}mm above and {outlet}mm at the outlet, {height}mm "
    "[overall|total height], cone part {cone}mm, wall {wall}mm",
)
CONE_SHELL = (
    "hollow cone open at both ends, {bottom}mm bottom diameter, {top}mm top diameter, {height}mm "
    "[tall|high], {wall}mm wall",
    "conical shell: bottom OD {bottom}, top OD {top}, height {height}, wall {wall} mm",
    "tapered tube from {bottom}mm OD at the bottom to {top}mm OD at the top, {height}mm "
    "[long|tall], {wall}mm wall",
    "{height}mm [tall|high] conical sleeve, outside {bottom}mm below and {top}mm above, {wall}mm "
    "thick",
    "[open|hollow] truncated cone, base {bottom}mm, top {top}mm, height {height}mm, {wall}mm "
    "walls, open top and bottom",
    "{wall}mm wall cone shell, Ø{bottom} at the base, Ø{top} at the top, {height} mm [tall|high]",
    "[lampshade|cone shade] without ends, bottom diameter {bottom}mm, top diameter {top}mm, "
    "{height}mm tall, {wall}mm thick",
    "conical adapter tube, lower end {bottom}mm outside, upper end {top}mm outside, "
    "[length|height] {height}mm, wall thickness {wall}mm",
    "hollow frustum of outer radius {bottom/2}mm at the bottom and {top/2}mm at the top, "
    "{height}mm high, wall {wall}mm, [open through|both ends open]",
    "hollow cone bottom {bottom} top {top} height {height} wall {wall} open ends",
    "[straight-sided|plain] conical ring {height}mm high with {wall}mm wall, {bottom}mm across the "
    "bottom and {top}mm across the top",
)
RIMMED = (
    "hollow cone open at both ends, {bottom}mm bottom diameter, {top}mm top diameter, {height}mm "
    "[tall|high], {wall}mm wall, with a flat rim {rim}mm diameter and {thickness}mm thick around "
    "the bottom",
    "conical shell with bottom rim: bottom OD {bottom}, top OD {top}, height {height}, wall "
    "{wall}, rim OD {rim}, rim thickness {thickness} mm",
    "tapered tube from {bottom}mm OD at the bottom to {top}mm OD at the top, {height}mm "
    "[long|tall] overall, {wall}mm wall, {rim}mm flange {thickness}mm thick at the bottom",
    "{height}mm [tall|high] conical sleeve, outside {bottom}mm below and {top}mm above, {wall}mm "
    "thick, flat {rim}mm base rim of {thickness}mm thickness",
    "[open|hollow] truncated cone, base {bottom}mm, top {top}mm, height {height}mm, {wall}mm "
    "walls, open top and bottom, standing on a ring rim {rim}mm across, {thickness}mm thick",
    "{wall}mm wall cone shell, Ø{bottom} at the base, Ø{top} at the top, {height} mm [tall|high], "
    "brim Ø{rim} x {thickness} at the base",
    "[witch hat|hat] shape open at the top: brim {rim}mm diameter and {thickness}mm thick, cone "
    "{bottom}mm to {top}mm outside, {height}mm overall height, {wall}mm wall",
    "conical adapter tube, lower end {bottom}mm outside with a {thickness}mm thick {rim}mm flange, "
    "upper end {top}mm outside, overall [length|height] {height}mm, wall thickness {wall}mm",
    "hollow cone bottom {bottom} top {top} height {height} wall {wall} bottom rim {rim} rim "
    "thickness {thickness}",
    "hollow frustum of outer radius {bottom/2}mm at the bottom and {top/2}mm at the top, "
    "{height}mm high, wall {wall}mm, [open through|both ends open], bottom rim of radius "
    "{rim/2}mm, {thickness}mm thick",
)
