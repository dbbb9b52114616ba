"""Makes identifiers/data/words_foreign.txt: frequent words of languages other than English, as Faker has them for
its texts. A word that is one of them is no unknown surname.

    make_words.py [OUTPUT]
"""
import importlib
import os
import sys

LOCALES = ["cs_CZ", "da_DK", "de_AT", "de_DE", "es_ES", "fr_FR", "it_IT", "la", "nl_NL", "pl_PL"]


def main():
    words = set()
    for locale in LOCALES:
        provider = importlib.import_module("faker.providers.lorem." + locale).Provider
        words |= {word.lower() for word in provider.word_list if word.isalpha() and 3 <= len(word) <= 14}
    here = os.path.dirname(os.path.abspath(__file__))
    path = sys.argv[1] if len(sys.argv) > 1 else os.path.join(here, "..", "words_foreign.txt")
    with open(path, "w", encoding="utf-8") as file:
        file.writelines(word + "\n" for word in sorted(words))
    print(len(words), "words")


if __name__ == "__main__":
    main()
