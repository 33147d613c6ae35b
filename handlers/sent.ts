/** What a sent modal holds: the ids that it carried and what stands in its inputs. */
import { z } from 'zod';
import { INPUT } from '../blocks/action-ids.ts';
import {
  OPTION_VALUE_CHARACTERS_MAX,
  OPTIONS_MAX,
  PRIVATE_METADATA_CHARACTERS_MAX,
} from '../blocks/limits.ts';
import type { CarriedPress } from '../blocks/modals.ts';
import { ORIGIN_KINDS } from '../src/approval/state.ts';
import { AppError } from '../src/errors.ts';
import { parseId } from '../src/ids.ts';

const metadataSchema = z.object({
  incident: z.string().refine((text) => parseId('incident', text) !== null),
  check: z.string().optional(),
});

const originSchema = z
  .object({
    kind: z.enum(ORIGIN_KINDS),
    id: z.string(),
    part: z.string().min(1).exactOptional(),
  })
  .refine(({ kind, id }) => parseId(kind, id) !== null);

const requestSchema = z.object({
  origin: originSchema,
  action: z.string(),
  undoOf: z.string().nullable().default(null),
});

/** The pages of the runbook by which one came to the last of them. */
const trailSchema = z.object({ trail: z.array(z.string().min(1).max(OPTION_VALUE_CHARACTERS_MAX)).min(1) });

/** Of which form it is: that of an action, or of a check. */
const formSchema = z.object({ action: z.string().optional(), check: z.string().optional() });

const pressSchema = z.object({
  id: z.string().refine((text) => parseId('approval', text) !== null),
  revision: z.int(),
  fingerprint: z.string(),
  channel: z.string(),
  ts: z.string(),
  applied: z.boolean().default(false),
  reader: z.string().exactOptional(),
});

const itemSchema = z.object({
  checklist: z.string().refine((text) => parseId('checklist', text) !== null),
  item: z.string().min(1),
});

const stepSchema = z.object({
  procedure: z.string().refine((text) => parseId('procedure', text) !== null),
  step: z.string().default(''),
});

const optionOrValue = z.object({
  value: z.string().nullish(),
  selected_user: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_option: z.object({ value: z.string() }).nullish(),
  selected_options: z
    .array(z.object({ value: z.string() }))
    .max(OPTIONS_MAX)
    .nullish(),
});

const viewSchema = z.object({
  id: z.string(),
  private_metadata: z.string().max(3_000),
  state: z.object({ values: z.record(z.string(), z.record(z.string(), optionOrValue)) }),
});

export type Sent = {
  readonly viewId: string;
  readonly metadata: string;
  readonly inputs: { readonly [name: string]: string };
};

/** Inputs by block id; empty ones are '', and several choices are listed with commas, as they would be typed. */
export function sent(view: unknown): Sent {
  const parsed = viewSchema.safeParse(view);
  if (!parsed.success) throw unreadable();
  const { id, private_metadata, state } = parsed.data;
  const inputs = Object.entries(state.values).map(([block, elements]) => {
    const element = Object.values(elements)[0];
    const several = element?.selected_options?.map(({ value }) => value).join(', ');
    const chosen = element?.selected_option?.value ?? element?.selected_user ?? element?.selected_date;
    return [block, several ?? chosen ?? element?.value ?? ''] as const;
  });
  return { viewId: id, metadata: private_metadata, inputs: Object.fromEntries(inputs) };
}

export function metadataOf(text: string | undefined): z.infer<typeof metadataSchema> {
  return parsed(metadataSchema, text);
}

export function requestIn(text: string): z.infer<typeof requestSchema> {
  return parsed(requestSchema, text);
}

export function formIn(text: string): z.infer<typeof formSchema> {
  return parsed(formSchema, text);
}

export function trailIn(text: string | undefined): readonly string[] {
  // With one more page it must still fit into the next modal.
  if ((text ?? '').length > PRIVATE_METADATA_CHARACTERS_MAX / 2) throw unreadable();
  return parsed(trailSchema, text).trail;
}

export function carriedPress(text: string): CarriedPress & { readonly applied: boolean } {
  return parsed(pressSchema, text);
}

export function carriedItem(text: string): z.infer<typeof itemSchema> {
  return parsed(itemSchema, text);
}

export function carriedStep(text: string): z.infer<typeof stepSchema> {
  return parsed(stepSchema, text);
}

/** The inputs that are parameters of an action, by parameter. */
export function rawParameters(inputs: Sent['inputs']): { readonly [parameter: string]: string } {
  const { parameterPrefix } = INPUT;
  const named = Object.entries(inputs).filter(([block]) => block.startsWith(parameterPrefix));
  return Object.fromEntries(named.map(([block, value]) => [block.slice(parameterPrefix.length), value]));
}

function parsed<Out>(schema: z.ZodType<Out>, text: string | undefined): Out {
  try {
    return schema.parse(JSON.parse(text ?? ''));
  } catch {
    throw unreadable();
  }
}

function unreadable(): AppError {
  return new AppError(
    'invalid',
    'This form is of another version of the bot. Close it and open it again from the card.',
  );
}
