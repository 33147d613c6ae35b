/** Checklists are posted on a schedule, and each of their items is somebody's to do. */
import { z } from 'zod';
import { parseCron } from '../schedule/cron-expression.ts';
import { LIMITS } from './limits.ts';
import { duration, type Frozen, kebabId, links, title, values, words } from './schema-fields.ts';

const schedule = z
  .string()
  .transform((text, context) => {
    const times = parseCron(text);
    if (typeof times !== 'string') return times;
    context.addIssue({ code: 'custom', message: times });
    return z.NEVER;
  })
  .describe(
    'Five fields of cron, in the team’s time zone: minute, hour, day of the month, month, day of the week.',
  );

const itemSchema = z
  .strictObject({
    id: kebabId.describe('Stays what it is: by it an item that was left open is known in the next one.'),
    text: title,
    how: words.optional().describe('How it is done, where no check does it.'),
    links,
    check: kebabId.optional().describe('Its verdict ticks the item, or flags it.'),
    action: kebabId
      .optional()
      .describe('Run opens its request. Success ticks the item; an end without it flags the item.'),
    with: values.describe(
      'Parameters of the check, or of the action as far as they are known, as a person would type them.',
    ),
    owner: kebabId.optional().describe('A contact, who is told when it is overdue and nobody has taken it.'),
    due: duration(60_000, LIMITS.itemDueMaxMs).describe('After the checklist is posted.'),
  })
  .transform(({ due, ...rest }) => ({ ...rest, dueMs: due }));

export const checklistSchema = z.strictObject({
  title,
  schedule,
  items: z.array(itemSchema).min(1).max(LIMITS.checklistItems),
});

export type WrittenChecklist = z.output<typeof checklistSchema>;

export type Checklist = Frozen<WrittenChecklist> & { readonly id: string };

export type ChecklistItem = Checklist['items'][number];
