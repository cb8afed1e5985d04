/**
 * Characters that draw nothing or turn the reading direction around: "invoice<U+202E>fdp.exe" would read as
 * "invoiceexe.pdf". They are shown by their number, so that a name cannot look like another one. The three that stand
 * apart have a picture by Unicode, and it is empty.
 */
const invisibleCharacters =
  /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cc}\p{Cf}\p{Zl}\p{Zp}\u2800\u{1d159}]|\u{16fe4}/gu;

/** A name from outside, with every character that hides or reorders others made visible. */
export function safeDisplayName(name: string): string {
  return name.replace(invisibleCharacters, (character) => {
    const number = character.codePointAt(0) ?? 0;
    return `\u27e8U+${number.toString(16).toUpperCase().padStart(4, '0')}\u27e9`;
  });
}
