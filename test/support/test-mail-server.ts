import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import PostalMime, { type Email } from 'postal-mime';
import { trustCertificateAuthority } from './client.ts';
import { run } from './run-program.ts';

export type TestMailServer = {
  port: number;
  /** What arrived, oldest first. */
  mails: () => Promise<Email[]>;
  /** Until it is made true again, every mail is refused for now, as a full or busy server does. */
  accepts: { mail: boolean };
  stop: () => Promise<void>;
};

export const mailUser = { user: 'strongroom', pass: 'a password for mail alone' };

type Certificate = { key: string; cert: string };
let certificate: Promise<Certificate> | undefined;

/** A real SMTP server on a port of its own, with a certificate this process trusts, where only `mailUser` may send. */
export async function startMailServer(options: SMTPServerOptions = {}): Promise<TestMailServer> {
  certificate ??= createMailCertificate().then((made) => {
    trustCertificateAuthority(made.cert);
    return made;
  });
  const arrived: Buffer[] = [];
  const takes = { mail: true };
  const server = new SMTPServer({
    ...(await certificate),
    authMethods: ['PLAIN', 'LOGIN'],
    onAuth: ({ username, password }, _session, done) =>
      username === mailUser.user && password === mailUser.pass
        ? done(null, { user: username })
        : done(new Error('not this one')),
    onData: (stream, _session, done) => {
      void buffer(stream).then((whole) => {
        if (takes.mail) arrived.push(whole);
        return setImmediate(
          done,
          takes.mail ? null : Object.assign(new Error('busy'), { responseCode: 451 }),
        );
      });
    },
    ...options,
  });
  // A client that goes away in the middle of TLS is part of some tests.
  server.on('error', () => undefined);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.server.address() as AddressInfo;
  const mails = () => Promise.all(arrived.map((mail) => PostalMime.parse(mail)));
  return { port, mails, accepts: takes, stop: () => new Promise((done) => server.close(() => done())) };
}

/** For `localhost`, signed by nobody. */
export async function createMailCertificate(): Promise<Certificate> {
  const folder = mkdtempSync(join(tmpdir(), 'strongroom-mail-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    await run('openssl', ['req', '-x509', ...curve, '-keyout', key, '-out', cert, ...name]);
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
