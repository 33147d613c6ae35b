/** What there are pictures of, in the order of docs/cards.md, with the line that stands beside each. */
export type Picture = { readonly name: string; readonly line: string };

export type Group = { readonly title: string; readonly pictures: readonly Picture[] };

export const WIDTHS = ['phone', 'desktop'] as const;
export type Width = (typeof WIDTHS)[number];

export const GALLERY: readonly Group[] = [
  {
    title: 'An incident',
    pictures: [
      { name: 'incident-open', line: 'Just declared: the step to take now is the green one.' },
      { name: 'incident-at-risk', line: 'Half of its response time is over.' },
      { name: 'incident-breached', line: 'Nobody has responded in time.' },
      { name: 'nudge', line: 'At half of its time: a message of its own, which names who is to look.' },
      {
        name: 'escalation',
        line: 'At the end of it: the next of the chain, and again until somebody responds.',
      },
      { name: 'incident-checked', line: 'Its checks have run, and what they said is on the card.' },
      { name: 'incident-resolved', line: 'Over, with what was done: the post-mortem is the next thing.' },
      { name: 'post-mortem', line: 'Its form: what it meant, what led to it, who does what by when.' },
      {
        name: 'post-mortem-canvas',
        line: 'All of it on a canvas, which the card and the thread link: as of when it stands, at its top.',
      },
      { name: 'timeline', line: '`/incident timeline`: what happened, each at its own time.' },
      { name: 'thread', line: 'The whole of it, as the page shows it: the card, the thread, who is there.' },
    ],
  },
  {
    title: 'What checks say',
    pictures: [
      { name: 'check-pass', line: 'As it should be.' },
      { name: 'check-warn', line: 'Worth a look.' },
      {
        name: 'check-fail',
        line: 'Wrong, and what it leads to: each button opens a form that is filled in.',
      },
      { name: 'check-could-not-see', line: 'The warehouse did not answer. That is never a pass.' },
    ],
  },
  {
    title: 'A report of each area',
    pictures: [
      { name: 'area-data', line: 'Data pipelines: how many runs of the jobs fail.' },
      { name: 'area-models', line: 'ML models: the version that answers, beside the one before it.' },
      {
        name: 'area-api',
        line: 'The API: what happened between two looks at its metrics, not since it started.',
      },
      { name: 'area-security', line: 'Security: who was refused, and what to do about them.' },
      { name: 'area-cost', line: 'Cost: a cluster that nobody uses and nothing would end.' },
    ],
  },
  {
    title: 'A request',
    pictures: [
      { name: 'request-form', line: 'Filled in from a check’s result, which it says; a person sends it.' },
      {
        name: 'approval-pending',
        line: 'What the approver is asked: exactly what will run, on what, who asks and why.',
      },
      { name: 'approval-revoke', line: 'Taking away access: what is taken, and what stays by other routes.' },
      {
        name: 'approval-call',
        line: 'What is no SQL: the call of the workspace’s API, as it is sent, and what it would end.',
      },
      { name: 'approval-call-done', line: 'Called once, and looked at again by what the workspace shows.' },
      { name: 'approval-nobody', line: 'Said at once, not after half an hour.' },
      { name: 'approval-in-order', line: 'Two groups, one after the other; the first has said yes.' },
      { name: 'approval-starting', line: 'Approved; it is measured once more.' },
      { name: 'approval-executing', line: 'Sent once, and on its way.' },
      { name: 'approval-done', line: 'It ran, and was looked at again. Undo is a request of its own.' },
      { name: 'approval-failed', line: 'The engine said no, in its own words.' },
      { name: 'approval-void', line: 'The table moved on in between, so nothing ran.' },
      { name: 'approval-expired', line: 'Nobody decided in time, so nothing ran.' },
      { name: 'approval-rejected', line: 'Somebody said no, and why.' },
      {
        name: 'approval-in-doubt',
        line: 'The answer was lost. It is not sent again; the table’s history is asked.',
      },
      { name: 'approval-settled', line: 'A person has said what happened.' },
      {
        name: 'approval-glass',
        line: 'Done on one person’s word; another signs for it. Off unless the runbook turns it on.',
      },
      { name: 'approval-review', line: 'Review: what does not fit a card, whole. Approve stands under it.' },
    ],
  },
  {
    title: 'A checklist',
    pictures: [
      { name: 'checklist', line: 'The item at hand has its buttons, the others a menu.' },
      {
        name: 'checklist-worked',
        line: 'Run, taken, skipped with a reason; what a check found stands with its item.',
      },
      { name: 'checklist-note', line: 'Overdue: a message of its own, which names whose it is.' },
    ],
  },
  {
    title: 'A procedure',
    pictures: [
      {
        name: 'procedure',
        line: 'Where it stands, the step at hand with what is to be copied, what is left of its phase, who did what.',
      },
    ],
  },
  {
    title: 'Home, lists and help',
    pictures: [
      { name: 'home-busy', line: 'An approver’s Home: what burns, what waits for them.' },
      { name: 'home-empty', line: 'Nothing to do.' },
      { name: 'home-many', line: 'More than fit: how many there are, and the way to all of them.' },
      { name: 'list', line: '`/incident list`, which only you see.' },
      { name: 'list-pages', line: 'However many there are, a page of them.' },
      { name: 'digest', line: 'Each morning: what is open and has gone quiet, with whose it is.' },
      { name: 'help', line: '`/incident help`.' },
      { name: 'numbers', line: '`/incident stats quarter`, which only you see.' },
      { name: 'numbers-chart', line: 'The same as a chart, for all: its button posts it.' },
      {
        name: 'checkpoint',
        line: 'Every hour in which something changed: the line that proves it, out of the store’s reach.',
      },
    ],
  },
];

const INTRODUCTION = `# The cards

Every card and surface, on a phone and on a desk. \`npm run pictures\` plays the night on the local Slack and the local
lakehouse and makes all of them, and this page, anew.
`;

export function galleryPage(): string {
  return `${INTRODUCTION}${GALLERY.map(section).join('')}`;
}

function section({ title, pictures }: Group): string {
  return `\n## ${title}\n${pictures.map(entry).join('')}`;
}

/** Beside each other, each as wide as it is read. */
function entry({ name, line }: Picture): string {
  const [phone, desktop] = WIDTHS.map((width) => `pictures/${fileOf(name, width)}`);
  return `
${line}

<img src="${phone}" width="260" alt="${name}, on a phone"> <img src="${desktop}" width="420" alt="${name}, on a desk">
`;
}

export function fileOf(name: string, width: Width): string {
  return `${name}-${width}.png`;
}
