import { Form } from '../../ui/form.tsx';
import type { PasskeyView } from '../../../core/auth/passkeys/passkeys.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PasskeyForm } from '../../ui/passkey-form.tsx';

export type PasskeysPageProps = {
  pageFrame: PageFrame;
  passkeys: PasskeyView[];
  /** The one origin under which passkeys work; none where the appliance has no name. */
  origin?: string;
  done?: string;
  problem?: string;
};

/** A person's passkeys, and the way to one more. */
export function PasskeysPage({ pageFrame, passkeys, origin, done, problem }: PasskeysPageProps) {
  return (
    <Layout title="Passkeys" pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/account">Your account</a>
      </nav>
      <h1>Passkeys</h1>
      <p class="lead">
        A passkey signs you in with your finger, face or PIN, without a password. It stays in your device or
        security key, and works at Strongroom alone: nobody can trick you into giving it away.
      </p>
      {done ? <Notice kind="good">{done}</Notice> : null}
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      {passkeys.length > 0 ? <PasskeysTable passkeys={passkeys} /> : null}
      {origin === undefined ? (
        <Notice kind="plain">
          Passkeys need a host name, and this appliance is reached by a bare address. Ask your administrator
          to give it a name.
        </Notice>
      ) : (
        <NewPasskeySection origin={origin} />
      )}
    </Layout>
  );
}

function PasskeysTable({ passkeys }: { passkeys: PasskeyView[] }) {
  return (
    <div class="scroll">
      <table class="list" id="passkeys">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Works at</th>
            <th scope="col">Added</th>
            <th scope="col">Last used</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          {passkeys.map((passkey) => (
            <tr>
              <th scope="row">
                <SafeText of={passkey.name} />
              </th>
              <td data-label="Works at">{passkey.site}</td>
              <td data-label="Added">
                <Timestamp at={passkey.createdAt} />
              </td>
              <td data-label="Last used">
                {passkey.lastUsedAt ? <Timestamp at={passkey.lastUsedAt} /> : 'never'}
              </td>
              <td data-label="What to do">
                <Form action={`/account/passkeys/${passkey.id}/remove`}>
                  <button class="quiet" aria-label={`Remove ${passkey.name}`}>
                    Remove
                  </button>
                </Form>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NewPasskeySection({ origin }: { origin: string }) {
  const question = '/api/passkeys/question';
  return (
    <section aria-labelledby="new-title">
      <h2 id="new-title">Add a passkey</h2>
      <PasskeyForm
        action="/account/passkeys"
        question={question}
        origin={origin}
        returnsTo="/account/passkeys"
        act="create"
        label="Add it"
        primary
        narrow
      >
        <label>
          Name
          <input name="name" maxLength={100} required autocomplete="off" placeholder="Laptop in the office" />
        </label>
      </PasskeyForm>
    </section>
  );
}
