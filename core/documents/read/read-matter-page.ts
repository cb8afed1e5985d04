import {
  incomingRequestsStatement,
  toIncomingRequest,
  type IncomingAccessRequest,
} from '../../access/access-requests.ts';
import { authorize, readAuthorized } from '../../access/authorize.ts';
import {
  emergencyAccessStatement,
  toEmergencyAccess,
  type EmergencyAccess,
} from '../../access/emergency-access.ts';
import { groupGrantsStatement, type GroupGrantView } from '../../access/group-grants.ts';
import { groupsStatement, type GroupView } from '../../access/groups.ts';
import { membersStatement, toMember, type MemberView } from '../../access/members.ts';
import type { Actor, PersonView } from '../../actor.ts';
import type { App } from '../../app.ts';
import { recordView } from '../../audit/record-event.ts';
import { toMatterDetail, type MatterDetail } from '../../matters/matters.ts';
import { colleaguesStatement, toColleagues } from '../../people/people.ts';
import type { ListPage } from '../../platform/pagination.ts';
import { notFullyReadStatement } from '../../reading/count-not-fully-read.ts';
import type { DocumentView } from './document-view.ts';
import { documentsStatement, toDocumentsPage, type DocumentsWanted } from './documents-page.ts';

/** All that the page of a matter says of it. */
export type MatterPageView = {
  matter: MatterDetail;
  documents: ListPage<DocumentView>;
  members: MemberView[];
  groupGrants: GroupGrantView[];
  emergencyAccesses: EmergencyAccess[];
  /** For whoever manages members, and empty for everybody else. */
  manageable: { colleagues: PersonView[]; groups: GroupView[]; requests: IncomingAccessRequest[] };
};

/**
 * Reads all that the page of a matter says of it, in one round trip, and in a second one what an owner needs.
 * @throws Problem `not-found`, `invalid-request` for a foreign cursor
 */
export async function readMatterPage(
  app: Pick<App, 'database'>,
  actor: Actor,
  wanted: DocumentsWanted,
): Promise<MatterPageView> {
  const { matterId } = wanted;
  const page = await readAuthorized(app, actor, {
    ability: 'view matter',
    about: { matterId },
    statements: [
      notFullyReadStatement(matterId),
      documentsStatement(wanted),
      membersStatement(matterId),
      groupGrantsStatement(matterId),
      emergencyAccessStatement({ matterId }),
    ] as const,
    toAnswer: ([notFullyRead, documents, members, groupGrants, emergencyAccesses], matter, seen) => {
      const detail = { documents: Math.min(documents.length, wanted.limit) };
      recordView(seen, { event: 'matter.viewed', personId: actor.person.id, matterId, detail });
      return {
        matter: toMatterDetail(actor, matter, notFullyRead),
        documents: toDocumentsPage(documents, wanted),
        members: members.map(toMember),
        groupGrants,
        emergencyAccesses: emergencyAccesses.map(toEmergencyAccess),
      };
    },
  });
  return { ...page, manageable: await readManageable(app, actor, page.matter) };
}

async function readManageable(
  app: Pick<App, 'database'>,
  actor: Actor,
  { id: matterId, can }: MatterDetail,
): Promise<MatterPageView['manageable']> {
  if (!can['manage members']) return { colleagues: [], groups: [], requests: [] };
  await authorize(app, actor, 'see colleagues');
  return app.database.read(
    actor.person.id,
    { matterId },
    [colleaguesStatement, groupsStatement, incomingRequestsStatement(matterId)] as const,
    ([colleagues, groups, requests]) => ({
      ...{ colleagues: toColleagues(colleagues), groups },
      requests: requests.map(toIncomingRequest),
    }),
  );
}
