import type { SsoSettingsView } from '../../../core/auth/single-sign-on/sso-settings.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Layout } from '../../ui/layout.tsx';
import { Notice } from '../../ui/notice.tsx';
import { safeDisplayName } from '../../ui/safe-display-name.ts';
import { Form } from '../../ui/form.tsx';

/** The fields as a browser sends them. */
type SingleSignOnFormValues = {
  mode?: string;
  name?: string;
  shape?: string;
  issuer?: string;
  clientId?: string;
  emailDomains?: string;
  groupClaims?: string;
  groupRoles?: string;
  secondFactorValues?: string;
  createsPeople?: 'yes' | undefined;
  emergency?: string | string[];
};

export type SingleSignOnSettingsPageProps = {
  pageFrame: PageFrame;
  /** What the provider has to be told. */
  returnAddress: string;
  candidates: SsoSettingsView['candidates'];
  filled: SingleSignOnFormValues;
  hasSecret: boolean;
  saved?: boolean;
  problem?: string;
  testResult?: { works: boolean; detail: string };
};

/** Where the firm's people may sign in besides here, for administrators. */
export function SingleSignOnSettingsPage(props: SingleSignOnSettingsPageProps) {
  const { pageFrame, returnAddress, hasSecret, saved, problem, testResult } = props;
  return (
    <Layout title="Single sign-on" pageFrame={pageFrame}>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/people">People</a>
      </nav>
      <h1>Single sign-on</h1>
      <p class="lead">The firm’s people sign in where they sign in for everything else.</p>
      {saved ? <Notice kind="good">The settings were saved. Try them before you rely on them.</Notice> : null}
      {problem ? <Notice kind="problem">{problem}</Notice> : null}
      {testResult ? <Notice kind={testResult.works ? 'good' : 'problem'}>{testResult.detail}</Notice> : null}
      <p>
        Tell the provider this return address: <code class="secret">{returnAddress}</code>
      </p>
      {hasSecret ? (
        <Form class="line" action="/admin/single-sign-on/try">
          <button>Try it</button>
        </Form>
      ) : null}
      <Form class="fields" action="/admin/single-sign-on">
        <ProviderFields {...props} />
        <PeopleFields {...props} />
        <ModeFields {...props} />
        <button class="primary">Save</button>
      </Form>
    </Layout>
  );
}

function ProviderFields({ filled, hasSecret }: SingleSignOnSettingsPageProps) {
  return (
    <>
      <label class="half">
        Name of the provider, as people know it
        <input name="name" value={filled.name} required maxLength={100} autocomplete="off" />
      </label>
      <label class="half">
        Kind
        <select name="shape">
          <Option value="standard" chosen={filled.shape} label="Keycloak, or another by the standard" />
          <Option value="entra" chosen={filled.shape} label="Microsoft Entra ID" />
          <Option value="google" chosen={filled.shape} label="Google Workspace" />
        </select>
      </label>
      <label>
        Address of the provider (issuer)
        <input type="url" name="issuer" value={filled.issuer} required maxLength={500} autocomplete="off" />
      </label>
      <label class="half">
        Client id
        <input name="clientId" value={filled.clientId} required maxLength={500} autocomplete="off" />
      </label>
      <label class="half">
        Client secret{hasSecret ? ' (left empty, the one that is kept stays)' : ''}
        <input
          type="password"
          name="clientSecret"
          maxLength={2000}
          autocomplete="off"
          required={!hasSecret}
        />
      </label>
    </>
  );
}

function PeopleFields({ filled }: SingleSignOnSettingsPageProps) {
  return (
    <>
      <label>
        E-mail domains of the firm, with spaces between them
        <input name="emailDomains" value={filled.emailDomains} maxLength={2000} autocomplete="off" />
      </label>
      <label class="check">
        <input type="checkbox" name="createsPeople" value="yes" checked={filled.createsPeople === 'yes'} />{' '}
        Whoever signs in so and is not here yet becomes a member of staff
      </label>
      <label class="half">
        Claims that name groups or roles
        <input name="groupClaims" value={filled.groupClaims} maxLength={2000} autocomplete="off" />
        <span class="hint">groups roles; for Keycloak also realm_access.roles</span>
      </label>
      <label class="half">
        Values of acr or amr that stand for a second factor
        <input
          name="secondFactorValues"
          value={filled.secondFactorValues}
          maxLength={2000}
          autocomplete="off"
        />
        <span class="hint">mfa, for Entra ID. Empty: a second factor is asked for here</span>
      </label>
      <label>
        Groups and what their members are here, one a line
        <textarea name="groupRoles" rows={4} maxLength={20_000} spellcheck={false}>
          {filled.groupRoles}
        </textarea>
        <span class="hint">
          For example: Strongroom administrators = administrator. The roles are administrator, auditor and
          member; the first line that fits counts, and whoever fits none is a member. Empty: roles are given
          here.
        </span>
      </label>
    </>
  );
}

function ModeFields({ filled, candidates }: SingleSignOnSettingsPageProps) {
  const named = filled.emergency === undefined ? undefined : [filled.emergency].flat();
  return (
    <>
      <label class="half">
        Who signs in so
        <select name="mode">
          <Option value="off" chosen={filled.mode} label="Nobody: it is off" />
          <Option value="beside" chosen={filled.mode} label="Whoever wants to, beside passwords" />
          <Option value="only" chosen={filled.mode} label="Everybody: passwords let nobody in" />
        </select>
      </label>
      <fieldset>
        <legend>
          Emergency administrators, who come in with their password whatever becomes of the provider
        </legend>
        {candidates.map(({ id, name, email, emergency, ready }) => (
          <label class="check">
            <input type="checkbox" name="emergency" value={id} checked={named?.includes(id) ?? emergency} />{' '}
            {`${safeDisplayName(name)} (${safeDisplayName(email)})${ready ? '' : ': has no password or no authenticator app yet'}`}
          </label>
        ))}
      </fieldset>
    </>
  );
}

function Option({ value, chosen, label }: { value: string; chosen: string | undefined; label: string }) {
  return (
    <option value={value} selected={value === chosen}>
      {label}
    </option>
  );
}
