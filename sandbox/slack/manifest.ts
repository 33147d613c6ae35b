/** What the sandbox needs to know of an app from its manifest.yml: what it may call and what it is sent. */
import { parse } from 'yaml';
import { z } from 'zod';
import type { Command, Shortcut } from './page-api.ts';

export type SlashCommand = Command & { readonly shouldEscape: boolean };

export type AppManifest = {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly commands: readonly SlashCommand[];
  readonly shortcuts: readonly Shortcut[];
  readonly events: readonly string[];
  readonly hasHome: boolean;
};

const manifestSchema = z.object({
  display_information: z.object({ name: z.string() }),
  features: z
    .object({
      slash_commands: z
        .array(
          z.object({
            command: z.string().startsWith('/'),
            description: z.string(),
            usage_hint: z.string().default(''),
            should_escape: z.boolean().default(false),
          }),
        )
        .default([]),
      shortcuts: z
        .array(
          z.object({
            name: z.string(),
            type: z.enum(['global', 'message']),
            callback_id: z.string(),
            description: z.string(),
          }),
        )
        .default([]),
      app_home: z.object({ home_tab_enabled: z.boolean().default(false) }).optional(),
    })
    .default({ slash_commands: [], shortcuts: [] }),
  oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }),
  settings: z
    .object({ event_subscriptions: z.object({ bot_events: z.array(z.string()).default([]) }).optional() })
    .optional(),
});

/** Throws with the places of what is wrong when the text is no manifest. */
export function readManifest(yaml: string): AppManifest {
  const result = manifestSchema.safeParse(parse(yaml));
  if (!result.success) throw new Error(`This is not an app manifest:\n${z.prettifyError(result.error)}`);
  const { display_information, features, oauth_config, settings } = result.data;
  return {
    name: display_information.name,
    scopes: oauth_config.scopes.bot,
    commands: features.slash_commands.map((command) => ({
      command: command.command,
      description: command.description,
      usageHint: command.usage_hint,
      shouldEscape: command.should_escape,
    })),
    shortcuts: features.shortcuts.map(({ callback_id, ...shortcut }) => ({
      ...shortcut,
      callbackId: callback_id,
    })),
    hasHome: features.app_home?.home_tab_enabled === true,
    events: settings?.event_subscriptions?.bot_events ?? [],
  };
}
