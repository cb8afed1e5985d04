const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' };

/** The text of XML or HTML: a line for every element that `lines` matches, no tags, entities decoded. */
export function stripMarkup(markup: string, lines: RegExp): string {
  return markup
    .replace(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!doctype[^>]*>/gi, ' ')
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, '$1')
    .replace(/<\/?([\w:.-]+)(?:"[^"]*"|'[^']*'|[^<>"'])*>/g, (_, name: string) =>
      lines.test(name) ? '\n' : '',
    )
    .replace(/&(#x[\da-f]{1,6}|#\d{1,7}|\w{2,6});/gi, (whole, name: string) => decodeEntity(name) ?? whole);
}

function decodeEntity(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name.toLowerCase()];
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code < 0x11_0000 ? String.fromCodePoint(code) : undefined;
}

/** What a browser would show of a page: no scripts and styles. */
export function htmlText(html: string): string {
  const shown = html.replace(/<(script|style)\b[\s\S]*?<\/\1\s*>/gi, ' ');
  return stripMarkup(
    shown,
    /^(?:p|div|br|h\d|li|ul|ol|t[rdh]|table|body|head|hr|dt|dd|pre|option|title|blockquote|frame|input|img)$/i,
  );
}
