"""Reads the Python package's classes and functions with their docstrings, without importing it."""

from __future__ import annotations

import ast
import copy
import dataclasses

from headers import REPOSITORY, HeaderError

PACKAGE = REPOSITORY / "packaging/python/dzjobs"
PROTOCOLS = {"__iter__", "__enter__", "__arrow_c_stream__", "__arrow_c_array__"}


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
    return f"{name}({ast.unparse(arguments)}){'' if node.name == '__init__' else result}"


def of_class(node: ast.ClassDef, bases: dict[str, ast.ClassDef]) -> Entry:
    """A class with the members of its private base classes in the module."""
    entry = Entry(node.name, f"class {node.name}", ast.get_docstring(node) or "")
    body = list(node.body)
    for base in node.bases:
        if isinstance(base, ast.Name) and base.id.startswith("_") and base.id in bases:
            body += bases[base.id].body
    for each in body:
        if isinstance(each, ast.AnnAssign) and not each.target.id.startswith("_"):
            entry.members.append(Entry(each.target.id, ast.unparse(each), ""))
        if not isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        if each.name == "__init__" and "open_cursor" in ast.unparse(each.args):
            continue  # only a client makes it
        if each.name == "__init__":
            entry.signature = f"class {signature(each, node.name, True)}"
        elif not each.name.startswith("_") or each.name in PROTOCOLS and ast.get_docstring(each):
            entry.members.append(Entry(each.name, signature(each, each.name, True),
                                       ast.get_docstring(each) or ""))
    return entry


def exported() -> list[Entry]:
    """The names in `import dzjobs`, in the order of __all__."""
    where: dict[str, str] = {}
    names: list[str] = []
    for node in parsed("__init__").body:
        if isinstance(node, ast.ImportFrom) and node.module and not node.module == "exceptions":
            where |= {(each.asname or each.name): node.module for each in node.names}
        if isinstance(node, ast.Assign) and node.targets[0].id == "__all__":
            names = ast.literal_eval(node.value)
    return [entry for name in names if name in where
            for entry in module_entries(where[name]) if entry.name == name]


def module_entries(module: str) -> list[Entry]:
    """Classes and functions without a leading underscore; each needs a docstring."""
    tree = parsed(module)
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    entries = []
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            entries.append(of_class(node, classes))
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name[0] != "_":
            entries.append(Entry(node.name, signature(node, node.name, False),
                                 ast.get_docstring(node) or ""))
    for entry in entries:
        if not entry.text and module not in ("exceptions", "types"):
            raise HeaderError(f"packaging/python/dzjobs/{module}.py: {entry.name} has no docstring")
    return entries
