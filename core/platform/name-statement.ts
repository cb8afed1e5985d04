/** Each connection keeps what it has prepared: so many, whatever is asked (measured: docs/performance.md). */
const maxNames = 200;
const names = new Map<string, string>();

/**
 * The name by which PostgreSQL keeps a statement parsed and planned; undefined once so many have one: then
 * it is parsed and planned each time.
 * The same text has the same name for as long as the process lives.
 */
export function nameStatement(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= maxNames) return undefined;
  const name = `s${names.size}`;
  names.set(text, name);
  return name;
}
