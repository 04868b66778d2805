"""How well duplicates are found among drawn people: precision, recall and time.

People are drawn with names as common as in life (a few very common, many rare), in families that share a family name,
a phone and a shelter. A share of them is written down a second time by somebody else: in Russian or in Latin letters,
by a short form, with names swapped, a slip of the pen, a year off by one, without patronymic or phone. Every pair of
records that the program calls likely is held against what was drawn. No name belongs to anybody.

    python benchmarks/matching.py [--people 100000] [--share 0.05] [--seed 1] [--json FILE]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from corridor_server.registry.matching.pairs import find
from corridor_server.registry.matching.score import MARGIN, Who

STEMS = """
Ковал Шевч Бонд Ткач Мельн Кравч Олійн Поліщ Савч Марч Рудн Лис Мороз Кушн Гонч Павл Васил Петр Іван Клим Гриц
Дем Федор Харч Яков Захар Мартин Степан Назар Панас Тимош Сидор Кузьм Левч Мазур Пономар Руден Сем Литвин
Костюч Гаврил Данил Демч Жук Зайч Ільч Карп Луценк Матвій Нестер Остап Пилип Романч Соловй Тарас Ульян Хом
Цимбал Чорн Шульг Щерб Юрч Яремч Білоус Вовч Голуб Дяч Журавл Зінч Кириль Лаврин Мусій Никиф Овчар Прокоп Радч
Скор Терещ Уманч Фесь Циган Чайк Шаповал Ярош Бабич Вергун Гайд Довг Заруб Казим Ларч Микит Найд Онищ Підгор
Рижк Стельм Трох Чумач
""".split()  # noqa: SIM905
ENDINGS = (
    ("енко", "енко"), ("чук", "чук"), ("ук", "ук"), ("ко", "ко"), ("ський", "ська"), ("ов", "ова"), ("ець", "ець"),
    ("ишин", "ишин"), ("як", "як"), ("юк", "юк"), ("івський", "івська"), ("ин", "ина"),
)  # fmt: skip
MEN = """
Олександр Сергій Володимир Микола Іван Василь Андрій Юрій Віктор Михайло Петро Анатолій Олексій Дмитро Ігор
Євген Роман Григорій Павло Степан Богдан Максим Тарас Віталій Леонід Борис Костянтин Артем Денис Федір
""".split()  # noqa: SIM905
WOMEN = """
Олена Тетяна Наталія Ольга Ірина Марія Людмила Галина Світлана Катерина Оксана Анна Валентина Надія Любов Ніна
Юлія Вікторія Лариса Віра Лідія Раїса Дарина Анастасія Зінаїда Софія Євгенія Тамара Інна Яна
""".split()  # noqa: SIM905
RUSSIAN = {
    "Олександр": "Александр", "Сергій": "Сергей", "Володимир": "Владимир", "Микола": "Николай", "Іван": "Иван",
    "Василь": "Василий", "Андрій": "Андрей", "Юрій": "Юрий", "Віктор": "Виктор", "Михайло": "Михаил", "Петро": "Пётр",
    "Анатолій": "Анатолий", "Олексій": "Алексей", "Дмитро": "Дмитрий", "Ігор": "Игорь", "Євген": "Евгений",
    "Григорій": "Григорий", "Павло": "Павел", "Віталій": "Виталий", "Костянтин": "Константин", "Артем": "Артём",
    "Федір": "Фёдор", "Олена": "Елена", "Тетяна": "Татьяна", "Наталія": "Наталья", "Ірина": "Ирина", "Марія": "Мария",
    "Світлана": "Светлана", "Катерина": "Екатерина", "Надія": "Надежда", "Любов": "Любовь", "Ніна": "Нина",
    "Юлія": "Юлия", "Вікторія": "Виктория", "Віра": "Вера", "Лідія": "Лидия", "Раїса": "Раиса", "Дарина": "Дарья",
    "Анастасія": "Анастасия", "Зінаїда": "Зинаида", "Софія": "София", "Євгенія": "Евгения", "Інна": "Инна",
}  # fmt: skip
SHORT = {
    "Олександр": "Саша", "Сергій": "Серьожа", "Володимир": "Вова", "Микола": "Коля", "Іван": "Ваня", "Василь": "Вася",
    "Юрій": "Юра", "Віктор": "Вітя", "Михайло": "Міша", "Анатолій": "Толя", "Олексій": "Льоша", "Дмитро": "Діма",
    "Євген": "Женя", "Павло": "Паша", "Олена": "Лена", "Тетяна": "Таня", "Наталія": "Наташа", "Ольга": "Оля",
    "Ірина": "Іра", "Марія": "Маруся", "Людмила": "Люда", "Галина": "Галя", "Світлана": "Света", "Катерина": "Катя",
    "Оксана": "Ксюша", "Валентина": "Валя", "Надія": "Надя", "Любов": "Люба", "Юлія": "Юля", "Вікторія": "Віка",
    "Анастасія": "Настя", "Дарина": "Даша", "Анна": "Аня", "Костянтин": "Костя", "Григорій": "Гриша",
}  # fmt: skip
PASSPORT = dict(
    zip(
        "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch - iu ia".replace("-", "_").split(),
        strict=True,
    )
) | {"_": "", "ё": "e", "ы": "y", "э": "e", "ъ": ""}
EVERYDAY = PASSPORT | {
    "г": "g",
    "ж": "zh",
    "й": "y",
    "ю": "yu",
    "я": "ya",
    "и": "i",
    "ї": "yi",
    "х": "h",
    "є": "ye",
    "ц": "c",
}
LETTERS = "абвгдезиклмнопрстуя"


@dataclass(frozen=True)
class Drawn:
    """Records, and which of them are one person."""

    people: list[Who]
    same: set[frozenset[str]]


def latin(text: str, table: dict[str, str]) -> str:
    letters = "".join(table.get(one, "" if one in "’'_" else one) for one in text.lower())
    return letters.replace("_", "").capitalize()


def patronymic(father: str, female: bool) -> str:
    stem = {"Микола": "Микола", "Ігор": "Ігор", "Юрій": "Юрі", "Андрій": "Андрі", "Сергій": "Сергі"}.get(father, father)
    if father.endswith("й"):
        return f"{father[:-1]}ївна" if female else f"{father}ович"
    if father.endswith("о"):
        stem = father[:-1]
    if father == "Микола":
        return "Миколаївна" if female else "Миколайович"
    return f"{stem}івна" if female else f"{stem}ович"


def zipf(rng: random.Random, count: int) -> list[float]:
    return [1 / (rank + 3) ** 0.9 for rank in range(count)]


def draw(count: int, share: float, seed: int) -> Drawn:
    rng = random.Random(seed)
    families = [(stem + man, stem + woman) for stem in STEMS for man, woman in ENDINGS]
    families += [(a[:4] + b[-3:].lower() + man, a[:4] + b[-3:].lower() + woman)
                 for a in STEMS for b in STEMS[::3] for man, woman in ENDINGS[:6]]  # fmt: skip
    families = list(dict.fromkeys(families))
    rng.shuffle(families)
    family_weight, man_weight, woman_weight = zipf(rng, len(families)), zipf(rng, len(MEN)), zipf(rng, len(WOMEN))
    originals = int(count / (1 + share))
    people: list[Who] = []
    home = 0
    while len(people) < originals:
        home += 1
        family = rng.choices(families, family_weight)[0]
        phone, place = f"p{home}" if rng.random() < 0.8 else "", f"s{rng.randrange(400)}"
        for _one in range(rng.choices((1, 2, 3, 4, 5), (38, 31, 16, 10, 5))[0]):
            female = rng.random() < 0.55
            given = rng.choices(WOMEN if female else MEN, woman_weight if female else man_weight)[0]
            father = rng.choices(MEN, man_weight)[0]
            people.append(
                Who(
                    f"{len(people)}", family[1] if female else family[0], given, patronymic(father, female),
                    rng.randint(1930, 2023), "female" if female else "male", phone, place, f"h{home}",
                )
            )  # fmt: skip
    people = people[:originals]
    same: set[frozenset[str]] = set()
    for number, one in enumerate(rng.sample(people, count - originals)):
        copy = disturbed(one, f"c{number}", rng)
        same.add(frozenset((one.id, copy.id)))
        people.append(copy)
    rng.shuffle(people)
    return Drawn(people, same)


def disturbed(one: Who, copy_id: str, rng: random.Random) -> Who:
    """``one`` as somebody else wrote it down: always another household, and one to three differences."""
    found = replace(one, id=copy_id, household=f"x{copy_id}")
    for change in rng.sample(CHANGES, rng.choices((1, 2, 3), (45, 38, 17))[0]):
        found = change(found, rng)
    if rng.random() < 0.4:
        found = replace(found, phone="")
    elif rng.random() < 0.3:
        found = replace(found, phone=f"q{copy_id}")
    if rng.random() < 0.5:
        found = replace(found, place=f"s{rng.randrange(400)}")
    if rng.random() < 0.35:
        found = replace(found, patronymic="")
    return found


def in_russian(one: Who, rng: random.Random) -> Who:
    swap = str.maketrans("іїєґ", "иие" + "г")
    father = one.patronymic.replace("івна", "овна").replace("ївна", "евна").replace("йович", "евич")
    given = RUSSIAN.get(one.given, one.given)
    family = one.family.replace("ський", "ский").replace("ська", "ская")
    return replace(one, given=given, family=family.translate(swap), patronymic=father.translate(swap))


def in_latin(one: Who, rng: random.Random) -> Who:
    table = rng.choice((PASSPORT, EVERYDAY))
    return replace(one, **{name: latin(getattr(one, name), table) for name in ("given", "family", "patronymic")})


def short_form(one: Who, rng: random.Random) -> Who:
    return replace(one, given=SHORT.get(one.given, one.given))


def swapped(one: Who, rng: random.Random) -> Who:
    return replace(one, given=one.family, family=one.given)


def slip(one: Who, rng: random.Random) -> Who:
    name = rng.choice(("family", "family", "given"))
    text = getattr(one, name)
    at = rng.randrange(1, len(text))
    kind, letters = rng.randrange(4), "abdeiklmnoprstu" if text.isascii() else LETTERS
    wrong = {0: text[:at] + text[at + 1 :], 1: text[:at] + rng.choice(letters) + text[at:],
             2: text[:at] + rng.choice(letters) + text[at + 1 :],
             3: text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]}[kind]  # fmt: skip
    return replace(one, **{name: wrong})


def year_off(one: Who, rng: random.Random) -> Who:
    return replace(one, year=one.year + rng.choice((-1, 1))) if one.year else one


def year_unknown(one: Who, rng: random.Random) -> Who:
    return replace(one, year=0)


CHANGES = (in_russian, in_latin, short_form, swapped, slip, year_off, year_unknown)


def measure(count: int, share: float, seed: int) -> dict[str, float]:
    drawn = draw(count, share, seed)
    start = perf_counter()
    pairs = find(drawn.people)
    seconds = perf_counter() - start
    found = {frozenset((a, b)) for a, b, _likeness in pairs}
    right = len(found & drawn.same)
    return {
        "people": len(drawn.people), "drawn_pairs": len(drawn.same), "found_pairs": len(found), "right": right,
        "precision": round(right / max(len(found), 1), 4), "recall": round(right / max(len(drawn.same), 1), 4),
        "margin_bits": MARGIN, "seconds": round(seconds, 2),
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", default="-")
    args = parser.parse_args()
    result = {"seed": args.seed, "share": args.share} | measure(args.people, args.share, args.seed)
    text = json.dumps(result, indent=1)
    if args.json == "-":
        sys.stdout.write(text + "\n")
    else:
        Path(args.json).write_text(text + "\n")


if __name__ == "__main__":
    main()
