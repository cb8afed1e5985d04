import type { PasskeyView } from '../../../core/auth/passkeys/passkeys.ts';
import { accountCrumb } from '../../ui/crumbs.tsx';
import { ActionButton } from '../../ui/fields.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { ListTable, type Column } from '../../ui/list-table.tsx';
import { Notice } from '../../ui/notice.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { PasskeyForm } from '../../ui/passkey-form.tsx';
import { Section } from '../../ui/section.tsx';

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
    <Page title="Passkeys" pageFrame={pageFrame} crumbs={[accountCrumb]} done={done} problem={problem}>
      <p class="lead">
        A passkey signs you in with your finger, face or PIN, without a password. It stays in your device or
        security key, and works only at Strongroom. Nobody can trick you into giving it away.
      </p>
      <ListTable id="passkeys" label="Your passkeys" columns={passkeyColumns} rows={passkeys} />
      {origin === undefined ? (
        <Notice kind="plain">
          Passkeys need a host name, and this appliance has only an address. Ask your administrator to give it
          a name.
        </Notice>
      ) : (
        <NewPasskeySection origin={origin} />
      )}
    </Page>
  );
}

const passkeyColumns: Column<PasskeyView>[] = [
  { title: 'Name', isRowHeader: true, cell: ({ name }) => <SafeText of={name} /> },
  { title: 'Works at', cell: ({ site }) => site },
  { title: 'Added', cell: ({ createdAt }) => <Timestamp at={createdAt} /> },
  { title: 'Last used', cell: ({ lastUsedAt }) => (lastUsedAt ? <Timestamp at={lastUsedAt} /> : 'never') },
  {
    title: 'Actions',
    cell: ({ id, name }) => (
      <ActionButton
        action={`/account/passkeys/${id}/remove`}
        text="Remove"
        label={`Remove ${name}`}
        look="quiet"
      />
    ),
  },
];

function NewPasskeySection({ origin }: { origin: string }) {
  return (
    <Section id="new-title" title="Add a passkey">
      <PasskeyForm
        action="/account/passkeys"
        optionsUrl="/api/passkeys/question"
        ceremony="create"
        origin={origin}
        returnsTo="/account/passkeys"
        label="Add it"
        primary
        narrow
      >
        <label>
          Name
          <input name="name" maxLength={100} required autocomplete="off" placeholder="Laptop in the office" />
        </label>
      </PasskeyForm>
    </Section>
  );
}
