import { formatCount } from '../../browser/format.ts';
import { safeDisplayName } from '../../browser/safe-display-name.ts';
import { Form } from '../../ui/form.tsx';
import { Section } from '../../ui/section.tsx';

type SecondFactorSummary = { app: boolean; passkeys: number; recoveryCodesLeft: number };

/** What this person signs in with beside the password. */
export function SecondFactorSections({ factors }: { factors: SecondFactorSummary }) {
  const { app, passkeys, recoveryCodesLeft } = factors;
  return (
    <>
      <PasskeysSection count={passkeys} />
      <AuthenticatorAppSection isOn={app} />
      {app || passkeys > 0 ? <RecoveryCodesSection left={recoveryCodesLeft} /> : null}
    </>
  );
}

function PasskeysSection({ count }: { count: number }) {
  return (
    <Section id="passkeys-title" title="Passkeys">
      <p>
        {count > 0
          ? `You have ${formatCount(count, 'passkey')}. To sign in, use one, or your password and a second factor.`
          : 'A passkey signs you in with your finger, face or PIN. Nobody can trick you into giving it away.'}
      </p>
      <p>
        <a class="button" href="/account/passkeys">
          {count > 0 ? 'Manage your passkeys' : 'Add a passkey'}
        </a>
      </p>
    </Section>
  );
}

function AuthenticatorAppSection({ isOn }: { isOn: boolean }) {
  return (
    <Section id="factor-title" title="Authenticator app">
      {isOn ? (
        <Form class="stack narrow" action="/account/second-factor/remove">
          <p>After your password, you type a code of your app.</p>
          <p>
            <a class="button" href="/account/second-factor">
              Set it up again, with new recovery codes
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
    </Section>
  );
}

function RecoveryCodesSection({ left }: { left: number }) {
  return (
    <Section id="codes-title" title="Recovery codes">
      <Form class="stack narrow" action="/account/recovery-codes">
        <p>
          You have {formatCount(left, 'recovery code')} left. After your password, each signs you in once
          without your phone or passkey.
        </p>
        <button>Create new codes</button>
      </Form>
    </Section>
  );
}

type SingleSignOnSectionProps = { name: string; linked: boolean; trusted: boolean; hasFactor: boolean };

/** Whether an account at the firm's provider leads to the person. */
export function SingleSignOnSection({ name, linked, trusted, hasFactor }: SingleSignOnSectionProps) {
  const provider = safeDisplayName(name);
  return (
    <Section id="sign-on-title" title="Single sign-on">
      {linked ? (
        <Form class="stack narrow" action="/account/single-sign-on/end">
          <p>{`You can sign in with your account at ${provider}. Signing out here does not sign you out there.`}</p>
          <button>Remove the link</button>
        </Form>
      ) : (
        <>
          <p>{`No account at ${provider} is linked to you yet.`}</p>
          <p>
            <a class="button" href="/account/single-sign-on">{`Link your account at ${provider}`}</a>
          </p>
        </>
      )}
      {hasFactor ? <ProviderFactorForm provider={provider} trusted={trusted} /> : null}
    </Section>
  );
}

function ProviderFactorForm({ provider, trusted }: { provider: string; trusted: boolean }) {
  return (
    <Form class="stack narrow" action="/account/single-sign-on/factor">
      <p>
        {trusted
          ? `Where ${provider} says that it asked for a second factor, Strongroom does not ask for yours.`
          : `Strongroom asks for your own second factor, whatever ${provider} says.`}
      </p>
      <input type="hidden" name="trusted" value={String(!trusted)} />
      <button>
        {trusted ? 'Always ask for my own second factor' : `Rely on the second factor of ${provider}`}
      </button>
    </Form>
  );
}
