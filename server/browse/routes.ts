import { Router } from 'express';
import type { App } from '../../core/app.ts';
import {
  askOne as askForOne,
  breakOne,
  declineOne,
  endOne,
  grantOne,
  noteOne,
  showAccess,
} from './access.ts';
import { changeOwnPassword, endSession, endSessions, makeKey, revokeKey, showAccount } from './account.ts';
import { deleteOne, restoreOne, showBin } from './bin.ts';
import { askOne, showBackups } from './backups.ts';
import { downloadAudit, showAudit } from './audit.ts';
import { confirm, confirmWithPasskey, showConfirm } from './confirm.ts';
import { closeOne, requeueAll, requeueOne, showDeadLetters } from './dead-letters.ts';
import {
  approveOne,
  shutOne,
  proposeOne,
  reopenOne,
  showCertificate,
  showClosing,
  showDisposals,
  withdrawOne,
} from './disposals.ts';
import { showDocument, tryAgain, unlock } from './document.ts';
import { changeGroup, changeMember, fileDocuments, showDocuments, showMatter } from './matter.ts';
import { joinOne, leaveOne, makeGroup, showGroups } from './groups.ts';
import { placeOne, releaseOne, showHolds } from './holds.ts';
import { openMatter, showMatters } from './matters.ts';
import { addPerson, alterPerson, alterRules, showPeople } from './people.ts';
import { addSchedule, alterSchedule, showSchedules } from './schedules.ts';
import { addOne, removeOne, renewCodes, showPasskeys } from './passkeys.ts';
import { orderRestore, showRestores } from './restores.ts';
import { join, showJoin } from './join.ts';
import { clearMail, saveMail, showMail, tryMail } from './mail.ts';
import { giveLink, handOn, showPerson, withdrawLink } from './person.ts';
import { showSearch } from './search.ts';
import { showSecondFactor, turnOffSecondFactor, turnOnSecondFactor } from './second-factor.ts';
import { showSignIn, signIn, signInByCode, signInWithPasskey, signOut } from './session.ts';
import { saveSignOn, showSignOn, tryOne } from './sign-on-settings.ts';
import { comeBack, endLink, goConfirm, goLink, goSignOn } from './single-sign-on.ts';
import { showStatus } from './status.ts';
import { fileVersion, showChanges } from './versions.ts';
import { liftOne, raiseOne, showWalls } from './walls.ts';
import { mountPlaces, sendOn, type Place } from './visit.ts';

