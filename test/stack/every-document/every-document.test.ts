// Whatever a court, a client or an opponent sends: everything goes in through the API of one appliance, and comes to rest.
import './ends-in-a-named-state.ts';
import './stays-the-same-when-killed.ts';
