import assert from 'node:assert/strict';
import type { Actor } from '../actor.ts';
import { findProofProblem } from './find-proof-problem.ts';
import { firmAbilities, matterAbilities, type Proof, type ProofRule } from './policy.ts';

const person = { id: 'a', email: 'a@firm.example', name: 'A', role: 'administrator' } as const;
const key = { id: 'k', readOnly: false, perMinute: null };
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
/** Made when they are asked: a whole run may take longer than a confirmation lasts. */
const createActors = (): Record<string, Actor> => ({
  'just confirmed': { person, sessionId: 's', confirmedAt: minutesAgo(14) },
  'confirmed long ago': { person, sessionId: 's', confirmedAt: minutesAgo(16) },
  'never confirmed': { person, sessionId: 's' },
  'with a key': { person, key: { ...key, scope: null } },
  'with a key for groups': { person, key: { ...key, scope: 'groups' } },
  'by no known way': { person },
});
const answers = (rule: ProofRule) =>
  Object.values(createActors()).map((actor) => findProofProblem(actor, rule)?.type ?? 'yes');

describe('the proof that an act asks for', () => {
  it('is given by a session alone, and a fresh one within fifteen minutes', () => {
    const [yes, no, stale] = ['yes', 'not-allowed', 'confirm-first'];
    const expected: Record<Proof, (string | undefined)[]> = {
      none: [yes, yes, yes, yes, yes, yes],
      'in person': [yes, yes, yes, no, no, no],
      fresh: [yes, stale, stale, no, no, no],
    };
    for (const needsProof of ['none', 'in person', 'fresh'] as const)
      assert.deepEqual(answers({ needsProof }), expected[needsProof], needsProof);
    assert.deepEqual(answers({ needsProof: 'fresh', keyScope: 'groups' }), [yes, stale, stale, no, yes, no]);
  });

  it('is asked for by every ability but those with which a program works for its person', () => {
    const abilities: [string, ProofRule][] = Object.entries({ ...matterAbilities, ...firmAbilities });
    assert.deepEqual(
      abilities.filter(([, { needsProof }]) => needsProof === 'none').map(([name]) => name),
      [
        'view matter',
        'file documents',
        'delete documents',
        'see failed redactions',
        'open matters',
        'read documents',
        'see colleagues',
        'read the audit log',
        'see health',
      ],
    );
    assert.deepEqual(
      abilities.filter(([, { keyScope }]) => keyScope !== undefined).map(([name]) => name),
      ['manage groups'],
    );
  });

  it('is not given by whoever has a password that somebody else made, where it would outlive that password', () => {
    const abilities: [string, ProofRule][] = Object.entries({ ...matterAbilities, ...firmAbilities });
    assert.deepEqual(
      abilities.filter(([, { needsOwnPassword }]) => needsOwnPassword).map(([name]) => name),
      ['change how you sign in'],
    );
    const rule = { needsProof: 'fresh', needsOwnPassword: true } as const;
    const fresh = { person, sessionId: 's', confirmedAt: minutesAgo(1) };
    assert.equal(findProofProblem(fresh, rule), undefined);
    for (const at of [minutesAgo(1), minutesAgo(-1)])
      assert.equal(
        findProofProblem({ ...fresh, passwordTemporaryUntil: at }, rule)?.type,
        'own-password-first',
      );
    assert.equal(findProofProblem({ person, key: { ...key, scope: null } }, rule)?.type, 'not-allowed');
  });
});
