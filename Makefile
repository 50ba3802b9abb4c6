.PHONY: campaigns demo test format types imports quick wheel start-up
demo: ; sh scripts/demo
test: ; sh scripts/test
quick: ; .venv/bin/python -m pytest -m "not libreoffice and not browser and not slow"
format: ; .venv/bin/ruff format && .venv/bin/ruff check --fix
types: ; .venv/bin/mypy
imports: ; .venv/bin/lint-imports
wheel: ; .venv/bin/python -m build --wheel --no-isolation
start-up: ; .venv/bin/python benchmarks/start_up.py
campaigns: ; .venv/bin/python -W ignore -m tests.campaigns.kills && .venv/bin/python -W ignore -m tests.campaigns.months && .venv/bin/python -W ignore -m tests.campaigns.in_excel && .venv/bin/python -W ignore -m tests.campaigns.returns && .venv/bin/python -W ignore -m tests.campaigns.words && .venv/bin/python -W ignore -m tests.campaigns.hostile && .venv/bin/python -W ignore -m tests.campaigns.live_formulas
