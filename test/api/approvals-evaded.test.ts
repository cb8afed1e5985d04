import assert from 'node:assert/strict';
import supertest from 'supertest';
import { createServer } from '../../server/create-server.ts';
import { createColleague, createTestMatter, openForm, type Colleague } from '../support/test-firm.ts';
import { useRoom } from '../support/room.ts';
import { approveAs, useSingleSignOn } from '../support/single-sign-on.ts';

const needed = 'urn:strongroom:problem:approval-needed';
type Approval = { id: string; lines: string[]; freeFrom: string | null; usable: boolean };

describe('An approval is not evaded by a change for a moment', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  const server = () => createServer(room.app('server'));
  const linkFor = (by: Colleague, whom: Colleague) => by.request.post(`/api/people/${whom.id}/password-link`);
  const put = (by: Colleague, whom: Colleague, change: object) =>
    by.request.put(`/api/people/${whom.id}`).send(change).expect(200);
  const kinds = async (who: Colleague) =>
    ((await who.request.get('/api/account-notices').expect(200)).body.items as { kind: string }[]).map(
      ({ kind }) => kind,
    );
  const storedKinds = async (who: Colleague) =>
    (await sql(`SELECT kind FROM account_notice WHERE person_id = '${who.id}'`)).trim().split('\n');
  const approvals = async (by: Colleague): Promise<Approval[]> =>
    (await by.request.get('/api/approvals').expect(200)).body.items;
  const mustAsk = async (by: Colleague, whom: Colleague, why: string) =>
    assert.equal((await linkFor(by, whom)).body.type, needed, why);
  /** A firm of its own for each test: who can approve depends on all administrators. */
  const firm = async () => {
    await sql(`UPDATE person SET disabled_at = now() WHERE role IN ('administrator', 'auditor')`);
    await sql(`UPDATE former_access SET ended_at = now() - interval '40 days'`);
    await sql(`UPDATE approval SET ended_at = now(), ended_because = 'declined' WHERE ended_at IS NULL`);
    const eve = await createColleague(room, 'eve', 'administrator');
    const bob = await createColleague(room, 'bob', 'administrator');
    return { eve, bob, vera: await createColleague(room, 'vera') };
  };

  /** Gives somebody a role in a walled matter. @returns its owner */
  const behindWall = async (who: Colleague, against: Colleague) => {
    const owner = await createColleague(room, 'owner');
    const matterId = await createTestMatter(owner);
    const part = `/api/matters/${matterId}/members/${who.id}`;
    await owner.request.put(part).send({ role: 'editor' }).expect(200);
    const wall = { matterId, personId: against.id, reason: 'Works for the other side' };
    await owner.request.post('/api/walls').send(wall).expect(201);
    return owner;
  };

  it('whoever was in a group with a walled matter is guarded for 30 days after they left it', async () => {
    const { eve, vera } = await firm();
    const owner = await createColleague(room, 'owner');
    const matterId = await createTestMatter(owner);
    const other = await createColleague(room, 'other');
    const wall = { matterId, personId: other.id, reason: 'Works for the other side' };
    await owner.request.post('/api/walls').send(wall).expect(201);
    const { body: group } = await eve.request.post('/api/groups').send({ name: 'Deal' }).expect(201);
    const member = `/api/groups/${group.id}/members/${vera.id}`;
    await eve.request.put(member).expect(204);
    await owner.request
      .put(`/api/matters/${matterId}/groups/${group.id}`)
      .send({ role: 'viewer' })
      .expect(200);
    await mustAsk(eve, vera, 'in the group');
    await eve.request.delete(member).expect(204);
    await mustAsk(eve, vera, 'taken out of the group for a moment');
    await sql(
      `UPDATE former_access SET ended_at = now() - interval '31 days' WHERE person_id = '${vera.id}'`,
    );
    await linkFor(eve, vera).expect(201);
  });

  it('whoever was an administrator or a member of a walled matter is guarded as well', async () => {
    const { eve, bob, vera } = await firm();
    await put(eve, bob, { role: 'member' });
    await mustAsk(eve, bob, 'lowered for a moment');
    const owner = await createColleague(room, 'owner');
    const matterId = await createTestMatter(owner);
    const members = `/api/matters/${matterId}/members/${vera.id}`;
    await owner.request.put(members).send({ role: 'viewer' }).expect(200);
    const wall = { matterId, personId: bob.id, reason: 'Works for the other side' };
    await owner.request.post('/api/walls').send(wall).expect(201);
    await owner.request.delete(members).expect(204);
    await mustAsk(eve, vera, 'no member any more');
  });

  it('whoever has a role in a copy of a walled matter is guarded as well', async () => {
    const { eve, bob, vera } = await firm();
    const owner = await createColleague(room, 'owner');
    const [source, copy] = [await createTestMatter(owner), await createTestMatter(owner)];
    await sql(`UPDATE matter SET restored_from = '${source}' WHERE id = '${copy}'`);
    await owner.request.put(`/api/matters/${copy}/members/${vera.id}`).send({ role: 'viewer' }).expect(200);
    const wall = { matterId: source, personId: bob.id, reason: 'Works for the other side' };
    await owner.request.post('/api/walls').send(wall).expect(201);
    await mustAsk(eve, vera, 'the wall stands around the copy as well');
  });

  it('an administrator who is disabled while somebody asks is asked, told, and as old as before', async () => {
    const { eve, bob } = await firm();
    const audra = await createColleague(room, 'audra', 'auditor');
    await put(eve, bob, { disabled: true });
    await mustAsk(eve, audra, 'nobody else is there');
    const [asked] = await approvals(eve);
    assert.equal(asked?.freeFrom, null, 'it is not free a day later');
    assert.deepEqual((await storedKinds(bob)).toSorted(), ['administrator-ended', 'approval-asked']);
    assert.ok((await kinds(audra)).includes('administrator-ended'));
    await put(eve, bob, { disabled: false });
    const since = `SELECT administrator_since IS NULL FROM person WHERE id = '${bob.id}'`;
    assert.equal((await sql(since)).trim(), 't');
    const back = await room.services.sql(
      `SELECT count(*) FROM account_notice WHERE person_id = '${audra.id}' AND kind = 'administrator-made'`,
      'strongroom',
    );
    assert.equal(back.trim(), '1');
  });

  it('everybody is told what one administrator asks alone, also who is disabled at that moment', async () => {
    const { eve, bob, vera } = await firm();
    await put(eve, bob, { disabled: true });
    await sql(
      `UPDATE former_access SET ended_at = now() - interval '25 hours' WHERE person_id = '${bob.id}'`,
    );
    await put(eve, vera, { disabled: true });
    const auditor = { email: `audra-${vera.id}@firm.example`, role: 'auditor' };
    assert.equal((await eve.request.post('/api/people').send(auditor).expect(403)).body.type, needed);
    assert.ok((await storedKinds(vera)).includes('auditor-asked'));
  });

  it('what is free for a lone administrator is so no longer once somebody can approve', async () => {
    const { eve, bob, vera } = await firm();
    await sql(`UPDATE person SET disabled_at = now() WHERE id = '${bob.id}'`);
    await sql(
      `UPDATE former_access SET ended_at = now() - interval '25 hours' WHERE person_id = '${bob.id}'`,
    );
    const change = () => eve.request.put(`/api/people/${vera.id}`).send({ role: 'auditor' });
    await change().expect(403);
    await sql(`UPDATE approval SET free_from = now() WHERE asked_by = '${eve.id}'`);
    await sql(`UPDATE person SET disabled_at = NULL WHERE id = '${bob.id}'`);
    assert.equal((await approvals(eve))[0]?.usable, false);
    await change().expect(403);
    assert.ok((await kinds(bob)).includes('approval-asked'));
    await approveAs(bob);
    await change().expect(200);
    assert.ok((await kinds(bob)).includes('auditor-made'));
  });

  it('nobody chooses the password of an auditor for them, and the others are told of one', async () => {
    const { eve, bob, vera } = await firm();
    const auditor = { email: `audra-${vera.id}@firm.example`, role: 'auditor' };
    const chosen = { ...auditor, password: 'seven quiet rooms upstairs' };
    const refused = await eve.request.post('/api/people').send(chosen).expect(400);
    assert.match(refused.body.detail, /chooses the password alone/);
    await eve.request.post('/api/people').send(auditor).expect(403);
    await approveAs(bob);
    const { body } = await eve.request.post('/api/people').send(auditor).expect(201);
    assert.equal(body.temporaryPassword, undefined);
    assert.match(body.invitation.link, /\/join\//);
    assert.ok((await kinds(bob)).includes('auditor-made'));
    const told = await sql(`SELECT kind FROM account_notice WHERE person_id = '${body.id}'`);
    assert.equal(told.trim(), 'password-link-made');
  });

  it('a link that was made before its person became more opens nothing', async () => {
    const { eve, bob, vera } = await firm();
    const opens = async (link: string, status: number, why: string) => {
      const path = new URL(link).pathname;
      assert.equal((await supertest(server()).get(path)).status, status, why);
      if (status === 200) return;
      const form = await openForm(server());
      const chosen = { password: 'seven quiet rooms upstairs' };
      await supertest(server()).post(path).set(form).type('form').send(chosen).expect(status);
    };
    const invite = async (role: string) => {
      const person = { email: `${role}-${vera.id}@firm.example`, role, invite: true };
      const { body } = await eve.request.post('/api/people').send(person).expect(201);
      return body as { id: string; invitation: { link: string } };
    };
    const early: string = (await linkFor(eve, vera).expect(201)).body.link;
    await opens(early, 200, 'a member of nothing that is walled');
    await behindWall(vera, bob);
    await opens(early, 404, 'has a role in a walled matter since');
    const page = await eve.request.get(`/people/${vera.id}`).set('Accept', 'text/html').expect(200);
    assert.doesNotMatch(page.text, /An open link works until/);
    await linkFor(eve, vera).expect(403);
    await approveAs(bob);
    const approved: string = (await linkFor(eve, vera).expect(201)).body.link;
    await opens(approved, 200, 'a second administrator approved it');
    await linkFor(eve, vera).expect(403);
    await approveAs(bob);
    await behindWall(vera, bob);
    await opens(approved, 404, 'has a role in a second walled matter since');
    await linkFor(eve, vera).expect(403);
    const ada = await createColleague(room, 'ada');
    const adaLink: string = (await linkFor(eve, ada).expect(201)).body.link;
    const auditor = () => eve.request.put(`/api/people/${ada.id}`).send({ role: 'auditor' });
    await auditor().expect(403);
    await approveAs(bob);
    await auditor().expect(200);
    await opens(adaLink, 404, 'an auditor since');
    const invited = await invite('member');
    await eve.request.put(`/api/people/${invited.id}`).send({ role: 'administrator' }).expect(200);
    await opens(invited.invitation.link, 404, 'an administrator since');
    await opens(
      (await invite('administrator')).invitation.link,
      200,
      'invited as one, of which all were told',
    );
  });

  it('whom a link concerns is told when one administrator asks for it alone', async () => {
    const { eve, bob, vera } = await firm();
    const audra = await createColleague(room, 'audra', 'auditor');
    const owner = await behindWall(vera, bob);
    await put(eve, bob, { disabled: true });
    await sql(
      `UPDATE former_access SET ended_at = now() - interval '25 hours' WHERE person_id = '${bob.id}'`,
    );
    assert.match((await linkFor(eve, vera).expect(403)).body.detail, /There is no other who could/);
    const asked = async (who: Colleague) =>
      (await storedKinds(who)).filter((kind) => kind.endsWith('-asked'));
    for (const who of [owner, audra, bob]) assert.deepEqual(await asked(who), ['guarded-link-asked']);
    assert.deepEqual(await asked(vera), ['password-link-asked']);
    const { body } = await owner.request.get('/api/account-notices').expect(200);
    assert.match(body.items[0].text, /for “vera” \(\S+\), who has or had a role in your matter .*From /);
  });

  it('a key for groups ends with the role that it was made by', async () => {
    const { eve, bob } = await firm();
    const input = { name: 'directory', scope: 'groups' };
    const { body } = await bob.request.post('/api/keys').send(input).expect(201);
    await put(eve, bob, { role: 'member' });
    await put(eve, bob, { role: 'administrator' });
    const ended = await sql(`SELECT revoked_at IS NOT NULL FROM api_key WHERE id = '${body.id}'`);
    assert.equal(ended.trim(), 't');
  });
});

