/** Loaded into the bot's process before src/main.ts: gives it its adapters with the steps numbered (see kill-ports.ts). */
import { registerHooks } from 'node:module';

const MAIN = /\/src\/main\.ts$/;
const ADAPTER = /\/adapters\/(?:sqlite-journal|warehouse|slack-directory|slack-messenger)\.ts$/;
const wrapped = new URL('./kill-ports.ts', import.meta.url).href;

// Only what main itself imports: kill-ports.ts has to get at the adapters themselves.
registerHooks({
  resolve: (specifier, context, next) => {
    const resolved = next(specifier, context);
    const ours = MAIN.test(context.parentURL ?? '') && ADAPTER.test(resolved.url);
    return ours ? { ...resolved, url: wrapped } : resolved;
  },
});
