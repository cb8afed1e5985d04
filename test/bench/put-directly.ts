// Runs in a container beside MinIO: writes so many MiB with the plain client and prints the seconds.
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { Client } from 'minio';
import { generateMegabytes } from './random-bytes.ts';
import { measureSeconds } from './benchmark-row.ts';

const megabytes = Number(process.argv[2]);
const secret = (name: string) => readFileSync(`/run/secrets/${name}`, 'utf8').trim();
const client = new Client({
  ...{ endPoint: 'minio', port: 9000, useSSL: false, region: 'us-east-1' },
  ...{
    accessKey: secret('storage_access_key'),
    secretKey: secret('storage_secret_key'),
    partSize: 8 * 1024 ** 2,
  },
});
const name = `bench/${Date.now()}`;
const seconds = await measureSeconds(() =>
  client.putObject('documents', name, Readable.from(generateMegabytes(megabytes)), megabytes * 1024 ** 2),
);
await client.removeObject('documents', name);
process.stdout.write(JSON.stringify({ seconds }));
