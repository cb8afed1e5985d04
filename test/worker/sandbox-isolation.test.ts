import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync, chmodSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ToolFailed } from '../../core/tools/tool-errors.ts';
import { run } from '../support/run-program.ts';
import { useWorkerRoom } from '../support/worker-room.ts';
import { waitFor } from '../support/wait-for.ts';

describe('The sandbox', () => {
  const room = useWorkerRoom({ worker: false });
  const dir = () => join(room.services.dataDir, 'scratch/1');
  const inside = async (...command: string[]) =>
    run('docker', ['exec', await room.services.container('sandbox-1'), ...command]);

  async function ask(...lines: string[]): Promise<Record<string, unknown>[]> {
    const socket = connect(join(dir(), 'sandbox.sock'));
    socket.setEncoding('utf8');
    let received = '';
    socket.on('data', (chunk: string) => (received += chunk));
    // The sandbox may end the connection itself, while the answers are being waited for.
    const closed = once(socket, 'close');
    for (const line of lines) socket.write(`${line}\n`);
    await waitFor('answers', 20, () =>
      Promise.resolve(received.split('\n').length > lines.length || undefined),
    );
    socket.end();
    await closed;
    return received
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  function makeJob(content: string): string {
    const job = randomUUID();
    mkdirSync(join(dir(), 'jobs', job));
    chmodSync(join(dir(), 'jobs', job), 0o2770);
    writeFileSync(join(dir(), 'jobs', job, 'input'), content, { mode: 0o660 });
    return job;
  }

  it('has no network, no secret, no way to write but its scratch folder, and no right to more', async () => {
    const devices = (await inside('cat', '/proc/net/dev'))
      .split('\n')
      .slice(2)
      .map((line) => line.split(':')[0]?.trim())
      .filter(Boolean);
    assert.deepEqual(devices, ['lo']);
    await assert.rejects(inside('ls', '/run/secrets'));
    await assert.rejects(inside('touch', '/opt/strongroom/x'), /Read-only/);
    const status = await inside('cat', '/proc/self/status');
    assert.match(status, /CapEff:\s+0{16}/);
    assert.match(status, /CapBnd:\s+0{16}/);
    assert.match(status, /NoNewPrivs:\s+1/);
    assert.match(status, /Uid:\s+10003\s/);
    const environment = await inside('env');
    assert.ok(!/password|secret|key/i.test(environment), environment);
  });

  it('cannot be looked into or steered by what it runs, which has the same user id', async () => {
    // The brackets keep the shell that looks from finding itself.
    const looks =
      'for p in /proc/[0-9]*; do if grep -q sandbox/[m]ain.js "$p/cmdline"; then cat "$p/environ" "$p/maps" || echo denied; fi; done 2>/dev/null | tail -n 1';
    assert.equal((await inside('bash', '-c', looks)).trim(), 'denied');
  });

  it('runs only tools of its list, with options of theirs', async () => {
    const job = makeJob('words');
    const request = (tool: string, options: object) => JSON.stringify({ job, tool, options, requestId: 'r' });
    const wrong = [
      request('sh', {}),
      request('toString', {}),
      request('text', { page: 1 }),
      request('ocr-pdf-page', { page: '1; reboot', dpi: 300, segmentation: '3', language: 'eng' }),
      '{"job":"../../etc"}',
      'nonsense',
    ];
    for (const answer of await ask(...wrong))
      assert.deepEqual([answer['ok'], answer['failure']], [false, 'refused']);
  });

  it('reads a job and leaves nothing of it when the session ends', async () => {
    const job = makeJob('words of a job');
    writeFileSync(join(dir(), 'leftover'), 'from before');
    const [answer] = await ask(JSON.stringify({ job, tool: 'text', options: {}, requestId: 'r' }));
    assert.deepEqual(answer, { ok: true, outputs: ['pages.ndjson'] });
    assert.deepEqual(readdirSync(dir()).toSorted(), ['jobs', 'sandbox.sock']);
    assert.deepEqual(readdirSync(join(dir(), 'jobs')), []);
  });

  it('serves one session at a time, and is healthy meanwhile', async () => {
    const first = connect(join(dir(), 'sandbox.sock'));
    first.write(`${JSON.stringify({ job: makeJob('one'), tool: 'text', options: {}, requestId: 'r' })}\n`);
    await once(first, 'data');
    const [second] = await ask(
      JSON.stringify({ job: makeJob('two'), tool: 'text', options: {}, requestId: 'r' }),
    );
    assert.deepEqual([second?.['failure'], second?.['message']], ['refused', 'busy']);
    await inside('http-ok', '9464', '/health/live');
    first.end();
    await once(first, 'close');
    const [third] = await ask(
      JSON.stringify({ job: makeJob('three'), tool: 'text', options: {}, requestId: 'r' }),
    );
    assert.equal(third?.['ok'], true);
  });

  it('drops an endless request', async () => {
    const socket = connect(join(dir(), 'sandbox.sock'));
    socket.on('error', () => undefined);
    socket.write('x'.repeat(10_000));
    await once(socket, 'close');
  });

  it('keeps working through a hundred sessions, and both sandboxes take their share', async function manySessions() {
    this.timeout(120_000);
    const signal = AbortSignal.timeout(100_000);
    const one = (text: string) =>
      room.sandboxes.withSession({ signal }, async (session) => {
        await session.writeInput(Buffer.from(text));
        await session.run('text', {});
        return session.readText('pages.ndjson', 10_000);
      });
    const found = await Promise.all(Array.from({ length: 100 }, (_, index) => one(`number ${index}`)));
    for (const [index, text] of found.entries()) assert.ok(text.includes(`number ${index}"`), text);
  });

  it('is told from a file that cannot be read: the session goes on', async () => {
    await room.sandboxes.withSession({ signal: AbortSignal.timeout(30_000) }, async (session) => {
      await session.writeInput(Buffer.from('%PDF-1.7 and nothing else'));
      await assert.rejects(
        session.run('pdf-text', {}),
        (error: unknown) => error instanceof ToolFailed && error.failure === 'exit',
      );
      await session.run('text', {});
    });
    assert.ok(existsSync(join(dir(), 'sandbox.sock')));
  });
});
