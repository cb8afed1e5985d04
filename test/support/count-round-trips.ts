import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** What one request asked the database: its round trips, and the statements that went along in each, in their order. */
export type RoundTrip = { statements: string[] };

/**
 * Stands between a process and PostgreSQL and reads the messages as they pass (PostgreSQL's manual, "Frontend/Backend
 * Protocol"), whatever client sends them. A round trip begins with a statement that is sent while no answer is
 * outstanding on its connection; what is sent behind it without waiting belongs to it.
 */
export async function openStatementCounter(target: { host: string; port: number }) {
  let trips: RoundTrip[] = [];
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(target);
    const connection = readConnection((trip) => trips.push(trip));
    for (const socket of [client, server]) sockets.add(socket.on('error', () => undefined));
    client.on('data', (chunk: Buffer) => {
      connection.readSent(chunk);
      server.write(chunk);
    });
    server.on('data', (chunk: Buffer) => {
      connection.readAnswered(chunk);
      client.write(chunk);
    });
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    port: (proxy.address() as AddressInfo).port,
    /** The round trips that `work` takes. */
    count: async (work: () => Promise<unknown>): Promise<RoundTrip[]> => {
      trips = [];
      await work();
      return trips;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      proxy.close();
    },
  };
}

/** Follows one connection: which statements are asked, and how many answers are outstanding. */
function readConnection(onTrip: (trip: RoundTrip) => void) {
  const prepared = new Map<string, string>();
  const portals = new Map<string, string>();
  let outstanding = 0;
  let trip: RoundTrip = { statements: [] };
  const ask = (statement: string) => {
    if (outstanding === 0 && trip.statements.length === 0) onTrip(trip);
    trip.statements.push(statement);
  };
  const sent = readMessages({ startsWithoutType: true }, (type, body) => {
    const texts = body.toString('utf8').split('\0');
    if (type === 'P') prepared.set(texts[0] ?? '', texts[1] ?? '');
    if (type === 'B') portals.set(texts[0] ?? '', prepared.get(texts[1] ?? '') ?? '');
    if (type === 'E') ask(portals.get(texts[0] ?? '') ?? '');
    if (type === 'Q') ask(texts[0] ?? '');
    if (type === 'S' || type === 'Q') outstanding += 1;
  });
  const answered = readMessages({ startsWithoutType: false }, (type) => {
    // ReadyForQuery: one for each Sync and each simple query, and the first one after the sign-in.
    if (type !== 'Z') return;
    outstanding = Math.max(0, outstanding - 1);
    if (outstanding === 0) trip = { statements: [] };
  });
  return { readSent: sent, readAnswered: answered };
}

/** Cuts a stream into messages: a letter for the type, four bytes for the length, the body. The very first has no type. */
function readMessages(
  { startsWithoutType }: { startsWithoutType: boolean },
  onMessage: (type: string, body: Buffer) => void,
): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let typeLength = startsWithoutType ? 0 : 1;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= typeLength + 4) {
      const end = typeLength + rest.readUInt32BE(typeLength);
      if (rest.length < end) return;
      onMessage(rest.toString('latin1', 0, typeLength), rest.subarray(typeLength + 4, end));
      rest = rest.subarray(end);
      typeLength = 1;
    }
  };
}
