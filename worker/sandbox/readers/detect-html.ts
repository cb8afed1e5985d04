/**
 * True for text that begins as HTML does, whatever it is called (the tags of WHATWG MIME Sniffing §7.1). In a
 * file of its own: it is asked of every text, the parser is not.
 */
export function looksLikeHtml(head: string): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|script|iframe|h1|div|font|table|style|title|body|meta)\b/i.test(
    head,
  );
}
