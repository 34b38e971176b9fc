"""Names of people in Chinese, Japanese and Korean text, where nothing but a title or a post shows where a name ends.

A surname alone keeps its title ("田中さん", "高副理", "한과장님"), a full name loses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from daemon.core.recognise.lexicon import word_list

_ARABIC = r"[\u0620-\u06ff]"
_HEBREW = r"[\u05d0-\u05ea'\"׳״]"
_HAN = r"[\u3400-\u9fff々]"
_READ = 60
_FULL_JAPANESE = 3


def eastern_names(text: str) -> Iterator[tuple[str, int, int]]:
    """Names with where they start and end, title included."""
    if text.isascii():
        return
    for pattern in _patterns():
        for match in islice(pattern.finditer(text), _READ):
            name = _written(match)
            if name and name not in word_list("department_korean"):
                yield name, match.start("name"), match.end()


def bare_name(name: str) -> str:
    """A name without blanks and without the titles behind it."""
    bare = name.replace(" ", "").replace("\u3000", "")
    while title := next((title for title in _titles() if bare.endswith(title) and len(bare) > len(title)), ""):
        bare = bare.removesuffix(title)
    return bare


@cache
def _titles() -> tuple[str, ...]:
    titles = word_list("title_after_japanese", "title_after_chinese", "title_after_korean") | {"님", "씨"}
    return tuple(sorted(titles, key=len, reverse=True))


def _written(match: re.Match[str]) -> str:
    name, title = match["name"].strip(), match["title"]
    if title in word_list("title_after_japanese"):
        name = _without_post(name)
        return name + title if name and len(name.replace(" ", "")) < _FULL_JAPANESE else name
    return name + match[0][match.end("name") - match.start() :] if len(name) == 1 or name[0] in "小老阿" else name


def _without_post(name: str) -> str:
    """A name without the post or department before it: "人事部長田中" is "田中"."""
    ends = [name.rfind(post) + len(post) for post in word_list("post_before_japanese") if post in name]
    return name[max(ends, default=0) :].strip()


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    def either(words: frozenset[str]) -> str:
        return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))

    japanese, chinese, korean = (
        either(word_list("title_after_japanese")),
        either(word_list("title_after_chinese")),
        either(word_list("title_after_korean")),
    )
    surname = "".join(sorted(word_list("surname_chinese")))
    surname_korean = "".join(sorted(word_list("surname_korean")))
    arabic, hebrew = either(word_list("title_arabic")), either(word_list("title_hebrew"))
    post, verb = either(word_list("post_before_chinese")), either(word_list("verb_after_chinese"))
    return (
        re.compile(
            rf"(?P<name>{_HAN}{{1,8}}(?:[ \u3000]{_HAN}{{1,3}})?|[\u30a1-\u30f6ー]{{2,8}})[ ]?(?P<title>{japanese})"
        ),
        re.compile(
            rf"(?:部|課|室|科|チーム|グループ|担当|採用|人事)の(?P<name>{_HAN}{{1,3}})(?P<title>)(?=です|と|が|より|から|、|。)"
        ),
        re.compile(rf"(?P<name>[小老阿]?[{surname}]{_HAN}{{0,2}}?)(?P<title>{chinese})"),
        re.compile(rf"(?:hr|人事|人资|人資|招聘|{post})[ ]?(?P<name>[小老阿][{surname}])(?P<title>)", re.IGNORECASE),
        re.compile(
            rf"(?:{post})[ ]?(?P<name>[{surname}]{_HAN}{{1,2}}?)(?P<title>)(?=$|[^\u3400-\u9fff]|(?:{verb}))",
            re.MULTILINE,
        ),
        re.compile(
            rf"(?<!{_ARABIC})[ولب]?(?:مع |{arabic})[ ]?(?:{arabic})?[ ]?"
            rf"(?P<name>(?!ال){_ARABIC}{{2,12}} {_ARABIC}{{2,12}})(?P<title>)"
        ),
        re.compile(
            rf"(?<!{_HEBREW})ו?(?:עם |{hebrew})[ ]?(?:{hebrew})?[ ]?"
            rf"(?P<name>(?!ה){_HEBREW}{{2,12}}(?: {_HEBREW}{{2,12}})?)(?P<title>)(?=[,.\n(]|$)"
        ),
        re.compile(
            rf"(?<![가-힣])(?P<name>[{surname_korean}][가-힣]{{0,2}}?)[ ]?(?P<title>(?:{korean})님?|님|씨)"
            r"(?![가-힣]{2})"
        ),
    )
