"""Sentences for flanges. Where they leave it out, the disc is 8 mm thick, bolt holes have 6 mm and
a raised face is 2 mm high."""

BLIND = (
    "blind flange {diameter}mm diameter, {thickness}mm thick, [{bolts}|{bolts as word}] {hole}mm "
    "holes on a {circle}mm bolt circle",
    "{diameter}mm [blind flange|flange without bore], {thickness}mm thick, {bolts}x {hole}mm bolt "
    "holes, PCD {circle}mm",
    "{thickness}mm thick blind flange, OD {diameter}mm, bolt circle {circle}mm with "
    "[{bolts}|{bolts as word}] holes of {hole}mm",
    "blind flange: OD {diameter}, thickness {thickness}, bolt circle {circle}, {bolts} holes, hole "
    "diameter {hole} mm",
    "blind flange {diameter}mm [in diameter|across] and {thickness}mm thick with "
    "[{bolts}|{bolts as word}] {hole}mm bolt holes on a {circle}mm circle",
    "blind flange with {bolts as word} {hole}mm holes on {circle}mm PCD, {diameter}mm OD, "
    "{thickness}mm thick",
    "solid disc flange {diameter}mm x {thickness}mm, no bore, {bolts} holes dia {hole}mm on a "
    "bolt circle of {circle}mm",
    "{bolts} hole blind flange, {diameter}mm OD, {circle}mm bolt circle, {hole}mm holes, "
    "{thickness}mm thick",
    "blind flange of radius {diameter/2}mm, {thickness}mm thick, {bolts} holes of radius "
    "{hole/2}mm on a bolt circle of radius {circle/2}mm",
    "round cover plate flange, no center hole, Ø{diameter}mm x {thickness}mm, {bolts}x Ø{hole}mm "
    "on PCD {circle}mm",
    "blank flange to close a pipe end: {diameter}mm across, {thickness}mm thick, "
    "[{bolts}|{bolts as word}] {hole}mm bolt holes on a {circle}mm PCD",
    "{diameter}mm blind flange, {bolts} {hole}mm holes on a {circle}mm bolt circle",
    "blind flange {diameter}mm diameter, {thickness}mm thick, [{bolts}|{bolts as word}] holes on a "
    "{circle}mm bolt circle",
    "{diameter}mm blind flange with [{bolts}|{bolts as word}] holes on a {circle}mm bolt circle",
)
BOLTED = (
    "flange {diameter}mm diameter, {thickness}mm thick, {bore}mm bore, "
    "[{bolts}|{bolts as word}] {hole}mm holes on a {circle}mm bolt circle",
    "{diameter}mm flange, {thickness}mm thick, bore {bore}mm, {bolts}x {hole}mm bolt holes, PCD "
    "{circle}mm",
    "{thickness}mm thick flange, OD {diameter}mm, ID {bore}mm, bolt circle {circle}mm with "
    "[{bolts}|{bolts as word}] holes of {hole}mm",
    "flange: OD {diameter}, bore {bore}, thickness {thickness}, bolt circle {circle}, {bolts} "
    "holes, hole diameter {hole} mm",
    "flange {diameter}mm [in diameter|across] and {thickness}mm thick with a {bore}mm bore "
    "and [{bolts}|{bolts as word}] {hole}mm bolt holes on a {circle}mm circle",
    "[round |pipe |]flange with {bolts as word} {hole}mm holes on {circle}mm PCD, {diameter}mm OD, "
    "{bore}mm bore, {thickness}mm thick",
    "disc flange {diameter}mm x {thickness}mm, {bore}mm center bore, {bolts} holes dia {hole}mm on "
    "a bolt circle of {circle}mm",
    "{bolts} hole flange, {diameter}mm OD, {bore}mm bore, {circle}mm bolt circle, {hole}mm holes, "
    "{thickness}mm thick",
    "flange of radius {diameter/2}mm, {thickness}mm thick, bore radius {bore/2}mm, {bolts} holes "
    "of radius {hole/2}mm on a bolt circle of radius {circle/2}mm",
    "flat ring flange Ø{diameter}mm / Ø{bore}mm x {thickness}mm, {bolts}x Ø{hole}mm on PCD "
    "{circle}mm",
    "[pipe |]flange bored {bore}mm straight through, {diameter}mm OD, {thickness}mm thick, "
    "[{bolts}|{bolts as word}] {hole}mm bolt holes on a {circle}mm PCD",
    "{diameter}mm flange with {bore}mm bore, {bolts} {hole}mm holes on a {circle}mm bolt circle",
    "flange {diameter}mm diameter, {thickness}mm thick, {bore}mm bore, "
    "[{bolts}|{bolts as word}] holes on a {circle}mm bolt circle",
    "{diameter}mm flange, {bore}mm bore, [{bolts}|{bolts as word}] holes on a {circle}mm bolt "
    "circle",
)
RAISED = (
    "raised face flange {diameter}mm diameter, {thickness}mm thick, {bore}mm bore, {top}mm raised "
    "face {height}mm high, [{bolts}|{bolts as word}] {hole}mm holes on a {circle}mm bolt circle",
    "{diameter}mm flange, {thickness}mm thick, bore {bore}mm, raised face {top}mm x {height}mm, "
    "{bolts}x {hole}mm bolt holes, PCD {circle}mm",
    "{thickness}mm thick RF flange, OD {diameter}mm, ID {bore}mm, [raised face|RF] dia {top}mm, "
    "{height}mm high, bolt circle {circle}mm with [{bolts}|{bolts as word}] holes of {hole}mm",
    "raised face flange: OD {diameter}, bore {bore}, disc thickness {thickness}, face diameter "
    "{top}, face height {height}, bolt circle {circle}, {bolts} holes, hole diameter {hole} mm",
    "flange {diameter}mm [in diameter|across] and {thickness}mm thick, with a {top}mm diameter "
    "face standing {height}mm proud, a {bore}mm bore through both and [{bolts}|{bolts as word}] "
    "{hole}mm bolt holes on a {circle}mm circle",
    "pipe flange with a [raised face|raised sealing face] {height}mm high and {top}mm across, "
    "{diameter}mm OD, {bore}mm bore, disc {thickness}mm thick, {bolts as word} {hole}mm holes on "
    "{circle}mm PCD",
    "{bolts} hole raised face flange, {diameter}mm OD, {bore}mm bore, {circle}mm bolt circle, "
    "{hole}mm holes, disc {thickness}mm thick plus a {height}mm x {top}mm raised face",
    "raised face flange of radius {diameter/2}mm, disc {thickness}mm thick, bore radius "
    "{bore/2}mm, face radius {top/2}mm and {height}mm high, {bolts} holes of radius {hole/2}mm on "
    "a bolt circle of radius {circle/2}mm",
    "flange Ø{diameter}mm x {thickness}mm + raised face Ø{top}mm x {height}mm, bore Ø{bore}mm, "
    "{bolts}x Ø{hole}mm on PCD {circle}mm",
    "bored flange [with|having] a {height}mm step up to a {top}mm raised face: {diameter}mm OD, "
    "{bore}mm bore, {thickness}mm disc, {bolts} {hole}mm bolt holes, {circle}mm PCD",
    "{diameter}mm raised face flange, {thickness}mm thick, {bore}mm bore, {top}mm face, {bolts} "
    "{hole}mm holes on a {circle}mm bolt circle",
    "raised face flange {diameter}mm OD, {bore}mm bore, {top}mm raised face, "
    "[{bolts}|{bolts as word}] {hole}mm holes on a {circle}mm [PCD|bolt circle]",
    "{diameter}mm flange with {top}mm raised face, {bore}mm bore, [{bolts}|{bolts as word}] holes "
    "on a {circle}mm bolt circle",
)
HUB = (
    "hub flange {diameter}mm diameter, {thickness}mm thick, {top}mm hub {height}mm high, {bore}mm "
    "bore, [{bolts}|{bolts as word}] {hole}mm holes on a {circle}mm bolt circle",
    "{diameter}mm flange, {thickness}mm thick, with a {top}mm hub standing {height}mm above it, "
    "bore {bore}mm [through|all through], {bolts}x {hole}mm bolt holes, PCD {circle}mm",
    "{thickness}mm thick [hubbed|hub] flange, OD {diameter}mm, ID {bore}mm, hub dia {top}mm "
    "projecting {height}mm, bolt circle {circle}mm with [{bolts}|{bolts as word}] holes of "
    "{hole}mm",
    "hub flange: OD {diameter}, bore {bore}, disc thickness {thickness}, hub diameter {top}, hub "
    "height above disc {height}, bolt circle {circle}, {bolts} holes, hole diameter {hole} mm",
    "flange {diameter}mm [in diameter|across] and {thickness}mm thick with a cylindrical neck "
    "{top}mm in diameter and {height}mm tall on top, {bore}mm bore right through and "
    "[{bolts}|{bolts as word}] {hole}mm bolt holes on a {circle}mm circle",
    "slip-on pipe flange with a {height}mm tall, {top}mm diameter hub, {diameter}mm OD, {bore}mm "
    "bore, disc {thickness}mm thick, {bolts as word} {hole}mm holes on {circle}mm PCD",
    "{bolts} hole hub flange, {diameter}mm OD, {bore}mm through bore, {circle}mm bolt circle, "
    "{hole}mm holes, disc {thickness}mm thick, [hub|neck] {top}mm x {height}mm above the disc",
    "hub flange of radius {diameter/2}mm, disc {thickness}mm thick, bore radius {bore/2}mm, hub "
    "radius {top/2}mm and {height}mm above the disc, {bolts} holes of radius {hole/2}mm on a bolt "
    "circle of radius {circle/2}mm",
    "flange Ø{diameter}mm x {thickness}mm + hub Ø{top}mm x {height}mm, bore Ø{bore}mm, {bolts}x "
    "Ø{hole}mm on PCD {circle}mm",
    "bored flange [with|having] a {height}mm high neck of {top}mm OD on the disc: disc "
    "{diameter}mm x {thickness}mm, {bore}mm bore, {bolts} {hole}mm bolt holes, {circle}mm PCD",
    "{diameter}mm hub flange, {bore}mm bore, hub {top}mm dia and {height}mm high, {bolts} {hole}mm "
    "holes on a {circle}mm bolt circle",
    "hub flange {diameter}mm diameter, {thickness}mm thick, {bore}mm bore, {top}mm hub rising "
    "{height}mm, [{bolts}|{bolts as word}] holes on a {circle}mm bolt circle",
    "flange with hub, OD {diameter}mm, hub OD {top}mm, hub height {height}mm, bore {bore}mm, "
    "[{bolts}|{bolts as word}] bolt holes on a {circle}mm PCD",
)
BLIND_RAISED = (
    "raised face blind flange {diameter}mm diameter, {thickness}mm thick, {top}mm raised face "
    "{height}mm high, [{bolts}|{bolts as word}] {hole}mm holes on a {circle}mm bolt circle",
    "{diameter}mm blind flange, {thickness}mm thick, raised face {top}mm x {height}mm, {bolts}x "
    "{hole}mm bolt holes, PCD {circle}mm",
    "{thickness}mm thick blind RF flange, OD {diameter}mm, [raised face|RF] dia {top}mm, "
    "{height}mm high, bolt circle {circle}mm with [{bolts}|{bolts as word}] holes of {hole}mm",
    "blind raised face flange: OD {diameter}, disc thickness {thickness}, face diameter {top}, "
    "face height {height}, bolt circle {circle}, {bolts} holes, hole diameter {hole} mm",
    "blind flange {diameter}mm [in diameter|across] and {thickness}mm thick, with a {top}mm "
    "diameter face standing {height}mm proud and [{bolts}|{bolts as word}] {hole}mm bolt holes on "
    "a {circle}mm circle",
    "pipe blank with a [raised face|raised sealing face] {height}mm high and {top}mm across, "
    "{diameter}mm OD, disc {thickness}mm thick, {bolts as word} {hole}mm holes on {circle}mm PCD",
    "{bolts} hole raised face blind flange, {diameter}mm OD, {circle}mm bolt circle, {hole}mm "
    "holes, disc {thickness}mm thick plus a {height}mm x {top}mm raised face",
    "raised face blind flange of radius {diameter/2}mm, disc {thickness}mm thick, face radius "
    "{top/2}mm and {height}mm high, {bolts} holes of radius {hole/2}mm on a bolt circle of radius "
    "{circle/2}mm",
    "blind flange Ø{diameter}mm x {thickness}mm + raised face Ø{top}mm x {height}mm, {bolts}x "
    "Ø{hole}mm on PCD {circle}mm",
    "flange without bore, [with|having] a {height}mm step up to a {top}mm raised face: "
    "{diameter}mm OD, {thickness}mm disc, {bolts} {hole}mm bolt holes, {circle}mm PCD",
    "{diameter}mm raised face blind flange, {thickness}mm thick, {top}mm face, {bolts} {hole}mm "
    "holes on a {circle}mm bolt circle",
    "blind flange {diameter}mm OD, {top}mm raised face, [{bolts}|{bolts as word}] {hole}mm holes "
    "on a {circle}mm [PCD|bolt circle]",
)
