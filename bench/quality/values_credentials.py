"""Credentials: random, made when the bench runs and never stored. Key files come from the package cryptography."""

import base64
import functools
import json
import random
import secrets
import string

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from making import Value, digits, letters, maker, until

ALNUM = string.ascii_letters + string.digits


def random_bytes(r, count):
    return bytes(r.getrandbits(8) for _ in range(count))


def base64_url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def wrapped(text, width, end):
    return end.join(text[i:i + width] for i in range(0, len(text), width))


@maker("AWS_CREDENTIALS")
def aws_secret(r):
    def varied(text):
        return (any(c.isupper() for c in text) and any(c.islower() for c in text) and any(c.isdigit() for c in text))
    text = until(r, lambda r: letters(r, 40, ALNUM + "+/"), varied)

    def damage(r):
        return r.choice((letters(r, 40, "0123456789abcdef"), letters(r, 41, ALNUM) + "9", letters(r, 38, ALNUM) + "9"))
    return Value(text, "with /" if "/" in text else "plain", damage=damage)


@maker("GCP_API_KEY")
def google_key(r):
    text = "AI" + "za" + letters(r, 35, ALNUM + "_-")

    def damage(r):
        return r.choice((text[:-1], text + "x", "ai" + text[2:]))
    return Value(text, damage=damage)


@maker("HTTP_BASIC_AUTH_HEADER")
def basic_header(r):
    pair = letters(r, r.randint(4, 9), string.ascii_lowercase) + ":" + letters(r, r.randint(6, 14), ALNUM)
    token = base64.b64encode(pair.encode()).decode()
    head, form = r.choice((("Authorization: Basic ", "plain"), ("authorization: basic ", "lower"),
                           ("Proxy-Authorization: Basic ", "proxy"), ("Authorization:Basic ", "no blank")))

    def damage(r):
        return head + base64.b64encode(pair.replace(":", "-").encode()).decode()
    return Value(head + token, form, alone=True, damage=damage)


@maker("JSON_WEB_TOKEN")
def jwt(r):
    algorithm = r.choice(("HS256", "RS256", "ES256", "none"))
    header = {"alg": algorithm, "typ": "JWT"} if r.random() < 0.7 else {"typ": "JWT", "kid": letters(r, 6),
                                                                        "alg": algorithm}
    payload = {"sub": digits(r, 9), "iat": r.randint(1600000000, 1800000000),
               "scope": r.choice(("read", "write", "all"))}
    size = {"HS256": 32, "RS256": 256, "ES256": 64, "none": 0}[algorithm]
    parts = [base64_url(json.dumps(part, separators=(",", ":")).encode()) for part in (header, payload)]
    signature = base64_url(random_bytes(r, size))

    def damage(r):
        other = base64_url(json.dumps({"typ": "JWT", "enc": "none"}, separators=(",", ":")).encode())
        return ".".join((other, parts[1], signature))
    return Value(".".join(parts + [signature]), algorithm, alone=True, damage=damage)


@maker("STRIPE_CREDENTIALS")
def stripe_key(r):
    text = "_".join((r.choice(("sk", "rk", "pk")), r.choice(("live", "test")),
                     letters(r, r.choice((24, 24, 99)), ALNUM)))

    def damage(r):
        return r.choice((text[:8] + letters(r, 8, ALNUM), "tk" + text[2:], text[:3] + "beta" + text[7:]))
    return Value(text, "99" if len(text) > 90 else "24", alone=True, damage=damage)


