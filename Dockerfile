# Production image: real Slack, a PostgreSQL given by DATABASE_URL. Nothing is built: Node runs the source.
FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# The built-in PostgreSQL is an optional package of the platform; an image has DATABASE_URL instead.
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force
COPY prompts ./prompts
COPY migrations ./migrations
COPY manifest.yml ./
COPY src ./src
ENV PARALEGAL_HOME=/data
RUN mkdir /data && chown node:node /data
VOLUME /data
USER node
CMD ["node", "src/main.ts"]
