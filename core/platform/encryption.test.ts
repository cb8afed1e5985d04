import assert from 'node:assert/strict';
import { createCipheriv, randomBytes } from 'node:crypto';
import { createEncryption, deriveKey } from './encryption.ts';

const [first, second] = ['the first secret', 'the second secret'];

describe('What is sealed', () => {
  const old = createEncryption(first, 'mail');
  const both = createEncryption(`${second}\n${first}\n`, 'mail');

  it('opens with its key, for its purpose and about what it was sealed for, and not when a bit of it changed', () => {
    const sealed = old.encrypt('a', 'text');
    assert.equal(old.decrypt('a', sealed), 'text');
    assert.equal(old.decrypt('b', sealed), undefined);
    assert.equal(createEncryption(first, 'other').decrypt('a', sealed), undefined);
    assert.equal(createEncryption(second, 'mail').decrypt('a', sealed), undefined);
    const bytes = Buffer.from(sealed, 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const bent = Buffer.from(bytes);
      bent[at] = (bent[at] ?? 0) ^ 1;
      assert.equal(old.decrypt('a', bent.toString('base64url')), undefined, `byte ${at}`);
    }
  });

  it('goes on opening when a newer key stands before its own, which seals from then on', () => {
    const sealed = old.encrypt('a', 'text');
    assert.equal(both.decrypt('a', sealed), 'text');
    const renewed = both.renew('a', sealed);
    assert.ok(renewed);
    assert.equal(both.renew('a', renewed), undefined, 'once');
    const newest = createEncryption(second, 'mail');
    assert.equal(newest.decrypt('a', renewed), 'text', 'the old key may go');
    assert.equal(newest.decrypt('a', sealed), undefined);
    assert.equal(newest.renew('a', sealed), undefined);
    assert.equal(old.decrypt('a', both.encrypt('a', 'text')), undefined);
    const [byNewest, byOld] = both.fingerprints('a', 'code');
    assert.deepEqual([byOld], old.fingerprints('a', 'code'));
    assert.deepEqual([byNewest], newest.fingerprints('a', 'code'));
  });

  it('by the first installations, without the name of a key, opens and is sealed anew', () => {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', deriveKey(first, 'mail'), nonce).setAAD(Buffer.from('a'));
    const text = Buffer.concat([cipher.update('text', 'utf8'), cipher.final()]);
    const sealed = Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64url');
    for (const one of [old, both]) {
      assert.equal(one.decrypt('a', sealed), 'text');
      assert.equal(one.decrypt('a', one.renew('a', sealed) ?? ''), 'text');
    }
  });

  it('with nothing opens nothing', () => {
    const none = createEncryption('', 'mail');
    assert.equal(none.decrypt('a', none.encrypt('a', 'text')), undefined);
  });
});
