import assert from 'node:assert/strict';
import supertest from 'supertest';
import { Secret, TOTP } from 'otpauth';
import type { App } from '../../core/app.ts';
import { getSsoConfig } from '../../core/auth/single-sign-on/sso-settings.ts';
import { getMailServer } from '../../core/mail/mail-settings.ts';
import { resealSecrets } from '../../server/reseal-secrets.ts';
import { createServer } from '../../server/create-server.ts';
import { useSingleSignOn } from '../support/single-sign-on.ts';
import { clientSecret } from '../support/test-identity-provider.ts';
import { useRoom } from '../support/room.ts';
import { createColleague, colleaguePassword } from '../support/test-firm.ts';

describe('A newer sealing key', () => {
  const room = useRoom();
  const firm = useSingleSignOn(room);
  const withKeys = (sealingKey: string): App => {
    const app = room.app('server');
    return { ...app, config: { ...app.config, sealingKey } };
  };

  it('takes the place of the older one, and nothing that was sealed is lost', async () => {
    const older = room.app('server').config.sealingKey;
    const newer = 'a newer key of forty characters or so ..';
    const admin = await createColleague(room, 'admin', 'administrator');
    const { seed, setup } = (await admin.request.post('/api/second-factor/setup').expect(200)).body;
    const totp = new TOTP({ secret: Secret.fromBase32(seed) });
    const added = admin.request.put('/api/second-factor').send({ setup, code: totp.generate() });
    const { recoveryCodes } = (await added.expect(200)).body as { recoveryCodes: string[] };
    const mail = { host: 'mail.firm.example', port: 465, security: 'tls', from: 'room@firm.example' };
    const account = { user: 'room', password: 'the password of the mail server' };
    await admin.request
      .put('/api/mail')
      .send({ ...mail, ...account })
      .expect(200);
    const secretSealed = await room.services.sql(
      'SELECT totp_sealed FROM person WHERE totp_sealed IS NOT NULL',
      'strongroom',
    );

    await firm.save().expect(200);

    const both = withKeys(`${newer}\n${older}`);
    assert.equal(await resealSecrets(both), 3);
    assert.equal(await resealSecrets(both), 0, 'once');
    assert.notEqual(
      await room.services.sql('SELECT totp_sealed FROM person WHERE totp_sealed IS NOT NULL', 'strongroom'),
      secretSealed,
    );
    const signIn = (app: App, code: string) =>
      supertest(createServer(app))
        .post('/api/session')
        .send({ email: admin.email, password: colleaguePassword, code });
    await signIn(both, recoveryCodes[0] ?? '').expect(204);

    const alone = withKeys(newer);
    assert.equal((await getMailServer(alone))?.password, account.password);
    assert.equal((await getMailServer(withKeys(older)))?.password, null, 'the older opens nothing any more');
    const later = totp.generate({ timestamp: Date.now() + 30_000 });
    await signIn(alone, later).expect(204);
    await signIn(alone, recoveryCodes[1] ?? '').expect(401);
    assert.equal((await getSsoConfig(alone))?.provider.clientSecret, clientSecret);
  });
});
