import type { SsoSettingsView } from '../../../core/auth/single-sign-on/sso-settings.ts';
import { peopleCrumb } from '../../ui/crumbs.tsx';
import { ActionButton, formatPerson, Option } from '../../ui/fields.tsx';
import { Form } from '../../ui/form.tsx';
import { SentenceNotice } from '../../ui/notice.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';

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
  /** What has to be entered at the provider. */
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
    <Page
      title="Single sign-on"
      pageFrame={pageFrame}
      crumbs={[peopleCrumb]}
      problem={problem}
      done={saved ? 'The settings were saved. Test them before you rely on them.' : undefined}
    >
      <p class="lead">The firm’s people sign in where they sign in for everything else.</p>
      {testResult ? (
        <SentenceNotice kind={testResult.works ? 'good' : 'problem'} text={testResult.detail} />
      ) : null}
      <p>
        Enter this return address at the provider: <code class="secret">{returnAddress}</code>
      </p>
      {hasSecret ? (
        <ActionButton class="line" action="/admin/single-sign-on/try" text="Test the settings" />
      ) : null}
      <Form class="fields" action="/admin/single-sign-on">
        <ProviderFields {...props} />
        <PeopleFields {...props} />
        <ModeFields {...props} />
        <button class="primary">Save</button>
      </Form>
    </Page>
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
        Client secret{hasSecret ? ' (empty: the stored one stays)' : ''}
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
        <input type="checkbox" name="createsPeople" value="yes" checked={filled.createsPeople === 'yes'} /> A
        person who signs in this way and is not here yet becomes a member of staff
      </label>
      <label class="half">
        Claims that name groups or roles
        <input name="groupClaims" value={filled.groupClaims} maxLength={2000} autocomplete="off" />
        <span class="hint">groups roles; for Keycloak also realm_access.roles</span>
      </label>
      <label class="half">
        Values of acr or amr that prove a second factor
        <input
          name="secondFactorValues"
          value={filled.secondFactorValues}
          maxLength={2000}
          autocomplete="off"
        />
        <span class="hint">mfa, for Entra ID. Empty: Strongroom asks for a second factor</span>
      </label>
      <label>
        Groups and what their members are here, one a line
        <textarea name="groupRoles" rows={4} maxLength={20_000} spellcheck={false}>
          {filled.groupRoles}
        </textarea>
        <span class="hint">
          For example: Strongroom administrators = administrator. The roles are administrator, auditor and
          member. The first line that fits counts; a person who fits none is a member. Empty: roles are
          granted here.
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
        Who uses single sign-on
        <select name="mode">
          <Option value="off" chosen={filled.mode} label="Nobody: it is off" />
          <Option value="beside" chosen={filled.mode} label="Everybody who wants to, beside passwords" />
          <Option value="only" chosen={filled.mode} label="Everybody: passwords let nobody in" />
        </select>
      </label>
      <fieldset>
        <legend>
          Emergency administrators, who sign in with their password even when the provider is down
        </legend>
        {candidates.map(({ id, name, email, emergency, ready }) => (
          <label class="check">
            <input type="checkbox" name="emergency" value={id} checked={named?.includes(id) ?? emergency} />{' '}
            {`${formatPerson({ name, email })}${ready ? '' : ': has no password or no authenticator app yet'}`}
          </label>
        ))}
      </fieldset>
    </>
  );
}
