/** Procedures are guided: phases in order, each of steps that people, checks, requests or the clock settle. */
import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { duration, type Frozen, kebabId, links, memberName, title, values, words } from './schema-fields.ts';

const watchSchema = z
  .strictObject({
    for: duration(60_000, LIMITS.watchMaxMs).describe('From when somebody presses Run.'),
    every: duration(60_000, LIMITS.watchMaxMs).describe('How often the check is run meanwhile.'),
    check: kebabId,
    with: values.describe('Parameters of the check, as a person would type them.'),
  })
  .transform(({ for: forMs, every: everyMs, ...rest }) => ({ ...rest, forMs, everyMs }));

const stepSchema = z.strictObject({
  id: kebabId,
  text: title,
  how: words.optional().describe('How it is done.'),
  command: z
    .string()
    .trim()
    .min(1)
    .max(LIMITS.commandCharacters)
    .optional()
    .describe('What is run elsewhere, to be copied; {field} is what was filled in.'),
  links,
  owner: kebabId.optional().describe('The contact whose step it is.'),
  confirms: words.optional().describe('What whoever presses Done confirms by it.'),
  check: kebabId.optional().describe('A pass settles the step, and nothing else but leaving it out.'),
  look: z
    .literal(true)
    .optional()
    .describe('Of a check that is there to be read: whatever it finds settles the step.'),
  action: kebabId.optional().describe('A request that succeeds settles the step, and no tick does.'),
  with: values.describe(
    'Parameters of the check or of the action, as a person would type them; "{field}" is what was filled in.',
  ),
  tell: kebabId.optional().describe('A contact, who is named in a new message.'),
  fill: memberName.optional().describe('A field of the procedure, to be filled in.'),
  watch: watchSchema.optional().describe('The time has to go by, and the check may not fail meanwhile.'),
  undo: z
    .literal(true)
    .optional()
    .describe('In the way back: whatever was changed in this procedure has to be undone.'),
});

const phaseSchema = z.strictObject({
  title,
  need: z
    .enum(['all', 'any'])
    .default('all')
    .describe('`any`: one of its steps is enough, and the others are left.'),
  steps: z.array(stepSchema).min(1).max(LIMITS.stepsOfPhase),
});

const phases = z.array(phaseSchema).min(1).max(LIMITS.phases);

export const procedureSchema = z.strictObject({
  title,
  about: words.describe('What it is for, in a sentence.'),
  fields: z
    .record(memberName, title)
    .default({})
    .describe('What is filled in on the way, as in the number of a ticket.'),
  phases: phases.describe('One after the other: the next one opens when this one is settled.'),
  roll_back: phases.optional().describe('The way back, which Roll back leads through.'),
});

export type WrittenProcedure = z.output<typeof procedureSchema>;
export type Procedure = Frozen<WrittenProcedure> & { readonly id: string };
export type WrittenPhase = WrittenProcedure['phases'][number];
export type WrittenStep = WrittenPhase['steps'][number];

/** What settles a step; a step that has none of them is ticked by a person. */
export const STEP_KINDS = ['check', 'action', 'tell', 'fill', 'watch', 'undo'] as const;
