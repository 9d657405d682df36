/** Prompts to begin with, of kinds that the models are trained on. */
export const EXAMPLES = [
  "50x30mm mounting plate with 4 corner holes",
  "10mm diameter 25mm tall standoff",
  "flange with 6 8mm holes on 104mm PCD, 125mm OD, 28mm bore, 10mm thick",
  "open box 80x60mm, 40mm tall, 2mm walls",
  "spur gear, module 2, 24 teeth, 12mm face width, 10mm bore",
  "L bracket 40x40mm, 30mm wide, 4mm thick",
];
