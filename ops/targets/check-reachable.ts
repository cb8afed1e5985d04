import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect, isIPv6, type Socket } from 'node:net';
import type { TargetAddress } from './target-kind.ts';

const reachTimeoutMs = 10_000;

/**
 * Looks whether something answers at the target: restic would try for a quarter of an hour before it says that nobody is there.
 * `carrier` is host and port of the HTTP proxy by which the target is reached, where there is one.
 * @throws Error with what to do, after 10 s at most.
 */
export async function checkReachable(address: TargetAddress, carrier?: string): Promise<void> {
  const { host, port } = address;
  const reason = await (carrier === undefined ? askDirectly(address) : askCarrier(carrier, address));
  if (reason === undefined) return;
  throw new Error(
    `The target at ${host}, port ${port}, does not answer (${reason}). Check that it runs and that this server may reach it.`,
  );
}

/** @returns why nothing answers, or undefined when something does. */
async function askDirectly({ host, port }: TargetAddress): Promise<string | undefined> {
  const socket = connect({ host, port, signal: AbortSignal.timeout(reachTimeoutMs) });
  return once(socket, 'connect')
    .then(() => undefined, describeFault)
    .finally(() => socket.destroy());
}

/**
 * Asks for a tunnel to the target (CONNECT, RFC 9110, 9.3.6).
 * @returns why the carrier gets no answer there, or undefined when it does.
 * @throws Error when the carrier is away, or lets nothing through to this target.
 */
async function askCarrier(carrier: string, address: TargetAddress): Promise<string | undefined> {
  const path = `${isIPv6(address.host) ? `[${address.host}]` : address.host}:${address.port}`;
  const { hostname: host, port } = new URL(`http://${carrier}`);
  const signal = AbortSignal.timeout(reachTimeoutMs);
  const asked = request({ host, port, method: 'CONNECT', path, agent: false, signal });
  asked.end();
  const answer = await once(asked, 'connect').catch((error: unknown) => {
    if (signal.aborted) return undefined;
    throw new Error(
      `The carrier, by which backups leave this server, is not running (${describeFault(error)}). Type "strongroom start" to start it.`,
      { cause: error },
    );
  });
  if (answer === undefined) return noAnswer;
  const [{ statusCode = 0 }, tunnel] = answer as [IncomingMessage, Socket];
  tunnel.destroy();
  if (statusCode === 403)
    throw new Error(
      `The carrier, by which backups leave this server, lets nothing through to ${path}: it was started for other targets. Type "strongroom start" to start it anew.`,
    );
  return statusCode === 200 ? undefined : 'the carrier gets no connection to it';
}

const noAnswer = 'no answer in 10 s';

function describeFault(error: unknown): string {
  const { name, code, message } = error as NodeJS.ErrnoException;
  return name === 'AbortError' ? noAnswer : (code ?? message);
}
