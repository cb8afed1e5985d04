import assert from 'node:assert/strict';
import { Prisma } from './database.ts';
import { isRefusedValue } from './database-errors.ts';
import { Problem } from './errors.ts';

const known = (code: string, meta: Record<string, unknown> = {}, message = 'failed') =>
  new Prisma.PrismaClientKnownRequestError(message, { code, clientVersion: '7', meta });
const unknownRequest = (message: string) =>
  new Prisma.PrismaClientUnknownRequestError(message, { clientVersion: '7' });

describe('A value that no column takes', () => {
  it('is told from other failures, in whatever shape the driver reports it', () => {
    for (const error of [
      known('P2023'),
      known('P2020'),
      known('P2010', { code: '22P02' }),
      known('P2010', { driverAdapterError: { cause: { originalCode: '22008' } } }),
      known('P2010', {}, 'Raw query failed. Code: `22021`. Message: `invalid byte sequence`'),
      unknownRequest('ConnectorError { code: "22003", message: "out of range" }'),
      new Error('wrapped', { cause: known('P2007') }),
    ])
      assert.ok(isRefusedValue(error), error.message);
    for (const error of [
      known('P2002', { target: ['22003'] }),
      known('P2010', { code: '23505' }, 'Matter 22003 is taken'),
      unknownRequest('connection closed'),
      new Problem('conflict', 'code: 22003'),
      new TypeError('code: 22003'),
      'code: 22003',
    ])
      assert.ok(!isRefusedValue(error), String(error));
  });
});
