FROM node:20-bookworm-slim
WORKDIR /medbourse
COPY package.json package-lock.json ./
RUN npm ci --omit=optional --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY libs libs
COPY apps apps
RUN npm run -s build && npm prune --omit=dev --omit=optional
RUN mkdir /data && chown node /data
USER node
ENV MEDBOURSE_HOME=/data HOST=0.0.0.0
ENTRYPOINT ["node"]
