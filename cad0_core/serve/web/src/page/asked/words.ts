/** Text to figures: number words, fractions and units, so that one pattern reads every spelling. */

const SMALL: Record<string, number> = {
  one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10,
  eleven: 11, twelve: 12, thirteen: 13, fourteen: 14, fifteen: 15, sixteen: 16, seventeen: 17,
  eighteen: 18, nineteen: 19,
};
const TENS: Record<string, number> = {
  twenty: 20, thirty: 30, forty: 40, fifty: 50, sixty: 60, seventy: 70, eighty: 80, ninety: 90,
};
const VULGAR: Record<string, string> = {
  "½": "1/2", "¼": "1/4", "¾": "3/4", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
};

// "one" is often no number: "one in each corner".
const ONE = String.raw`one(?=\s+(?:[a-z-]+\s+){0,2}(?:\d|hole|slot))`;
const SMALL_WORD = Object.keys(SMALL).map((word) => (word === "one" ? ONE : word)).join("|");
const TENS_WORD = Object.keys(TENS).join("|");
const NUMBER_WORDS = new RegExp(
  `\\b(?:(${TENS_WORD})(?:[\\s-](${SMALL_WORD}))?|(${SMALL_WORD}))\\b`, "gi",
);

/** Names with numbers in them that are no sizes. */
const NAMES = /\b(?:nema|vesa|din|iso|pi|ender|type)[\s-]?\d+\b|\b(?:608|2020|3030|4040)\b(?!\s*(?:mm|x))|\b[a-z]+-?[a-z]*\d+[a-z]{2,}\b/gi;

/** The text with every number in figures: `twenty five` is 25, `1 1/2"` is 1.5". */
export function figures(text: string): string {
  return text
    .replace(/[½¼¾⅛⅜⅝⅞]/g, (sign) => ` ${VULGAR[sign]}`)
    .replace(NAMES, " ")
    .replace(/\bhalf(?: an?)? inch\b/gi, "0.5 inch")
    .replace(/(?:(\d+)[\s-]+)?\b(\d+)\/(2|4|8|16|32)\b(?=\s*(?:"|″|in))/g, (_, whole, over, under) =>
      String(Number(whole ?? 0) + Number(over) / Number(under)),
    )
    .replace(NUMBER_WORDS, (_, tens?: string, unit?: string, alone?: string) =>
      String((TENS[tens?.toLowerCase() ?? ""] ?? 0) + (SMALL[(unit ?? alone ?? "").toLowerCase()] ?? 0)),
    )
    .replace(/(\d),(\d{1,2})(?=\s*(?:mm|cm)\b)/g, "$1.$2")
    .replace(/[×✕]/g, "x")
    .replace(/\s+/g, " ")
    .trim();
}

/** Millimetres in one of a unit as written; a bare number is in mm. */
export function millimetres(unit: string | undefined): number {
  const name = (unit ?? "mm").trim().toLowerCase();
  if (name === '"' || name === "″" || name.startsWith("in")) return 25.4;
  return name.startsWith("c") ? 10 : 1;
}
