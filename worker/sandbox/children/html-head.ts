/** True for text that begins as HTML does, whatever it is called. In a file of its own: it is asked of every text, the parser is not. */
export function looksLikeHtml(head: string): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]{0,2000}?-->\s*)*<(?:!doctype\s+html|html)\b/i.test(head);
}
