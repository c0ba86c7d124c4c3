// The same with nothing in it: what a process or a page takes to begin.

import { done } from 'host';

done(0);
