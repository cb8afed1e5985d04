import assert from 'node:assert/strict';
import type { Actor } from '../actor.ts';
import { listMatterAbilities, matterAbilityNames } from './matter-abilities.ts';
import type { MatterRole } from './policy.ts';

const actor = (role: Actor['person']['role']) =>
  ({ person: { id: '1', email: 'a@firm.example', name: 'Ada', role }, sessionId: '2' }) as Actor;
const allowed = (who: Actor, role: MatterRole | null, more: { walled?: boolean; access?: 'firm' } = {}) => {
  const can = listMatterAbilities(who, { access: 'members', walled: false, role, ...more });
  return matterAbilityNames.filter((ability) => can[ability]);
};

describe('what somebody may do in a matter', () => {
  const member = actor('member');

  it('is everything for an owner, filing for an editor, looking for a viewer and for whoever works where it is open', () => {
    assert.deepEqual(allowed(member, 'owner'), matterAbilityNames);
    const editing = ['view matter', 'file documents', 'delete documents', 'see failed redactions'];
    assert.deepEqual(allowed(member, 'editor'), editing);
    assert.deepEqual(allowed(member, 'viewer'), ['view matter']);
    assert.deepEqual(allowed(member, null, { access: 'firm' }), ['view matter']);
  });

  it('is nothing behind a wall, for an auditor, and without a role in a matter of others, as an administrator too', () => {
    assert.deepEqual(allowed(member, 'owner', { walled: true }), []);
    assert.deepEqual(allowed(actor('auditor'), 'owner'), []);
    assert.deepEqual(allowed(actor('administrator'), null), []);
  });
});
