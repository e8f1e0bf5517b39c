"""The faults that are put into code, as changes of its syntax tree. Pure.

Left out is what no test should hold: annotations, docstrings, texts of errors and of the log, decorators, and ``strict=`` of
zip; and what is the same by another name, such as the order of what is given to ``max``.
"""

import ast
from collections.abc import Iterator
from copy import deepcopy
from typing import NamedTuple

LARGE = 100  # numbers from here on are halved, as one more or less of them is nobody's promise
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult, ast.LShift: ast.RShift, ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
NO_ORDER = {"max", "min", "lcm", "gcd", "hypot", "isinstance", "Literal"}  # calls whose arguments are not swapped
MODELS = {"Field", "ConfigDict"}  # of pydantic: defaults that whoever makes a model gives, and that none is changed
TOLD = {"log", "logger", "warnings"}  # what is called on these is told to people
TEXTS = (ast.JoinedStr, ast.List, ast.Tuple, ast.Set, ast.Dict)


class Change(NamedTuple):
    """A fault: what stands at a place of a syntax tree, and what is put there."""

    parent: ast.AST
    field: str
    at: int | None  # where in the field, if that is a list
    old: ast.AST
    new: ast.AST
    where: str  # the outermost function or method it is in; empty in none
    line: int

    @property
    def text(self) -> str:
        """The change in one line, such as ``a < b → a <= b``."""
        old = " ".join(ast.unparse(self.old).split())
        return f"{old} → {'nothing' if isinstance(self.new, ast.Pass) else ' '.join(ast.unparse(self.new).split())}"

    def apply(self) -> None:
        """Put the fault into the tree."""
        if self.at is None:
            setattr(self.parent, self.field, self.new)
        else:
            getattr(self.parent, self.field)[self.at] = self.new


def changes(tree: ast.Module) -> list[Change]:
    """Give all faults that can be put into a module, always in the same order."""
    told = _names_told(tree)
    return [change for statement in tree.body if not told & _targets(statement) for change in _inside(tree, statement)]


def mutated(source: str, number: int) -> ast.Module:
    """Give the tree of a module with the fault of this number in it."""
    tree = ast.parse(source)
    changes(tree)[number].apply()
    return ast.fix_missing_locations(tree)


def _inside(tree: ast.Module, statement: ast.stmt) -> Iterator[Change]:
    at = tree.body.index(statement)
    yield from _walk(tree, "body", at, statement, ())


def _walk(parent: ast.AST, field: str, at: int | None, node: ast.AST, names: tuple[str, ...]) -> Iterator[Change]:
    """Give the faults at a node and below it."""
    if _left_out(parent, field, node):
        return
    for new in _instead(parent, field, node):
        line = getattr(node, "lineno", getattr(parent, "lineno", 1))
        yield Change(parent, field, at, node, ast.copy_location(new, node), _outermost(names), line)
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        names = (*names, node.name if isinstance(node, ast.ClassDef) else f"{node.name}()")
    for name, value in ast.iter_fields(node):
        if isinstance(value, list):
            for number, each in enumerate(value):
                if isinstance(each, ast.AST):
                    yield from _walk(node, name, number, each, names)
        elif isinstance(value, ast.AST):
            yield from _walk(node, name, None, value, names)


def _outermost(names: tuple[str, ...]) -> str:
    """Name the function as Python does: classes, then the function; empty outside of one."""
    for number, name in enumerate(names, start=1):
        if name.endswith("()"):
            return ".".join(names[:number]).removesuffix("()")
    return ""


def _left_out(parent: ast.AST, field: str, node: ast.AST) -> bool:
    """Whether nothing here is for a test: what is said, and what is for the type checker."""
    if field in {"annotation", "returns", "decorator_list", "bases", "exc", "cause", "type_params"}:
        return True
    if isinstance(node, (ast.Import, ast.ImportFrom, ast.Assert)) or _is_told(node):
        return True
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return True
    if isinstance(node, ast.keyword) and node.arg in {"strict", "description"}:
        return True
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MODELS:
        return True
    return isinstance(parent, ast.Subscript) and field == "slice" and _is_type(parent.value)


def _is_told(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    named = node.value.func
    return isinstance(named, ast.Attribute) and isinstance(named.value, ast.Name) and named.value.id in TOLD


def _is_type(node: ast.AST) -> bool:
    names = {"Literal", "dict", "list", "tuple", "set", "frozenset", "Callable", "Mapping", "Sequence", "Iterable"}
    return isinstance(node, ast.Name) and node.id in names


def _targets(statement: ast.stmt) -> set[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return {target.id for target in targets if isinstance(target, ast.Name)}


def _names_told(tree: ast.Module) -> set[str]:
    """Names of the module that nothing uses but texts and errors, and ``__all__``."""
    used, told = set[str](), set[str]()

    def look(node: ast.AST, *, saying: bool) -> None:
        saying = saying or isinstance(node, (ast.Raise, ast.JoinedStr)) or _is_told(node)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            (told if saying else used).add(node.id)
        for child in ast.iter_child_nodes(node):
            look(child, saying=saying)

    look(tree, saying=False)
    return (told - used) | {"__all__"}


# ---------------------------------------------------------------- what is put instead


def _instead(parent: ast.AST, field: str, node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.stmt):
        yield from _statements(node)
    elif isinstance(node, ast.expr):
        yield from _expressions(node)
        if field == "test" or (field == "ifs" and isinstance(parent, ast.comprehension)):
            yield from _negated(node)


def _statements(node: ast.stmt) -> Iterator[ast.AST]:
    """Leave a statement out, where what follows can be run without it; or return nothing."""
    if isinstance(node, ast.Return) and node.value is not None:
        if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield ast.Return(ast.Constant(None))
    elif isinstance(node, ast.AugAssign) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
        yield ast.Pass()
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], (ast.Subscript, ast.Attribute)):
        if ast.unparse(node.targets[0]).startswith("notes["):
            return
        yield ast.Pass()
    elif isinstance(node, (ast.Continue, ast.Break)):
        yield ast.Pass()


def _expressions(node: ast.expr) -> Iterator[ast.AST]:
    if isinstance(node, ast.Compare):
        for number, operator in enumerate(node.ops):
            changed = deepcopy(node)
            changed.ops[number] = COMPARED[type(operator)]()
            yield changed
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.BinOp) and type(node.op) in COUNTED and not _texts(node):
        yield ast.BinOp(node.left, COUNTED[type(node.op)](), node.right)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.Call):
        yield from _swapped(node)


def _texts(node: ast.BinOp) -> bool:
    """Whether these are texts, lists or types, of which another operator is only an error."""
    sides = (node.left, node.right)
    return any(
        isinstance(side, TEXTS) or (isinstance(side, ast.Constant) and not isinstance(side.value, (int, float)))
        for side in sides
    )


def _constants(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield from [ast.Constant(value // 2)] if value >= LARGE else [ast.Constant(value + 1)]
    elif isinstance(value, float):
        yield ast.Constant(value * 2 if value else 1.0)


def _negated(node: ast.expr) -> Iterator[ast.AST]:
    if not isinstance(node, (ast.Compare, ast.UnaryOp)):
        yield ast.UnaryOp(ast.Not(), node)


def _swapped(node: ast.Call) -> Iterator[ast.AST]:
    """Swap the first two arguments."""
    named = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    first = node.args[:2]
    if named in NO_ORDER or len(first) < 2 or any(isinstance(each, ast.Starred) for each in first):
        return
    if ast.dump(first[0]) != ast.dump(first[1]):
        yield ast.Call(node.func, [first[1], first[0], *node.args[2:]], node.keywords)
