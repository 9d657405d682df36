"""Sentences for clips."""

HOOK = (
    "snap clip with one arm: base {length}x{width}mm, {height}mm tall overall, [base and arm|all] "
    "{thickness}mm thick, {lip}mm high lip overhanging {overhang}mm",
    "{length}mm long, {width}mm wide snap hook, {height}mm [high|tall] overall, {thickness}mm "
    "[thick base and arm|base and arm thickness], hook lip {lip}mm high with {overhang}mm overhang",
    "single arm snap clip, arm and base {thickness}mm thick, {length}mm base, {width}mm wide, "
    "{height}mm overall height, lip sticks out {overhang}mm over the base and is {lip}mm "
    "[high|tall]",
    "snap hook {width}mm wide: base length {length}, overall height {height}, thickness "
    "{thickness}, lip overhang {overhang}, lip height {lip} [mm|mm, one arm]",
    "[plastic|printed] clip with a base plate {length} x {width} mm and one upright arm to "
    "{height}mm, both {thickness}mm thick, ending in a {lip}mm high hook that overhangs inwards by "
    "{overhang}mm",
    "clip with a {overhang}mm overhanging hook on one {height}mm high arm (height over all), lip "
    "{lip}mm high, base {length}mm long, [width {width}mm|{width}mm wide], {thickness}mm material",
    "one-armed snap clip {length} x {width} x {height} mm overall, [wall|material] {thickness}mm, "
    "{overhang}mm snap overhang, {lip}mm lip height",
    "cantilever snap hook on a base, L {length} W {width} H {height}, [thickness|base and arm] "
    "{thickness}, hook overhang {overhang}, lip height {lip}",
    "[snap clip|snap hook] with one arm, {length}x{width}x{height}mm overall, {thickness}mm thick, "
    "{overhang}mm lip overhang, lip {lip}mm high",
    "snap clip with one arm, {length}x{width}x{height}mm [overall|outside], {thickness}mm "
    "[thick|base and arm], {overhang}mm lip overhang",
    "single snap hook, base {length}x{width}mm, [{height}mm high overall|overall height "
    "{height}mm], {thickness}mm thick throughout, {overhang}mm overhang",
    "clip with one hooked arm, {thickness}mm thick all over, base {length}mm by {width}mm, "
    "{height}mm [tall|high] in all, the lip hangs over by {overhang}mm",
)
TWO_ARMS = (
    "snap clip with [two|2] facing arms: base {length}x{width}mm, {height}mm tall overall, base "
    "and arms {thickness}mm thick, {lip}mm high lips overhanging {overhang}mm",
    "{length}mm long, {width}mm wide double snap clip, {height}mm [high|tall] overall, "
    "{thickness}mm thick base and arms, both lips {lip}mm high with {overhang}mm overhang inwards",
    "clip with an arm at each end of a {length}mm base, {width}mm wide, {height}mm overall height, "
    "arms and base {thickness}mm thick, lips stick out {overhang}mm towards each other and are "
    "{lip}mm [high|tall]",
    "twin arm snap clip {width}mm wide: [outside|base] length {length}, overall height {height}, "
    "thickness {thickness}, lip overhang {overhang} each, lip height {lip} mm",
    "[plastic|printed] clip with a base plate {length} x {width} mm and two upright arms to "
    "{height}mm, all {thickness}mm thick, each ending in a {lip}mm high hook that overhangs "
    "inwards by {overhang}mm",
    "[two|2] snap arms with {overhang}mm overhanging hooks face to face, {height}mm overall "
    "height, lips {lip}mm high, on a base {length}mm long and {width}mm wide, [all|everything] "
    "{thickness}mm thick",
    "two-armed snap clip {length} x {width} x {height} mm overall, [wall|material] {thickness}mm, "
    "{overhang}mm snap overhang per side, {lip}mm lip height",
    "[U-shaped|double] snap clip on a base, L {length} W {width} H {height}, [base and "
    "arms|thickness] {thickness}, hook overhang {overhang} each side, lip height {lip}",
    "snap clip with [two|2] facing hooks, {length}x{width}x{height}mm overall, {thickness}mm "
    "thick, {overhang}mm lip overhang on each arm, lips {lip}mm high",
    "snap clip with [two|2] facing arms, {length}x{width}x{height}mm [overall|outside], "
    "{thickness}mm thick, {overhang}mm lip overhang each",
    "double snap hook, base {length}x{width}mm, [{height}mm high overall|overall height "
    "{height}mm], {thickness}mm thick throughout, {overhang}mm overhang on both arms",
    "clip with two hooked arms facing each other, {thickness}mm thick all over, base {length}mm by "
    "{width}mm, {height}mm [tall|high] in all, each lip hangs over by {overhang}mm",
)
SPRING = (
    "C-shaped spring clip for a {rod}mm rod, {wall}mm ring wall, {width}mm wide, {mouth}mm mouth "
    "opening, on a {length}mm long {thickness}mm thick base plate",
    "rod clip: rod diameter {rod}, ring wall {wall}, width {width}, mouth {mouth}, base length "
    "{length}, base thickness {thickness} mm",
    "spring clip holding a {rod}mm diameter [rod|tube|pipe], open [at the top|upwards] by "
    "{mouth}mm, ring {wall}mm thick, base plate {length}x{width}mm, {thickness}mm thick",
    "C-clip on a base plate {length} x {width} x {thickness} mm, [inside diameter {rod}mm|{rod}mm "
    "inside diameter], wall {wall}mm, opening {mouth}mm",
    "{rod}mm [pipe|tube|rod] clip {width}mm wide with {wall}mm walls and a {mouth}mm mouth, base "
    "{length}mm long and {thickness}mm thick",
    "snap-in clip for round rod Ø{rod}, C ring wall {wall}, mouth opening {mouth}, plate {length} "
    "x {width} x {thickness} [mm|mm below it]",
    "open ring of inner radius {rod/2}mm and {wall}mm wall, {mouth}mm gap on top, {width}mm wide, "
    "as a [rod|pipe] clip on a {length}mm long, {thickness}mm thick base plate",
    "broom handle clip: [handle|shaft] {rod}mm diameter, C ring {wall}mm thick and {width}mm wide, "
    "{mouth}mm opening at the top, mounted on a flat base {length}mm long, {thickness}mm thick",
    "[spring|snap] clip with a flat base, takes a {rod}mm rod through a {mouth}mm slot in the top, "
    "{wall}mm wall, {width}mm width, base plate {length}mm x {thickness}mm thick",
    "{width}mm wide C clip for {rod}mm rod, gap {mouth}mm, wall {wall}mm, [base plate|base] "
    "{length}mm long x {thickness}mm thick",
    "C spring clip rod {rod} wall {wall} width {width} mouth {mouth} base {length} long "
    "{thickness} thick",
    "base plate {length}mm long, {width}mm wide and {thickness}mm thick with a C-shaped clip on "
    "top for a {rod}mm rod, {wall}mm [thick ring|wall], mouth {mouth}mm",
)
CABLE = (
    "P-clip for a {cable}mm cable, {thickness}mm thick, {width}mm wide, foot {reach}mm from the "
    "loop axis to its end, {hole}mm screw hole {inset}mm from the end",
    "cable clip: cable diameter {cable}, thickness {thickness}, width {width}, foot end {reach} "
    "from the cable axis, screw hole {hole}, {inset} from the end [|in ]mm",
    "one-sided cable clip, closed loop for {cable}mm [cable|hose|pipe], {width}mm wide strap "
    "{thickness}mm thick, foot reaching {reach}mm from the loop center, {hole}mm hole {inset}mm "
    "from its end",
    "P clamp {width}mm wide for [cable|hose|wire] Ø{cable}, {thickness}mm loop and foot, hole "
    "Ø{hole} set {inset}mm in from the end of the foot, foot {reach}mm long measured from the loop "
    "axis",
    "[cable|hose] clip with one screw hole of {hole}mm {inset}mm from the foot's end, {cable}mm "
    "inside diameter loop, {thickness}mm thick, {width}mm wide, loop axis to foot end {reach}mm",
    "{cable}mm cable P-clip, [material|strap] {thickness}mm x {width}mm, {reach}mm from cable "
    "center to end of foot, screw hole {hole}mm dia, inset {inset}mm",
    "[screw-on|screw down] P-clip to fix a {cable}mm cable, loop and foot {thickness}mm thick and "
    "{width}mm wide, end of the foot {reach}mm from the loop axis, {hole}mm screw hole with its "
    "center {inset}mm from that end",
    "loop with inside radius {cable/2}mm and wall {thickness}mm, {width}mm wide, with a foot on "
    "one side out to {reach}mm from the loop axis and a {hole}mm hole {inset}mm from the foot end, "
    "as a cable [clip|holder]",
    "P-shaped cable clip, {thickness}mm [plastic|strap|thick], {width}mm wide, takes {cable}mm "
    "cable, foot {reach}mm from the cable axis, with a {hole}mm screw hole {inset}mm from the end",
    "P-clip cable {cable} thickness {thickness} width {width} axis to foot end {reach} hole {hole} "
    "inset {inset}",
    "{width}mm wide P-clip, {thickness}mm thick, bore {cable}mm for the cable, {hole}mm "
    "[fixing|mounting|screw] hole {inset}mm from the foot end, which is {reach}mm from the bore "
    "axis",
)
SADDLE = (
    "two-sided cable clip for a {cable}mm cable, {thickness}mm thick, {width}mm wide, foot "
    "{reach}mm long, a {hole}mm screw hole {inset}mm from each end",
    "cable clip with two holes: cable diameter {cable}, thickness {thickness}, width {width}, foot "
    "length {reach}, [2|two] screw holes {hole}, {inset} from the ends",
    "closed cable loop on a foot with [two|2] {hole}mm screw holes {inset}mm from the ends, loop "
    "for {cable}mm cable, {thickness}mm thick loop and foot, foot {reach}mm x {width}mm",
    "[cable|pipe|hose] saddle {width}mm wide for Ø{cable}, {thickness}mm loop and foot, foot "
    "{reach}mm end to end, holes Ø{hole} set {inset}mm in from both ends",
    "symmetric [cable|hose] clip with a {hole}mm hole on both sides {inset}mm from the foot's "
    "ends, {cable}mm inside diameter closed loop in the middle, {thickness}mm thick, {width}mm "
    "wide, {reach}mm long foot",
    "{cable}mm cable clip with a screw on each side, [material|strap] {thickness}mm x {width}mm, "
    "total foot length {reach}mm, screw holes {hole}mm dia, inset {inset}mm",
    "[screw-on|screw down] clip to fix a {cable}mm cable from both sides, loop and foot "
    "{thickness}mm thick and {width}mm wide, foot {reach}mm long overall, {hole}mm screw holes "
    "{inset}mm from each end",
    "loop with inside radius {cable/2}mm and wall {thickness}mm, {width}mm wide, centered on a "
    "{reach}mm foot with a {hole}mm hole {inset}mm from each end, as a cable [clip|holder]",
    "double foot P-clip, {thickness}mm [plastic|strap|thick], {width}mm wide, takes {cable}mm "
    "cable, overall foot {reach}mm, {hole}mm screw holes {inset}mm from both ends",
    "two screw cable clip cable {cable} thickness {thickness} width {width} foot {reach} hole "
    "{hole} inset {inset}",
    "{width}mm wide cable clip with two feet, {thickness}mm thick, bore {cable}mm for the cable, "
    "{hole}mm [fixing|mounting|screw] hole in each foot {inset}mm from its end, {reach}mm tip to "
    "tip",
)
SPRING_HOLES = (
    "C-shaped spring clip for a {rod}mm rod, {wall}mm ring wall, {width}mm wide, {mouth}mm mouth "
    "opening, on a {length}mm long {thickness}mm thick base plate with a {hole}mm screw hole "
    "{inset}mm from each end",
    "screw-down rod clip: rod diameter {rod}, ring wall {wall}, width {width}, mouth {mouth}, base "
    "length {length}, base thickness {thickness}, [2|two] holes {hole}, {inset} from the ends",
    "spring clip holding a {rod}mm diameter [rod|tube|pipe], open at the top by {mouth}mm, ring "
    "{wall}mm thick, base plate {length}x{width}mm, {thickness}mm thick, [2|two] {hole}mm holes "
    "{inset}mm from the ends",
    "C-clip on a base plate {length} x {width} x {thickness} mm with a {hole}mm hole near each end "
    "(inset {inset}mm), [inside diameter {rod}mm|{rod}mm inside diameter], wall {wall}mm, opening "
    "{mouth}mm",
    "{rod}mm [pipe|tube|rod] clip {width}mm wide with {wall}mm walls and a {mouth}mm mouth, base "
    "{length}mm long and {thickness}mm thick, screw holes {hole}mm at {inset}mm from both ends",
    "snap-in clip for round rod Ø{rod}, C ring wall {wall}, mouth opening {mouth}, plate {length} "
    "x {width} x {thickness} below it, 2x Ø{hole} [screw holes|holes] {inset} mm from the ends",
    "open ring of inner radius {rod/2}mm and {wall}mm wall, {mouth}mm gap on top, {width}mm wide, "
    "as a [rod|pipe] clip on a {length}mm long, {thickness}mm thick base plate with a {hole}mm "
    "hole {inset}mm from each end",
    "broom handle clip with two screw holes: [handle|shaft] {rod}mm diameter, C ring {wall}mm "
    "thick and {width}mm wide, {mouth}mm opening at the top, flat base {length}mm long, "
    "{thickness}mm thick, holes {hole}mm, {inset}mm from the ends",
    "{width}mm wide C clip for {rod}mm rod, gap {mouth}mm, wall {wall}mm, [base plate|base] "
    "{length}mm long x {thickness}mm thick, drilled {hole}mm at both ends {inset}mm in",
    "C spring clip rod {rod} wall {wall} width {width} mouth {mouth} base {length} long "
    "{thickness} thick two holes {hole} inset {inset}",
)
