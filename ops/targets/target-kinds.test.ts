import assert from 'node:assert/strict';
import { parseLocation } from './target-kinds.ts';

const read = (text: string) => {
  const { kind, address } = parseLocation(text);
  return { example: kind.example, host: address.host, port: address.port };
};

describe('where backups go', () => {
  it('is a target of the kind that its address is written as', () => {
    const addresses: Record<string, ReturnType<typeof read>> = {
      '/mnt/backup': { example: 'a folder (/mnt/backup)', host: '', port: 0 },
      'sftp://me@nas.example//backups': {
        example: 'sftp://USER@HOST//FOLDER',
        host: 'nas.example',
        port: 22,
      },
      'sftp://me@[fd00::1]:2222//backups': {
        example: 'sftp://USER@HOST//FOLDER',
        host: 'fd00::1',
        port: 2222,
      },
      // restic's older way of writing it.
      'sftp:me@nas.example:/backups': { example: 'sftp://USER@HOST//FOLDER', host: 'nas.example', port: 22 },
      's3:https://s3.example/bucket': { example: 's3:https://HOST/BUCKET', host: 's3.example', port: 443 },
      's3:http://minio:9000/bucket': { example: 's3:https://HOST/BUCKET', host: 'minio', port: 9000 },
      'rest:https://rest.example/firm': {
        example: 'rest:https://HOST/NAME',
        host: 'rest.example',
        port: 443,
      },
    };
    for (const [text, expected] of Object.entries(addresses)) assert.deepEqual(read(text), expected, text);
  });

  it('is refused when it is no target, and the sentence names every kind', () => {
    for (const text of [
      '',
      'backup',
      'ftp://example.com/x',
      'sftp://nas.example//backups',
      'https://example.com',
    ])
      assert.throws(
        () => parseLocation(text),
        /is no backup target\. Give a folder .*, sftp:.*, s3:.* or rest:/,
        text,
      );
  });

  it('is refused when it holds a password, or would send one in the clear', () => {
    for (const text of [
      'rest:https://me:key@example.com/x',
      's3:https://key@example.com/x',
      'sftp://me:key@nas//x',
    ])
      assert.throws(() => parseLocation(text), /holds a password/, text);
    assert.throws(() => parseLocation('rest:http://example.com/x'), /over https/);
  });
});
