import type { DocumentView } from '../../../core/documents/read/document-view.ts';
import type { GroupView } from '../../../core/access/groups.ts';
import type { GroupGrantView } from '../../../core/access/group-grants.ts';
import type { MatterView } from '../../../core/matters/matters.ts';
import type { MemberView } from '../../../core/access/members.ts';
import type { ListPage } from '../../../core/platform/pagination.ts';
import type { PersonView } from '../../../core/actor.ts';
import type { PageFrame } from '../../ui/page-frame.ts';
import { DocumentsTable } from '../../documents/views/documents-table.tsx';
import { Timestamp, SafeText, formatBytes } from '../../ui/format.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Layout } from '../../ui/layout.tsx';
import {
  MatterAccessSections,
  type MatterAccessSectionsProps,
} from '../../access/views/matter-access-sections.tsx';
import { AccessLabel, matterRoleLabels } from './matters-page.tsx';
import { MembersPanel } from '../../access/views/members-panel.tsx';
import { Notice } from '../../ui/notice.tsx';
import { DocumentStateTemplates } from '../../ui/document-state-chip.tsx';
import { safeDisplayName } from '../../ui/safe-display-name.ts';
import { Form } from '../../ui/form.tsx';

export type MatterPageProps = {
  pageFrame: PageFrame;
  matter: MatterView;
  documents: ListPage<DocumentView>;
  versions: 'newest' | 'all';
  members: MemberView[];
  /** Colleagues who could be added; empty for those who may not add anybody. */
  colleagues: PersonView[];
  groupGrants: GroupGrantView[];
  /** Groups that could be given a part; empty for those who may not give one. */
  groups: GroupView[];
  maxUploadBytes: number;
  access: MatterAccessSectionsProps;
  notice?: { kind: 'problem' | 'good'; text: string };
};

export function MatterPage(props: MatterPageProps) {
  const { pageFrame, matter, documents, notice } = props;
  return (
    <Layout title={safeDisplayName(matter.name)} pageFrame={pageFrame} wide>
      <nav class="crumbs" aria-label="Where you are">
        <a href="/matters">Matters</a>
      </nav>
      <div class="heading">
        <div>
          <h1>
            <SafeText of={matter.name} />
          </h1>
          <p class="facts">
            <SafeText of={matter.client} />
            <span class="number">
              <SafeText of={matter.number} />
            </span>
            <AccessLabel access={matter.access} />
            <span>
              Opened <Timestamp at={matter.createdAt} />
            </span>
            <span>Your part: {matter.role ? matterRoleLabels[matter.role] : 'Reader'}</span>
          </p>
        </div>
        <MatterSearchForm matter={matter} />
      </div>
      {notice ? <Notice kind={notice.kind}>{notice.text}</Notice> : null}
      <MatterAccessSections matter={matter} {...props.access} />
      <div class="with-aside">
        <section aria-labelledby="documents-title">
          <h2 id="documents-title">Documents</h2>
          {matter.can['file documents'] ? (
            <UploadForm matter={matter} maxUploadBytes={props.maxUploadBytes} />
          ) : null}
          <live-rows
            events={`/api/matters/${matter.id}/events`}
            rows={`/matters/${matter.id}/documents?versions=${props.versions}`}
          >
            <DocumentsTable documents={documents} matter={matter} versions={props.versions} />
            <DocumentStateTemplates />
          </live-rows>
          {matter.can['delete documents'] ? (
            <p class="hint">
              <a href={`/matters/${matter.id}/bin`}>Bin: what was deleted here</a>
            </p>
          ) : null}
        </section>
        <MembersPanel {...props} />
      </div>
    </Layout>
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
