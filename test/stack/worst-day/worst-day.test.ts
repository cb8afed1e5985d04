// Issue 5 on an installed appliance, the one of the first day: the recovery key, a second place for backups, work that goes on during a
// backup, the loss of the machine together with the backups beside it, a moment brought back, and a rehearsal.
import './keeps-its-keys.js';
import './backs-up-under-load.js';
import './goes-back-to-a-moment.js';
import './rehearses.js';
