// A cold start: everything is loaded, 100 events are recorded, and the first result is there.

import { done } from 'host';
import { open } from 'way';
import { stream } from '../js/events.mjs';

const events = stream(20260101, 1_000).take(100);
const way = await open();
const customer = way.open();
customer.record(events);
const { tags } = await customer.portrait(events.at(-1).at);
done(tags.length);
