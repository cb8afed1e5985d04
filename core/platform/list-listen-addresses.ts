import { lookup } from 'node:dns/promises';
import { networkInterfaces } from 'node:os';

/**
 * The addresses at which a process listens: this machine's own among those that `name` stands for (replicas share it), and
 * loopback for the health check. Without a name it is every one, which is `undefined`. A service's name in one network alone is
 * SERVICE.NETWORK to Docker.
 * @throws Error when the name stands for none of this machine's.
 */
export async function listListenAddresses(name: string): Promise<(string | undefined)[]> {
  if (name === '') return [undefined];
  const own = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const found = (await lookup(name, { all: true })).map(({ address }) => address);
  const addresses = found.filter((address) => own.some((one) => one.address === address));
  if (addresses.length === 0)
    throw new Error(`The name ${name} stands for no address of this machine, so nothing can listen there.`);
  return [...new Set([...addresses, '127.0.0.1'])];
}
