/** What a model was trained to be given, against the columns of the table that it is given. */
import { z } from 'zod';
import type { NamedModel } from '../check/rest.ts';
import { RestFailure } from './databricks-rest-call.ts';
import { servingRun } from './databricks-rest-models.ts';
import { parsed, type Reading, type Rows } from './databricks-rest-reading.ts';

const COLUMNS = ['feature', 'in_model', 'in_table'];

/** The tag in which MLflow notes each model that a run has logged; its signature's inputs are JSON once more. */
const LOGGED = 'mlflow.log-model.history';
const loggedSchema = z
  .array(
    z.object({
      utc_time_created: z.string().default(''),
      signature: z.object({ inputs: z.string() }).nullish(),
    }),
  )
  .min(1);
const inputsSchema = z.array(z.object({ name: z.string().min(1), type: z.unknown() }));

/** https://docs.databricks.com/api/workspace/tables/get */
const tableSchema = z.object({
  columns: z.array(z.object({ name: z.string(), type_text: z.string().default('') })).min(1),
});

export async function modelFeatures(reading: Reading, model: NamedModel): Promise<Rows> {
  const path = `/api/2.1/unity-catalog/tables/${encodeURIComponent(model.table)}`;
  const [{ version, run }, { columns }] = await Promise.all([
    servingRun(reading, model),
    reading.get(path, {}).then((answer) => parsed(tableSchema, answer)),
  ]);
  const tag = run.data.tags.find(({ key }) => key === LOGGED)?.value;
  const inputs = tag === undefined ? null : inputsIn(tag);
  if (inputs === null)
    throw new RestFailure(
      'NO_SIGNATURE',
      `the run of version ${version} has logged no model with a signature`,
    );
  const inTable = new Map(columns.map(({ name, type_text }) => [name.toLowerCase(), type_text]));
  const wanted = inputs.map(({ name, type }) => ({
    feature: name,
    in_model: typeof type === 'string' ? type : JSON.stringify(type ?? 'any'),
    in_table: inTable.get(name.toLowerCase()) ?? null,
  }));
  const known = new Set(
    [...inputs.map(({ name }) => name), ...model.noFeatures].map((name) => name.toLowerCase()),
  );
  const extra = columns
    .filter(({ name }) => !known.has(name.toLowerCase()))
    .map(({ name, type_text }) => ({ feature: name, in_model: null, in_table: type_text }));
  const missing = wanted.filter(({ in_table }) => in_table === null);
  const there = wanted.filter(({ in_table }) => in_table !== null);
  return { columns: COLUMNS, rows: [...missing, ...extra, ...there], isCut: false };
}

/** Of the model that was logged last; null where it has no signature of named columns. */
function inputsIn(tag: string): z.output<typeof inputsSchema> | null {
  const [latest] = (dataIn(tag, loggedSchema) ?? []).toSorted((a, b) =>
    a.utc_time_created < b.utc_time_created ? 1 : -1,
  );
  const text = latest?.signature?.inputs;
  const inputs = text === undefined ? null : dataIn(text, inputsSchema);
  return inputs === null || inputs.length === 0 ? null : inputs;
}

function dataIn<Schema extends z.ZodType>(text: string, schema: Schema): z.output<Schema> | null {
  try {
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}
