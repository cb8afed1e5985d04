import Bowser from 'bowser';
import type { AccountNotice } from '../../../core/auth/account-notices.ts';
import type { ApiKeyView } from '../../../core/auth/api-keys/api-keys.ts';
import type { SessionView } from '../../../core/auth/sessions/own-sessions.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import { safeDisplayName } from '../../browser/safe-display-name.ts';
import { ApiKeysSection } from './api-keys-section.tsx';
import { ChangePasswordForm, KeepKeysField } from './password-form.tsx';
import { SecondFactorSections, SingleSignOnSection } from './second-factor-sections.tsx';
import { ActionButton } from '../../ui/fields.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { ListTable, MoreLink, type Column } from '../../ui/list-table.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';

export type AccountPageProps = {
  pageFrame: PageFrame;
  sessions: SessionView[];
  keys: ApiKeyView[];
  secondFactor: { app: boolean; passkeys: number; recoveryCodesLeft: number };
  /** The firm's provider, where single sign-on is on. */
  signOn?: { name: string; linked: boolean; trusted: boolean };
  /** What the person was told of their way in and their matters, acknowledged or not; a page of it. */
  notices: ListPage<AccountNotice>;
  /** Wrong passwords of a day in browsers that are new to this person, where they are more than people mistype. */
  guesses?: number;
  /** What was just done. */
  done?: string;
  problem?: string;
  /** A key that was just made, shown this once. */
  newKey?: ApiKeyView & { key: string };
};

/** What everybody manages for themselves: where they are signed in, their password, their programs' keys. */
export function AccountPage(props: AccountPageProps) {
  const { pageFrame, sessions, keys, secondFactor, signOn, guesses, notices, done, problem, newKey } = props;
  return (
    <Page title="Your account" pageFrame={pageFrame} done={done} problem={problem}>
      <p class="lead">
        <SafeText of={pageFrame.person?.name ?? ''} />, <SafeText of={pageFrame.person?.email ?? ''} />
      </p>
      {guesses === undefined ? null : (
        <Notice kind="plain">
          {guesses} wrong passwords were typed for your account within a day, in browsers that are new to you.
          If it was not you, tell the person who looks after Strongroom, and set up a passkey.
        </Notice>
      )}
      <SessionsSection sessions={sessions} hasKeys={keys.length > 0} />
      <Section id="password-title" title="Password">
        <ChangePasswordForm email={pageFrame.person?.email ?? ''} hasKeys={keys.length > 0} />
      </Section>
      <SecondFactorSections factors={secondFactor} />
      {signOn ? (
        <SingleSignOnSection {...signOn} hasFactor={secondFactor.app || secondFactor.passkeys > 0} />
      ) : null}
      <ApiKeysSection
        keys={keys}
        newKey={newKey}
        managesGroups={pageFrame.person?.role === 'administrator'}
      />
      <NoticesSection notices={notices} />
    </Page>
  );
}

const noticeColumns: Column<AccountNotice>[] = [
  { title: 'What', isRowHeader: true, cell: ({ text }) => <SafeText of={text} /> },
  { title: 'When', look: 'time', cell: ({ madeAt }) => <Timestamp at={madeAt} /> },
  {
    title: 'Acknowledged',
    look: 'time',
    cell: ({ acknowledgedAt, staysUntil }) => (
      <>
        {acknowledgedAt === null ? 'not yet' : <Timestamp at={acknowledgedAt} />}
        {staysUntil === null ? null : (
          <>
            ; stays until <Timestamp at={staysUntil} />
          </>
        )}
      </>
    ),
  },
];

function NoticesSection({ notices }: { notices: ListPage<AccountNotice> }) {
  return (
    <Section id="notices-title" title="What you were told">
      <ListTable
        id="notices"
        label="What you were told"
        columns={noticeColumns}
        rows={notices.items}
        empty="Nothing."
      />
      <MoreLink path="/account" nextCursor={notices.nextCursor} label="Older ones" />
    </Section>
  );
}

const sessionColumns: Column<SessionView>[] = [
  { title: 'Device', isRowHeader: true, cell: ({ userAgent }) => formatDeviceName(userAgent) },
  { title: 'Last used', cell: ({ lastUsedAt }) => <Timestamp at={lastUsedAt} /> },
  { title: 'Signed in', cell: ({ openedAt }) => <Timestamp at={openedAt} /> },
  {
    title: 'Actions',
    cell: ({ id, isThis, userAgent }) =>
      isThis ? (
        'You are here now'
      ) : (
        <ActionButton
          action={`/account/sessions/${id}/end`}
          text="Sign out"
          label={`Sign out ${formatDeviceName(userAgent)}`}
          look="quiet"
        />
      ),
  },
];

type SessionsSectionProps = { sessions: SessionView[]; hasKeys: boolean };

function SessionsSection({ sessions, hasKeys }: SessionsSectionProps) {
  return (
    <Section id="sessions-title" title="Where you are signed in">
      <ListTable id="sessions" label="Your sessions" columns={sessionColumns} rows={sessions} />
      {sessions.length > 1 || hasKeys ? (
        <Form class="line" action="/account/sessions/end">
          {hasKeys ? <KeepKeysField /> : null}
          <button>Sign out everywhere else</button>
        </Form>
      ) : null}
      <p class="hint">A session ends after 8 hours without use, and after 24 hours in any case.</p>
    </Section>
  );
}

/** "Firefox on Windows"; a program that names itself otherwise stands as it does. */
function formatDeviceName(userAgent: string): string {
  if (userAgent === '') return 'A program without a name';
  const { browser, os } = Bowser.parse(userAgent);
  return browser.name && os.name ? `${browser.name} on ${os.name}` : safeDisplayName(userAgent.slice(0, 60));
}
