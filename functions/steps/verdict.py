"""What the failed rules of a certificate mean: the error that they are, or, where damage is accepted, that some is missing."""

from functions.common.errors import ProxyDiffers, SoundNotDecoded, SourceDamaged
from functions.media.certificate import Rule
from functions.media.facts import Media
from functions.media.rule_names import in_words
from functions.steps import damage, sound_rules
from functions.steps.encode import Encoded


def judge(rules: tuple[Rule, ...], media: Media, encoded: Encoded, *, accept_damage: bool = False) -> bool:
    """Raise what the failed rules mean, and name them; else say whether all of the source is there.

    Raises SourceDamaged, saying how much can be read; SoundNotDecoded, when sound is missing and nothing was complained of, or
    only of pauses that the decoder does not know; or ProxyDiffers. With ``accept_damage`` only the last: False says instead
    that the proxy is what can be read of a damaged source.
    """
    refused = [rule for rule in rules if not rule.passed]
    lost = [rule for rule in refused if sound_rules.is_loss(rule)]
    broken = {rule.rule for rule in refused if rule.rule.startswith("source_")}
    if accept_damage:
        differs = [rule for rule in refused if rule not in lost and rule.rule not in broken]
        if differs:
            raise ProxyDiffers(_reasons(differs))
        return not refused
    complained = any(complaint.kind == "damage" for complaint, _ in encoded.complaints)
    paused = broken <= {"source_clean"} and sound_rules.paused(lost, media, encoded.complaints)
    if (broken or (lost and complained)) and not paused:
        raise SourceDamaged(f"{damage.readable(media, encoded)} {_reasons(refused)}")
    if lost:
        raise SoundNotDecoded(sound_rules.said(lost, media))
    if refused:
        raise ProxyDiffers(_reasons(refused))
    return True


def _reasons(refused: list[Rule]) -> str:
    return " ".join(f"{in_words(rule.rule)}: expected {rule.expected}, found {rule.found}." for rule in refused)
