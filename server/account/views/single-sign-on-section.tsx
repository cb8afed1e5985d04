import { safeDisplayName } from '../../ui/safe-display-name.ts';
import { Form } from '../../ui/form.tsx';

/** Whether an account at the firm's provider leads to the person. */
export function SingleSignOnSection({ name, linked }: { name: string; linked: boolean }) {
  const provider = safeDisplayName(name);
  return (
    <section aria-labelledby="sign-on-title">
      <h2 id="sign-on-title">Single sign-on</h2>
      {linked ? (
        <Form class="stack narrow" action="/account/single-sign-on/end">
          <p>{`You can sign in with your account of ${provider}. Signing out here does not sign you out there.`}</p>
          <button>End the link</button>
        </Form>
      ) : (
        <>
          <p>{`No account of ${provider} leads to you yet.`}</p>
          <p>
            <a class="button" href="/account/single-sign-on">{`Link your account of ${provider}`}</a>
          </p>
        </>
      )}
    </section>
  );
}
