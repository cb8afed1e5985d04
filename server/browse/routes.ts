import { Router } from 'express';
import type { App } from '../../core/app.js';
import { changeOwnPassword, endSession, endSessions, makeKey, revokeKey, showAccount } from './account.js';
import { deleteOne, restoreOne, showBin } from './bin.js';
import { askOne, showBackups } from './backups.js';
import { downloadAudit, showAudit } from './audit.js';
import { confirm, showConfirm } from './confirm.js';
import { closeOne, requeueAll, requeueOne, showDeadLetters } from './dead-letters.js';
import {
  approveOne,
  shutOne,
  proposeOne,
  reopenOne,
  showCertificate,
  showClosing,
  showDisposals,
  withdrawOne,
} from './disposals.js';
import { showDocument, tryAgain, unlock } from './document.js';
import { changeGroup, changeMember, fileDocuments, showDocuments, showMatter } from './matter.js';
import { joinOne, leaveOne, makeGroup, showGroups } from './groups.js';
import { placeOne, releaseOne, showHolds } from './holds.js';
import { openMatter, showMatters } from './matters.js';
import { addPerson, alterPerson, alterRules, showPeople } from './people.js';
import { orderRestore, showRestores } from './restores.js';
import { showSearch } from './search.js';
import { showSecondFactor, turnOffSecondFactor, turnOnSecondFactor } from './second-factor.js';
import { showSignIn, signIn, signInByCode, signOut } from './session.js';
import { showStatus } from './status.js';
import { fileVersion, showChanges } from './versions.js';
import { liftOne, raiseOne, showWalls } from './walls.js';
import { mountPlaces, sendOn, type Place } from './visit.js';

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
  { method: 'get', path: '/confirm', access: 'signed-in', handle: showConfirm },
  { method: 'post', path: '/confirm', access: 'signed-in', reads: 'form', handle: confirm },
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
