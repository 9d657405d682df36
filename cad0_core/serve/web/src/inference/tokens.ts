/** The tokenizer of a model: prompt to ids, and the bytes of each token. */
import { Tokenizer } from "@huggingface/tokenizers";

/** What of `tokenizer.json` is read here. */
export interface TokenizerFile {
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
  readonly added_tokens: readonly { id: number; content: string; special: boolean }[];
}

/**
 * Encodes as in training: without special tokens, since `<|endoftext|>` in a user's text is plain
 * text, and without surrounding blanks.
 */
export function encoder(file: TokenizerFile, prompt: string): (text: string) => number[] {
  const plain = file.added_tokens.filter(({ special }) => !special);
  const tokenizer = new Tokenizer({ ...file, added_tokens: plain }, {});
  return (text) => {
    const filled = prompt.split("{text}").join(trimmed(text));
    return tokenizer.encode(filled, { add_special_tokens: false }).ids;
  };
}

// What Python's str.strip() takes off: String.trim() leaves some of it, and takes U+FEFF too.
const BLANKS = "[\\s\\x1c-\\x1f\\x85]";
const trimmed = (text: string): string =>
  text.replace(new RegExp(`^(?:(?!\\ufeff)${BLANKS})+|(?:(?!\\ufeff)${BLANKS})+$`, "g"), "");

/** The bytes of each token of a byte-level tokenizer, by id; null for special tokens. */
export function tokenBytes({ model, added_tokens: added }: TokenizerFile): (Uint8Array | null)[] {
  const spelled = Object.entries(model.vocab);
  const ids = [...spelled.map(([, id]) => id), ...added.map(({ id }) => id)];
  const width = ids.reduce((most, id) => Math.max(most, id + 1), 0);
  const found: (Uint8Array | null)[] = Array(width).fill(null);
  const alphabet = byteAlphabet();
  for (const [token, id] of spelled) {
    found[id] = Uint8Array.from(token, (char) => {
      const byte = alphabet.get(char);
      if (byte === undefined) throw new Error(`token ${JSON.stringify(token)} is not of a byte-level tokenizer`);
      return byte;
    });
  }
  for (const { id, content, special } of added) {
    found[id] = special ? null : new TextEncoder().encode(content);
  }
  return found;
}

/**
 * How byte-level BPE spells bytes: what Latin-1 can print stands for itself, the others take the
 * characters from U+0100 on, in order.
 */
function byteAlphabet(): Map<string, number> {
  const isPrintable = (byte: number): boolean =>
    (0x21 <= byte && byte <= 0x7e) || (0xa1 <= byte && byte <= 0xac) || 0xae <= byte;
  const bytes = Array.from({ length: 256 }, (_, byte) => byte);
  const hidden = bytes.filter((byte) => !isPrintable(byte));
  return new Map([
    ...bytes.filter(isPrintable).map((byte): [string, number] => [String.fromCharCode(byte), byte]),
    ...hidden.map((byte, i): [string, number] => [String.fromCharCode(0x100 + i), byte]),
  ]);
}
