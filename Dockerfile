# The command replay: docker build -t replay . && docker run --rm replay run --speed max
FROM python:3.13-slim AS build
COPY . /source
RUN python -m venv /replay && /replay/bin/pip install --no-cache-dir -c /source/requirements.lock /source

FROM python:3.13-slim
COPY --from=build /replay /replay
ENV PATH="/replay/bin:$PATH"
# streams and rules of your own: docker run -v "$PWD:/data:ro" …
WORKDIR /data
USER 65534:65534
ENTRYPOINT ["replay"]
