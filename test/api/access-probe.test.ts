import assert from 'node:assert/strict';
import { accessCanariesCommand } from '../../ops/people/commands.ts';
import { canariesSchema, type Canaries } from '../../server/access-probe/canaries.ts';
import { openProbeSandbox } from '../../server/access-probe/sandbox-server.ts';
import { probeMatter, type ProbeResult } from '../../server/access-probe/probe.ts';
import { useRoom } from '../support/room.ts';
import { fillDatabase } from './isolation/fill-database.ts';
import { generateFirm, type Matter, type Person } from './isolation/generated-firm.ts';
import { judge, caseOf } from './isolation/reference-model.ts';
import { createColleague, createTestMatter, uploadAs } from '../support/test-firm.ts';

const firm = generateFirm();

describe('The proof of a wall', function proofOfAWall() {
  this.timeout(400_000);
  const room = useRoom();
  before(async () => {
    const root = await createColleague(room, 'root');
    const { sha256 } = await uploadAs(root, await createTestMatter(root), {
      name: 'form.txt',
      content: 'a form',
    });
    await fillDatabase(room, firm, sha256);
  });

  async function marksOf(person: Person, matter: Matter): Promise<Canaries> {
    const words = [`p${person.index}@firm.example`, `N-${matter.index}`];
    const { json } = await accessCanariesCommand.run({
      flags: {},
      words,
      onProgress: () => {},
      app: () => room.app('ops'),
    });
    return canariesSchema.parse(json);
  }

  async function prove(marks: Canaries): Promise<ProbeResult[]> {
    const stage = await openProbeSandbox({
      person: marks.person,
      sessionId: crypto.randomUUID(),
      confirmedAt: new Date(),
    });
    try {
      return await probeMatter(stage, marks);
    } finally {
      await stage.close();
    }
  }

  /** One pair of each sort of person and matter that must not meet. */
  function strangers(): [Person, Matter][] {
    const found = new Map<string, [Person, Matter]>();
    for (const person of firm.people)
      for (const matter of firm.matters)
        if (!judge(firm, person, matter).sees && matter.index > 20)
          found.set(caseOf(firm, person, matter), [person, matter]);
    return [...found.values()];
  }

  it('finds every path denied to every sort of person who is not to see a matter, walled or not', async () => {
    const pairs = strangers();
    assert.ok(pairs.length >= 6, `${pairs.length} sorts`);
    for (const [person, matter] of pairs) {
      const marks = await marksOf(person, matter);
      assert.ok(marks.phrases.length > 0 && marks.secrets.length >= 4, JSON.stringify(marks));
      const tried = await prove(marks);
      assert.ok(tried.length > 60, `${tried.length} paths`);
      assert.deepEqual(
        tried.filter(({ leak }) => leak !== undefined),
        [],
        `${caseOf(firm, person, matter)}: person ${person.index}, matter ${matter.index}`,
      );
    }
  });

  it('changes nothing, and finds the leaks when row-level security lets somebody through', async () => {
    const [person, matter] = strangers().find(([each]) => !each.administrator) ?? [];
    assert.ok(person && matter);
    const marks = await marksOf(person, matter);
    const rows = () =>
      room.services.sql(
        'SELECT (SELECT count(*) FROM document), (SELECT count(*) FROM membership), (SELECT count(*) FROM wall), (SELECT max(seq) FROM audit_event)',
        'strongroom',
      );
    // As if somebody had forgotten the wall in the one place both layers ask.
    await room.services.sql(
      `INSERT INTO membership (matter_id, person_id, role) VALUES ('${matter.id}', '${person.id}', 'owner') ON CONFLICT DO NOTHING;
       UPDATE wall SET lifted_at = now(), lifted_by = raised_by WHERE matter_id = '${matter.id}' AND lifted_at IS NULL`,
      'strongroom',
    );
    const before = await rows();
    const leaks = (await prove(marks)).filter(({ leak }) => leak !== undefined).map(({ path }) => path);
    for (const path of [
      'get /api/documents/:id',
      'delete /api/documents/:id',
      'get /documents/:id',
      'get /api/matters',
      'get /api/matters/:id/events',
      'a search for words of the matter, by the API',
    ])
      assert.ok(leaks.includes(path), `${path} is not among ${leaks.join('; ')}`);
    assert.equal(await rows(), before);
  });

  it('refuses where there is nothing to prove', async () => {
    const [person, matter] =
      firm.people
        .flatMap((each) => firm.matters.map((one) => [each, one] as const))
        .find(([each, one]) => judge(firm, each, one).sees) ?? [];
    assert.ok(person && matter);
    await assert.rejects(marksOf(person, matter), /nothing to prove/);
    await assert.rejects(marksOf({ ...person, index: 999 }, matter), /Nobody signs in/);
  });
});