@functools.lru_cache(None)
def key_pool():
    """A few real keys (they are costly to make), each in the formats that programs write."""
    formats, plain = serialization.PrivateFormat, serialization.NoEncryption()
    locked = serialization.BestAvailableEncryption(secrets.token_bytes(8))
    keys = [(rsa.generate_private_key(65537, 2048), "RSA"), (ec.generate_private_key(ec.SECP256R1()), "EC"),
            (ed25519.Ed25519PrivateKey.generate(), "Ed25519")]
    pkcs, openssh = [], []
    for key, name in keys:
        def write(form, lock):
            return key.private_bytes(serialization.Encoding.PEM, form, lock).decode().strip()
        pkcs.append((write(formats.PKCS8, plain), "PKCS#8 " + name))
        pkcs.append((write(formats.PKCS8, locked), "PKCS#8 encrypted " + name))
        openssh.append((write(formats.OpenSSH, plain), "OpenSSH " + name))
        if name != "Ed25519":
            pkcs.append((write(formats.TraditionalOpenSSL, plain), "traditional " + name))
            pkcs.append((write(formats.TraditionalOpenSSL, locked), "traditional encrypted " + name))
    return {"PKCS": pkcs, "OPENSSH_PRIVATE_KEY": openssh}


def key_block(text, form, r):
    """A block with its ends of lines as some files have them; the damage keeps BEGIN and END and loses the body."""
    lines = text.split("\n")
    end = "\n"
    style = r.choice(("plain",) * 5 + ("CRLF", "in YAML", "escaped"))
    if style != "plain":
        form, end = f"{form} {style}", {"CRLF": "\r\n", "in YAML": "\n    ", "escaped": "\\n"}[style]

    def damage(r):
        return lines[0] + "\n" + r.choice(("(the key goes here)", "...", "MII...")) + "\n" + lines[-1]
    return Value(end.join(lines), form, alone=True, damage=damage)


@maker("PKCS")
def pkcs_key(r):
    return key_block(*r.choice(key_pool()["PKCS"]), r)


@maker("OPENSSH_PRIVATE_KEY")
def openssh_key(r):
    return key_block(*r.choice(key_pool()["OPENSSH_PRIVATE_KEY"]), r)


def crc24(data):
    """RFC 4880, section 6.1."""
    crc = 0xB704CE
    for byte in data:
        crc ^= byte << 16
        for _ in range(8):
            crc <<= 1
            if crc & 0x1000000:
                crc ^= 0x1864CFB
    return crc


@maker("PGP_PRIVATE_KEY")
def pgp_key(r):
    body = random_bytes(r, r.randint(300, 900))
    packet = bytes((0x95,)) + len(body).to_bytes(2, "big") + bytes((4,)) + body[1:]
    name = "PGP PRIVATE " + "KEY BLOCK"
    header, form = r.choice((("\n", "plain"), ("Version: GnuPG v2\n\n", "version"), ("Comment: backup\n\n", "comment")))
    armour = wrapped(base64.b64encode(packet).decode(), 64, "\n")
    check = base64.b64encode(crc24(packet).to_bytes(3, "big")).decode()
    return key_block(f"-----BEGIN {name}-----\n{header}{armour}\n={check}\n-----END {name}-----", form, r)


@maker("PUTTY_PRIVATE_KEY")
def putty_key(r):
    version = r.choice((2, 3))
    kind = r.choice(("ssh-rsa", "ssh-ed25519", "ecdsa-sha2-nistp256"))
    locked = r.random() < 0.3
    public = len(kind).to_bytes(4, "big") + kind.encode() + random_bytes(r, 200)
    lines = [f"PuTTY-User-Key-File-{version}: {kind}", "Encryption: " + ("aes256-cbc" if locked else "none"),
             "Comment: " + r.choice(("imported-openssh-key", "rsa-key-20240314", "work laptop"))]
    for name, data in (("Public", public), ("Private", random_bytes(r, 400))):
        body = wrapped(base64.b64encode(data).decode(), 64, "\n").split("\n")
        if name == "Private" and locked and version == 3:
            lines += ["Key-Derivation: Argon2id", "Argon2-Memory: 8192", "Argon2-Passes: 13", "Argon2-Parallelism: 1",
                      "Argon2-Salt: " + letters(r, 32, "0123456789abcdef")]
        lines += [f"{name}-Lines: {len(body)}"] + body
    lines.append("Private-MAC: " + letters(r, 40 if version == 2 else 64, "0123456789abcdef"))
    form = f"version {version}" + (" encrypted" if locked else "")
    head = "\n".join(lines[:4])
    return Value("\n".join(lines), form, alone=True, damage=lambda r: head + "\n(no more)")
