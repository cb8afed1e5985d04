import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';

const library = dirname(fileURLToPath(import.meta.resolve('@cyclonedx/cyclonedx-library/package.json')));
const readSchema = (name: string) =>
  JSON.parse(readFileSync(join(library, 'res/schema', `${name}.SNAPSHOT.schema.json`), 'utf8')) as object;

const ajv = new Ajv({ strict: false, allErrors: true });
formats.default(ajv);
// Formats that ajv-formats does not know, of fields that we do not use.
for (const name of ['iri-reference', 'idn-email']) ajv.addFormat(name, true);
for (const name of ['spdx', 'jsf-0.82'])
  ajv.addSchema(readSchema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
const validate = ajv.compile(readSchema('bom-1.6'));

/** What a bill of materials breaks of OWASP's JSON schema of CycloneDX 1.6; empty when it breaks nothing. */
export function findSchemaFaults(sbom: unknown): string[] {
  return validate(sbom)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}
