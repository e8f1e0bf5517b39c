"""Hints of the command line are about commands, not about HTTP."""

import re

import pytest

from functions.common import errors
from functions.common.errors import SetupError, VtsError
from local.terminal import hints

OF_HTTP = re.compile(r"\b(GET|POST|PUT|DELETE) /|/docs\b|`fields`|`dependencies`|signed URL|request id")


CATALOGUE = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, VtsError)]


@pytest.mark.parametrize("cause", CATALOGUE, ids=lambda each: each.code)
def test_no_hint_speaks_of_http(cause: type[VtsError]) -> None:
    hint = hints.of(cause.code, cause.hint)

    assert issubclass(cause, SetupError) or not OF_HTTP.search(hint)


def test_a_hint_that_says_the_same_to_everybody_is_the_catalogues() -> None:
    assert hints.of("archive_file", "Unpack the archive.") == "Unpack the archive."
