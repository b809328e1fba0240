"""Reads the Python package's classes and functions with their docstrings, without importing it."""

from __future__ import annotations

import ast
import copy
import dataclasses
import re

from headers import REPOSITORY, HeaderError

PACKAGE = REPOSITORY / "packaging/python/dzjobs"
PROTOCOLS = {"__iter__", "__enter__", "__arrow_c_stream__", "__arrow_c_array__"}

# What the modules of the package use of each other.
INTERNAL = {"deadline", "exchange", "find_place", "given_settings", "merge", "of", "open",
            "prepare", "read_ahead", "set_config"}


@dataclasses.dataclass
class Entry:
    """A class or a function: its signature and its docstring."""

    name: str
    signature: str
    text: str
    members: list[Entry] = dataclasses.field(default_factory=list)


def parsed(module: str) -> ast.Module:
    return ast.parse((PACKAGE / f"{module}.py").read_text(encoding="utf-8"))


def signature(node: ast.FunctionDef, name: str, is_method: bool) -> str:
    arguments = copy.copy(node.args)
    if is_method and arguments.args and not any(
            isinstance(each, ast.Name) and each.id == "staticmethod"
            for each in node.decorator_list):
        arguments.args = arguments.args[1:]
    result = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    is_property = any(isinstance(each, ast.Name) and each.id == "property"
                      for each in node.decorator_list)
    if is_property:
        return f"{name}: {result.removeprefix(' -> ')}"
    parameters = re.sub(r"(: [\w\[\], .|]+)=", r"\1 = ", ast.unparse(arguments))
    return f"{name}({parameters}){'' if node.name == '__init__' else result}"


def imported(tree: ast.Module) -> dict[str, str]:
    """Names and the module of the package that they come from; also for type checkers alone."""
    return {(each.asname or each.name): node.module for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module
            for each in node.names}


def bodies(node: ast.ClassDef, tree: ast.Module) -> list[ast.stmt]:
    """The statements of a class, then those of its bases that have no page of their own."""
    found = list(node.body)
    classes = {each.name: each for each in tree.body if isinstance(each, ast.ClassDef)}
    for base in (each.id for each in node.bases if isinstance(each, ast.Name)):
        if base in classes and base.startswith("_"):
            found += bodies(classes[base], tree)
        elif (module := imported(tree).get(base, "")).startswith("_"):
            other = parsed(module)
            found += next((bodies(each, other) for each in other.body
                           if isinstance(each, ast.ClassDef) and each.name == base), [])
    return found


def of_class(node: ast.ClassDef, tree: ast.Module) -> Entry:
    """With what it inherits from classes that are not for users."""
    entry, body = Entry(node.name, f"class {node.name}", ast.get_docstring(node) or ""), []
    for each in bodies(node, tree):  # the class's own come first
        if getattr(each, "name", None) not in {getattr(one, "name", "") for one in body}:
            body.append(each)
    for each in body:
        if isinstance(each, ast.AnnAssign) and each.target.id[0] != "_" and (
                each.target.id not in INTERNAL):
            entry.members.append(Entry(each.target.id, ast.unparse(each), ""))
        if not isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if each.name == "__init__" and re.search(r"\bopen_cursor\b|: Query\b",
                                                 ast.unparse(each.args)):
            continue  # only a client makes it
        if each.name == "__init__":
            entry.signature = f"class {signature(each, node.name, True)}"
            entry.text += "\n\n" + (ast.get_docstring(each) or "")
        elif each.name[0] != "_" and each.name not in INTERNAL or (
                each.name in PROTOCOLS and ast.get_docstring(each)):
            entry.members.append(Entry(each.name, signature(each, each.name, True),
                                       ast.get_docstring(each) or ""))
    return entry


def exported() -> list[Entry]:
    """What `import dzjobs` offers, in the order of __all__; its modules stand elsewhere."""
    tree = parsed("__init__")
    where, modules = imported(tree), {path.stem for path in PACKAGE.glob("*.py")}
    names = next(ast.literal_eval(node.value) for node in tree.body
                 if isinstance(node, ast.Assign) and node.targets[0].id == "__all__")
    return [entry for name in names if name not in modules
            for entry in module_entries(where.get(name, "__init__")) if entry.name == name]


def module_entries(module: str) -> list[Entry]:
    """Classes and functions without a leading underscore; each needs a docstring."""
    tree = parsed(module)
    entries = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            entries.append(of_class(node, tree))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name[0] != "_":
            entries.append(Entry(node.name, signature(node, node.name, False),
                                 ast.get_docstring(node) or ""))
    for entry in entries:
        if not entry.text and module not in ("exceptions", "types"):
            raise HeaderError(f"packaging/python/dzjobs/{module}.py: {entry.name} has no docstring")
    return entries
