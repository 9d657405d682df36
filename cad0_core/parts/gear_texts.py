"""Sentences for gears and shaft hubs. Where they leave it out, the face is 10 modules wide and a
keyway is that of DIN 6885."""

SPUR = (
    "spur gear, module {module}, {teeth} teeth, {width}mm face width, {bore}mm bore",
    "module {module} spur gear with {teeth} teeth, {width}mm [wide|thick], {bore}mm bore",
    "{teeth} tooth [spur |]gear, module {module}, {width}mm face width and a {bore}mm center bore",
    "[spur gear|gear wheel]: module {module}, teeth {teeth}, face width {width}, bore {bore} mm",
    "gear with {teeth} teeth of module {module}, face {width}mm, bored [{bore}mm|to {bore}mm]",
    "{width}mm wide spur gear for a {bore}mm shaft, mod {module}, {teeth} teeth, plain bore",
    "{teeth}T mod {module} gear, {bore}mm bore, {width}mm face",
    "straight cut gear, m={module}, z={teeth}, face width b={width}mm, bore Ø{bore}mm",
    "spur gear {width}mm thick with a {bore}mm hole [through the middle|in the center], {teeth} "
    "teeth, module {module}",
    "gear, bore radius {bore/2}mm, face width {width}mm, module {module}, number of teeth {teeth}",
    "flat gear with a plain {bore}mm through bore, no hub: {teeth} teeth, module {module}, "
    "{width}mm face",
    "{bore}mm bore cog with {teeth} teeth, module {module} and {width}mm thick",
    "module {module} gear, {teeth} teeth, {bore}mm bore",
    "{teeth} tooth spur gear, module {module}, with a {bore}mm [bore|center hole]",
)
SOLID = (
    "solid spur gear, module {module}, {teeth} teeth, {width}mm face width[|, no bore]",
    "module {module} spur gear with {teeth} teeth, {width}mm [wide|thick], without a bore",
    "{teeth} tooth [spur |]gear, module {module}, {width}mm face width, no bore",
    "[spur gear|gear wheel], not bored: module {module}, teeth {teeth}, face width {width}mm",
    "solid gear with {teeth} teeth of module {module}, [face {width}mm|{width}mm face]",
    "{width}mm wide solid spur gear, mod {module}, {teeth} teeth",
    "{teeth}T mod {module} gear blank without a hole, {width}mm face",
    "straight cut gear, unbored, m={module}, z={teeth}, face width b={width}mm",
    "gear {width}mm thick with no hole [through the middle|in the center], {teeth} teeth, module "
    "{module}",
    "unbored gear, face width {width}mm, module {module}, number of teeth {teeth}",
    "plain solid cog, {teeth} teeth, module {module}, {width}mm thick",
    "toothed disc: {teeth} straight teeth of module {module}, {width}mm thick, solid center",
    "module {module} gear, {teeth} teeth, [solid|no bore]",
    "{teeth} tooth solid spur gear, module {module}",
)
HUBBED = (
    "spur gear with hub, module {module}, {teeth} teeth, {width}mm face width, {hub}mm hub "
    "{height}mm high, {bore}mm bore",
    "module {module} gear with {teeth} teeth, {width}mm face, a {hub}mm diameter hub standing "
    "{height}mm above the face on one side, {bore}mm [bore|through bore]",
    "{teeth} tooth hubbed gear, module {module}, {width}mm face width, hub {hub}mm x {height}mm, "
    "bore {bore}mm",
    "hubbed gear: module {module}, teeth {teeth}, face width {width}, hub diameter {hub}, hub "
    "projection {height}, bore {bore} mm",
    "gear with {teeth} teeth of module {module}, face {width}mm, [hub|boss] on top {hub}mm across "
    "and {height}mm tall, bored {bore}mm right through",
    "{width}mm wide spur gear for a {bore}mm shaft, mod {module}, {teeth} teeth, with a {hub}mm "
    "[OD|diameter] hub projecting {height}mm",
    "{teeth}T mod {module} gear, {bore}mm bore, {width}mm face, hub Ø{hub}mm x {height}mm",
    "straight cut gear with one-sided hub, m={module}, z={teeth}, b={width}mm, hub Ø{hub}mm, hub "
    "length {height}mm beyond the face, bore Ø{bore}mm",
    "spur gear {width}mm thick plus a {height}mm [long|high] hub of {hub}mm diameter, {bore}mm "
    "hole through both, {teeth} teeth, module {module}",
    "gear with hub, bore radius {bore/2}mm, hub radius {hub/2}mm, hub height {height}mm, face "
    "width {width}mm, module {module}, number of teeth {teeth}",
    "[hub type|hubbed] spur gear, {teeth} teeth, mod {module}, {bore}mm bore, teeth {width}mm "
    "wide, hub {hub}mm diameter by {height}mm",
    "cog with a round hub on one face: {teeth} teeth, module {module}, {width}mm thick teeth, hub "
    "{hub}mm dia, {height}mm high above them, {bore}mm bore",
    "pinion with hub, {teeth} teeth module {module}, face {width}mm, hub dia {hub}mm, hub "
    "projecting {height}mm, {bore}mm through hole",
)
HUBBED_SET_SCREW = (
    "spur gear with hub, module {module}, {teeth} teeth, {width}mm face width, {hub}mm hub "
    "{height}mm high, {bore}mm bore, radial {thread} set screw hole in the hub",
    "module {module} gear with {teeth} teeth, {width}mm face, a {hub}mm diameter hub standing "
    "{height}mm above the face, {bore}mm [bore|through bore], {thread} set screw hole in the hub",
    "{teeth} tooth hubbed gear, module {module}, {width}mm face width, hub {hub}mm x {height}mm, "
    "bore {bore}mm, one {thread} [set|grub] screw hole halfway up the hub",
    "hubbed gear with set screw: module {module}, teeth {teeth}, face width {width}, hub diameter "
    "{hub}, hub projection {height}, bore {bore}, set screw {thread}, in mm",
    "gear with {teeth} teeth of module {module}, face {width}mm, [hub|boss] on top {hub}mm across "
    "and {height}mm tall, bored {bore}mm right through, {thread} tapped hole from the side of it",
    "{width}mm wide spur gear for a {bore}mm shaft, mod {module}, {teeth} teeth, with a {hub}mm "
    "[OD|diameter] hub projecting {height}mm and one {thread} grub screw in it",
    "{teeth}T mod {module} gear, {bore}mm bore, {width}mm face, hub Ø{hub}mm x {height}mm, "
    "1x {thread} set screw",
    "straight cut gear with one-sided hub, m={module}, z={teeth}, b={width}mm, hub Ø{hub}mm, hub "
    "length {height}mm beyond the face, bore Ø{bore}mm, radial {thread} set screw",
    "spur gear {width}mm thick plus a {height}mm [long|high] hub of {hub}mm diameter, {bore}mm "
    "hole through both, {teeth} teeth, module {module}, {thread} grub screw hole through one wall "
    "of the hub",
    "gear with hub, bore radius {bore/2}mm, hub radius {hub/2}mm, hub height {height}mm, face "
    "width {width}mm, module {module}, number of teeth {teeth}, {thread} set screw hole in the hub",
    "[hub type|hubbed] spur gear, {teeth} teeth, mod {module}, {bore}mm bore, teeth {width}mm "
    "wide, hub {hub}mm diameter by {height}mm, {thread} set screw from one side of the hub",
    "cog with a round hub on one face: {teeth} teeth, module {module}, {width}mm thick teeth, hub "
    "{hub}mm dia, {height}mm high above them, {bore}mm bore, clamped by one {thread} set screw",
    "pinion with hub, {teeth} teeth module {module}, face {width}mm, hub dia {hub}mm, hub "
    "projecting {height}mm, {bore}mm through hole, radial {thread} hole at mid height of the hub",
)
SPUR_KEYWAY = (
    "spur gear, module {module}, {teeth} teeth, {width}mm face width, {bore}mm bore, keyway "
    "{key}mm wide and {depth}mm deep",
    "module {module} spur gear with {teeth} teeth, {width}mm [wide|thick], {bore}mm bore with a "
    "{key}x{depth}mm keyway",
    "{teeth} tooth [spur |]gear, module {module}, {width}mm face width, {bore}mm bore, {key}mm "
    "keyway, {depth}mm deep from the bore",
    "keyed gear: module {module}, teeth {teeth}, face width {width}, bore {bore}, keyway width "
    "{key}, keyway depth {depth} mm",
    "gear with {teeth} teeth of module {module}, face {width}mm, bored {bore}mm and keyed, "
    "[slot|keyway] {key}mm x {depth}mm",
    "{width}mm wide spur gear for a {bore}mm shaft, mod {module}, {teeth} teeth, {key}mm wide "
    "keyway cut {depth}mm into the bore wall",
    "{teeth}T mod {module} gear, {bore}mm bore, {width}mm face, {key}mm x {depth}mm keyway",
    "straight cut gear, m={module}, z={teeth}, b={width}mm, bore Ø{bore}mm, keyway b={key}mm "
    "t2={depth}mm",
    "gear, bore radius {bore/2}mm, face width {width}mm, module {module}, number of teeth {teeth}, "
    "keyway {key}mm wide, {depth}mm deep",
    "module {module} gear, {teeth} teeth, {width}mm face, {bore}mm bore, [standard keyway|DIN 6885 "
    "keyway]",
    "{teeth} tooth spur gear, mod {module}, {bore}mm bore with a [standard|DIN 6885] keyway, "
    "{width}mm wide",
    "{teeth} tooth spur gear, module {module}, with a {bore}mm bore and a standard keyway",
)
HUB = (
    "shaft hub with a {diameter}mm disc {thickness}mm thick, {hub}mm hub {height}mm high on top, "
    "{bore}mm bore",
    "shaft hub, {diameter}mm [flange|disc] x {thickness}mm thick, hub {hub}mm dia standing "
    "{height}mm above it, bored {bore}mm through",
    "{bore}mm bore shaft hub, disc {diameter}mm x {thickness}mm, [hub|boss] {hub}mm x {height}mm",
    "shaft hub: disc diameter {diameter}, disc thickness {thickness}, hub diameter {hub}, hub "
    "height above disc {height}, bore {bore} mm",
    "hub for a {bore}mm shaft, {thickness}mm thick disc of {diameter}mm [diameter|OD] and a "
    "{hub}mm neck {height}mm tall, no bolt holes",
    "wheel hub [without|with no] bolt holes, disc {diameter}mm across and {thickness}mm thick, "
    "barrel {hub}mm across and {height}mm long beyond it, through bore {bore}mm",
    "disc Ø{diameter}mm x {thickness}mm with hub Ø{hub}mm x {height}mm on top, bore Ø{bore}mm",
    "hub with a disc base: {diameter}mm OD and {thickness}mm thick, the hub {hub}mm OD rising "
    "{height}mm, {bore}mm center hole [through both|all the way]",
    "{hub}mm hub, {height}mm high, on a {diameter}mm disc {thickness}mm thick, with a {bore}mm "
    "bore",
    "shaft hub of disc radius {diameter/2}mm, {thickness}mm thick, hub radius {hub/2}mm, "
    "{height}mm above the disc, bore radius {bore/2}mm",
    "stepped hub, plain bore {bore}mm, lower step {diameter}mm dia x {thickness}mm, upper step "
    "{hub}mm dia x {height}mm",
    "mounting hub without screw holes: base disc {diameter}mm by {thickness}mm, cylinder {hub}mm "
    "by {height}mm on it, {bore}mm hole down the middle",
    "{diameter}mm shaft hub, {thickness}mm disc, {hub}mm boss, {height}mm boss height, {bore}mm "
    "bore",
)
HUB_KEYWAY = (
    "shaft hub with a {diameter}mm disc {thickness}mm thick, {hub}mm hub {height}mm high on top, "
    "{bore}mm bore with a keyway {key}mm wide and {depth}mm deep",
    "shaft hub, {diameter}mm [flange|disc] x {thickness}mm thick, hub {hub}mm dia standing "
    "{height}mm above it, bored {bore}mm through, {key}x{depth}mm keyway",
    "{bore}mm bore shaft hub with a {key}mm x {depth}mm keyway, disc {diameter}mm x {thickness}mm, "
    "[hub|boss] {hub}mm x {height}mm",
    "keyed hub: disc diameter {diameter}, disc thickness {thickness}, hub diameter {hub}, hub "
    "height above disc {height}, bore {bore}, keyway width {key}, keyway depth {depth} mm",
    "hub for a {bore}mm keyed shaft, {thickness}mm thick disc of {diameter}mm [diameter|OD] and a "
    "{hub}mm neck {height}mm tall, keyway {key}mm wide, {depth}mm deep from the bore",
    "disc Ø{diameter}mm x {thickness}mm with hub Ø{hub}mm x {height}mm on top, bore Ø{bore}mm, "
    "keyway b={key}mm t2={depth}mm",
    "hub with a disc base: {diameter}mm OD and {thickness}mm thick, the hub {hub}mm OD rising "
    "{height}mm, {bore}mm center hole and a {key}mm [keyway|key slot] {depth}mm into its wall, all "
    "the way through",
    "{hub}mm hub, {height}mm high, on a {diameter}mm disc {thickness}mm thick, {bore}mm bore, "
    "keyway {key}mm by {depth}mm",
    "keyed hub of disc radius {diameter/2}mm, {thickness}mm thick, hub radius {hub/2}mm, "
    "{height}mm above the disc, bore radius {bore/2}mm, keyway {key}mm wide and {depth}mm deep",
    "stepped hub, {bore}mm bore, lower step {diameter}mm dia x {thickness}mm, upper step {hub}mm "
    "dia x {height}mm, [keyway|key slot] {key}mm wide x {depth}mm deep",
    "{bore}mm bore shaft hub with a [standard|DIN 6885] keyway, disc {diameter}mm x {thickness}mm, "
    "hub {hub}mm x {height}mm",
    "shaft hub, {diameter}mm disc {thickness}mm thick, {hub}mm hub {height}mm high, {bore}mm bore, "
    "[standard keyway|keyway to DIN 6885]",
    "keyed hub for a {bore}mm shaft, standard key, disc {diameter}mm across and {thickness}mm "
    "thick, hub {hub}mm across and {height}mm high above it",
)
HUB_SET_SCREW = (
    "shaft hub with a {diameter}mm disc {thickness}mm thick, {hub}mm hub {height}mm high on top, "
    "{bore}mm bore, radial {thread} set screw hole in the hub",
    "shaft hub, {diameter}mm [flange|disc] x {thickness}mm thick, hub {hub}mm dia standing "
    "{height}mm above it, bored {bore}mm through, one {thread} [set|grub] screw hole",
    "{bore}mm bore shaft hub with {thread} set screw, disc {diameter}mm x {thickness}mm, "
    "[hub|boss] {hub}mm x {height}mm",
    "set screw hub: disc diameter {diameter}, disc thickness {thickness}, hub diameter {hub}, hub "
    "height above disc {height}, bore {bore}, set screw {thread}, in mm",
    "hub for a {bore}mm shaft clamped by one {thread} grub screw, {thickness}mm thick disc of "
    "{diameter}mm [diameter|OD] and a {hub}mm neck {height}mm tall",
    "wheel hub, disc {diameter}mm across and {thickness}mm thick, barrel {hub}mm across and "
    "{height}mm long beyond it, through bore {bore}mm, {thread} tapped hole in [one side|one wall] "
    "of the barrel",
    "disc Ø{diameter}mm x {thickness}mm with hub Ø{hub}mm x {height}mm on top, bore Ø{bore}mm, 1x "
    "{thread} radial set screw",
    "hub with a disc base: {diameter}mm OD and {thickness}mm thick, the hub {hub}mm OD rising "
    "{height}mm, {bore}mm center hole, {thread} set screw hole [halfway up|at mid height of] the "
    "hub",
    "{hub}mm hub, {height}mm high, on a {diameter}mm disc {thickness}mm thick, with a {bore}mm "
    "bore and a radial {thread} grub screw hole",
    "shaft hub of disc radius {diameter/2}mm, {thickness}mm thick, hub radius {hub/2}mm, "
    "{height}mm above the disc, bore radius {bore/2}mm, {thread} set screw in the hub",
    "stepped hub, {bore}mm bore, lower step {diameter}mm dia x {thickness}mm, upper step {hub}mm "
    "dia x {height}mm, {thread} set screw into the upper step",
    "mounting hub: base disc {diameter}mm by {thickness}mm, cylinder {hub}mm by {height}mm on it, "
    "{bore}mm hole down the middle, {thread} [grub|set] screw through one wall of the cylinder",
    "{diameter}mm shaft hub, {thickness}mm disc, {hub}mm boss, {height}mm boss height, {bore}mm "
    "bore, {thread} set screw",
)
