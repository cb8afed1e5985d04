import assert from 'node:assert/strict';
import { createColleague, type Colleague } from '../support/test-firm.ts';
import { actAroundWalls } from '../support/act-around-walls.ts';
import { useRoom } from '../support/room.ts';
import { useSingleSignOn } from '../support/single-sign-on.ts';

describe('A rule of the firm does not change in silence', () => {
  const room = useRoom();
  let admin: Colleague;
  before(async () => {
    admin = await createColleague(room, 'admin', 'administrator');
  });
  const { told } = actAroundWalls(room, () => admin);
  const change = (rules: object) => admin.request.put('/api/firm-rules').send(rules).expect(200);

  it('who may use emergency access: everybody is told what it was and what it is, but for who did it', async () => {
    const vera = await createColleague(room, 'vera');
    const others = [
      vera,
      await createColleague(room, 'second', 'administrator'),
      await createColleague(room, 'audra', 'auditor'),
    ];
    await change({ breakGlass: 'everybody' });
    await change({ breakGlass: 'everybody' });
    await change({ breakGlass: 'off' });
    for (const who of others)
      assert.deepEqual(await told(who), [
        'emergency-rule-changed: everybody may use it, instead of administrators alone',
        'emergency-rule-changed: nobody may use it, instead of everybody',
      ]);
    assert.deepEqual(await told(admin), []);
    const { body } = await vera.request.get('/api/account-notices').expect(200);
    assert.match(
      (body.items as { text: string }[])[0]?.text ?? '',
      /^“admin” \(\S+\) changed who may see matters of others/,
    );
  });

  it('whether a second factor is required: everybody is told when it is changed, and not when it stays', async () => {
    const vera = await createColleague(room, 'wera');
    await change({ secondFactorRequired: false });
    assert.deepEqual(await told(vera), []);
    await room.services.sql('UPDATE firm_rule SET second_factor_required = true', 'strongroom');
    await change({ secondFactorRequired: false });
    assert.deepEqual(await told(vera), ['factor-rule-changed: not required any more']);
  });
});

describe('Who gets in when single sign-on fails', () => {
  const room = useRoom();
  const firm = useSingleSignOn(room);

  it('is told to the other administrators and the auditors, and to the person', async () => {
    const [second, audra, vera] = [
      await createColleague(room, 'second', 'administrator'),
      await createColleague(room, 'audra', 'auditor'),
      await createColleague(room, 'vera'),
    ];
    const { told } = actAroundWalls(room, () => firm.admin);
    const about = async (who: Colleague) => (await told(who)).filter((text) => text.startsWith('emergency-'));
    const save = (emergencyAdministrators: string[]) =>
      firm.admin.request
        .put('/api/single-sign-on')
        .send({ ...firm.settings(), mode: 'off', emergencyAdministrators })
        .expect(200);
    await save([second.id]);
    await save([second.id]);
    await save([]);
    const named =
      'emergency-administrators: “second” can sign in with a password when single sign-on alone is in force';
    const ended = named.replace('can', 'can no longer');
    for (const who of [audra, second]) assert.deepEqual(await about(who), [named, ended]);
    assert.deepEqual(await about(vera), []);
  });
});
