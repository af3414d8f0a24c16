from __future__ import annotations

import ast
from pathlib import Path

from django.conf import settings

MOST = 8
ROOMS = ["agreements", "municipalities", "config"]


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    named = function.args
    return len([*named.posonlyargs, *named.args, *named.kwonlyargs])


def test_functions_have_at_most_eight_parameters() -> None:
    functions = {
        f"{path.relative_to(settings.BASE_DIR)}:{node.name}": parameters(node)
        for room in ROOMS
        for path in Path(settings.BASE_DIR, room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert len(functions) > 1000
    assert {name: number for name, number in functions.items() if number > MOST} == {}
