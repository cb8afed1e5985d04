import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A key, and a certificate of its own for localhost, in PEM. */
export function createCertificate(): { key: string; certificate: string } {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const how = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const what = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const where = ['-keyout', join(folder, 'key'), '-out', join(folder, 'certificate')];
  execFileSync('openssl', ['req', ...how, ...what, ...where], { stdio: 'pipe' });
  const made = {
    key: readFileSync(join(folder, 'key'), 'utf8'),
    certificate: readFileSync(join(folder, 'certificate'), 'utf8'),
  };
  rmSync(folder, { recursive: true });
  return made;
}
