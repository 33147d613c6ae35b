import { z } from 'zod';
import { malformed } from './refusal.ts';

/** The body as the endpoint documents it; fields that it does not know are left alone, as Databricks does. */
export function bodyAs<Shape extends z.ZodType>(body: unknown, shape: Shape): z.infer<Shape> {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw malformed(`Could not parse request object: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`);
}

/** Ids come as numbers; as texts too, because 64 bits do not fit JavaScript's numbers. */
export const idNumber = z.union([
  z.number().int(),
  z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number),
]);
