import type { MailSettings } from '../../../core/mail/mail-settings.ts';
import type { MailSecurity } from '../../../core/platform/send-mail.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Form } from '../../ui/form.tsx';

export type MailSettingsPageProps = {
  pageFrame: PageFrame;
  /** Null where no mail server is named. */
  current: MailSettings | null;
  /** What was typed and refused; never the password. */
  filled?: { host?: string; port?: string; security?: string; user?: string; from?: string };
  done?: string;
  problem?: string;
};

/** The mail server of the firm, for administrators. */
export function MailSettingsPage(props: MailSettingsPageProps) {
  const { pageFrame, current, done, problem } = props;
  return (
    <Layout title="Mail" pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/people">People</a>
      </nav>
      <h1>Mail</h1>
      <p class="hint">
        Strongroom mails invitations, links for a new password and notices through the firm’s own mail server.
        Without one, links are shown to you once, to be handed over. No name of a client, matter or document
        is ever mailed.
      </p>
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      {done ? <Notice kind="good">{done}</Notice> : null}
      <MailServerForm {...props} />
      {current ? <CurrentMailServer current={current} /> : null}
    </Layout>
  );
}

function MailServerForm({ current, filled }: MailSettingsPageProps) {
  const { host, port, security, user, from } = filled ?? {
    host: current?.host,
    port: current ? String(current.port) : '587',
    security: current?.security ?? 'starttls',
    user: current?.user ?? undefined,
    from: current?.from,
  };
  return (
    <Form class="fields" action="/admin/mail">
      <label class="half">
        Mail server
        <input
          name="host"
          value={host}
          required
          maxLength={253}
          placeholder="mail.firm.example"
          autocomplete="off"
        />
      </label>
      <label class="half">
        Port
        <input name="port" value={port} required inputMode="numeric" maxLength={5} autocomplete="off" />
      </label>
      <fieldset>
        <legend>Encryption</legend>
        <EncryptionOption value="starttls" chosen={security} words="STARTTLS, required (usually port 587)" />
        <EncryptionOption value="tls" chosen={security} words="TLS from the start (usually port 465)" />
        <EncryptionOption
          value="plain"
          chosen={security}
          words="None: everybody on the way can read the mail and the links in it; no password is sent"
        />
      </fieldset>
      <label class="half">
        User
        <input name="user" value={user} maxLength={300} autocomplete="off" />
      </label>
      <label class="half">
        Password
        <input
          type="password"
          name="password"
          maxLength={1000}
          autocomplete="new-password"
          placeholder={current?.hasPassword ? 'kept; type to replace it' : undefined}
        />
      </label>
      <label class="half">
        Sender’s address
        <input type="email" name="from" value={from} required maxLength={254} autocomplete="off" />
      </label>
      <button class="primary">Save</button>
    </Form>
  );
}

function EncryptionOption({
  value,
  chosen,
  words,
}: {
  value: MailSecurity;
  chosen: string | undefined;
  words: string;
}) {
  return (
    <label class="check">
      <input type="radio" name="security" value={value} checked={chosen === value} /> {words}
    </label>
  );
}

function CurrentMailServer({ current }: { current: MailSettings }) {
  return (
    <section class="question" aria-labelledby="in-use">
      <h2 id="in-use">In use: {current.host}</h2>
      <Form class="line" action="/admin/mail/test">
        <button>Send me a test message</button>
      </Form>
      <Form class="line" action="/admin/mail/clear">
        <button class="quiet">Send no mail any more</button>
      </Form>
    </section>
  );
}
