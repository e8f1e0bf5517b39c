"""Films that are cut off or damaged: none passes, and the source is named as the cause."""

from pathlib import Path

import pytest

from functions.common.errors import SourceDamaged
from tests.support.films import bad_files
from tests.support.films.pipeline import Workshop


@pytest.mark.parametrize("name", bad_files.SPOILED)
@pytest.mark.parametrize("recipe", ["web-720p", "edit-h264"])
def test_a_damaged_film_never_passes_and_is_the_sources_fault(name: str, recipe: str, workshop: Workshop) -> None:
    made = workshop.carry(workshop.film(name), recipe)
    with pytest.raises(SourceDamaged, match=r"can be read"):
        made.judge()


@pytest.mark.parametrize("share", [0.35, 0.5, 0.65, 0.8, 0.95])
@pytest.mark.parametrize("name", ["faststart", "mkv_opus", "webm_vp9", "mpeg4_avi"])
def test_a_film_cut_off_anywhere_never_passes(name: str, share: float, workshop: Workshop, tmp_path: Path) -> None:
    whole = workshop.film(name)
    cut = tmp_path / whole.name
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
    made = workshop.carry(cut)
    with pytest.raises(SourceDamaged):
        made.judge()
