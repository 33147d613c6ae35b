/** How a contact is paged. The runbook is in Git, so it names the environment's variable that holds the secret. */
import { z } from 'zod';

/** A prefix of its own: by a name written here no other secret of the bot can be sent anywhere. */
const variable = z
  .string()
  .regex(
    /^PAGE_[A-Z0-9_]{1,60}$/,
    'names an environment variable that begins with PAGE_, as in PAGE_ON_CALL',
  );

export const pagerSchema = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('pagerduty').describe('Events API v2.'),
      key: variable.describe('Holds the integration key of the service.'),
      url: variable.optional().describe('Holds the address, where it is not PagerDuty’s usual one.'),
    }),
    z.strictObject({
      kind: z.literal('webhook').describe('A POST of plain JSON.'),
      url: variable.describe('Holds the https address.'),
    }),
    z.strictObject({
      kind: z.literal('smtp').describe('A mail to the contact’s email.'),
      url: variable.describe('Holds the server, as in smtps://user:password@mail.bank.com'),
      from: z.email().describe('Who it says that it is from.'),
    }),
  ])
  .describe('Pages the contact when they are told that nobody has responded; never for a drill.');
