import { Form } from '../../ui/form.tsx';
import { formatCount } from '../../ui/format.tsx';

type SecondFactorSummary = { app: boolean; passkeys: number; recoveryCodesLeft: number };

/** What this person signs in with beside the password. */
export function SecondFactorSections({ factors }: { factors: SecondFactorSummary }) {
  const { app, passkeys, recoveryCodesLeft } = factors;
  return (
    <>
      <PasskeysSection count={passkeys} />
      <AuthenticatorAppSection on={app} />
      {app || passkeys > 0 ? <RecoveryCodesSection left={recoveryCodesLeft} /> : null}
    </>
  );
}

function PasskeysSection({ count }: { count: number }) {
  return (
    <section aria-labelledby="passkeys-title">
      <h2 id="passkeys-title">Passkeys</h2>
      <p>
        {count > 0
          ? `You have ${formatCount(count, 'passkey')}: signing in takes one, or your password and a second factor.`
          : 'A passkey signs you in with your finger, face or PIN, and nobody can trick you into giving it away.'}
      </p>
      <p>
        <a class="button" href="/account/passkeys">
          {count > 0 ? 'See them, add or remove one' : 'Add a passkey'}
        </a>
      </p>
    </section>
  );
}

function AuthenticatorAppSection({ on }: { on: boolean }) {
  return (
    <section aria-labelledby="factor-title">
      <h2 id="factor-title">Authenticator app</h2>
      {on ? (
        <Form class="stack narrow" action="/account/second-factor/remove">
          <p>After your password, signing in takes a code of your app.</p>
          <p>
            <a class="button" href="/account/second-factor">
              Set it up anew, with new recovery codes
            </a>
          </p>
          <button>Turn it off</button>
        </Form>
      ) : (
        <>
          <p>With an app on your phone that shows a code, a stolen password opens nothing.</p>
          <p>
            <a class="button" href="/account/second-factor">
              Set up an authenticator app
            </a>
          </p>
        </>
      )}
    </section>
  );
}

function RecoveryCodesSection({ left }: { left: number }) {
  return (
    <section aria-labelledby="codes-title">
      <h2 id="codes-title">Recovery codes</h2>
      <Form class="stack narrow" action="/account/recovery-codes">
        <p>
          {formatCount(left, 'recovery code')} left. Each signs you in once, after your password, when your
          phone or passkey is lost.
        </p>
        <button>Make new ones</button>
      </Form>
    </section>
  );
}
