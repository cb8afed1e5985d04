import { Router } from 'express';
import type { App } from '../core/app.ts';
import {
  createAccessRequestFromForm as askForOne,
  startEmergencyAccessFromForm,
  declineAccessRequestFromForm,
  endEmergencyAccessFromForm,
  grantAccessRequestFromForm,
  acknowledgeEmergencyAccessFromForm,
  showAccessPage,
} from './access/emergency-access-pages.ts';
import {
  changePasswordFromForm,
  endSessionFromForm,
  endOtherSessionsFromForm,
  createApiKeyFromForm,
  revokeApiKeyFromForm,
  showAccountPage,
} from './account/pages.ts';
import { deleteDocumentFromForm, restoreDocumentFromForm, showBinPage } from './retention/bin-pages.ts';
import { requestBackupFromForm, showBackupsPage } from './backups/pages.ts';
import { downloadAuditExport, showAuditPage } from './audit/pages.ts';
import {
  confirmWithPasswordFromForm,
  confirmWithPasskeyFromForm,
  showConfirmPage,
} from './sign-in/confirm-pages.ts';
import {
  closeFailedJobFromForm,
  requeueAllFailedJobsFromForm,
  requeueFailedJobFromForm,
  showFailedJobsPage,
} from './failed-jobs/pages.ts';
import {
  approveDisposalFromForm,
  closeMatterFromForm,
  proposeDisposalFromForm,
  reopenMatterFromForm,
  showDisposalCertificatePage,
  showClosingPage,
  showDisposalsPage,
  withdrawDisposalFromForm,
} from './retention/pages.ts';
import { showDocumentPage, retryStepFromForm, retryWithPasswordFromForm } from './documents/pages.ts';
import {
  changeGroupFromForm,
  changeMemberFromForm,
  uploadDocumentsFromForm,
  showDocumentRows,
  showMatterPage,
} from './matters/matter-pages.ts';
import {
  addGroupMemberFromForm,
  removeGroupMemberFromForm,
  createGroupFromForm,
  showGroupsPage,
} from './access/groups-pages.ts';
import { placeHoldFromForm, releaseHoldFromForm, showHoldsPage } from './holds/pages.ts';
import { openMatterFromForm, showMattersPage } from './matters/pages.ts';
import {
  addPersonFromForm,
  updatePersonFromForm,
  updateFirmRulesFromForm,
  showPeoplePage,
} from './people/pages.ts';
import {
  createScheduleFromForm,
  changeScheduleFromForm,
  showSchedulesPage,
} from './retention/schedules-pages.ts';
import {
  addPasskeyFromForm,
  removePasskeyFromForm,
  renewRecoveryCodesFromForm,
  showPasskeysPage,
} from './account/passkeys-pages.ts';
import { requestRestoreFromForm, showRestoresPage } from './backups/restores-pages.ts';
import { acceptInvitationFromForm, showJoinPage } from './sign-in/join-pages.ts';
import {
  deleteMailSettingsFromForm,
  updateMailSettingsFromForm,
  showMailPage,
  sendTestMailFromForm,
} from './mail/pages.ts';
import {
  createPasswordLinkFromForm,
  reassignMattersFromForm,
  showPersonPage,
  revokePasswordLinkFromForm,
} from './people/person-pages.ts';
import { showSearchPage } from './search/pages.ts';
import {
  showSecondFactorPage,
  removeAuthenticatorAppFromForm,
  addAuthenticatorAppFromForm,
} from './account/second-factor-pages.ts';
import {
  showSignInPage,
  signInFromForm,
  signInByCodeFromForm,
  signInWithPasskeyFromForm,
  signOutFromForm,
} from './sign-in/pages.ts';
import {
  saveSsoSettingsFromForm,
  showSsoSettingsPage,
  testSsoSettingsFromForm,
} from './sign-in/single-sign-on-settings-pages.ts';
import {
  finishSsoAtReturn,
  unlinkIdentityFromForm,
  startSsoConfirmation,
  startSsoLink,
  startSsoSignIn,
} from './sign-in/single-sign-on-pages.ts';
import { showStatusPage } from './status/pages.ts';
import { uploadVersionFromForm, showChangesPage } from './documents/versions-pages.ts';
import { liftWallFromForm, raiseWallFromForm, showWallsPage } from './access/walls-pages.ts';
import { mountPages, redirectTo, type PageRoute } from './http/page-route.ts';

