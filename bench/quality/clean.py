"""Clean text of ten kinds: nothing in it is sensitive, so every hit is a false alarm. Made, not copied, and seeded."""

import base64
import json
import os
import string
import uuid

import language
from making import digits, letters

HEX = "0123456789abcdef"
NOUNS = ("buffer", "index", "window", "packet", "session", "frame", "table", "worker", "queue", "cursor", "number",
         "record",
         "payload", "token", "address", "item", "block", "vector", "event", "layer")
VERBS = ("read", "write", "merge", "flush", "open", "close", "parse", "check", "load", "swap", "split", "visit")
# Words that are documented keywords, in code as anywhere: never with a number of theirs within reach.
SPEAKING = ("card", "position", "phone", "license", "passport", "contact", "pan", "run", "swipe", "discover", "stripe",
            "coordinates", "visa", "expiry", "birthday", "mobile", "electron", "credentials", "blood", "tin", "cell")
GOODS = ("Oak shelf", "Steel lamp", "Garden hose", "Paper tray", "Coffee mill", "Wall clock", "Desk fan",
         "Wool blanket",
         "Bread knife", "Rain jacket", "Phone case", "Card holder", "Memory card", "Blood orange juice", "Visa frame")


def sentence_text(r):
    own = r.choice(list(language.FILLER))
    return r.choice(language.FILLER[own]) + " " + r.choice(language.FILLER[own]) + "\n\n"


def source_code(r):
    noun, verb, other = r.choice(NOUNS), r.choice(VERBS), r.choice(NOUNS)
    if r.random() < 0.3:
        word, second = r.choice(SPEAKING), r.choice(SPEAKING)
        return (f"/* The {word} of a {noun}: see {second}_{other}(). */\nvoid {verb}_{word}(struct {second} *{noun})\n"
                f"{{\n    if ({noun}->{word} == NULL) return;\n    {second}({noun}, {r.randint(0, 9)});\n}}\n\n")
    return r.choice((
        f"static int {verb}_{noun}(struct {noun} *{noun}, size_t count)\n{{\n    if (count > {r.randint(8, 99999)})\n"
        f"        return -{r.randint(1, 40)};\n    {noun}->{other} = 0x{letters(r, 8, HEX)};\n"
        f"    return {digits(r, 3)};\n}}\n\n",
        f"def {verb}_{noun}(self, {other}={digits(r, 4)}):\n    \"\"\"Return the {noun} of the {other}.\"\"\"\n"
        f"    self.{noun}_{other} = [{', '.join(digits(r, 9) for _ in range(4))}]\n"
        f"    return self.{verb}({other} * {r.random():.6f})\n\n",
        f"const {noun}{other.title()} = {{ id: {digits(r, 10)}, "
        f"{other}: '{letters(r, 6)}', mask: {digits(r, 16)}n }};\n",
        f"#define {noun.upper()}_{other.upper()}_MAX {digits(r, 9)}UL\n",
        f"INSERT INTO {noun} VALUES ({digits(r, 6)}, '{letters(r, 3)}{digits(r, 5)}', {r.random():.4f}, NULL);\n"))


def log_lines(r):
    when = (f"2024-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}T{r.randint(0, 23):02d}:"
            f"{r.randint(0, 59):02d}:{r.random() * 60:06.3f}Z")
    noun, verb = r.choice(NOUNS), r.choice(VERBS)
    return r.choice((
        f"{when} INFO  [{noun}-{r.randint(1, 64)}] {verb} {noun} {digits(r, r.randint(5, 19))} "
        f"took {r.randint(1, 9999)} ms\n",
        f"{when} DEBUG {noun}={digits(r, 10)} seq={digits(r, 12)} offset={digits(r, 9)} size={r.randint(1, 99999)}\n",
        f"10.{r.randint(0, 255)}.{r.randint(0, 255)}.{r.randint(1, 254)} - - [12/Mar/2024:10:15:32 +0000] "
        f"\"GET /{noun}/{digits(r, 8)}?page={r.randint(1, 99)} HTTP/1.1\" 200 {digits(r, 5)}\n",
        f"[{r.randint(1, 99999)}.{digits(r, 6)}] usb 1-{r.randint(1, 9)}: new device number {r.randint(2, 99)}, "
        f"idVendor={letters(r, 4, HEX)}\n",
        f"Mar {r.randint(1, 28):2d} 10:15:32 host kernel: {noun} at 0x{letters(r, 16, HEX)} pid {digits(r, 5)}\n"))


