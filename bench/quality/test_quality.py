"""Tests of the bench itself: check digits against published specimens, and that the score notices what it must."""

import os
import random
import tempfile
import unittest

import corpus
import digits
import documented
import making
import score
from corpus import Label


class CheckDigits(unittest.TestCase):
    """The specimens stand in the standards or in the documents that their publishers show."""

    def test_specimens(self):
        self.assertEqual(digits.vin("1M8GDM9AXKP042788"), "X")
        self.assertEqual(digits.icao("L01X00T47"), "1")
        self.assertEqual(digits.icao("C01X00T47"), "8")
        self.assertEqual(digits.icao("T22000129"), "3")
        self.assertEqual(digits.german_licence("B072RRE2I"), "5")
        self.assertEqual(digits.dea("583672"), "7")
        self.assertEqual(digits.hibc("+A123BJC5D6E71"), "G")
        self.assertEqual(digits.rib("20041", "01005", "0500013M026"), "06")
        self.assertEqual(digits.cin("0542811101000000123456"), "X")
        self.assertEqual(digits.spanish_nss("28", "12345678"), "40")
        self.assertEqual(digits.spanish_nss("28", "1234567"), "42")

    def test_damage_breaks_the_check(self):
        r = random.Random(7)
        for identifier in ("CANADA_SOCIAL_INSURANCE_NUMBER", "SPAIN_DNI_NUMBER", "GERMANY_TAX_IDENTIFICATION_NUMBER"):
            value = making.make(identifier, r)
            self.assertNotEqual(value.damage(r), value.text)


class Documented(unittest.TestCase):
    def test_every_identifier_has_a_maker(self):
        self.assertEqual(set(making.MAKERS), set(documented.identifiers()))
        self.assertEqual(len(making.MAKERS), 166)

    def test_keywords_are_whole_words(self):
        self.assertTrue(documented.speaks_for("client_creditCardNumber", "CREDIT_CARD_NUMBER"))
        self.assertFalse(documented.speaks_for("company", "CREDIT_CARD_NUMBER"))
        self.assertFalse(documented.speaks_for("since", "CANADA_SOCIAL_INSURANCE_NUMBER"))

    def test_sentences_speak_for_nothing(self):
        corpus.check_sentences()


class Compare(unittest.TestCase):
    """One file, 'tin 1234567890 and more', with hits as the scanner would give them."""

    data = b"tin 1234567890 and more 99"

    def score_of(self, labels, hits):
        result = score.Score()
        score.compare_file(result, "x.txt", self.data, labels, sorted(hits))
        return result

    def label(self, identifier="UK_TAX_IDENTIFICATION_NUMBER", **more):
        return Label(identifier, "plain", "text", "tin", file="x.txt", offset=4, length=10, **more)

    def test_right_missed_and_false(self):
        right = self.score_of([self.label()], [(4, 10, "UK_TAX_IDENTIFICATION_NUMBER")])
        self.assertEqual((right.found.total(), right.missed.total(), right.false.total(), right.exact.total()),
                         (1, 0, 0, 1))
        missed = self.score_of([self.label()], [])
        self.assertEqual((missed.found.total(), missed.missed.total()), (0, 1))
        false = self.score_of([self.label()],
                              [(4, 10, "UK_TAX_IDENTIFICATION_NUMBER"), (24, 2, "UK_ELECTORAL_ROLL_NUMBER")])
        self.assertEqual(false.false["UK_ELECTORAL_ROLL_NUMBER"], 1)

    def test_the_same_value_twice_is_a_false_alarm(self):
        twice = self.score_of([self.label()],
                              [(4, 10, "UK_TAX_IDENTIFICATION_NUMBER"), (5, 9, "UK_TAX_IDENTIFICATION_NUMBER")])
        self.assertEqual((twice.found.total(), twice.false.total()), (1, 1))

    def test_hardly_touching_is_not_found(self):
        self.assertEqual(self.score_of([self.label()], [(12, 10, "UK_TAX_IDENTIFICATION_NUMBER")]).missed.total(), 1)

    def test_a_trap_is_a_false_alarm(self):
        trapped = self.score_of([self.label(trap="wrong check")], [(4, 10, "UK_TAX_IDENTIFICATION_NUMBER")])
        self.assertEqual((trapped.found.total(), trapped.missed.total(), trapped.false.total()), (0, 0, 1))

    def test_who_may_stand_beside(self):
        beside = self.score_of([self.label("NETHERLANDS_DRIVERS_LICENSE")],
                               [(4, 10, "NETHERLANDS_DRIVERS_LICENSE"), (4, 10, "BELGIUM_DRIVERS_LICENSE")])
        self.assertEqual(beside.false.total(), 1)  # "tin" speaks for neither, so the second has no ground
        label = self.label("NETHERLANDS_DRIVERS_LICENSE")
        label.keyword = "rijbewijs"
        beside = self.score_of([label], [(4, 10, "NETHERLANDS_DRIVERS_LICENSE"), (4, 10, "BELGIUM_DRIVERS_LICENSE")])
        self.assertEqual((beside.false.total(), beside.beside.total()), (0, 1))
        weaker = self.score_of([self.label()],
                               [(4, 10, "UK_TAX_IDENTIFICATION_NUMBER"), (4, 10, "BANK_ACCOUNT_NUMBER")])
        self.assertEqual(weaker.false["BANK_ACCOUNT_NUMBER"], 1)


class Documents(unittest.TestCase):
    def test_labels_stand_where_the_values_are(self):
        with tempfile.TemporaryDirectory() as folder:
            labels = []
            document = corpus.Document("a/b.json")
            first = document.mark('say "é"\n', Label("NAME", "", "json"))
            second = document.mark("99", Label("NAME", "", "json"))
            document.add(f'{{"ä": "{first}", "b": "{second}"}}')
            labels = document.write(folder, corpus.as_json)
            with open(os.path.join(folder, "a/b.json"), "rb") as file:
                data = file.read()
            found = [data[label.offset:label.offset + label.length].decode() for label in labels]
            self.assertEqual(found, ['say \\"é\\"\\n', "99"])

    def test_the_seed_decides(self):
        with tempfile.TemporaryDirectory() as folder:
            texts = []
            for name in ("one", "two"):
                document = corpus.running_text(random.Random(3), "SPAIN_NIE_NUMBER", 20)
                document.write(os.path.join(folder, name))
                with open(os.path.join(folder, name, document.key), "rb") as file:
                    texts.append(file.read())
            self.assertEqual(texts[0], texts[1])


if __name__ == "__main__":
    unittest.main()
