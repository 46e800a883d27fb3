# Everything starts here; the work is done by tools/. Needs Python 3.11 or newer and make, nothing else.

PYTHON ?= python3
PORT ?= 8000
VENV := .venv/bin
IN_VENV := PATH="$(CURDIR)/$(VENV):$$PATH"

.PHONY: help book site test check reseed benchmark notebooks widgets repository lock clean python

help:
	@echo "make book        build the book and show it in the browser (PORT=8000)"
	@echo "make site        build the book into _build/html"
	@echo "make test        test every promise the book makes"
	@echo "make check CHAPTER=07"
	@echo "                 test one chapter: its text, rooms, notebook, widget and page"
	@echo "make reseed CHAPTER=07"
	@echo "                 repeat a chapter with other seeds, and say which verdicts flip"
	@echo "make benchmark   time training, and the pages (needs MNIST: see vaeedu/data)"
	@echo "make notebooks   execute the chapters that changed (sources: book/chapters)"
	@echo "make widgets     bundle the widgets (sources: vaeedu/widgets/src)"
	@echo "make repository URL=https://github.com/you/vae-book"
	@echo "                 write the project's public address where it is needed"
	@echo "make lock        choose the versions in requirements.txt anew"
	@echo "make clean       remove everything the targets made"

book: site
	@$(IN_VENV) python tools/serve.py $(PORT)

site: python
	@$(PYTHON) tools/environment.py book
	@echo "· Building the site"
	@$(IN_VENV) python tools/build_site.py

test: python
	@$(PYTHON) tools/environment.py test
	@echo "· Building the site"
	@export $(IN_VENV); python tools/readers.py & python tools/build_site.py && wait $$!
	@$(IN_VENV) OMP_NUM_THREADS=1 TQDM_DISABLE=1 pytest -q

check: python
	@$(PYTHON) tools/environment.py test
	@$(IN_VENV) OMP_NUM_THREADS=1 TQDM_DISABLE=1 python tools/check.py "$(CHAPTER)"

reseed: python
	@$(PYTHON) tools/environment.py run
	@$(IN_VENV) OMP_NUM_THREADS=1 TQDM_DISABLE=1 python tools/reseed.py "$(CHAPTER)"

benchmark: python
	@$(PYTHON) tools/environment.py benchmark
	@$(IN_VENV) python benchmarks/training.py
	@$(IN_VENV) python tools/build_site.py
	@$(IN_VENV) python benchmarks/page.py

notebooks: python
	@$(PYTHON) tools/environment.py run
	@$(IN_VENV) python tools/notebooks.py

widgets: python
	@$(PYTHON) tools/environment.py widgets
	@$(IN_VENV) node tools/bundle.mjs

repository: python
	@$(PYTHON) tools/environment.py edit
	@$(IN_VENV) python tools/repository.py "$(URL)"

lock: python
	@$(PYTHON) tools/environment.py book
	@$(IN_VENV) python tools/lock.py

clean:
	@rm -rf _build .venv .venv-readers node_modules .pytest_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@find . -name .ipynb_checkpoints -type d -prune -exec rm -rf {} +

python:
	@command -v $(PYTHON) >/dev/null || { echo "There is no '$(PYTHON)' in PATH. Install Python 3.11 or newer, or name it: make book PYTHON=/path/to/python3"; exit 1; }
