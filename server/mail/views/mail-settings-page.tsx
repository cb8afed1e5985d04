import type { MailSettings } from '../../../core/mail/mail-settings.ts';
import type { MailSecurity } from '../../../core/platform/send-mail.ts';
import { safeDisplayName } from '../../browser/safe-display-name.ts';
import { peopleCrumb } from '../../ui/crumbs.tsx';
import { ActionButton, Radio } from '../../ui/fields.tsx';
import { Form } from '../../ui/form.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';

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
    <Page title="Mail" pageFrame={pageFrame} crumbs={[peopleCrumb]} done={done} problem={problem}>
      <p class="hint">
        Strongroom mails invitations, links for a new password and notices through the firm’s own mail server.
        Without one, each link is shown to you once. No mail names a client, a matter or a document.
      </p>
      <MailServerForm {...props} />
      {current ? <CurrentMailServer current={current} /> : null}
    </Page>
  );
}

const encryptionChoices: { value: MailSecurity; label: string }[] = [
  { value: 'starttls', label: 'STARTTLS, required (usually port 587)' },
  { value: 'tls', label: 'TLS from the start (usually port 465)' },
  {
    value: 'plain',
    label: 'None: anybody on the way can read the mail and the links in it; no password is sent',
  },
];

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
        {encryptionChoices.map(({ value, label }) => (
          <Radio name="security" value={value} chosen={security} label={label} />
        ))}
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
          placeholder={current?.hasPassword ? 'stored; type to replace it' : undefined}
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

function CurrentMailServer({ current }: { current: MailSettings }) {
  return (
    <Section class="question" id="in-use" title={`In use: ${safeDisplayName(current.host)}`}>
      <ActionButton class="line" action="/admin/mail/test" text="Send me a test message" />
      <ActionButton class="line" action="/admin/mail/clear" text="Stop sending mail" look="quiet" />
    </Section>
  );
}
