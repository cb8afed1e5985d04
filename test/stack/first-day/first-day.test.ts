// The first day of the appliance, in the order in which it happens: each file is one promise, and all share one installation.
import './installs.ts';
import './is-idle.ts';
import './is-watched.ts';
import './is-hardened.ts';
import './lets-ops-out-by-its-carrier.ts';
import './carries-its-bill.ts';
import './keeps-to-its-networks.ts';
import './guards-the-edge.ts';
import './smuggles-nothing.ts';
import './outlasts-idle-connections.ts';
import './does-the-main-job.ts';
import './serves-a-hundred-people.ts';
import './shows-outsiders-nothing.ts';
import './survives-faults.ts';
import './installer-refuses.ts';
import './refuses-bad-uploads.ts';
import './survives-the-worst-day.ts';
