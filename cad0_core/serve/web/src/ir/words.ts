/** Numbers and words as error texts show them: as Python prints them, so that both say the same. */

/** A number of things: `1 segment`, `2 segments`. */
export const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? "" : "s"}`;

/** At most so many significant digits, without trailing zeros: C's %g. */
export function general(value: number, digits = 6): string {
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const power = Number(exponent);
  const trimmed = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);
  if (power >= -4 && power < digits) return trimmed(value.toFixed(digits - 1 - power));
  const sign = power < 0 ? "-" : "+";
  return `${trimmed(mantissa)}e${sign}${String(Math.abs(power)).padStart(2, "0")}`;
}

const UNPRINTABLE = /\p{C}|(?! )\p{Z}/u;

/** A token quoted, printable, at most 40 characters long. */
export function quote(token: string): string {
  const chars = [...token];
  const shown = chars.length <= 40 ? token : `${chars.slice(0, 37).join("")}...`;
  return UNPRINTABLE.test(shown) ? ascii(shown) : `'${shown}'`;
}

const NAMED: Record<string, string> = { "\n": "\\n", "\r": "\\r", "\t": "\\t", "\\": "\\\\" };

/** A string literal of ASCII characters alone. */
export function ascii(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = Array.from(text, (char) => {
    const code = char.codePointAt(0)!;
    if (char in NAMED) return NAMED[char];
    if (char === mark) return `\\${char}`;
    if (code >= 0x20 && code < 0x7f) return char;
    const hex = code.toString(16);
    if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
    return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
  });
  return mark + escaped.join("") + mark;
}
