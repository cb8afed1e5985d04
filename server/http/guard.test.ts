import assert from 'node:assert/strict';
import express from 'express';
import supertest from 'supertest';
import { securityHeaders } from './guard.ts';

describe('The headers of every answer', () => {
  const server = express()
    .use(securityHeaders())
    .use((_request, response) => void response.send('a'));
  const headersAt = async (host: string) => (await supertest(server).get('/').set('Host', host)).headers;

  it('hold what is below the host to HTTPS, too, where the name is the appliance’s own', async () => {
    const scopeAt = async (host: string) => String((await headersAt(host))['strict-transport-security']);
    for (const host of ['rooms.firm.example', 'rooms.firm.co.uk:8443', 'a.rooms.firm.com'])
      assert.equal(await scopeAt(host), 'max-age=63072000; includeSubDomains', host);
    for (const host of ['firm.example', 'firm.co.uk', 'firm.avocat.fr', 'localhost', '192.0.2.1', 'rooms'])
      assert.equal(await scopeAt(host), 'max-age=63072000', host);
  });

  it('let no script turn text into markup or code but as one module says', async () => {
    const policy = String((await headersAt('localhost'))['content-security-policy']);
    assert.match(policy, /require-trusted-types-for 'script'(?:;|$)/);
    assert.match(policy, /trusted-types strongroom default(?:;|$)/);
    assert.doesNotMatch(policy, /unsafe|allow-duplicates/);
  });
});
