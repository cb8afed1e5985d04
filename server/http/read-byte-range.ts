export type ByteRange = { offset: number; length: number };

const rangeSpec = /^(\d+)-(\d*)$|^-(\d+)$/;

/**
 * What a `Range` header asks for of `bytes` bytes, by RFC 9110 §14: one part, `unsatisfiable` (416), or `whole`. The
 * whole goes out for a header that is malformed or of another unit, as §14.2 wants it, and for several parts at once,
 * as it allows. `range-parser`, which Express has, takes a suffix that is longer than the file, and a range that ends
 * before it begins, for unsatisfiable; by §14.1.2 the one is the whole file, and the other malformed.
 */
export function readByteRange(header: string, bytes: number): ByteRange | 'whole' | 'unsatisfiable' {
  const set = /^bytes=(.*)$/is.exec(header.trim())?.[1];
  if (set === undefined) return 'whole';
  // A list may have empty places (RFC 9110 §5.6.1.2).
  const specs = set
    .split(',')
    .map((spec) => spec.trim())
    .filter((spec) => spec !== '');
  const asked = specs.map((spec) => readSpec(spec, bytes));
  if (asked.length === 0 || asked.includes('malformed')) return 'whole';
  const parts = asked.filter((part) => typeof part === 'object');
  if (parts.length === 0) return 'unsatisfiable';
  // Of nothing there is no part that a Content-Range could name.
  return bytes > 0 && parts.length === 1 ? (parts[0] ?? 'whole') : 'whole';
}

function readSpec(spec: string, bytes: number): ByteRange | 'malformed' | 'unsatisfiable' {
  const [, first, last = '', suffix] = rangeSpec.exec(spec) ?? [];
  if (suffix !== undefined) {
    const length = Math.min(Number(suffix), bytes);
    return Number(suffix) === 0 ? 'unsatisfiable' : { offset: bytes - length, length };
  }
  if (first === undefined) return 'malformed';
  const [start, end] = [Number(first), last === '' ? Number.POSITIVE_INFINITY : Number(last)];
  if (end < start) return 'malformed';
  if (start >= bytes) return 'unsatisfiable';
  return { offset: start, length: Math.min(end, bytes - 1) - start + 1 };
}
