# The platform without its servers: PostgreSQL and Redis are given by DATABASE_URL and REDIS_URL.

FROM node:24-slim AS frontend
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY frontend ./
COPY static/src ../static/src
RUN node build.mjs

FROM python:3.11-slim-bookworm AS packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATE_DIR=/state
RUN useradd --system --uid 10001 --home-dir /app app \
    && install --directory --owner app /state /state/beat /state/files /keys
WORKDIR /app
COPY --from=packages /venv /venv
COPY . .
COPY --from=frontend /build/static/dist static/dist
# Static files belong to the image. Collecting them asks for settings, not for servers, and the keys are thrown away.
RUN python -m volunteer_platform.local keys /tmp/keys.json \
    && DATABASE_URL=postgresql:///none REDIS_URL=redis://none KEYS_FILE=/tmp/keys.json \
       SITE_URL=https://none ALLOWED_HOSTS=none \
       python manage.py collectstatic --noinput --ignore src \
    && rm /tmp/keys.json
USER app
EXPOSE 8000
CMD ["granian", "volunteer_platform.wsgi:application"]
