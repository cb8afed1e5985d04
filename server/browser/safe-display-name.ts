/**
 * Characters that draw nothing or turn the reading direction around: "invoice<U+202E>fdp.exe" would read as
 * "invoiceexe.pdf". They are shown by their number, so that a name cannot look like another one.
 */
const invisibleCharacters =
  /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** A name from outside, with every character that hides or reorders others made visible. */
export function safeDisplayName(name: string): string {
  return name.replace(invisibleCharacters, (character) => {
    const number = character.codePointAt(0) ?? 0;
    return `\u27e8U+${number.toString(16).toUpperCase().padStart(4, '0')}\u27e9`;
  });
}
