/** What `show` says of one incident, with what was asked for in it. */
import { expect, test } from 'vitest';
import { incidentDetail } from '../../blocks/incident-list.ts';
import { declared } from '../incident/fixtures.ts';
import { wordsOf } from './look.ts';

test.each([
  [1, 'Older ones besides: 1. /incident timeline INC-1 has them.'],
  [1_234, 'Older ones besides: 1,234. /incident timeline INC-1 has them.'],
])('of %i requests that are not shown it says how many there are and where', (others, said) => {
  const shown = incidentDetail({ incident: declared(), link: null }, { newest: [], others });
  expect(wordsOf(shown.blocks)).toContain(said);
});

test('where all are shown it says nothing of others', () => {
  const shown = incidentDetail({ incident: declared(), link: null }, { newest: [], others: 0 });
  expect(wordsOf(shown.blocks)).not.toContain('besides');
});
