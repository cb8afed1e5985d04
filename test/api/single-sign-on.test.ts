import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import { createColleague, colleaguePassword, type Colleague } from '../support/test-firm.ts';
import { clientSecret, tenantId } from '../support/test-identity-provider.ts';
import { useRoom } from '../support/room.ts';
import { freePort } from '../support/services.ts';
import { findCookie, useSingleSignOn } from '../support/single-sign-on.ts';
import { waitForFreshTotpStep } from '../support/wait-for-totp-step.ts';

describe('Single sign-on', () => {
  const room = useRoom();
  const firm = useSingleSignOn(room);
  const { ask, save, somebody, signOn, getSignedInPerson, refused } = firm;
  const server = () => createServer(room.app('server'));

  it('knows a colleague by the proven address once, and by their account from then on', async () => {
    await save().expect(200);
    const ada = await createColleague(room, 'ada');
    firm.provider.state.person = somebody({ email: ada.email.toUpperCase() });
    const { answer } = await signOn({ from: '/single-sign-on?next=%2Fsearch%3Fq%3Dlien' });
    assert.equal(answer.headers['location'], '/search?q=lien');
    assert.equal((await getSignedInPerson(answer)).id, ada.id);
    firm.provider.state.person = { ...firm.provider.state.person, email: 'married@elsewhere.example' };
    assert.equal((await getSignedInPerson((await signOn()).answer)).id, ada.id);
    assert.match(await firm.events('session.opened', ada.id), /single-sign-on/);
    firm.provider.state.person = somebody({ email: ada.email });
    await refused(/Somebody else signs in with this address/);
    await firm.admin.request.put(`/api/people/${ada.id}`).send({ disabled: true }).expect(200);
    firm.provider.state.person = somebody({ email: ada.email });
    await refused(/Your access to Strongroom was ended/);
    assert.match(await firm.events('session.refused', ada.id), /disabled/);
  });

  it('leads on to pages of its own alone', async () => {
    await save({ createsPeople: true }).expect(200);
    for (const next of ['https://elsewhere.example/', '//elsewhere.example', '/..//elsewhere.example']) {
      firm.provider.state.person = somebody();
      const { answer } = await signOn({ from: `/single-sign-on?next=${encodeURIComponent(next)}` });
      assert.equal(answer.headers['location'], '/matters', next);
    }
  });

  it('takes nothing that was not said by this provider, to us, for this sign-in, just now', async () => {
    await save({ createsPeople: true }).expect(200);
    firm.provider.state.person = somebody();
    await refused(/did not work/, { tamperWith: (address) => address.searchParams.set('nonce', 'another') });
    await refused(/did not work/, { tamperWith: (address) => address.searchParams.set('state', 'another') });
    const forgeries = [{ aud: 'another' }, { exp: 1_000_000 }, { iss: 'https://elsewhere.example' }];
    for (const forged of forgeries) {
      firm.provider.state.forge = (claims) => ({ ...claims, ...forged });
      await refused(/Signing in with Firm Login did not work/);
    }
    firm.provider.state.forge = (claims) => claims;
    firm.provider.state.badSignature = true;
    await refused(/did not work/);
    firm.provider.state.badSignature = false;
    const { answer, again } = await signOn();
    assert.equal(answer.status, 303);
    assert.match((await again().expect(403)).text, /used already/);
    const { pathname, search } = new URL(
      await firm.provider.followRedirects((await ask('/single-sign-on', '')).headers['location'] ?? ''),
    );
    assert.match((await ask(pathname + search, '').expect(403)).text, /another browser/);
    assert.match((await firm.signOnRefusedByProvider()).text, /did not let you in/);
  });
  it('lets in nobody whose address is unproven, elsewhere or unknown, and no stranger of Entra ID or Google', async () => {
    await save().expect(200);
    const ada = await createColleague(room, 'ada');
    for (const claims of [
      { email_verified: false },
      { email_verified: 'true' },
      { email: 'a@else.example' },
    ]) {
      firm.provider.state.person = somebody({ email: ada.email, ...claims });
      await refused(/did not say that an e-mail address of the firm is yours/);
    }
    firm.provider.state.person = somebody();
    await refused(/Nobody here has your e-mail address/);
    await save({ shape: 'google' }).expect(200);
    for (const hd of [undefined, 'else.example']) {
      firm.provider.state.person = somebody({ email: ada.email, hd });
      await refused(/does not belong to the firm/);
    }
    firm.provider.state.person = somebody({ email: ada.email, hd: 'firm.example' });
    assert.equal((await getSignedInPerson((await signOn()).answer)).id, ada.id);
    const ben = await createColleague(room, 'ben');
    await save({ shape: 'entra' }).expect(200);
    const name = { preferred_username: ben.email };
    firm.provider.state.person = somebody({ email: ben.email, tid: tenantId });
    await refused(/did not say that an e-mail address/);
    firm.provider.state.person = somebody({ ...name, tid: randomUUID() });
    await refused(/does not belong to the firm/);
    firm.provider.state.person = somebody({ ...name, tid: tenantId, acct: 1 });
    await refused(/did not say that an e-mail address/);
    firm.provider.state.person = somebody({ ...name, tid: tenantId, _claim_names: { groups: 'src1' } });
    await refused(/more groups than Firm Login tells/);
    firm.provider.state.person = somebody({ ...name, tid: tenantId, groups: ['a'] });
    assert.equal((await getSignedInPerson((await signOn()).answer)).id, ben.id);
    await save({ shape: 'entra', emailDomains: [] }).expect(400);
    await save({ issuer: 'https://login.microsoftonline.com/common/v2.0' }).expect(400);
  });

  it('gives the role that a group has, and takes it away at the next sign-in', async () => {
    const groupRoles = [
      { group: 'it', role: 'administrator' },
      { group: '/audit', role: 'auditor' },
    ];
    await save({ createsPeople: true, groupRoles, emergencyAdministrators: [firm.admin.id] }).expect(200);
    const shapes = [{ realm_access: { roles: ['it'] } }, { groups: ['x', '/audit'] }, { groups: 'it' }, {}];
    const { sub, email } = somebody();
    const roles: string[] = [];
    for (const shape of shapes) {
      firm.provider.state.person = { ...somebody({ sub, email, name: 'Nora New' }), ...shape };
      const person = await getSignedInPerson((await signOn()).answer);
      assert.equal(person.name, 'Nora New');
      roles.push(person.role);
      // What was theirs in the role before has ended, each time.
      const left = `SELECT count(*) FROM api_key WHERE person_id = '${person.id}' AND revoked_at IS NULL UNION ALL
        SELECT count(*) FROM session WHERE person_id = '${person.id}'`;
      assert.equal((await room.services.sql(left, 'strongroom')).trim(), '0\n1', person.role);
      await room.services.sql(
        `INSERT INTO api_key (id, person_id, key_hash, name) VALUES (gen_random_uuid(), '${person.id}', gen_random_uuid()::text, 'a')`,
        'strongroom',
      );
    }
    assert.deepEqual(roles, ['administrator', 'auditor', 'administrator', 'member']);
  });

  it('links an administrator in person alone, and takes the provider’s word that it is still they', async () => {
    await save().expect(200);
    const boss = await createColleague(room, 'boss', 'administrator');
    firm.provider.state.person = somebody({ email: boss.email });
    await refused(/links Firm Login in person/);
    const linking = await signOn({ from: '/account/single-sign-on', cookie: boss.cookie });
    assert.equal(linking.answer.headers['location'], '/account?done=linked');
    const { answer } = await signOn();
    assert.equal((await getSignedInPerson(answer)).id, boss.id);
    const longAgo = `UPDATE session SET confirmed_at = now() - interval '1 hour' WHERE person_id = '${boss.id}'`;
    await room.services.sql(longAgo, 'strongroom');
    const cookie = findCookie(answer, '__Host-session');
    await ask('/account/single-sign-on', cookie)
      .expect(303)
      .expect('location', /^\/confirm/);
    const confirm = { from: '/confirm/single-sign-on?next=%2Faccount', cookie };
    firm.provider.state.forge = ({ auth_time: _time, ...claims }) => claims;
    assert.equal((await signOn(confirm)).answer.status, 403);
    firm.provider.state.forge = (claims) => claims;
    const sub = firm.provider.state.person.sub;
    firm.provider.state.person = somebody();
    assert.equal((await signOn(confirm)).answer.status, 403);
    firm.provider.state.person = somebody({ sub });
    const confirmed = (await signOn(confirm)).answer;
    assert.equal(confirmed.headers['location'], '/account');
    await ask('/admin/single-sign-on', findCookie(confirmed, '__Host-session')).expect(200);
    await ask('/api/session', cookie).expect(401);
  });

  it('keeps the secret sealed, shows it to nobody, sends it to no other provider, and is set by administrators in person', async () => {
    const shown = await save().expect(200);
    const kept = await room.services.sql(
      'SELECT row_to_json(single_sign_on) FROM single_sign_on',
      'strongroom',
    );
    assert.ok(!shown.text.includes(clientSecret) && !kept.includes(clientSecret));
    const { clientSecret: _secret, ...without } = firm.settings();
    const put = (who: Colleague, change = {}) =>
      who.request.put('/api/single-sign-on').send({ ...without, ...change });
    await put(firm.admin).expect(200);
    await put(firm.admin, { issuer: 'https://elsewhere.example' }).expect(400);
    await put(firm.admin, { issuer: 'http://localhost' }).expect(400);
    await put(await createColleague(room, 'ada')).expect(403);
    const { key } = (await firm.admin.request.post('/api/keys').send({ name: 'program' }).expect(201)).body;
    await supertest(server()).get('/api/single-sign-on').set('Authorization', `Bearer ${key}`).expect(403);
    const trying = async () => (await firm.admin.request.post('/api/single-sign-on/try').expect(200)).body;
    assert.equal((await trying()).works, true);
    const wrong: [string, RegExp][] = [
      [`https://localhost:${await freePort()}`, /does not answer/],
      ['https://no-such-name.invalid', /name is not known/],
      [firm.provider.issuer.replace('v2.0', 'v1.0'), /no OpenID Connect provider/],
    ];
    for (const [issuer, sentence] of wrong) {
      await save({ issuer }).expect(200);
      const { works, detail } = await trying();
      assert.equal(works, false);
      assert.match(detail, sentence);
    }
    await ask('/single-sign-on', '').expect(403, /no OpenID Connect provider/);
  });

  it('asks for the second factor that is kept here whatever the provider says, unless its owner agreed', async () => {
    await save().expect(200);
    const ada = await createColleague(room, 'ada');
    await setUpFactor(ada);
    firm.provider.state.person = somebody({ email: ada.email, amr: ['pwd', 'mfa'] });
    const { answer } = await signOn();
    assert.equal(findCookie(answer, '__Host-session'), '');
    assert.match(answer.text, /Code of your authenticator app/);
    await save({ secondFactorValues: ['mfa'] }).expect(200);
    const asksForCode = async () =>
      assert.match((await signOn()).answer.text, /Code of your authenticator app/);
    await asksForCode();
    const agree = (trusted: boolean) =>
      ada.request.put('/api/second-factor/provider').send({ trusted }).expect(204);
    await agree(true);
    assert.equal((await getSignedInPerson((await signOn()).answer)).id, ada.id);
    assert.match(await firm.events('second-factor.provider-trusted', ada.id), /"trusted": ?true/);
    await agree(false);
    await asksForCode();
    await agree(true);
    // Whoever changes what proves a second factor there does not inherit what was agreed.
    await save({ secondFactorValues: ['mfa', 'pwd'] }).expect(200);
    await asksForCode();
  });

  it('can be the only way in, but for an emergency administrator, whose coming is written down', async () => {
    const ada = await createColleague(room, 'ada');
    const signIn = (email: string, more: object = {}) =>
      supertest(server())
        .post('/api/session')
        .send({ email, password: colleaguePassword, ...more });
    const only = { mode: 'only', emergencyAdministrators: [firm.admin.id] };
    await save({ mode: 'only' }).expect(409);
    await save(only).expect(409);
    const seed = await setUpFactor(firm.admin);
    await save(only).expect(200);
    const refusals = await Promise.all([signIn(ada.email), signIn(ada.email, { password: 'wrong' })]);
    for (const { status, body } of refusals) {
      assert.equal(status, 401);
      assert.match(body.detail, /single sign-on/);
    }
    assert.match((await ask('/sign-in', '').expect(200)).text, /Sign in with Firm Login/);
    await signIn(firm.admin.email, { code: codeOf(seed, 30) }).expect(204);
    assert.notEqual(await firm.events('session.emergency', firm.admin.id), '');
    await firm.admin.request.delete('/api/second-factor').expect(409);
    await firm.admin.request.put(`/api/people/${firm.admin.id}`).send({ disabled: true }).expect(409);
    firm.provider.state.person = somebody({ email: ada.email });
    assert.equal((await getSignedInPerson((await signOn()).answer)).id, ada.id);
    await save({ mode: 'off', groupRoles: [{ group: 'all', role: 'auditor' }] }).expect(200);
    const [last] = (await firm.events('single-sign-on.changed', firm.admin.id)).trim().split('\n');
    assert.deepEqual(JSON.parse(JSON.parse(last ?? '{}').settings).groupRoles[0].group, 'all');
    assert.ok(!last?.includes(clientSecret));
    const marked = (await firm.events('person.emergency-changed', firm.admin.id)).trim();
    assert.deepEqual(JSON.parse(marked.split('\n').at(-1) ?? ''), { id: firm.admin.id, emergency: true });
    await ask('/single-sign-on', '').expect(403, /not set up here/);
    await signIn(ada.email).expect(204);
  });
});

/** The seed of an app whose code of the step before was used. */
async function setUpFactor(who: Colleague): Promise<string> {
  const { seed, setup } = (await who.request.post('/api/second-factor/setup').expect(200)).body;
  await waitForFreshTotpStep();
  await who.request
    .put('/api/second-factor')
    .send({ setup, code: codeOf(seed, -30) })
    .expect(200);
  return String(seed);
}

function codeOf(seed: string, secondsAhead: number): string {
  const timestamp = Date.now() + secondsAhead * 1000;
  return new TOTP({ secret: Secret.fromBase32(seed) }).generate({ timestamp });
}
