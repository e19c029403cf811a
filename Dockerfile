# The application without its embedded servers: docker-compose.yml gives it PostgreSQL and Redis.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PATH=/cyberdip/.venv/bin:$PATH
# Modules are compiled while the image is made: a container writes nothing into itself.
ENV PYTHONPYCACHEPREFIX=/cyberdip/.venv/bytecode
WORKDIR /cyberdip

# The packages first: they change less often than the code. The launcher installs them here as it does on a laptop.
COPY manage.py ./
COPY requirements requirements
COPY cyberdip/__init__.py cyberdip/__init__.py
COPY cyberdip/launch cyberdip/launch
RUN python3 manage.py install web && rm -rf .venv/uv-cache /root/.cache

COPY . .
ENV CYBERDIP_DATA=/data CYBERDIP_HASHED_STATIC=1
RUN python manage.py check \
    && python manage.py collectstatic --no-input --verbosity 0 \
    && useradd --uid 10001 --no-create-home --home-dir /nonexistent cyberdip \
    && install -d -o cyberdip -g cyberdip /data

USER 10001
VOLUME /data
EXPOSE 8000
CMD ["gunicorn", "--bind", "0.0.0.0:8000"]
