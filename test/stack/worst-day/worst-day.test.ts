// Issue 5 on an installed appliance, the one of the first day: the recovery key, a second place for backups, work that goes on during a
// backup, the loss of the machine together with the backups beside it, a moment brought back, and a rehearsal.
import './keeps-its-keys.ts';
import './backs-up-under-load.ts';
import './goes-back-to-a-moment.ts';
import './rehearses.ts';
