/** Blocks of a given size, for tests of limits: the figures stand in the tests, written out by hand. */

export const x = (length: number): string => 'x'.repeat(length);
export const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

export const plain = (text: string) => ({ type: 'plain_text', text });
export const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
export const section = (more: object) => ({ type: 'section', ...more });
export const actions = (...elements: object[]) => ({ type: 'actions', elements });
export const input = (element: object, more: object = {}) => ({
  type: 'input',
  label: plain('Label'),
  element,
  ...more,
});
export const button = (more: object = {}) => ({ type: 'button', text: plain('Go'), ...more });
export const option = (more: object = {}) => ({ text: plain('One'), value: '1', ...more });
export const options = (count: number) =>
  many(count, (i) => option({ text: plain(`Option ${i}`), value: String(i) }));
export const select = (more: object = {}) => ({ type: 'static_select', options: options(1), ...more });
export const confirm = (more: object = {}) => ({
  title: plain('Sure?'),
  text: plain('Really'),
  confirm: plain('Yes'),
  deny: plain('No'),
  ...more,
});
export const cell = (length: number) => ({ type: 'raw_text', text: x(length) });
export const rows = (count: number, cells: number, length = 1) =>
  many(count, () => many(cells, () => cell(length)));
export const modal = (blocks: object[], more: object = {}) => ({
  type: 'modal',
  title: plain('Title'),
  submit: plain('Go'),
  blocks,
  ...more,
});
