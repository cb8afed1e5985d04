import type { DocumentView } from '../../../core/documents/read/document-view.ts';
import type { GroupView } from '../../../core/access/groups.ts';
import type { GroupGrantView } from '../../../core/access/group-grants.ts';
import type { MatterDetail, MatterView } from '../../../core/matters/matters.ts';
import type { MemberView } from '../../../core/access/members.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import type { PersonView } from '../../../core/actor.ts';
import { formatBytes } from '../../browser/format.ts';
import {
  MatterAccessSections,
  type MatterAccessSectionsProps,
} from '../../access/views/matter-access-sections.tsx';
import { MembersPanel } from '../../access/views/members-panel.tsx';
import { NotFullyReadLine } from '../../documents/views/unread-notice.tsx';
import { DocumentsTable } from '../../documents/views/documents-table.tsx';
import { DocumentStateTemplates } from '../../ui/chip.tsx';
import { mattersCrumb } from '../../ui/crumbs.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { Icon } from '../../ui/icons.tsx';
import { AccessLabel, formatOwnRole } from '../../ui/labels.tsx';
import { SentenceNotice } from '../../ui/notice.tsx';
import type { PageFrame } from '../../ui/page-frame.ts';
import { Page } from '../../ui/page.tsx';
import { Section } from '../../ui/section.tsx';

export type MatterPageProps = {
  pageFrame: PageFrame;
  matter: MatterDetail;
  documents: ListPage<DocumentView>;
  versions: 'newest' | 'all';
  members: MemberView[];
  /** Colleagues who could be added; empty for those who may not add anybody. */
  colleagues: PersonView[];
  groupGrants: GroupGrantView[];
  /** Groups that could be granted a role; empty for those who may not grant one. */
  groups: GroupView[];
  maxUploadBytes: number;
  access: MatterAccessSectionsProps;
  notice?: { kind: 'problem' | 'good'; text: string };
};

export function MatterPage(props: MatterPageProps) {
  const { pageFrame, matter, notice } = props;
  return (
    <Page
      title={matter.name}
      heading={<SafeText of={matter.name} />}
      pageFrame={pageFrame}
      crumbs={[mattersCrumb]}
      facts={<MatterFacts matter={matter} />}
      actions={<MatterSearchForm matter={matter} />}
      wide
    >
      {notice ? <SentenceNotice {...notice} /> : null}
      <MatterAccessSections matter={matter} {...props.access} />
      <div class="with-aside">
        <DocumentsSection {...props} />
        <MembersPanel {...props} />
      </div>
    </Page>
  );
}

function MatterFacts({ matter }: { matter: MatterDetail }) {
  return (
    <>
      <SafeText of={matter.client} />
      <span class="number">
        <SafeText of={matter.number} />
      </span>
      <AccessLabel access={matter.access} />
      <span>
        Opened <Timestamp at={matter.createdAt} />
      </span>
      <span>Your role: {formatOwnRole(matter)}</span>
      <NotFullyReadLine count={matter.notFullyRead} matterId={matter.id} />
    </>
  );
}

function DocumentsSection({ matter, documents, versions, maxUploadBytes }: MatterPageProps) {
  return (
    <Section id="documents-title" title="Documents">
      {matter.can['file documents'] ? <UploadForm matter={matter} maxUploadBytes={maxUploadBytes} /> : null}
      <live-rows
        events={`/api/matters/${matter.id}/events`}
        rows={`/matters/${matter.id}/documents?versions=${versions}`}
      >
        <DocumentsTable documents={documents} matter={matter} versions={versions} />
        <DocumentStateTemplates />
      </live-rows>
      {matter.can['delete documents'] ? (
        <p class="hint">
          <a href={`/matters/${matter.id}/bin`}>Bin: what was deleted here</a>
        </p>
      ) : null}
    </Section>
  );
}

function MatterSearchForm({ matter }: { matter: MatterView }) {
  return (
    <form class="find" role="search" aria-label="In this matter" action="/search">
      <Icon name="search" />
      <input type="hidden" name="matter" value={matter.id} />
      <input
        type="search"
        name="q"
        aria-label="Search in this matter"
        placeholder="Search in this matter"
        autocomplete="off"
      />
    </form>
  );
}

function UploadForm({ matter, maxUploadBytes }: { matter: MatterView; maxUploadBytes: number }) {
  return (
    <upload-queue to={`/api/matters/${matter.id}/documents`} max-bytes={maxUploadBytes}>
      <Form
        class="drop"
        encType="multipart/form-data"
        action={`/matters/${matter.id}/documents`}
        aria-label="Upload documents"
      >
        <Icon name="upload" />
        <label class="choose">
          Choose files
          <input type="file" name="file" multiple required aria-label="Choose files" />
        </label>
        <span class="drop-hint">or drop files and folders here</span>
        <button class="send">Upload</button>
        <small>
          PDF, scans and pictures, Office files, e-mail, archives, text. Up to {formatBytes(maxUploadBytes)} a
          file.
        </small>
      </Form>
    </upload-queue>
  );
}
