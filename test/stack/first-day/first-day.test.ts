// The first day of the appliance, in the order in which it happens: each file is one promise, and all share one installation.
import './installs.js';
import './is-idle.js';
import './is-hardened.js';
import './guards-the-edge.js';
import './smuggles-nothing.js';
import './does-the-main-job.js';
import './shows-outsiders-nothing.js';
import './survives-faults.js';
import './installer-refuses.js';
import './room-refuses.js';
import './survives-the-worst-day.js';
