import assert from 'node:assert/strict';
import { useRoom } from '../support/room.ts';
import { createColleague, type Colleague } from '../support/test-firm.ts';
import { mailUser, startMailServer } from '../support/test-mail-server.ts';
import { sendQueuedMail } from '../../core/mail/mail-outbox.ts';

const sentence = 'Eve”. Your access was removed.\nGo to https://evil.example/in\u202e and sign in';
const quoted = "“Eve'. Your access was removed. Go to https: evil. example/in and sign in”";

describe('A name that somebody chose', () => {
  const room = useRoom();
  const sql = (statement: string) => room.services.sql(statement, 'strongroom');
  const rename = ({ id }: Colleague, name: string) =>
    sql(`UPDATE person SET name = '${name}' WHERE id = '${id}'`);
  const texts = async (who: Colleague): Promise<string[]> =>
    ((await who.request.get('/api/account-notices').expect(200)).body.items as { text: string }[]).map(
      ({ text }) => text,
    );

  it('is a quotation in notices, mails and approvals, with the address of whose it is', async () => {
    const [eve, bob] = [
      await createColleague(room, 'eve', 'administrator'),
      await createColleague(room, 'bob', 'administrator'),
    ];
    const vera = await createColleague(room, 'vera');
    const mail = await startMailServer();
    try {
      for (const who of [eve, vera]) await rename(who, sentence);
      const settings = {
        host: 'localhost',
        port: mail.port,
        security: 'starttls',
        from: 'room@firm.example',
      };
      const login = { user: mailUser.user, password: mailUser.pass };
      await bob.request
        .put('/api/mail')
        .send({ ...settings, ...login })
        .expect(200);
      await eve.request.put(`/api/people/${vera.id}`).send({ role: 'administrator' }).expect(200);
      const expected = `${quoted} (${eve.email}) made ${quoted} (${vera.email}) an administrator.`;
      const [text] = await texts(bob);
      assert.equal(text?.slice(0, expected.length), expected);
      await sendQueuedMail(room.app('server'));
      const toBob = (await mail.mails()).filter(({ to }) => to?.[0]?.address === bob.email);
      const mailed = toBob.map((each) => String(each.text).replaceAll(/\s+/g, ' ')).join('\n');
      assert.ok(mailed.includes(expected), mailed);
      assert.doesNotMatch(mailed, /evil\.example|\u202e/);
      await eve.request.put(`/api/people/${vera.id}`).send({ role: 'auditor' }).expect(403);
      const { items } = (await bob.request.get('/api/approvals').expect(200)).body;
      assert.ok(
        items[0].lines[0].startsWith(`${quoted} (${vera.email}) becomes an auditor`),
        items[0].lines[0],
      );
      await bob.request.post(`/api/people/${vera.id}/password-link`).expect(403);
      const link = (await bob.request.get('/api/approvals').expect(200)).body.items[0];
      assert.ok(link.lines[0].includes(`${quoted} (${vera.email})`), link.lines[0]);
    } finally {
      await bob.request.delete('/api/mail').expect(204);
      await mail.stop();
    }
  });

  it('that two share is told apart by the address, where somebody decides about them', async () => {
    const [ann, other] = [await createColleague(room, 'ann'), await createColleague(room, 'other')];
    const owner = await createColleague(room, 'owner');
    for (const who of [ann, other]) await rename(who, 'Ann Bell');
    const matter = { client: 'Quay', number: `n-${owner.id}`, name: 'Lease', access: 'members' };
    await owner.request.post('/api/matters').send(matter).expect(201);
    for (const { request } of [ann, other])
      await request
        .post('/api/access-requests')
        .send({ number: matter.number, role: 'viewer', reason: 'I work on it' })
        .expect((answer) => assert.ok(answer.status < 300, answer.text));
    const page = (await owner.request.get('/access').set('Accept', 'text/html').expect(200)).text;
    for (const { email } of [ann, other]) assert.ok(page.includes(`Ann Bell (${email})`), email);
  });
});
