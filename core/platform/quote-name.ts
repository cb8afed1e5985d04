/** What draws nothing, breaks a line or turns the reading direction around. */
const hidden =
  /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{C}\p{Zl}\p{Zp}\u2800]|\u{1d159}|\u{16fe4}/gu;
/** What closes the quotation, or looks like that. */
const quotationMarks = /["“”„‟«»＂〝〞〟]/gu;
/** More than a letter has in any language; a tower of them reaches into the lines around. */
const towers = /(\p{M}{4})\p{M}+/gu;
/** Programs that show mail make links of these. */
const linkStarts = /:\/+|(?<=[\p{L}\p{N}])[.@](?=\p{L}{2})/gu;

/**
 * A name that somebody chose, as it stands in a sentence of ours: in a notice, a mail, an approval. It is quoted, so
 * that whoever is named "Your access was removed. Go to evil.example" says nothing to anybody: on one line, of bounded
 * length, without anything that hides or turns around, with no quotation mark and no link in it.
 */
export function quoteName(name: string, length = 80): string {
  const plain = name
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(hidden, '')
    .replaceAll(quotationMarks, "'")
    .replaceAll(towers, '$1')
    .replaceAll(linkStarts, (start) => (start.startsWith(':') ? ': ' : `${start} `))
    .trim();
  const characters = Array.from(plain);
  return `“${characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : plain}”`;
}

/**
 * A person, as they are named in a sentence: with the address, which nobody else has. Names are chosen, and two may
 * look alike.
 */
export function quotePerson({ name, email }: { name: string; email: string }): string {
  const address = email.replaceAll(hidden, '');
  return name.trim() === email ? address : `${quoteName(name)} (${address})`;
}

/** The number of a matter: as it is where it reads like one, else quoted. */
export function quoteNumber(number: string): string {
  return /^[\p{L}\p{N}][\p{L}\p{M}\p{N}/_-]{0,79}$/u.test(number) ? number : quoteName(number);
}
