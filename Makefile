# Two commands: `make demo` and `make test`. What they do is in scripts/.
.DEFAULT_GOAL := help
.PHONY: help demo test lint api scenario services stop reset

help:
	@echo "make demo      set up what is missing, load the demo, start everything, print the address and the sign-ins"
	@echo "make test      the whole test suite, the browser's included (ARGS='-k name', SKIP_BROWSER=1)"
	@echo "make lint      linters, type checkers, import contract, migrations, generated API types"
	@echo "make scenario  play tests/scenarios/NAME.py through the API (NAME=main_path ARGS='…')"
	@echo "make api       write docs/schema.yaml and the browser's types from the code"
	@echo "make services  only the private database and queue"
	@echo "make stop      stop everything; the data stay"
	@echo "make reset     stop everything and throw the demo's data away"

demo test lint api scenario services stop reset: export ARGS := $(ARGS)
demo test lint api scenario services stop reset: export NAME := $(NAME)
demo test lint api scenario services stop reset:
	@sh scripts/run $@
