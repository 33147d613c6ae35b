/** The house's own lint rules, for what oxlint's cannot say. test/contract/boundaries.test.ts shows that each bites. */
import { noClockOrRandom, noProcess } from './ambient.ts';
import { noClasses } from './classes.ts';
import { importsStayInTheirRooms } from './imports.ts';

const plugin = {
  meta: { name: 'house' },
  rules: {
    'imports-stay-in-their-rooms': importsStayInTheirRooms,
    'no-clock-or-random': noClockOrRandom,
    'no-process': noProcess,
    'no-classes': noClasses,
  },
};

export default plugin;
