const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * Whether a value has the form of an id. Ids are opaque to clients: a value of another form belongs to
 * nothing, and must not reach a uuid column.
 */
export function isId(value: string | undefined): value is string {
  return value !== undefined && idPattern.test(value);
}
