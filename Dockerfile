# syntax=docker/dockerfile:1
# No build step: the image runs the sources. `npm ci --omit=dev` leaves out the npm package `node` too; here the base
# image is the runtime.
FROM node:26-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force

FROM node:26-slim
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/app/.compile-cache \
    DATA_DIR=/data \
    HOST=0.0.0.0 \
    OPS_HOST=0.0.0.0
WORKDIR /app
RUN mkdir /app/.compile-cache /data && chown node:node /app/.compile-cache /data
COPY --from=packages /app/node_modules ./node_modules
COPY . .
USER node

# Everything is compiled once, here: a restart in the middle of an incident should not wait for it. Node keeps one cache
# per user id and never reads another's, hence after USER; run as a different user, the bot only starts slower.
# main.ts is left out because importing it starts the bot.
RUN ["node", "--input-type=module", "-e", "\
  import { globSync } from 'node:fs'; \
  const files = globSync('{src,handlers,blocks}/**/*.ts').filter((file) => file !== 'src/main.ts'); \
  if (files.length === 0) throw new Error('nothing to compile'); \
  for (const file of files) await import('/app/' + file); \
  for (const name of ['@databricks/sql']) await import(name);"]

# The only place that is written to: the rest may be mounted read-only (docker run --read-only).
VOLUME /data
EXPOSE 3000 9090
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.OPS_PORT || 9090}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
STOPSIGNAL SIGTERM
CMD ["node", "-r", "./scripts/guard.cjs", "src/main.ts"]
