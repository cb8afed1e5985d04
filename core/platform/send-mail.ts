import { createTransport } from 'nodemailer';
import { isIP } from 'node:net';
import { Problem } from './errors.ts';
import { resolveOutsideHost } from './own-networks.ts';

/**
 * How the firm's mail server is spoken to: TLS from the first byte, TLS after STARTTLS, or none because
 * somebody said so on purpose.
 */
export const mailSecurities = ['tls', 'starttls', 'plain'] as const;
export type MailSecurity = (typeof mailSecurities)[number];

export type MailServer = {
  host: string;
  port: number;
  security: MailSecurity;
  user: string | null;
  password: string | null;
  from: string;
};

/**
 * `id` names the mail for good: one that is sent twice, because nobody saw that it went, is one mail to the
 * reader's program.
 */
export type Mail = { id: string; to: string; subject: string; text: string };

/** A person may be waiting for it. Each step has its own limit; the whole is bounded by their sum. */
const stepTimeoutMs = 5_000;
const totalTimeoutMs = 15_000;

/**
 * Sends one mail through the server. Certificates are checked against what the process trusts (the firm's own
 * CA included: NODE_EXTRA_CA_CERTS).
 * @param ownNetworks where no mail server is asked (own-networks.ts)
 * @throws Problem `mail-failed` with a sentence that says at which step, and never holds an address or a
 * password
 */
export async function sendMail(
  server: MailServer,
  mail: Mail,
  ownNetworks: readonly string[],
): Promise<void> {
  const resolved = await resolveOutsideHost(server.host, ownNetworks);
  if (resolved.kind === 'own') throw new Problem('mail-failed', describeOwnMailHost(server.host));
  if (resolved.kind === 'unknown') throw mailFailed({ code: 'EDNS' }, server);
  const transport = createMailTransport(server, resolved.address);
  const { from } = server;
  const domain = from.split('@').at(-1) ?? 'strongroom.invalid';
  const sending = transport.sendMail({
    from: { name: 'Strongroom', address: from },
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    messageId: `<${mail.id}@${domain}>`,
    // RFC 3834: nobody's holiday notice answers a machine.
    headers: { 'Auto-Submitted': 'auto-generated' },
  });
  const limit = AbortSignal.timeout(totalTimeoutMs);
  const late = new Promise<never>((_resolve, reject) => {
    limit.addEventListener('abort', () =>
      reject(Object.assign(new Error('the mail took too long'), { code: 'ETIMEDOUT' })),
    );
  });
  try {
    await Promise.race([sending, late]);
  } catch (error) {
    sending.catch(() => undefined);
    throw mailFailed(error, server);
  } finally {
    transport.close();
  }
}

/** Connects to the address that was looked up; the certificate is checked for the name. */
function createMailTransport(server: MailServer, address: string) {
  const { host, port, security, user, password } = server;
  return createTransport({
    host: address,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'plain',
    tls: { minVersion: 'TLSv1.2', ...(isIP(host) === 0 && { servername: host }) },
    ...(user !== null && { auth: { user, pass: password ?? '' } }),
    dnsTimeout: stepTimeoutMs,
    connectionTimeout: stepTimeoutMs,
    greetingTimeout: stepTimeoutMs,
    socketTimeout: stepTimeoutMs * 2,
    // A mail is the text we wrote: nothing in it may lead the library to a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** The refusal of a mail server that is none: what an administrator names must not find out what runs in here. */
export function describeOwnMailHost(host: string): string {
  return `The mail server ${host} leads to this appliance itself, or to no single host, and there is none. Type the name of the firm's mail server.`;
}

function mailFailed(error: unknown, { host, port }: MailServer): Problem {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  const serverAddress = `${host}, port ${port},`;
  // The library's own words may hold addresses, and what a server answered: they go nowhere.
  return new Problem('mail-failed', describeMailError({ code, message, serverAddress }), {
    cause: new Error(`mail failed: ${/^E[A-Z0-9]+$/.test(code) ? code : 'unknown'}`),
  });
}

type MailError = { code: string; message: string; serverAddress: string };

function describeMailError({ code, message, serverAddress: place }: MailError): string {
  if (/certificate|self[- ]signed|altname|issuer/i.test(message))
    return `The mail server ${place} shows a certificate that is not trusted for this name, so nothing was sent. Check the name, or give the firm's own CA to install.sh (--extra-ca).`;
  if (code === 'EDNS')
    return `There is no mail server of the name ${place} that could be found. Check the name.`;
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return `The mail server ${place} does not take this user and password. Check both, and whether the account may send by SMTP.`;
  if (code === 'EENVELOPE')
    return `The mail server ${place} refused the sender's or the reader's address. Check the sender's address.`;
  if (code === 'ETLS' || /wrong version number|ssl/i.test(message))
    return `The mail server ${place} does not speak TLS as it is set here, so nothing was sent. Usual are port 465 with TLS from the start, and port 587 with STARTTLS.`;
  if (code === 'EMESSAGE') return `The mail server ${place} refused the message. Ask who looks after it why.`;
  return `The mail server ${place} does not answer as one. Check name, port and encryption, and whether a firewall stands between.`;
}
