# Three stages: the browser application, the Python environment, and the image that runs both as an ordinary user.

FROM node:24-slim AS browser
WORKDIR /build/frontend
COPY frontend/package.json frontend/package-lock.json ./
RUN npm ci
COPY frontend/ ./
RUN npm run build

FROM python:3.12-slim AS python
ENV PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends gettext && rm -rf /var/lib/apt/lists/*
COPY requirements.lock ./
RUN python -m venv .venv && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY manage.py Procfile ./
COPY deploy/start deploy/start
COPY locale/ locale/
COPY common/ common/
COPY people/ people/
COPY geography/ geography/
COPY accounts/ accounts/
COPY territories/ territories/
COPY optimizer/ optimizer/
COPY config/ config/
RUN SECRET_KEY=only-for-this-step .venv/bin/python manage.py compilemessages --ignore=.venv \
    && SECRET_KEY=only-for-this-step .venv/bin/python manage.py collectstatic --no-input

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /app evenlode && install -d -o evenlode -g evenlode /app /media
COPY --from=python --chown=root:root /app /app
COPY --from=browser --chown=root:root /build/frontend/dist /app/frontend/dist
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 MEDIA_ROOT=/media HOST=0.0.0.0 PORT=8000
WORKDIR /app
USER evenlode
VOLUME /media
EXPOSE 8000
CMD ["deploy/start", "web"]
