"""Runs the Python texts of the course on the real libraries and compares what they print.

    python3 tests/python/run.py [--write] [step...]

A step takes part when its folder holds `python.out`: what its `# In Flask-SQLAlchemy` listings print, each expression as a Python
shell would show it. `python-setup.py` beside it, if there is one, runs first and prints nothing. `--write` records instead of
comparing, also for steps that are named and have no `python.out` yet. Without the libraries (Debian: python3-flask-sqlalchemy and
python3-flask-migrate) nothing is compared, and that is no failure.
"""

import ast
import contextlib
import io
import pathlib
import re
import sys

LESSONS = pathlib.Path(__file__).resolve().parents[2] / "lessons"
HEADING = "# In Flask-SQLAlchemy"


def listings(text):
    """The Python listings under the heading, as one program."""
    _, found, part = text.partition(f"\n{HEADING}\n")
    return "\n\n".join(re.findall(r"^```python\n(.*?)^```", part, re.M | re.S)) if found else ""


def app_namespace():
    """A Flask application with an empty database in memory, and its context."""
    from flask import Flask
    from flask_sqlalchemy import SQLAlchemy

    app = Flask("flasky")
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    db = SQLAlchemy(app)
    return app, {"__name__": "flasky", "app": app, "db": db}


def execute(source, namespace, show):
    """Runs statement by statement; the value of an expression is shown as in a shell, an error by its last line."""
    for node in ast.parse(source).body:
        expression = isinstance(node, ast.Expr) and show
        code = compile(ast.Expression(node.value) if expression else ast.Module([node], []), "step.md", "eval" if expression else "exec")
        try:
            value = eval(code, namespace)
        except Exception as error:
            if not show:
                raise
            print(f"{type(error).__name__}: {str(error).splitlines()[0]}")
            continue
        if expression and value is not None:
            print(repr(value))


def setup_text(setup):
    """What runs first; `# as in 03-session/05-rollback` stands for what runs first there."""
    text = setup.read_text()
    other = re.fullmatch(r"# as in (\S+)\n", text)
    return (LESSONS / other[1] / setup.name).read_text() if other else text


def printed(folder):
    """What the listings of one step print."""
    app, namespace = app_namespace()
    setup = folder / "python-setup.py"
    out = io.StringIO()
    with app.app_context(), contextlib.redirect_stdout(out):
        if setup.exists():
            execute(setup_text(setup), namespace, show=False)
        execute(listings((folder / "step.md").read_text()), namespace, show=True)
    # an address in memory is another one in each run
    return re.sub(r"0x[0-9a-f]{6,}", "0x...", out.getvalue())


def main(args):
    write = "--write" in args
    wanted = [arg for arg in args if not arg.startswith("--")]
    try:
        import flask_migrate  # noqa: F401
        import flask_sqlalchemy  # noqa: F401
    except ImportError as error:
        print(f"{error}: the Python texts were not run. On Debian: apt install python3-flask-sqlalchemy python3-flask-migrate")
        return 0
    passed = failed = unrecorded = 0
    for step in sorted(LESSONS.glob("[0-9]*/[0-9]*/step.md")):
        folder = step.parent
        name = str(folder.relative_to(LESSONS))
        record = folder / "python.out"
        if wanted and not any(one in name for one in wanted):
            continue
        if not listings(step.read_text()):
            continue
        if not record.exists() and not (write and wanted):
            unrecorded += 1
            continue
        try:
            text = printed(folder)
        except ImportError as error:
            print(f"{name}: {error}: not run. On Debian: apt install python3-flaskext.wtf")
            continue
        except Exception as error:
            failed += 1
            print(f"{name}: {type(error).__name__}: {error}")
            continue
        if write:
            record.write_text(text)
        elif text != record.read_text():
            failed += 1
            print(f"{name}: it prints\n{text}yet python.out has\n{record.read_text()}")
            continue
        passed += 1
    if unrecorded:
        print(f"{unrecorded} Python texts have no python.out yet")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
