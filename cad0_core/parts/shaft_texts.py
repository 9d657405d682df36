"""Sentences for shafts. Where they leave a keyway's width and depth out it is that of DIN 6885."""

PLAIN = (
    "[plain |]shaft {diameter}mm diameter, {length}mm long",
    "{diameter}mm [solid |]shaft, length {length}mm",
    "{length}mm long shaft of {diameter}mm [diameter|dia]",
    "shaft: diameter {diameter}, length {length} mm",
    "straight shaft Ø{diameter}mm x {length}mm",
    "plain [axle|spindle], {diameter}mm thick and {length}mm long",
    "[round |solid ]shaft {diameter}mm x {length}mm, no steps",
    "shaft of radius {diameter/2}mm and length {length}mm",
    "smooth shaft, OD {diameter}mm, {length}mm [end to end|overall]",
    "unstepped axle {diameter}mm across, {length}mm overall length",
    "shaft with square cut ends, {diameter}mm dia by {length}mm",
    "drive shaft, [no keyway|without keyway], {diameter}mm diameter, {length}mm in length",
    "simple shaft {length}mm tall standing upright, {diameter}mm across",
)
TWO = (
    "stepped shaft, {diameter}mm diameter for {length}mm, then {diameter2}mm diameter for "
    "{length2}mm",
    "[stepped shaft|two step shaft]: first section {diameter}mm x {length}mm, second section "
    "{diameter2}mm x {length2}mm",
    "shaft Ø{diameter}mm x {length}mm + Ø{diameter2}mm x {length2}mm",
    "stepped shaft: first diameter {diameter}, first length {length}, second diameter {diameter2}, "
    "second length {length2} mm",
    "shaft with a {diameter}mm section {length}mm long followed by a {diameter2}mm section "
    "{length2}mm long",
    "two diameter shaft, bottom {diameter}mm dia and {length}mm long, top {diameter2}mm dia and "
    "{length2}mm long",
    "shaft of two [sections|steps], radius {diameter/2}mm over {length}mm, then radius "
    "{diameter2/2}mm over {length2}mm",
    "one shoulder shaft: {diameter}mm by {length}mm, [turning|stepping] to {diameter2}mm by "
    "{length2}mm",
    "axle that is {diameter}mm thick for the first {length}mm and {diameter2}mm thick for the "
    "[next|remaining] {length2}mm",
    "stepped spindle, {length}mm of {diameter}mm diameter and {length2}mm of {diameter2}mm "
    "diameter [after it|on top]",
    "turned shaft, diameters {diameter}mm and {diameter2}mm, section lengths {length}mm and "
    "{length2}mm in that order",
    "shaft with a single step, first {length}mm at {diameter}mm dia, last {length2}mm at "
    "{diameter2}mm dia",
    "stepped shaft from the bottom up: {diameter}mm x {length}mm long, {diameter2}mm x {length2}mm "
    "long",
)
THREE = (
    "stepped shaft, {diameter}mm diameter for {length}mm, then {diameter2}mm for {length2}mm, then "
    "{diameter3}mm for {length3}mm",
    "[stepped shaft|three step shaft]: first section {diameter}mm x {length}mm, second section "
    "{diameter2}mm x {length2}mm, third section {diameter3}mm x {length3}mm",
    "shaft Ø{diameter}mm x {length}mm + Ø{diameter2}mm x {length2}mm + Ø{diameter3}mm x "
    "{length3}mm",
    "stepped shaft: diameters {diameter}, {diameter2}, {diameter3}, section lengths {length}, "
    "{length2}, {length3}, all in mm",
    "shaft with a {diameter}mm section {length}mm long followed by a {diameter2}mm section "
    "{length2}mm long and a {diameter3}mm section {length3}mm long",
    "three diameter shaft, bottom {diameter}mm dia and {length}mm long, middle {diameter2}mm dia "
    "and {length2}mm long, top {diameter3}mm dia and {length3}mm long",
    "shaft of three [sections|steps], radius {diameter/2}mm over {length}mm, radius "
    "{diameter2/2}mm over {length2}mm, radius {diameter3/2}mm over {length3}mm",
    "two shoulder shaft: {diameter}mm by {length}mm, [then|next] {diameter2}mm by {length2}mm, "
    "last {diameter3}mm by {length3}mm",
    "axle that is {diameter}mm thick for the first {length}mm, {diameter2}mm thick for the next "
    "{length2}mm and {diameter3}mm thick for the [last|final] {length3}mm",
    "stepped spindle, {length}mm of {diameter}mm diameter, {length2}mm of {diameter2}mm diameter "
    "and {length3}mm of {diameter3}mm diameter [in a row|in that order]",
    "turned shaft with diameters {diameter}mm, {diameter2}mm and {diameter3}mm over lengths of "
    "{length}mm, {length2}mm and {length3}mm in that order",
    "shaft with two steps, {length}mm at {diameter}mm dia, {length2}mm at {diameter2}mm dia, "
    "{length3}mm at {diameter3}mm dia",
    "stepped shaft from the bottom up: {diameter}mm x {length}mm long, {diameter2}mm x {length2}mm "
    "long, {diameter3}mm x {length3}mm long",
)
KEYED = (
    "shaft {diameter}mm diameter, {length}mm long, with a keyway {key}mm wide, {depth}mm deep and "
    "{run}mm long from one end",
    "{diameter}mm keyed shaft, length {length}mm, keyway {key}mm x {depth}mm x {run}mm long, open "
    "at [one|the] end",
    "{length}mm long shaft of {diameter}mm [diameter|dia], {key}mm wide keyway cut {depth}mm deep "
    "over the first {run}mm",
    "keyed shaft: diameter {diameter}, length {length}, keyway width {key}, keyway depth {depth}, "
    "keyway length from the end {run} mm",
    "shaft Ø{diameter}mm x {length}mm, keyway b={key}mm t1={depth}mm, {run}mm from the end",
    "[axle|spindle] {diameter}mm thick and {length}mm long, key slot {key}mm wide and {depth}mm "
    "deep milled {run}mm in from the end",
    "shaft of radius {diameter/2}mm and length {length}mm, keyway {key}mm wide, {depth}mm deep, "
    "running {run}mm from one end",
    "drive shaft, {diameter}mm OD, {length}mm overall, end keyway {run}mm long, {key}mm wide, "
    "{depth}mm [deep|in depth]",
    "shaft {diameter}mm x {length}mm with an open-ended keyway, {key}mm by {depth}mm [deep|in "
    "depth], {run}mm length",
    "{diameter}mm shaft {length}mm long with a slot for a {key}mm key, {depth}mm deep, along the "
    "first {run}mm",
    "shaft {diameter}mm diameter, {length}mm long, with a [standard|DIN 6885] keyway {run}mm long "
    "from one end",
    "{diameter}mm keyed shaft, {length}mm overall, standard keyway over the first {run}mm",
    "{length}mm long shaft of {diameter}mm dia, [keyway to DIN 6885|standard open-ended keyway], "
    "{run}mm from the end",
)
HOLLOW = (
    "hollow shaft {diameter}mm diameter, {length}mm long, {bore}mm bore [right through|through]",
    "{diameter}mm hollow shaft, length {length}mm, ID {bore}mm",
    "{length}mm long hollow shaft of {diameter}mm OD with a {bore}mm [bore|through hole]",
    "hollow shaft: outside diameter {diameter}, bore {bore}, length {length} mm",
    "hollow shaft Ø{diameter}mm / Ø{bore}mm x {length}mm",
    "[axle|spindle] {diameter}mm thick and {length}mm long, drilled {bore}mm from end to end",
    "shaft {diameter}mm x {length}mm with a {bore}mm center bore through its whole length",
    "hollow shaft of outer radius {diameter/2}mm, bore radius {bore/2}mm and length {length}mm",
    "gun drilled shaft, OD {diameter}mm, {length}mm [end to end|overall], {bore}mm hole down the "
    "middle, through",
    "hollow axle {diameter}mm outside, {bore}mm inside, {length}mm [long|overall]",
    "shaft bored through at {bore}mm, {diameter}mm dia by {length}mm",
    "hollow drive shaft, {bore}mm through bore, {diameter}mm diameter, {length}mm in length",
    "shaft with a full length bore of {bore}mm, shaft diameter {diameter}mm, length {length}mm",
)
TAPPED = (
    "shaft {diameter}mm diameter, {length}mm long, with an {thread} tapped hole {depth}mm deep in "
    "one end",
    "{diameter}mm shaft, length {length}mm, [end|top end] tapped {thread} x {depth}mm deep",
    "{length}mm long shaft of {diameter}mm [diameter|dia], {thread} thread in one end, {depth}mm "
    "deep",
    "tapped shaft: diameter {diameter}, length {length}, thread {thread} in one end, hole depth "
    "{depth} mm",
    "shaft Ø{diameter}mm x {length}mm, {thread} tapped {depth}mm deep on the axis at one end",
    "[axle|spindle] {diameter}mm thick and {length}mm long with a blind {thread} hole, {depth}mm "
    "deep, in the top",
    "shaft of radius {diameter/2}mm and length {length}mm, one end drilled and tapped {thread}, "
    "{depth}mm deep",
    "drive shaft, {diameter}mm OD, {length}mm overall, {thread} center hole {depth}mm deep [in the "
    "top face|in one end face]",
    "shaft {diameter}mm x {length}mm with a threaded blind hole in its end: {thread}, {depth}mm "
    "[deep|depth]",
    "{diameter}mm shaft {length}mm long for an {thread} end screw, hole {depth}mm deep",
    "shaft with one {thread} tapped end, hole depth {depth}mm, shaft {diameter}mm dia by "
    "{length}mm",
    "straight shaft, {length}mm by {diameter}mm diameter, {thread} blind thread {depth}mm into the "
    "[top|end]",
    "{depth}mm deep {thread} tapped hole in the end of a shaft {diameter}mm across and {length}mm "
    "long",
)
TWO_KEYED = (
    "[drive|motor] shaft with one step, {diameter}mm x {length}mm and {diameter2}mm x {length2}mm, "
    "a {key}mm x {depth}mm keyway {run}mm long from the free end of the [first|former] part",
    "stepped shaft, {diameter}mm diameter for {length}mm, then {diameter2}mm for {length2}mm, the "
    "first section with a keyway {key}mm wide, {depth}mm deep and {run}mm long from its end",
    "[stepped shaft|two step shaft]: first section {diameter}mm x {length}mm with keyway {key}mm x "
    "{depth}mm x {run}mm long from its free end, second section {diameter2}mm x {length2}mm",
    "shaft Ø{diameter}mm x {length}mm + Ø{diameter2}mm x {length2}mm, keyway b={key}mm "
    "t1={depth}mm, {run}mm from the end of the first section",
    "keyed stepped shaft: first diameter {diameter}, first length {length}, second diameter "
    "{diameter2}, second length {length2}, keyway in the first: width {key}, depth {depth}, length "
    "from the end {run} mm",
    "shaft with a {diameter}mm section {length}mm long followed by a {diameter2}mm section "
    "{length2}mm long, {key}mm [keyway|key slot] {depth}mm deep over the first {run}mm",
    "two diameter shaft, bottom {diameter}mm dia and {length}mm long, top {diameter2}mm dia and "
    "{length2}mm long, keyway from the bottom end {run}mm long, {key}mm wide, {depth}mm deep",
    "shaft of two sections, radius {diameter/2}mm over {length}mm, then radius {diameter2/2}mm "
    "over {length2}mm, end keyway in the first {run}mm, {key}mm wide and {depth}mm deep",
    "one shoulder shaft: {diameter}mm by {length}mm with an [open-ended|end milled] keyway {key}mm "
    "x {depth}mm deep, {run}mm long, stepping to {diameter2}mm by {length2}mm",
    "axle that is {diameter}mm thick for the first {length}mm and {diameter2}mm thick for the "
    "[next|remaining] {length2}mm, key slot {key}mm wide and {depth}mm deep along the first "
    "{run}mm",
    "stepped spindle, {length}mm of {diameter}mm diameter, {length2}mm of {diameter2}mm diameter, "
    "keyway {run}mm long from the end of the first part, {key}mm wide, {depth}mm deep",
    "stepped shaft, {diameter}mm x {length}mm then {diameter2}mm x {length2}mm, with a "
    "[standard|DIN 6885] keyway over the first {run}mm",
    "two step shaft, {length}mm at {diameter}mm dia with a standard keyway {run}mm long from its "
    "end, {length2}mm at {diameter2}mm dia",
)