describe('Turning single sign-on on', () => {
  const room = useRoom();
  const firm = useSingleSignOn(room);

  it('shows what changes since it was last in force, and whom the provider makes what', async () => {
    const put = (change: object) =>
      firm.admin.request.put('/api/single-sign-on').send({ ...firm.settings(), ...change });
    await firm.save().expect(200);
    const evil = {
      issuer: 'https://elsewhere.example',
      groupRoles: [{ group: 'staff', role: 'administrator' }],
    };
    await put({ ...evil, mode: 'off' }).expect(200);
    assert.equal((await put(evil).expect(403)).body.type, needed);
    const { body } = await firm.admin.request.get('/api/approvals').expect(200);
    const lines = (body.items as Approval[])[0]?.lines.join('\n') ?? '';
    assert.match(lines, /issuer: "https:\/\/elsewhere\.example", before: "https?:\/\/(?!elsewhere)/);
    assert.match(lines, /mode: "beside", before: "off"/);
    assert.match(
      lines,
      /puts into its group "staff" becomes an administrator here, with no further approval/,
    );
  });

  it('lets the provider make an auditor or administrator, of whom the others are told', async () => {
    const groupRoles = [{ group: '/audit', role: 'auditor' }];
    await firm.save({ groupRoles, createsPeople: true }).expect(200);
    const person = firm.somebody({ groups: ['/audit'] });
    firm.provider.state.person = person;
    const { answer } = await firm.signOn();
    assert.equal((await firm.getSignedInPerson(answer)).role, 'auditor');
    const { body } = await firm.admin.request.get('/api/account-notices').expect(200);
    const [notice] = (body.items as { kind: string; text: string }[]).filter(
      ({ kind }) => kind === 'auditor-made',
    );
    assert.match(notice?.text ?? '', /by a group of theirs at the firm’s provider/);
  });
});

describe('The list of what somebody was told', () => {
  const room = useRoom();

  it('goes on page after page: however many come, none falls out', async () => {
    const vera = await createColleague(room, 'vera');
    await room.services.sql(
      `INSERT INTO account_notice (id, person_id, kind, about)
        SELECT gen_random_uuid(), '${vera.id}', 'identity-linked', 'number ' || n FROM generate_series(1, 130) AS n`,
      'strongroom',
    );
    const texts = new Set<string>();
    for (let cursor: string | null = ''; cursor !== null;) {
      const query = cursor === '' ? {} : { cursor };
      const { body } = await vera.request.get('/api/account-notices').query(query).expect(200);
      for (const { text } of body.items as { text: string }[]) texts.add(text);
      cursor = body.nextCursor as string | null;
    }
    assert.equal(texts.size, 130);
    const page = await vera.request.get('/account').set('Accept', 'text/html').expect(200);
    const older = /href="(\/account\?cursor=[^"]+)"/.exec(page.text)?.[1] ?? '';
    await vera.request.get(older).set('Accept', 'text/html').expect(200);
  });
});
