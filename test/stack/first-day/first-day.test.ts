// The first day of the appliance, in the order in which it happens: each file is one promise, and all share one installation.
import './installs.js';
import './is-idle.js';
import './is-hardened.js';