/** Every page there is. */
export const pageRoutes: PageRoute[] = [
  {
    method: 'get',
    path: '/',
    access: 'signed-in',
    handle: async ({ response }) => redirectTo(response, '/matters'),
  },
  { method: 'get', path: '/sign-in', access: 'public', handle: showSignInPage },
  { method: 'post', path: '/sign-in', access: 'public', body: 'form', handle: signInFromForm },
  { method: 'post', path: '/sign-in/code', access: 'public', body: 'form', handle: signInByCodeFromForm },
  { method: 'get', path: '/single-sign-on', access: 'public', handle: startSsoSignIn },
  { method: 'get', path: '/single-sign-on/back', access: 'public', handle: finishSsoAtReturn },
  {
    method: 'post',
    path: '/sign-in/passkey',
    access: 'public',
    body: 'form',
    handle: signInWithPasskeyFromForm,
  },
  { method: 'post', path: '/sign-out', access: 'signed-in', handle: signOutFromForm },
  { method: 'get', path: '/matters', access: 'signed-in', handle: showMattersPage },
  { method: 'post', path: '/matters', access: 'signed-in', body: 'form', handle: openMatterFromForm },
  { method: 'get', path: '/matters/:id', access: 'signed-in', handle: showMatterPage },
  { method: 'get', path: '/matters/:id/documents', access: 'signed-in', handle: showDocumentRows },
  {
    method: 'post',
    path: '/matters/:id/documents',
    access: 'signed-in',
    body: 'upload',
    handle: uploadDocumentsFromForm,
  },
  {
    method: 'post',
    path: '/matters/:id/members',
    access: 'signed-in',
    body: 'form',
    handle: changeMemberFromForm,
  },
  {
    method: 'post',
    path: '/matters/:id/groups',
    access: 'signed-in',
    body: 'form',
    handle: changeGroupFromForm,
  },
  { method: 'get', path: '/matters/:id/walls', access: 'signed-in', handle: showWallsPage },
  {
    method: 'post',
    path: '/matters/:id/walls',
    access: 'signed-in',
    body: 'form',
    handle: raiseWallFromForm,
  },
  {
    method: 'post',
    path: '/matters/:id/walls/lift',
    access: 'signed-in',
    body: 'form',
    handle: liftWallFromForm,
  },
  { method: 'get', path: '/matters/:id/closing', access: 'signed-in', handle: showClosingPage },
  {
    method: 'post',
    path: '/matters/:id/closing',
    access: 'signed-in',
    body: 'form',
    handle: closeMatterFromForm,
  },
  { method: 'post', path: '/matters/:id/reopen', access: 'signed-in', handle: reopenMatterFromForm },
  { method: 'get', path: '/disposals', access: 'signed-in', handle: showDisposalsPage },
  { method: 'post', path: '/disposals', access: 'signed-in', body: 'form', handle: proposeDisposalFromForm },
  { method: 'get', path: '/disposals/:id', access: 'signed-in', handle: showDisposalCertificatePage },
  { method: 'post', path: '/disposals/:id/approve', access: 'signed-in', handle: approveDisposalFromForm },
  {
    method: 'post',
    path: '/disposals/:id/withdraw',
    access: 'signed-in',
    body: 'form',
    handle: withdrawDisposalFromForm,
  },
  { method: 'get', path: '/matters/:id/holds', access: 'signed-in', handle: showHoldsPage },
  {
    method: 'post',
    path: '/matters/:id/holds',
    access: 'signed-in',
    body: 'form',
    handle: placeHoldFromForm,
  },
  {
    method: 'post',
    path: '/matters/:id/holds/release',
    access: 'signed-in',
    body: 'form',
    handle: releaseHoldFromForm,
  },
  { method: 'get', path: '/admin/retention', access: 'signed-in', handle: showSchedulesPage },
  {
    method: 'post',
    path: '/admin/retention',
    access: 'signed-in',
    body: 'form',
    handle: createScheduleFromForm,
  },
  {
    method: 'post',
    path: '/admin/retention/:id',
    access: 'signed-in',
    body: 'form',
    handle: changeScheduleFromForm,
  },
  { method: 'get', path: '/admin/holds', access: 'signed-in', handle: showHoldsPage },
  { method: 'post', path: '/admin/holds', access: 'signed-in', body: 'form', handle: placeHoldFromForm },
  {
    method: 'post',
    path: '/admin/holds/release',
    access: 'signed-in',
    body: 'form',
    handle: releaseHoldFromForm,
  },
  { method: 'get', path: '/matters/:id/restores', access: 'signed-in', handle: showRestoresPage },
  {
    method: 'post',
    path: '/matters/:id/restores',
    access: 'signed-in',
    body: 'form',
    handle: requestRestoreFromForm,
  },
  { method: 'get', path: '/matters/:id/bin', access: 'signed-in', handle: showBinPage },
  { method: 'post', path: '/documents/:id/delete', access: 'signed-in', handle: deleteDocumentFromForm },
  { method: 'post', path: '/documents/:id/restore', access: 'signed-in', handle: restoreDocumentFromForm },
  { method: 'get', path: '/documents/:id', access: 'signed-in', handle: showDocumentPage },
  {
    method: 'post',
    path: '/documents/:id/password',
    access: 'signed-in',
    body: 'form',
    handle: retryWithPasswordFromForm,
  },
  { method: 'post', path: '/documents/:id/retry', access: 'signed-in', handle: retryStepFromForm },
  { method: 'get', path: '/documents/:id/changes', access: 'signed-in', handle: showChangesPage },
  {
    method: 'post',
    path: '/documents/:id/versions',
    access: 'signed-in',
    body: 'upload',
    handle: uploadVersionFromForm,
  },
  { method: 'get', path: '/access', access: 'signed-in', handle: showAccessPage },
  { method: 'post', path: '/access', access: 'signed-in', body: 'form', handle: askForOne },
  {
    method: 'post',
    path: '/access/requests/:id/grant',
    access: 'signed-in',
    body: 'form',
    handle: grantAccessRequestFromForm,
  },
  {
    method: 'post',
    path: '/access/requests/:id/decline',
    access: 'signed-in',
    handle: declineAccessRequestFromForm,
  },
  {
    method: 'post',
    path: '/access/glass',
    access: 'signed-in',
    body: 'form',
    handle: startEmergencyAccessFromForm,
  },
  { method: 'post', path: '/access/glass/:id/end', access: 'signed-in', handle: endEmergencyAccessFromForm },
  {
    method: 'post',
    path: '/access/glass/:id/note',
    access: 'signed-in',
    handle: acknowledgeEmergencyAccessFromForm,
  },
  { method: 'get', path: '/search', access: 'signed-in', handle: showSearchPage },
  { method: 'get', path: '/audit', access: 'signed-in', handle: showAuditPage },
  { method: 'get', path: '/audit/export', access: 'signed-in', handle: downloadAuditExport },
  { method: 'get', path: '/people', access: 'signed-in', handle: showPeoplePage },
  { method: 'post', path: '/people', access: 'signed-in', body: 'form', handle: addPersonFromForm },
  { method: 'get', path: '/admin/groups', access: 'signed-in', handle: showGroupsPage },
  { method: 'post', path: '/admin/groups', access: 'signed-in', body: 'form', handle: createGroupFromForm },
  {
    method: 'post',
    path: '/admin/groups/:id/join',
    access: 'signed-in',
    body: 'form',
    handle: addGroupMemberFromForm,
  },
  {
    method: 'post',
    path: '/admin/groups/:id/leave',
    access: 'signed-in',
    body: 'form',
    handle: removeGroupMemberFromForm,
  },
  { method: 'get', path: '/admin/walls', access: 'signed-in', handle: showWallsPage },
  { method: 'post', path: '/admin/walls', access: 'signed-in', body: 'form', handle: raiseWallFromForm },
  { method: 'post', path: '/admin/walls/lift', access: 'signed-in', body: 'form', handle: liftWallFromForm },
  {
    method: 'post',
    path: '/people/rules',
    access: 'signed-in',
    body: 'form',
    handle: updateFirmRulesFromForm,
  },
  { method: 'post', path: '/people/:id', access: 'signed-in', body: 'form', handle: updatePersonFromForm },
  { method: 'get', path: '/people/:id', access: 'signed-in', handle: showPersonPage },
  { method: 'post', path: '/people/:id/link', access: 'signed-in', handle: createPasswordLinkFromForm },
  {
    method: 'post',
    path: '/people/:id/link/withdraw',
    access: 'signed-in',
    handle: revokePasswordLinkFromForm,
  },
  {
    method: 'post',
    path: '/people/:id/matters',
    access: 'signed-in',
    body: 'form',
    handle: reassignMattersFromForm,
  },
  { method: 'get', path: '/join/:token', access: 'public', handle: showJoinPage },
  { method: 'post', path: '/join/:token', access: 'public', body: 'form', handle: acceptInvitationFromForm },
  { method: 'get', path: '/admin/mail', access: 'signed-in', handle: showMailPage },
  {
    method: 'post',
    path: '/admin/mail',
    access: 'signed-in',
    body: 'form',
    handle: updateMailSettingsFromForm,
  },
  { method: 'post', path: '/admin/mail/test', access: 'signed-in', handle: sendTestMailFromForm },
  { method: 'post', path: '/admin/mail/clear', access: 'signed-in', handle: deleteMailSettingsFromForm },
  { method: 'get', path: '/account', access: 'signed-in', handle: showAccountPage },
  {
    method: 'post',
    path: '/account/password',
    access: 'signed-in',
    body: 'form',
    handle: changePasswordFromForm,
  },
  { method: 'post', path: '/account/sessions/end', access: 'signed-in', handle: endOtherSessionsFromForm },
  { method: 'post', path: '/account/sessions/:id/end', access: 'signed-in', handle: endSessionFromForm },
  { method: 'post', path: '/account/keys', access: 'signed-in', body: 'form', handle: createApiKeyFromForm },
  { method: 'post', path: '/account/keys/:id/revoke', access: 'signed-in', handle: revokeApiKeyFromForm },
  { method: 'get', path: '/account/second-factor', access: 'signed-in', handle: showSecondFactorPage },
  {
    method: 'post',
    path: '/account/second-factor',
    access: 'signed-in',
    body: 'form',
    handle: addAuthenticatorAppFromForm,
  },
  {
    method: 'post',
    path: '/account/second-factor/remove',
    access: 'signed-in',
    handle: removeAuthenticatorAppFromForm,
  },
  { method: 'get', path: '/account/single-sign-on', access: 'signed-in', handle: startSsoLink },
  {
    method: 'post',
    path: '/account/single-sign-on/end',
    access: 'signed-in',
    handle: unlinkIdentityFromForm,
  },
  { method: 'get', path: '/admin/single-sign-on', access: 'signed-in', handle: showSsoSettingsPage },
  {
    method: 'post',
    path: '/admin/single-sign-on',
    access: 'signed-in',
    body: 'form',
    handle: saveSsoSettingsFromForm,
  },
  { method: 'post', path: '/admin/single-sign-on/try', access: 'signed-in', handle: testSsoSettingsFromForm },
  { method: 'get', path: '/account/passkeys', access: 'signed-in', handle: showPasskeysPage },
  {
    method: 'post',
    path: '/account/passkeys',
    access: 'signed-in',
    body: 'form',
    handle: addPasskeyFromForm,
  },
  {
    method: 'post',
    path: '/account/passkeys/:id/remove',
    access: 'signed-in',
    handle: removePasskeyFromForm,
  },
  {
    method: 'post',
    path: '/account/recovery-codes',
    access: 'signed-in',
    handle: renewRecoveryCodesFromForm,
  },
  { method: 'get', path: '/confirm', access: 'signed-in', handle: showConfirmPage },
  {
    method: 'post',
    path: '/confirm',
    access: 'signed-in',
    body: 'form',
    handle: confirmWithPasswordFromForm,
  },
  { method: 'get', path: '/confirm/single-sign-on', access: 'signed-in', handle: startSsoConfirmation },
  {
    method: 'post',
    path: '/confirm/passkey',
    access: 'signed-in',
    body: 'form',
    handle: confirmWithPasskeyFromForm,
  },
  { method: 'get', path: '/admin/dead-letters', access: 'signed-in', handle: showFailedJobsPage },
  {
    method: 'post',
    path: '/admin/dead-letters/requeue',
    access: 'signed-in',
    handle: requeueAllFailedJobsFromForm,
  },
  {
    method: 'post',
    path: '/admin/dead-letters/:id/requeue',
    access: 'signed-in',
    handle: requeueFailedJobFromForm,
  },
  {
    method: 'post',
    path: '/admin/dead-letters/:id/close',
    access: 'signed-in',
    body: 'form',
    handle: closeFailedJobFromForm,
  },
  { method: 'get', path: '/admin/backups', access: 'signed-in', handle: showBackupsPage },
  { method: 'post', path: '/admin/backups', access: 'signed-in', handle: requestBackupFromForm },
  {
    method: 'post',
    path: '/admin/backups/restores',
    access: 'signed-in',
    body: 'form',
    handle: requestRestoreFromForm,
  },
  { method: 'get', path: '/admin/status', access: 'signed-in', handle: showStatusPage },
];

export function createPageRouter(app: App): Router {
  const router = Router();
  mountPages(router, app, pageRoutes);
  return router;
}
