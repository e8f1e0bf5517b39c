"""Mutation testing: small faults are put into pure modules, one at a time, and unit tests have to notice each.

``python -m tests.support.mutation``, or ``./vts test --mutate``. What is mutated stands in modules.py, how in operators.py; no
file is ever changed, as a mutant lives in the memory of a process that ends with it (run.py).
"""
