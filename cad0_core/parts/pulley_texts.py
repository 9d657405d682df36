"""Sentences for pulleys. Where they leave it out, flanges are 2 mm thick."""

CROWNED = (
    "crowned pulley {diameter}mm diameter, {width}mm wide, {bore}mm bore, crown {crown}mm high",
    "crowned flat belt pulley, {diameter}mm [across the crown|in the middle], edges {crown}mm "
    "lower all round, {width}mm wide, bore {bore}mm",
    "{width}mm wide crowned pulley, OD {diameter}mm, {bore}mm bore, crown height {crown}mm",
    "crowned pulley: largest diameter {diameter}, width {width}, bore {bore}, crown height {crown} "
    "mm",
    "[flat belt|belt] pulley with a {crown}mm crown, {diameter}mm OD at the middle, {width}mm "
    "face, {bore}mm bore",
    "belt pulley Ø{diameter}mm x {width}mm, crown h={crown}mm, bore Ø{bore}mm",
    "barrel shaped belt roller, {diameter}mm at its thickest, dropping {crown}mm in radius "
    "[towards both ends|to either edge], {width}mm long, {bore}mm through bore",
    "crowned pulley for a {bore}mm shaft, {diameter}mm max diameter, {width}mm face width, "
    "{crown}mm crown",
    "crowned belt pulley of radius {diameter/2}mm in the middle and {crown}mm less at the edges, "
    "{width}mm wide, bore radius {bore/2}mm",
    "pulley with [a tapered crown|two tapered halves], middle {diameter}mm dia, edge radius "
    "{crown}mm smaller, width {width}mm, bore {bore}mm",
    "{diameter}mm crowned pulley, bored {bore}mm, {width}mm wide, crowned by {crown}mm on the "
    "radius",
    "self-centering belt pulley: {diameter}mm crown diameter, crown rise {crown}mm, belt face "
    "{width}mm, plain {bore}mm bore",
    "{bore}mm bore flat belt wheel, {width}mm across the face, {diameter}mm diameter with the rim "
    "raised {crown}mm in the middle",
)
V_GROOVE = (
    "V-groove pulley {diameter}mm OD, {width}mm wide, {bore}mm bore, groove {groove}mm wide and "
    "{depth}mm deep",
    "[V pulley|V-belt pulley|sheave] {diameter}mm x {width}mm with a sharp V groove {groove}mm "
    "wide at the rim, {depth}mm deep, bore {bore}mm",
    "{width}mm wide V groove pulley, OD {diameter}mm, ID {bore}mm, V {groove}mm x {depth}mm deep",
    "V-groove pulley: outside diameter {diameter}, width {width}, bore {bore}, groove width "
    "{groove}, groove depth {depth} mm",
    "round belt pulley, {diameter}mm diameter, {width}mm [thick|wide], V notch {groove}mm wide x "
    "{depth}mm deep around the rim, {bore}mm center hole",
    "pulley Ø{diameter}mm x {width}mm, V groove {groove}mm x {depth}mm, bore Ø{bore}mm",
    "[rope|cord] wheel with a pointed V groove, groove opening {groove}mm, depth {depth}mm, wheel "
    "{diameter}mm OD and {width}mm wide, {bore}mm through bore",
    "single groove sheave for a {bore}mm shaft, {diameter}mm outside diameter, {width}mm face, "
    "groove {depth}mm deep, {groove}mm across the top, sharp bottom",
    "V pulley of outside radius {diameter/2}mm, {width}mm wide, bore radius {bore/2}mm, groove "
    "{groove}mm wide, {depth}mm deep",
    "{diameter}mm sheave, {bore}mm bore, [{width}mm wide|{width}mm thick] with a {depth}mm deep, "
    "{groove}mm wide V groove centered on the rim",
    "disc {diameter}mm across and {width}mm thick, bored {bore}mm, with a V shaped groove turned "
    "into its rim, {groove}mm wide and {depth}mm deep",
    "small V-belt wheel without hub: OD {diameter}mm, rim width {width}mm, V width {groove}mm, V "
    "depth {depth}mm, plain bore {bore}mm",
    "{bore}mm bore pulley with one V groove, {groove}mm wide, {depth}mm deep, rim {diameter}mm "
    "diameter by {width}mm",
)
V_GROOVE_HUB = (
    "V-groove pulley with hub, {diameter}mm OD, {width}mm wide rim, {bore}mm bore, groove "
    "{groove}mm wide and {depth}mm deep, {hub}mm hub {height}mm high",
    "[V pulley|V-belt pulley|sheave] {diameter}mm x {width}mm with a sharp V groove {groove}mm "
    "wide at the rim, {depth}mm deep, hub {hub}mm x {height}mm on one side, bore {bore}mm",
    "{width}mm wide V groove pulley, OD {diameter}mm, ID {bore}mm, V {groove}mm x {depth}mm deep, "
    "hub dia {hub}mm [projecting|sticking out] {height}mm",
    "V-groove pulley with hub: outside diameter {diameter}, rim width {width}, bore {bore}, groove "
    "width {groove}, groove depth {depth}, hub diameter {hub}, hub projection {height} mm",
    "round belt pulley, {diameter}mm diameter, rim {width}mm [thick|wide], V notch {groove}mm wide "
    "x {depth}mm deep, {hub}mm boss {height}mm tall on top, {bore}mm hole through both",
    "pulley Ø{diameter}mm x {width}mm, V groove {groove}mm x {depth}mm, hub Ø{hub}mm x {height}mm, "
    "bore Ø{bore}mm",
    "[rope|cord] wheel with a hub, groove opening {groove}mm, depth {depth}mm, pointed V, wheel "
    "{diameter}mm OD and {width}mm wide, hub {hub}mm OD standing {height}mm above it, {bore}mm "
    "through bore",
    "single groove sheave for a {bore}mm shaft, {diameter}mm outside diameter, {width}mm face, V "
    "groove {depth}mm deep, {groove}mm across the top, hub {hub}mm by {height}mm beyond the face",
    "V pulley of outside radius {diameter/2}mm, {width}mm wide, bore radius {bore/2}mm, groove "
    "{groove}mm wide, {depth}mm deep, hub radius {hub/2}mm, {height}mm high",
    "{diameter}mm hubbed sheave, {bore}mm bore, [{width}mm wide|{width}mm thick] rim with a "
    "{depth}mm deep, {groove}mm wide V groove, {hub}mm hub rising {height}mm from it",
    "V-belt wheel, hub on one face: OD {diameter}mm, rim width {width}mm, V width {groove}mm, V "
    "depth {depth}mm, hub OD {hub}mm, hub height {height}mm, plain bore {bore}mm",
    "{bore}mm bore pulley with one V groove, {groove}mm wide, {depth}mm deep, rim {diameter}mm "
    "diameter by {width}mm, and a {hub}mm diameter hub {height}mm long on top",
    "motor pulley, V groove {groove}mm x {depth}mm, {diameter}mm x {width}mm rim, {hub}mm x "
    "{height}mm hub, {bore}mm bore all the way",
)
FLANGED = (
    "flanged belt pulley, {seat}mm belt diameter, {belt}mm between the flanges, two {diameter}mm "
    "flanges {flange}mm thick, {bore}mm bore",
    "[smooth|flat] idler pulley {seat}mm dia x {belt}mm wide between two flanges of {diameter}mm "
    "diameter and {flange}mm thickness, bore {bore}mm",
    "{belt}mm belt pulley with [two|2] flanges, seat dia {seat}mm, flange OD {diameter}mm, flanges "
    "{flange}mm thick each, {bore}mm bore",
    "flanged pulley: seat diameter {seat}, width between flanges {belt}, flange diameter "
    "{diameter}, flange thickness {flange}, bore {bore} mm",
    "timing belt idler without teeth, {seat}mm across, room for a {belt}mm [wide |]belt, "
    "{diameter}mm x {flange}mm flange on each side, {bore}mm center hole",
    "pulley Ø{seat}mm x {belt}mm + two flanges Ø{diameter}mm x {flange}mm, bore Ø{bore}mm",
    "flat belt roller with a rim at both ends, rims {diameter}mm OD and {flange}mm thick, seat "
    "{seat}mm OD and {belt}mm wide [between them|between the rims], {bore}mm through bore",
    "spool shaped pulley for a {bore}mm shaft, {seat}mm core, {belt}mm clear width, {diameter}mm "
    "end flanges, each {flange}mm thick",
    "flanged idler of seat radius {seat/2}mm, {belt}mm between flanges of radius {diameter/2}mm "
    "and {flange}mm thickness, bore radius {bore/2}mm",
    "double flanged pulley, flanges {diameter}mm across and {flange}mm thick, belt seat {seat}mm "
    "across and {belt}mm [wide|long], plain {bore}mm bore",
    "{seat}mm smooth pulley, {belt}mm belt width, {diameter}mm flanges both sides, {bore}mm bore",
    "flanged belt pulley with {bore}mm bore, {belt}mm wide seat of {seat}mm diameter, flanges "
    "{diameter}mm [diameter|OD]",
    "idler for a {belt}mm belt: {seat}mm seat, {diameter}mm flanges, {bore}mm bore",
)
FLANGED_HUB = (
    "flanged belt pulley with hub, {seat}mm belt diameter, {belt}mm between the flanges, two "
    "{diameter}mm flanges {flange}mm thick, {hub}mm hub {height}mm high, {bore}mm bore",
    "[smooth|flat] pulley {seat}mm dia x {belt}mm wide between two flanges of {diameter}mm "
    "diameter and {flange}mm thickness, hub {hub}mm x {height}mm on top, bore {bore}mm",
    "{belt}mm belt pulley with [two|2] flanges, seat dia {seat}mm, flange OD {diameter}mm, flanges "
    "{flange}mm thick each, hub dia {hub}mm projecting {height}mm, {bore}mm bore",
    "flanged pulley with hub: seat diameter {seat}, width between flanges {belt}, flange diameter "
    "{diameter}, flange thickness {flange}, hub diameter {hub}, hub projection {height}, bore "
    "{bore} mm",
    "timing belt pulley without teeth, {seat}mm across, room for a {belt}mm [wide |]belt, "
    "{diameter}mm x {flange}mm flange on each side, {hub}mm boss {height}mm tall, {bore}mm hole "
    "through everything",
    "pulley Ø{seat}mm x {belt}mm + two flanges Ø{diameter}mm x {flange}mm + hub Ø{hub}mm x "
    "{height}mm, bore Ø{bore}mm",
    "flat belt wheel with a rim at both ends, rims {diameter}mm OD and {flange}mm thick, seat "
    "{seat}mm OD and {belt}mm wide [between them|between the rims], hub {hub}mm OD standing "
    "{height}mm above, {bore}mm through bore",
    "flanged pulley of seat radius {seat/2}mm, {belt}mm between flanges of radius {diameter/2}mm "
    "and {flange}mm thickness, hub radius {hub/2}mm, hub height {height}mm, bore radius {bore/2}mm",
    "double flanged pulley, flanges {diameter}mm across and {flange}mm thick, belt seat {seat}mm "
    "across and {belt}mm [wide|long], hub {hub}mm by {height}mm beyond one flange, plain {bore}mm "
    "bore",
    "{seat}mm smooth pulley, {belt}mm belt width, {diameter}mm flanges both sides, {hub}mm hub "
    "{height}mm high, {bore}mm bore",
    "flanged belt pulley with {bore}mm bore, {belt}mm wide seat of {seat}mm diameter, flanges "
    "{diameter}mm [diameter|OD], {hub}mm diameter hub rising {height}mm",
)