/** Every page there is. */
export const places: Place[] = [
  {
    method: 'get',
    path: '/',
    access: 'signed-in',
    handle: async ({ response }) => sendOn(response, '/matters'),
  },
  { method: 'get', path: '/sign-in', access: 'public', handle: showSignIn },
  { method: 'post', path: '/sign-in', access: 'public', reads: 'form', handle: signIn },
  { method: 'post', path: '/sign-in/code', access: 'public', reads: 'form', handle: signInByCode },
  { method: 'get', path: '/single-sign-on', access: 'public', handle: goSignOn },
  { method: 'get', path: '/single-sign-on/back', access: 'public', handle: comeBack },
  { method: 'post', path: '/sign-in/passkey', access: 'public', reads: 'form', handle: signInWithPasskey },
  { method: 'post', path: '/sign-out', access: 'signed-in', handle: signOut },
  { method: 'get', path: '/matters', access: 'signed-in', handle: showMatters },
  { method: 'post', path: '/matters', access: 'signed-in', reads: 'form', handle: openMatter },
  { method: 'get', path: '/matters/:id', access: 'signed-in', handle: showMatter },
  { method: 'get', path: '/matters/:id/documents', access: 'signed-in', handle: showDocuments },
  {
    method: 'post',
    path: '/matters/:id/documents',
    access: 'signed-in',
    reads: 'upload',
    handle: fileDocuments,
  },
  { method: 'post', path: '/matters/:id/members', access: 'signed-in', reads: 'form', handle: changeMember },
  { method: 'post', path: '/matters/:id/groups', access: 'signed-in', reads: 'form', handle: changeGroup },
  { method: 'get', path: '/matters/:id/walls', access: 'signed-in', handle: showWalls },
  { method: 'post', path: '/matters/:id/walls', access: 'signed-in', reads: 'form', handle: raiseOne },
  { method: 'post', path: '/matters/:id/walls/lift', access: 'signed-in', reads: 'form', handle: liftOne },
  { method: 'get', path: '/matters/:id/closing', access: 'signed-in', handle: showClosing },
  { method: 'post', path: '/matters/:id/closing', access: 'signed-in', reads: 'form', handle: shutOne },
  { method: 'post', path: '/matters/:id/reopen', access: 'signed-in', handle: reopenOne },
  { method: 'get', path: '/disposals', access: 'signed-in', handle: showDisposals },
  { method: 'post', path: '/disposals', access: 'signed-in', reads: 'form', handle: proposeOne },
  { method: 'get', path: '/disposals/:id', access: 'signed-in', handle: showCertificate },
  { method: 'post', path: '/disposals/:id/approve', access: 'signed-in', handle: approveOne },
  {
    method: 'post',
    path: '/disposals/:id/withdraw',
    access: 'signed-in',
    reads: 'form',
    handle: withdrawOne,
  },
  { method: 'get', path: '/matters/:id/holds', access: 'signed-in', handle: showHolds },
  { method: 'post', path: '/matters/:id/holds', access: 'signed-in', reads: 'form', handle: placeOne },
  {
    method: 'post',
    path: '/matters/:id/holds/release',
    access: 'signed-in',
    reads: 'form',
    handle: releaseOne,
  },
  { method: 'get', path: '/admin/retention', access: 'signed-in', handle: showSchedules },
  { method: 'post', path: '/admin/retention', access: 'signed-in', reads: 'form', handle: addSchedule },
  { method: 'post', path: '/admin/retention/:id', access: 'signed-in', reads: 'form', handle: alterSchedule },
  { method: 'get', path: '/admin/holds', access: 'signed-in', handle: showHolds },
  { method: 'post', path: '/admin/holds', access: 'signed-in', reads: 'form', handle: placeOne },
  { method: 'post', path: '/admin/holds/release', access: 'signed-in', reads: 'form', handle: releaseOne },
  { method: 'get', path: '/matters/:id/restores', access: 'signed-in', handle: showRestores },
  { method: 'post', path: '/matters/:id/restores', access: 'signed-in', reads: 'form', handle: orderRestore },
  { method: 'get', path: '/matters/:id/bin', access: 'signed-in', handle: showBin },
  { method: 'post', path: '/documents/:id/delete', access: 'signed-in', handle: deleteOne },
  { method: 'post', path: '/documents/:id/restore', access: 'signed-in', handle: restoreOne },
  { method: 'get', path: '/documents/:id', access: 'signed-in', handle: showDocument },
  {
    method: 'post',
    path: '/documents/:id/password',
    access: 'signed-in',
    reads: 'form',
    handle: unlock,
  },
  { method: 'post', path: '/documents/:id/retry', access: 'signed-in', handle: tryAgain },
  { method: 'get', path: '/documents/:id/changes', access: 'signed-in', handle: showChanges },
  {
    method: 'post',
    path: '/documents/:id/versions',
    access: 'signed-in',
    reads: 'upload',
    handle: fileVersion,
  },
  { method: 'get', path: '/access', access: 'signed-in', handle: showAccess },
  { method: 'post', path: '/access', access: 'signed-in', reads: 'form', handle: askForOne },
  {
    method: 'post',
    path: '/access/requests/:id/grant',
    access: 'signed-in',
    reads: 'form',
    handle: grantOne,
  },
  { method: 'post', path: '/access/requests/:id/decline', access: 'signed-in', handle: declineOne },
  { method: 'post', path: '/access/glass', access: 'signed-in', reads: 'form', handle: breakOne },
  { method: 'post', path: '/access/glass/:id/end', access: 'signed-in', handle: endOne },
  { method: 'post', path: '/access/glass/:id/note', access: 'signed-in', handle: noteOne },
  { method: 'get', path: '/search', access: 'signed-in', handle: showSearch },
  { method: 'get', path: '/audit', access: 'signed-in', handle: showAudit },
  { method: 'get', path: '/audit/export', access: 'signed-in', handle: downloadAudit },
  { method: 'get', path: '/people', access: 'signed-in', handle: showPeople },
  { method: 'post', path: '/people', access: 'signed-in', reads: 'form', handle: addPerson },
  { method: 'get', path: '/admin/groups', access: 'signed-in', handle: showGroups },
  { method: 'post', path: '/admin/groups', access: 'signed-in', reads: 'form', handle: makeGroup },
  { method: 'post', path: '/admin/groups/:id/join', access: 'signed-in', reads: 'form', handle: joinOne },
  { method: 'post', path: '/admin/groups/:id/leave', access: 'signed-in', reads: 'form', handle: leaveOne },
  { method: 'get', path: '/admin/walls', access: 'signed-in', handle: showWalls },
  { method: 'post', path: '/admin/walls', access: 'signed-in', reads: 'form', handle: raiseOne },
  { method: 'post', path: '/admin/walls/lift', access: 'signed-in', reads: 'form', handle: liftOne },
  { method: 'post', path: '/people/rules', access: 'signed-in', reads: 'form', handle: alterRules },
  { method: 'post', path: '/people/:id', access: 'signed-in', reads: 'form', handle: alterPerson },
  { method: 'get', path: '/people/:id', access: 'signed-in', handle: showPerson },
  { method: 'post', path: '/people/:id/link', access: 'signed-in', handle: giveLink },
  { method: 'post', path: '/people/:id/link/withdraw', access: 'signed-in', handle: withdrawLink },
  { method: 'post', path: '/people/:id/matters', access: 'signed-in', reads: 'form', handle: handOn },
  { method: 'get', path: '/join/:token', access: 'public', handle: showJoin },
  { method: 'post', path: '/join/:token', access: 'public', reads: 'form', handle: join },
  { method: 'get', path: '/admin/mail', access: 'signed-in', handle: showMail },
  { method: 'post', path: '/admin/mail', access: 'signed-in', reads: 'form', handle: saveMail },
  { method: 'post', path: '/admin/mail/test', access: 'signed-in', handle: tryMail },
  { method: 'post', path: '/admin/mail/clear', access: 'signed-in', handle: clearMail },
  { method: 'get', path: '/account', access: 'signed-in', handle: showAccount },
  {
    method: 'post',
    path: '/account/password',
    access: 'signed-in',
    reads: 'form',
    handle: changeOwnPassword,
  },
  { method: 'post', path: '/account/sessions/end', access: 'signed-in', handle: endSessions },
  { method: 'post', path: '/account/sessions/:id/end', access: 'signed-in', handle: endSession },
  { method: 'post', path: '/account/keys', access: 'signed-in', reads: 'form', handle: makeKey },
  { method: 'post', path: '/account/keys/:id/revoke', access: 'signed-in', handle: revokeKey },
  { method: 'get', path: '/account/second-factor', access: 'signed-in', handle: showSecondFactor },
  {
    method: 'post',
    path: '/account/second-factor',
    access: 'signed-in',
    reads: 'form',
    handle: turnOnSecondFactor,
  },
  {
    method: 'post',
    path: '/account/second-factor/remove',
    access: 'signed-in',
    handle: turnOffSecondFactor,
  },
  { method: 'get', path: '/account/single-sign-on', access: 'signed-in', handle: goLink },
  { method: 'post', path: '/account/single-sign-on/end', access: 'signed-in', handle: endLink },
  { method: 'get', path: '/admin/single-sign-on', access: 'signed-in', handle: showSignOn },
  { method: 'post', path: '/admin/single-sign-on', access: 'signed-in', reads: 'form', handle: saveSignOn },
  { method: 'post', path: '/admin/single-sign-on/try', access: 'signed-in', handle: tryOne },
  { method: 'get', path: '/account/passkeys', access: 'signed-in', handle: showPasskeys },
  { method: 'post', path: '/account/passkeys', access: 'signed-in', reads: 'form', handle: addOne },
  { method: 'post', path: '/account/passkeys/:id/remove', access: 'signed-in', handle: removeOne },
  { method: 'post', path: '/account/recovery-codes', access: 'signed-in', handle: renewCodes },
  { method: 'get', path: '/confirm', access: 'signed-in', handle: showConfirm },
  { method: 'post', path: '/confirm', access: 'signed-in', reads: 'form', handle: confirm },
  { method: 'get', path: '/confirm/single-sign-on', access: 'signed-in', handle: goConfirm },
  {
    method: 'post',
    path: '/confirm/passkey',
    access: 'signed-in',
    reads: 'form',
    handle: confirmWithPasskey,
  },
  { method: 'get', path: '/admin/dead-letters', access: 'signed-in', handle: showDeadLetters },
  { method: 'post', path: '/admin/dead-letters/requeue', access: 'signed-in', handle: requeueAll },
  { method: 'post', path: '/admin/dead-letters/:id/requeue', access: 'signed-in', handle: requeueOne },
  {
    method: 'post',
    path: '/admin/dead-letters/:id/close',
    access: 'signed-in',
    reads: 'form',
    handle: closeOne,
  },
  { method: 'get', path: '/admin/backups', access: 'signed-in', handle: showBackups },
  { method: 'post', path: '/admin/backups', access: 'signed-in', handle: askOne },
  {
    method: 'post',
    path: '/admin/backups/restores',
    access: 'signed-in',
    reads: 'form',
    handle: orderRestore,
  },
  { method: 'get', path: '/admin/status', access: 'signed-in', handle: showStatus },
];

export function browseRoutes(app: App): Router {
  const router = Router();
  mountPlaces(router, app, places);
  return router;
}
