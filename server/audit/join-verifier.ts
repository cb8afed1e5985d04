import { readFileSync } from 'node:fs';

const coreAudit = new URL('../../core/audit/', import.meta.url);
const importOfLines = /^import \{[^}]*\} from "\.\/export-lines\.js";\n/m;

/**
 * The program that proves exports, in one file for Node alone: what its lines are, and then the reader, without the line
 * that imports the one into the other.
 */
export function joinVerifier(): string {
  const [lines, reader] = ['export-lines.js', 'verify-export.js'].map((part) =>
    readFileSync(new URL(part, coreAudit), 'utf8'),
  ) as [string, string];
  const parts = reader.split(importOfLines);
  if (parts.length !== 2)
    throw new Error('verify-export.js does not import export-lines.js in one statement');
  return `${lines}\n${parts.join('')}`;
}
