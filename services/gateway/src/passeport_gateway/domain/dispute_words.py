"""Disputes in plain words: what became of one, and what others see of the entry meanwhile."""

from __future__ import annotations

from collections.abc import Mapping

from passeport_gateway.domain.language import Language, Words

__all__ = ["meanwhile", "told_of_dispute"]

_STATES: Mapping[str, Words] = {
    "opened": Words(
        "{who} n'a pas encore lu votre contestation et a jusqu'au {due} pour répondre.",
        "{who} has not read it yet, and has until {due} to answer.",
    ),
    "seen": Words(
        "{who} a lu votre contestation et a jusqu'au {due} pour répondre.",
        "{who} has read it, and has until {due} to answer.",
    ),
    "accepted": Words(
        "{who} vous donne raison et a jusqu'au {due} pour corriger l'élément ou le retirer.",
        "{who} says that you are right, and has until {due} to correct the entry or to take it back.",
    ),
    "corrected": Words("{who} a corrigé ce que vous contestiez.", "{who} corrected what you contested."),
    "withdrawn": Words(
        "{who} a retiré l'élément que vous contestiez.", "{who} took back the entry that you contested."
    ),
    "refused": Words("{who} maintient l'élément et vous dit pourquoi.", "{who} stands by the entry and says why."),
    "taken_back": Words("Vous avez retiré cette contestation.", "You gave this up."),
}
_LATE = Words(" Ce délai est dépassé.", " That time is over.")
_SOURCE = Words("La source de l'élément", "The source of the entry")
_MEANWHILE = Words(
    "Vos publications n'en disent rien : retirez celles où vous ne voulez plus montrer cet élément. Les professionnels "
    "que la loi désigne ne le voient pas avant la réponse.",
    "Your publications say nothing of it: withdraw those in which you no longer want to show this entry. Professionals "
    "whom the law names do not see it until there is an answer.",
)


def told_of_dispute(state: str, who: str, due: str, *, overdue: bool, language: Language) -> str:
    """What became of a dispute, for its holder; `due` is its last day in words, `who` is to answer."""
    words = _STATES[state].in_language(language)
    told = words.format(who=who or _SOURCE.in_language(language), due=due)
    return told + _LATE.in_language(language) if overdue else told


def meanwhile(language: Language) -> str:
    """What publications and professionals show of an entry while it is contested."""
    return _MEANWHILE.in_language(language)
