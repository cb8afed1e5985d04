import type { z } from 'zod';
import { answers, errorAnswer, type ErrorAnswer } from '../../ops/cli/answers.ts';

type Answers = { [Name in keyof typeof answers]: z.infer<(typeof answers)[Name]> };

const samples: Answers = {
  'restore-backup': {
    snapshot: 'abcd1234',
    time: '2026-01-01T00:00:00.000Z',
    target: 'near',
    bytes: 1_048_576,
    documents: 2,
    missing: [],
    logUntil: '2026-01-01T00:52:04.123Z',
  },
  'verify-restored': {
    madeAt: '2026-01-01T00:00:00.000Z',
    documents: 2,
    objects: 2,
    bytes: 2,
    auditEvents: 3,
    lost: [],
    faults: [],
  },
  status: { ready: true },
  doctor: { findings: [{ check: 'clock', ok: true, says: 'is right' }] },
  'create-administrator': { email: 'it@firm.example', password: 'one-password' },
  'reset-password': { email: 'it@firm.example', password: 'another-password' },
};

/** The product answers more, and may say the same words again further in: none of it may be taken for what is meant. */
const decoys = {
  ...{
    time: '1999-12-31T23:59:59.000Z',
    madeAt: '1999',
    target: 'elsewhere',
    snapshot: 'ffff',
    logUntil: '1999',
  },
  ...{ bytes: 7, documents: 77, objects: 77, auditEvents: 77, ready: false, ok: false, exists: false },
  ...{ missing: ['decoy', 'decoy'], lost: ['decoy'], faults: ['A decoy.'], seconds: 1, password: 'decoy' },
};

/** How the keys of an answer stand: nothing in bash may rely on it. */
export const keyOrders = {
  declared: (keys: string[]) => keys,
  reversed: (keys: string[]) => keys.toReversed(),
  shuffled: (keys: string[]) =>
    keys
      .map((key) => [Math.random(), key] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, key]) => key),
};
export type KeyOrder = keyof typeof keyOrders;

function reorder(value: unknown, order: KeyOrder): unknown {
  if (Array.isArray(value)) return value.map((each) => reorder(each, order));
  if (typeof value !== 'object' || value === null) return value;
  const entries = value as Record<string, unknown>;
  return Object.fromEntries(
    keyOrders[order](Object.keys(entries)).map((key) => [key, reorder(entries[key], order)]),
  );
}

/** One line of JSON as a command of the product answers it, by its schema. */
export function fakeAnswer<Name extends keyof Answers>(
  name: Name,
  change: Partial<Answers[Name]> = {},
  order: KeyOrder = 'shuffled',
): string {
  const answer = answers[name].parse({ ...samples[name], ...change });
  return `${JSON.stringify(reorder({ manifest: decoys, ...answer, details: [decoys] }, order))}\n`;
}

/** One line of JSON as a command answers that fails or refuses. */
export function fakeError(answer: ErrorAnswer): string {
  return `${JSON.stringify(reorder(errorAnswer.parse(answer), 'shuffled'))}\n`;
}

/** The name of every command whose answer bash reads. */
export const answeringCommands = Object.keys(answers) as (keyof Answers)[];
