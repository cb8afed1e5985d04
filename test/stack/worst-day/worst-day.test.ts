// Issue 5 on an installed appliance, the one of the first day: the recovery key, a second place for backups, work that goes on during a
// backup, the loss of the machine together with the backups beside it, a moment brought back, and a rehearsal.
import './rotates-the-recovery-key.ts';
import './backs-up-under-load.ts';
import './restores-a-recovery-point.ts';
import './rehearses.ts';
