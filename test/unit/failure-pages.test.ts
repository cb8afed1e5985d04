import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from '../support/paths.ts';

describe('What nginx says itself', () => {
  const locations = ['failures.conf', 'own-answers.conf'].flatMap((file) =>
    readFileSync(join(rootDir, 'nginx/snippets', file), 'utf8')
      .split(/^location /m)
      .slice(1),
  );

  it('has the headers that keep it from being framed, cached, guessed at or asked for without TLS', () => {
    assert.ok(locations.length >= 9, `${locations.length} places`);
    for (const location of locations) {
      const [place = ''] = location.split(' {', 1);
      const headers = Object.fromEntries(
        [...location.matchAll(/add_header ([\w-]+) (?:"([^"]*)"|(\S+)) always;/g)].map(
          ([, name = '', quoted, plain]) => [name, quoted ?? plain],
        ),
      );
      assert.equal(headers['Cache-Control'], 'no-store', place);
      assert.equal(headers['X-Content-Type-Options'], 'nosniff', place);
      assert.match(headers['Strict-Transport-Security'] ?? '', /^max-age=63072000/, place);
      const policy = headers['Content-Security-Policy'] ?? '';
      for (const rule of ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
        assert.ok(policy.includes(rule), `${place}: ${policy}`);
    }
  });
});
