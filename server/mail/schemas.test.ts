import assert from 'node:assert/strict';
import { newMailServerSchema } from './schemas.ts';

describe('The host of a mail server', () => {
  const faultOf = (host: string) => {
    const input = { host, port: 25, security: 'plain', from: 'room@firm.example' };
    return newMailServerSchema.safeParse(input).error?.issues.map(({ message }) => message) ?? [];
  };

  it('is a name or an address, without a port, a space, a slash or a person before it', () => {
    for (const host of [
      'mail.firm.example:25',
      'mail firm',
      'mail.firm.example/',
      'a@mail.example',
      '[::1]',
    ]) {
      const [fault = '', ...more] = faultOf(host);
      assert.match(
        fault,
        /^is the name of a mail server and nothing else, .* the port has a field of its own$/,
        host,
      );
      assert.deepEqual(more, [], host);
    }
    for (const host of ['mail.firm.example', 'MAIL', '203.0.113.25', '2001:db8::25', '::ffff:203.0.113.25'])
      assert.deepEqual(faultOf(host), [], host);
  });
});
