# Every command of the project. `just` alone lists them; without just on the path: `uv run just`.

set shell := ["bash", "-euo", "pipefail", "-c"]

# List the commands
default:
    @just --list --unsorted

# See the product do its job
demo *args:
    uv run tmr-followup demo {{args}}

# Run the tests
test *args:
    uv run pytest {{args}}

# The long sweeps, with the zones of the pinned tzdata and not the machine's
nightly *args:
    PYTHONTZPATH= uv run pytest -m nightly {{args}}

# Check style and layout
lint:
    uv run ruff check
    uv run ruff format --check

# Mend style and layout where that is certain
format:
    uv run ruff check --fix
    uv run ruff format

# Check the types
types:
    uv run mypy

# Every line and branch of the pure files, by the tests that mean them
coverage:
    rm -f .coverage .coverage.*
    uv run pytest -m "not nightly and not unmeasured" --cov --cov-report=
    uv run just coverage-report

# What the last measured run left out of the pure files
coverage-report:
    uv run coverage report --fail-under=100 --include="$(uv run python -m tests.floors)"

# The FHIR export against HL7's own schema of R4, which npm brings
r4-schema:
    npm ci --prefix .ci/r4-schema --ignore-scripts --no-audit --no-fund --silent
    R4_SCHEMA=required uv run pytest -n 2 tests/audit/fhir/test_official_schema.py

# The pages in a real browser, with axe-core, which npm brings
browser:
    npm ci --prefix .ci/axe --ignore-scripts --no-audit --no-fund --silent
    uv run pytest -n 1 tests/console -k in_a_browser

# A fresh database comes up to date from the command line, and again
migrations:
    folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; \
    export TMR_DATABASE_URL="sqlite:///$folder/fresh.sqlite3"; \
    uv run tmr-followup migrate; uv run tmr-followup migrate

# A fresh clone of the last commit runs the demo
clone:
    folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; \
    git clone --quiet "$PWD" "$folder/clone"; cd "$folder/clone"; \
    unset VIRTUAL_ENV; \
    uv run tmr-followup demo --json --patients 6 --months 6 --out "$folder/out" > "$folder/demo.json"; \
    uv run python -c 'import json, sys; json.load(open(sys.argv[1]))' "$folder/demo.json"; \
    test -s "$(find "$folder/out" -name answers.csv | head -n 1)"

# Check every questionnaire of HL7's own examples, and write the counts (--check: compare)
sdc *args:
    uv run python docs/sdc_check.py {{args}}

# The demo's sample in the README, written anew
sample:
    uv run python docs/demo_sample.py

# The picture of the report in the README, made anew
report-picture:
    uv run python -m docs.report_picture

# The pages in docs/generated, written anew
pages:
    uv run python -m docs.instruments_page
    uv run python -m docs.alert_rules_page

# What the pain rules find in simulated lives, written anew
alert-performance:
    uv run python -m docs.alert_performance_page

# How long 300 lives of two years take on this machine, written anew
lives:
    uv run python -m docs.lives_page

# All that the pipeline does
ci:
    .ci/run

# The styles and scripts of nhsuk-frontend in console/static/nhsuk, brought anew by npm
nhsuk version:
    folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; \
    (cd "$folder" && npm pack "nhsuk-frontend@{{version}}" --silent && tar xzf nhsuk-frontend-*.tgz); \
    uv run python docs/nhsuk_files.py "$folder/package"

# The script of htmx in console/static/htmx, brought anew by npm as it is
htmx version:
    folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT; to=console/static/htmx; \
    (cd "$folder" && npm pack "htmx.org@{{version}}" --silent && tar xzf htmx.org-*.tgz); \
    cp "$folder/package/dist/htmx.min.js" "$to"; \
    { printf 'htmx.org %s, https://www.npmjs.com/package/htmx.org\nUnchanged.\n\n' "{{version}}"; \
    cat "$folder/package/LICENSE"; } > "$to/LICENSE"

# Pictures of the console in docs/generated, made anew
screenshots:
    uv run python -m docs.screenshots
