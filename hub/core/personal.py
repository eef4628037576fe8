"""What in a Dutch text may lead to a person: found by patterns, here and now, and pointed at by its place.

`findings` gives two sorts. A *sure* one (citizen number, phone, e-mail, page, postcode, date, IBAN, house number) may
never stand in a text about somebody. A *likely* one (a name, initials) is pointed out; its writer may say that it is
no name. No pattern knows what a reader knows, so this is a help for the writer and no proof (docs/decisions/0060).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from hub.core.text import N_
from hub.core.words import FIRST_NAMES, LOOSE_WORDS, NO_SURNAMES, NO_TOWN_LETTERS, UNITS

CITIZEN_NUMBER, PHONE, EMAIL, PAGE = "citizen_number", "phone", "email", "page"
POSTCODE, DATE, BIRTH, IBAN, HOUSE, NAME, INITIALS = "postcode", "date", "birth", "iban", "house", "name", "initials"

SENTENCES = {
    CITIZEN_NUMBER: N_("Hier staat een getal dat een burgerservicenummer kan zijn. Haal het weg."),
    PHONE: N_("Hier staat een telefoonnummer. Haal het weg."),
    EMAIL: N_("Hier staat een e-mailadres. Haal het weg."),
    PAGE: N_("Hier staat een internetadres of een naam van een account. Haal het weg."),
    POSTCODE: N_("Hier staat een postcode. Haal hem weg. De provincie is genoeg."),
    DATE: N_("Hier staat een datum. Haal hem weg. Een maand of een seizoen mag wel."),
    BIRTH: N_("Hier staat wanneer iemand geboren is. Haal het weg. Tien jaar heen of weer is genoeg."),
    IBAN: N_("Hier staat een rekeningnummer. Haal het weg."),
    HOUSE: N_("Hier staat een adres met een huisnummer. Haal het weg."),
    NAME: N_("Dit lijkt op een naam. Haal hem weg, of zeg dat het geen naam is."),
    INITIALS: N_("Dit lijkt op de eerste letters van een naam. Haal ze weg, of zeg dat het geen naam is."),
}
LIKELY = frozenset({NAME, INITIALS})
SURE = frozenset(SENTENCES) - LIKELY


@dataclass(frozen=True, order=True)
class Finding:
    """A piece of the text, from `start` up to `end`, what it seems to be, and the sentence that says so."""

    start: int
    end: int
    kind: str
    sentence: str


Hits = Iterator[tuple[int, int]]

_MONTH = (
    r"(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
    r"|jan|feb|febr|mrt|apr|jun|jul|aug|sept|sep|okt|nov|dec)"
)
_NUMBER_WORD = (
    r"(?:eerste|tweede|derde|vierde|vijfde|zesde|zevende|achtste|negende|tiende|elfde|twaalfde|\w{1,20}tiende|\w{1,20}tigste)"
)
_UNIT = rf"(?! ?(?:{'|'.join(UNITS)})\b| ?[%€])"
_STREETS = r"(?:straat|straatje|laan|plein|kade|gracht|singel|dreef|plantsoen|steeg|boulevard|allee)"
_MAYBE_STREETS = (
    r"(?:weg|hof|pad|park|dijk|ring|markt|wal|dam|kamp|veld|burg|haven|wijk|berg|erf|brink|poort|brug|akker|heide|es|horst"
    r"|zoom|sloot|vaart|kanaal|oord|meent|gaarde|donk|tuin|rijn|baan|hoek|bos|kwartier|rak|hoeve|land|berm)"
)
_LINK = r"(?:(?:van|de|der|den|het|ter|ten|te|in|el|al|ben|bin|'t|’t|v\.?d\.?) ){0,3}"
_CAPITAL = r"[A-ZÀ-ÞĆĐŁŚŞŽĞİ]"
_SMALL = "[a-zß-ÿćčđğıłńśşšźžż]"
_NAME_WORD = rf"{_CAPITAL}{_SMALL}{{1,30}}(?:['’-]{_CAPITAL}?{_SMALL}{{1,30}}){{0,3}}"

_EMAIL = re.compile(
    r"(?<![\w.+%'-])[\w.+%'-]{1,64} ?(?:@|[\[(] ?(?:at|apenstaart(?:je)?) ?[\])]| apenstaart(?:je)? ) ?"
    r"[\w-]{1,63}(?: ?(?:\.|[\[(] ?(?:punt|dot) ?[\])]| punt ) ?[\w-]{1,63}){1,6}",
    re.I,
)
_PAGE = re.compile(
    r"\b(?:https?|ftp)://\S+|\bwww\.\S+|(?<![\w.])@\w{2,}"
    r"|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.(?:nl|com|org|eu|frl|amsterdam"
    r"|(?-i:net|be|info|coach|online|care|io|app|de|me|nu))\b(?:/\S*)?",  # as words these begin a sentence with a capital
    re.I,
)
_PHONE = re.compile(
    r"(?<![\d+])(?:"
    r"(?:(?:\+|00) ?31[ .\-]{0,2}(?:\(0\)[ .\-]?)?|\(?0)[1-9](?:[ .\-()/]{0,3}\d){8}"
    r"|(?:\+|00)[1-9]\d{0,2}(?:[ .\-()/]{0,2}\d){7,12}"
    r"|0 ?6[ .\-]{0,3}\d(?:[ .\-]{0,2}\d){5,7}"
    r")(?!\d)"
)
_PHONE_SAID = re.compile(
    r"\b(?:tel|telefoon|telefoonnummer|mobiel|gsm|06-nummer|app|whatsapp|bel(?:t|baar)?(?: op)?)\b"
    r"[ .:]{0,3}(?:is |op |nummer |naar )?\+?\d(?:[ .\-]?\d){5,14}",
    re.I,
)
_DIGITS = re.compile(r"(?<![\d.,\-])\d(?:[ .\-]?\d){7,8}(?![.\-]?\d)")
_POSTCODE = re.compile(r"(?<![\d.,])[1-9]\d{3}(?: ?([A-Z]{2})| ?([A-Za-z]{2}))(?![\w])")
_POSTCODE_SAID = re.compile(r"\bpostcode(?:gebied)?[ :]*(?:is )?[1-9]\d{3}\b", re.I)
_DATE = re.compile(
    rf"(?<![\d.\-/])(?:0?[1-9]|[12]\d|3[01])(?P<sign> ?[-/.] ?)(?:0?[1-9]|1[0-2])(?P=sign)(?:(?:19|20)\d\d|\d\d)(?![\d])"
    rf"|(?<!\d)(?:0?[1-9]|[12]\d|3[01]) (?:0?[1-9]|1[0-2]) (?:19|20)\d\d(?!\d)"
    rf"|(?<!\d)(?:19|20)\d\d[-/.](?:0[1-9]|1[0-2])[-/.](?:0[1-9]|[12]\d|3[01])(?!\d)"
    rf"|(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?:e|de|ste)?[ -]?(?:{_MONTH})\b\.?(?:[ -]?(?:(?:19|20)\d\d|'\d\d)\b)?"
    rf"|\b{_NUMBER_WORD} {_MONTH}\b(?: (?:19|20)\d\d\b)?",
    re.I,
)
_BIRTH = re.compile(
    rf"\b(?:geboren|geboortedatum|geboortedag|geboortejaar|geb\.|bouwjaar|verjaardag|verjaart|jarig)"
    rf"[^.\n!?]{{0,25}}?\b(?:{_MONTH}\b\.?(?: (?:19|20)\d\d\b)?|(?:19|20)\d\d\b"
    r"|\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?\b|'\d\d\b)",
    re.I,
)
_IBAN_START = re.compile(r"\b[A-Z]{2}[ .\-]?\d{2}", re.I)
_IBAN_DUTCH = re.compile(r"NL\d{2}[A-Z]{4}\d{10}")
_HOUSE = re.compile(
    rf"\b(?i:[\w'’-]{{0,40}}{_STREETS}) (?:nr\.? |nummer )?\d{{1,4}}(?:[ -]?[a-zA-Z]\b)?(?!\d){_UNIT}"
    rf"|\b(?!(?i:onderweg|uitweg|omweg|snelweg|spoorweg)\b){_CAPITAL}[\w'’-]{{0,40}}{_MAYBE_STREETS} (?:nr\.? |nummer )?"
    rf"\d{{1,4}}(?:[ -]?[a-zA-Z]\b)?(?!\d){_UNIT}"
    rf"|\b(?:Laan|Plein|Weg|Hof|Kade|Singel|Pad|Park|Dijk) (?:van|der|de|den|het|op|in)(?: [\w'’-]{{1,30}}){{1,3}}? "
    rf"\d{{1,4}}\b{_UNIT}"
    rf"|\b(?i:huisnummer|huisnr\.?)[ :]*(?:is )?\d{{1,4}}"
    rf"|\b(?i:woont|wonen|wonend|woonde|adres:?|adres is)(?: op| aan| in)?(?: de| het)?(?: {_CAPITAL}[\w'’-]{{0,30}}){{1,3}} "
    rf"\d{{1,4}}(?:[ -]?[a-zA-Z]\b)?(?!\d){_UNIT}"
)
_INITIALS = re.compile(
    rf"(?<![\w.])(?:{_CAPITAL}\.[ -]?){{1,4}}{_LINK}{_NAME_WORD}"
    rf"|(?<![\w.])(?!(?:N\.B|P\.S|B\.V|N\.V|V\.O\.F|M\.a\.w)\b){_CAPITAL}\.(?:[a-z]\.){{0,2}}{_CAPITAL}\.(?:{_CAPITAL}\.){{0,4}}(?!\w)"
)
_CALLED = re.compile(
    rf"\b(?i:klant|cliënt|client|cliënte|mevrouw|meneer|mevr\.?|mw\.?|dhr\.?|heer|heet|heten|genaamd|noemen we|naam is|naam:|"
    rf"(?:voor|achter|roep)naam(?: is|:)?|zoon|dochter|zoontje|dochtertje|man|vrouw|partner|vriend|vriendin|broer|zus|zusje|"
    rf"broertje|moeder|vader|collega|buurvrouw|buurman|jongen|meisje|tante|oom) ((?:(?i:van|de|der|den|el|ter) ){{0,3}}"
    rf"(?:{_NAME_WORD}(?: {_LINK}{_NAME_WORD})?|{_CAPITAL}\.?(?!\w)))"
)
_PAIR = re.compile(rf"(?<![\w'’-]){_NAME_WORD} {_LINK}{_NAME_WORD}(?![\w])")
_WORD = re.compile(rf"(?<![\w'’-]){_NAME_WORD}(?![\w])")


def findings(text: str, kinds: frozenset[str] = SURE | LIKELY) -> list[Finding]:
    """What in a text may lead to a person, in its order; a piece is pointed at once, as the surest thing it is.

    `kinds` narrows what is looked for: who may write a phone number still hears of a citizen number in it.
    """
    seen, places = _as_read(text)
    found: list[Finding] = []
    taken = [False] * len(seen)
    for kind, search in _SEARCHES:
        for start, end in search(seen) if kind in kinds else ():
            if end > start and not any(taken[start:end]):
                taken[start:end] = [True] * (end - start)
                found.append(Finding(places[start], places[end - 1] + 1, kind, SENTENCES[kind]))
    return sorted(found)


def _as_read(text: str) -> tuple[str, list[int]]:
    """The text as an eye reads it, letter by letter: no invisible signs, one kind of space and dash; where each stood."""
    letters, places = [], []
    for place, letter in enumerate(text):
        category = unicodedata.category(letter)
        if category == "Cf":
            continue
        folded = unicodedata.normalize("NFKC", letter)
        letter = folded if len(folded) == 1 else letter
        letters.append(" " if category == "Zs" else "-" if category == "Pd" else letter)
        places.append(place)
    return "".join(letters), places


def _each(pattern: re.Pattern[str], group: int = 0) -> Callable[[str], Hits]:
    def search(text: str) -> Hits:
        for hit in pattern.finditer(text):
            yield hit.span(group)

    return search


def _citizen_numbers(text: str) -> Hits:
    """Eight or nine figures that pass the eleven-test, with or without dots and spaces."""
    for hit in _DIGITS.finditer(text):
        if passes_eleven_test(re.sub(r"\D", "", hit.group())):
            yield hit.span()


def passes_eleven_test(figures: str) -> bool:
    """Whether these figures can be a citizen number: 9×first + 8×second … + 2×eighth − ninth divides by eleven."""
    nine = figures.zfill(9)
    if len(nine) != 9 or not int(nine):
        return False
    weighed = sum(int(figure) * weight for figure, weight in zip(nine, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return weighed % 11 == 0


def _ibans(text: str) -> Hits:
    """An account number whose check holds, or that has the Dutch shape."""
    for begin in _IBAN_START.finditer(text):
        compact, end = "", begin.start()
        for place in range(begin.start(), len(text)):
            letter = text[place]
            if letter.isalnum() and letter.isascii():
                compact += letter.upper()
                last = place + 1 >= len(text) or not text[place + 1].isalnum()
                if last and _is_iban(compact):
                    end = place + 1
            elif letter not in " .-":
                break
            if len(compact) > 34:
                break
        if end > begin.start():
            yield begin.start(), end


def _is_iban(compact: str) -> bool:
    if _IBAN_DUTCH.fullmatch(compact):
        return True
    if not 15 <= len(compact) <= 34 or (compact.startswith("NL") and len(compact) != 18):
        return False
    return int("".join(str(int(letter, 36)) for letter in compact[4:] + compact[:4])) % 97 == 1


def _postcodes(text: str) -> Hits:
    """Four figures and two letters; two small letters after a space are more often a word: '2024 en'."""
    yield from _each(_POSTCODE_SAID)(text)
    for hit in _POSTCODE.finditer(text):
        letters = hit.group(1) or hit.group(2)
        if letters.lower() in NO_TOWN_LETTERS and (hit.group(1) is None or hit.group()[:2] in ("19", "20")):
            continue
        yield hit.span()


def _names(text: str) -> Hits:
    """Who is called something, two words with capitals, and first names that many people have."""
    yield from _each(_CALLED, 1)(text)
    hit = _PAIR.search(text)
    while hit:
        first, last = hit.group().split()[0], hit.group().split()[-1]
        loose = first.lower() in LOOSE_WORDS and _begins_sentence(text, hit.start())
        is_name = not loose and first not in NO_SURNAMES and last not in NO_SURNAMES
        if is_name:
            yield hit.span()
        hit = _PAIR.search(text, hit.end() if is_name else hit.start() + len(first))
    for hit in _WORD.finditer(text):
        if hit.group() in FIRST_NAMES and not (_begins_sentence(text, hit.start()) and hit.group().lower() in LOOSE_WORDS):
            yield hit.span()


def _begins_sentence(text: str, place: int) -> bool:
    just = text[max(0, place - 20) : place]
    before = just.rstrip(" \n\"'‘“(-•*")
    return not before or before[-1] in ".!?:;" or "\n" in just[len(before) :]


_SEARCHES: tuple[tuple[str, Callable[[str], Hits]], ...] = (
    (EMAIL, _each(_EMAIL)),
    (PAGE, _each(_PAGE)),
    (IBAN, _ibans),
    (BIRTH, _each(_BIRTH)),
    (PHONE, _each(_PHONE)),
    (DATE, _each(_DATE)),
    (PHONE, _each(_PHONE_SAID)),
    (CITIZEN_NUMBER, _citizen_numbers),
    (HOUSE, _each(_HOUSE)),
    (POSTCODE, _postcodes),
    (INITIALS, _each(_INITIALS)),
    (NAME, _names),
)
