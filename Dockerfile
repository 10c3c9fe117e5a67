# The bot for a container platform: docker build -t quorate . (docs/operating.md says how it is run).
FROM python:3.11-slim-bookworm

RUN useradd --uid 10001 --create-home quorate
WORKDIR /quorate

COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes --no-deps -r requirements/run.txt

COPY app.py command_line.py endpoints.py settings.py ./
COPY bot bot
COPY cards cards
COPY cppm cppm
COPY dialogs dialogs
COPY rehearsal rehearsal
COPY scheduler scheduler
COPY storage storage

# Without PostgreSQL an SQLite file is kept here: mount a volume.
RUN install -d -o quorate -m 700 var
VOLUME /quorate/var

USER quorate
ENV QUORATE_HOST=0.0.0.0 PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
EXPOSE 3978
HEALTHCHECK CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:3978/healthz')"]
ENTRYPOINT ["python", "app.py"]
CMD ["serve"]
