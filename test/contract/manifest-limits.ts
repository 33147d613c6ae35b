/**
 * What Slack takes as an app manifest: names, lengths and counts as documented in the JSON Schema of
 * https://github.com/slackapi/manifest-schema (schemas/manifest.schema.2.0.0.json), for the parts that this app has. As
 * there, what is not known is refused.
 */
import { z } from 'zod';

const text = (charactersMax: number, charactersMin = 1) => z.string().min(charactersMin).max(charactersMax);
const url = (charactersMax: number) =>
  z
    .string()
    .regex(/^https?:\/\//)
    .max(charactersMax);
const scopes = z.array(text(50, 0)).max(255).optional();
const events = z
  .array(text(50, 0))
  .max(100)
  .refine((names) => new Set(names).size === names.length)
  .optional();

const displayInformation = z.strictObject({
  name: text(35),
  description: text(140).optional(),
  long_description: text(4_000, 175).optional(),
  background_color: z
    .string()
    .regex(/^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$/)
    .optional(),
});

const features = z.strictObject({
  app_home: z
    .strictObject({
      home_tab_enabled: z.boolean().optional(),
      messages_tab_enabled: z.boolean().optional(),
      messages_tab_read_only_enabled: z.boolean().optional(),
    })
    .optional(),
  bot_user: z.strictObject({ display_name: text(80), always_online: z.boolean().optional() }).optional(),
  shortcuts: z
    .array(
      z.strictObject({
        name: text(24),
        type: z.enum(['message', 'global']),
        callback_id: text(255),
        description: text(150),
      }),
    )
    .min(1)
    .max(10)
    .optional(),
  slash_commands: z
    .array(
      z.strictObject({
        command: text(32, 2).startsWith('/'),
        url: url(3_000).optional(),
        description: text(2_000),
        usage_hint: text(1_000).optional(),
        should_escape: z.boolean().optional(),
      }),
    )
    .min(1)
    .max(50)
    .optional(),
});

const settings = z.strictObject({
  event_subscriptions: z
    .strictObject({ request_url: url(3_500).optional(), bot_events: events, user_events: events })
    .optional(),
  interactivity: z
    .strictObject({
      is_enabled: z.boolean(),
      request_url: url(3_500).optional(),
      message_menu_options_url: url(3_500).optional(),
    })
    .optional(),
  org_deploy_enabled: z.boolean().optional(),
  socket_mode_enabled: z.boolean().optional(),
  token_rotation_enabled: z.boolean().optional(),
});

export const slackManifest = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2), minor_version: z.int().optional() }),
  display_information: displayInformation,
  features: features.optional(),
  oauth_config: z
    .strictObject({
      redirect_urls: z.array(text(2_500, 0)).max(1_000).optional(),
      scopes: z.strictObject({ bot: scopes, user: scopes }).optional(),
    })
    .optional(),
  settings: settings.optional(),
});
