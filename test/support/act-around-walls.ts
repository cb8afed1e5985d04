import type { Colleague } from './test-firm.ts';
import type { Room } from './room.ts';

/** What tests of who is told do around walls and groups, and what somebody was told of it. `admin` exists once they run. */
export function actAroundWalls(room: Room, admin: () => Colleague) {
  /** What somebody was told, oldest first, as "kind: about", without addresses (test/api/names-in-notices). */
  const told = async (who: Colleague): Promise<string[]> => {
    const rows = await room.services.sql(
      `SELECT kind || ': ' || replace(about, E'\\n', ' ') FROM account_notice WHERE person_id = '${who.id}' ORDER BY made_at, id`,
      'strongroom',
    );
    return rows
      .replaceAll(/(?<=”) \([\w-]+@firm\.example\)/g, '')
      .trim()
      .split('\n')
      .filter(Boolean);
  };
  const member = (group: string, who: Colleague) => `/api/groups/${group}/members/${who.id}`;
  return {
    told,
    kinds: async (who: Colleague) => (await told(who)).map((text) => text.split(':', 1)[0]),
    raise: async (by: Colleague, matterId: string, whom: object): Promise<string> => {
      const wall = { matterId, reason: 'Other side', ...whom };
      return (await by.request.post('/api/walls').send(wall).expect(201)).body.id;
    },
    makeGroup: async (name: string): Promise<string> =>
      (await admin().request.post('/api/groups').send({ name }).expect(201)).body.id,
    join: (group: string, who: Colleague) => admin().request.put(member(group, who)).expect(204),
    leave: (group: string, who: Colleague) => admin().request.delete(member(group, who)).expect(204),
    setRole: (by: Colleague, matterId: string, who: Colleague, role: string) =>
      by.request.put(`/api/matters/${matterId}/members/${who.id}`).send({ role }).expect(200),
  };
}
