/** One request, ready for the wire. `operation` is what it was made from. */
export type HostileRequest = {
  operation: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: Buffer | undefined;
};

export type JsonSchema = {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  additionalProperties?: JsonSchema | boolean;
  $ref?: string;
};

/** What is known of an address: of the API by its description, of a page by its forms. */
export type Operation = {
  method: string;
  /** With `:name` for each parameter. */
  path: string;
  query: Record<string, JsonSchema>;
  body:
    | { kind: 'json'; schema: JsonSchema }
    | { kind: 'form'; fields: string[] }
    | { kind: 'file' }
    | undefined;
};

/**
 * What requests are made with: `sent` are texts that stood in answers, `named` those that fit a field or a place in a path
 * of that name, `lookUp` finds a named schema.
 */
export type Material = {
  sent: readonly string[];
  named: Readonly<Record<string, readonly string[]>>;
  lookUp: (reference: string) => JsonSchema;
};