def article_number(r):
    """A European article number: 12 digits and the check digit of GS1."""
    number = digits(r, 12)
    return number + str(-sum(int(c) * (1, 3)[i % 2] for i, c in enumerate(number)) % 10)


def catalogue(r):
    return (f"{r.choice(GOODS)};{letters(r, 2)}-{digits(r, 6)};{r.uniform(2, 900):.2f};EAN {article_number(r)};"
            f"{r.randint(10, 200)}x{r.randint(10, 200)}x{r.randint(5, 90)} mm;{digits(r, 2)}/{digits(r, 4)}\n")


def hashes(r):
    size = r.choice((32, 40, 64, 128))
    return f"{letters(r, size, HEX)}  {r.choice(NOUNS)}-{r.randint(1, 9)}.{r.randint(0, 20)}.tar.gz\n"


def uuids(r):
    return f"{uuid.UUID(int=r.getrandbits(128), version=4)},{r.choice(NOUNS)},{r.randint(1, 9999)}\n"


def timestamps(r):
    seconds = r.randint(1500000000, 1799999999)
    return (f"{seconds}\t{seconds * 1000 + r.randint(0, 999)}\t{seconds}{digits(r, 9)}\t"
            f"2024{r.randint(1, 12):02d}{r.randint(1, 28):02d}{digits(r, 6)}\n")


def versions(r):
    dotted = ".".join(str(r.randint(0, 40)) for _ in range(r.choice((3, 4))))
    return r.choice((f"lib{r.choice(NOUNS)}{r.randint(1, 9)} (>= {dotted}-{r.randint(1, 9)}+deb12u{r.randint(1, 4)})\n",
                     f"{r.choice(NOUNS)}=={dotted}rc{r.randint(1, 9)}\n", f"* {dotted} (build {digits(r, 8)})\n",
                     f"1.3.6.1.4.1.{digits(r, 5)}.{r.randint(1, 99)}.{r.randint(1, 99)}\n"))


def measurements(r):
    return "  ".join(f"{r.gauss(0, 100):.{r.choice((2, 3, 4, 6))}f}" for _ in range(6)) + f"  {r.random():.4e}\n"


def encoded(r):
    if r.random() < 0.5:
        return base64.b64encode(bytes(r.getrandbits(8) for _ in range(180))).decode() + "\n"
    names = [letters(r, r.randint(1, 3), string.ascii_lowercase) for _ in range(6)]
    return ("!function(" + ",".join(names) + "){return " + "+".join(f"{name}[{digits(r, 2)}]" for name in names) +
            f"?{digits(r, 5)}:{names[0]}.{r.choice(VERBS)}(\""
            f"{letters(r, 9, string.ascii_letters + string.digits)}\")}};")


def settings(r):
    return json.dumps({r.choice(NOUNS): {"id": int(digits(r, 9, "123456789")), "size": r.randint(1, 99999),
                                         "ratio": round(r.random(), 5),
                                         "tag": letters(r, 8), "build": digits(r, 14, "2")},
                       "enabled": r.random() < 0.5}) + "\n"


KINDS = (("prose", sentence_text, "txt"), ("source", source_code, "c"), ("logs", log_lines, "log"),
         ("catalogue", catalogue, "txt"),
         ("hashes", hashes, "txt"), ("uuids", uuids, "csv"), ("timestamps", timestamps, "tsv"),
         ("versions", versions, "txt"),
         ("measurements", measurements, "txt"), ("encoded", encoded, "js"), ("settings", settings, "jsonl"))


def write(r, folder, total):
    """About total bytes, the same share of each kind. Returns the bytes written for each kind."""
    sizes = {}
    os.makedirs(os.path.join(folder, "clean"), exist_ok=True)
    for name, make, extension in KINDS:
        share, size = total // len(KINDS), 0
        with open(os.path.join(folder, "clean", f"{name}.{extension}"), "wb") as file:
            while size < share:
                size += file.write(make(r).encode())
        sizes[name] = size
    return sizes
