"""Phone numbers (confirmed by phonenumbers, Google's libphonenumber), dates, cookies, places on the globe, vehicles."""

import string

import phonenumbers
from phonenumbers import PhoneNumberFormat

import digits as check
from making import Value, birth_date, digits, letters, maker, until

MONTHS = "January February March April May June July August September October November December".split()
PLANS = {"PHONE_NUMBER": "US", "BRAZIL_PHONE_NUMBER": "BR", "FRANCE_PHONE_NUMBER": "FR", "GERMANY_PHONE_NUMBER": "DE",
         "ITALY_PHONE_NUMBER": "IT", "SPAIN_PHONE_NUMBER": "ES", "UK_PHONE_NUMBER": "GB"}
STARTS = {"US": [("2125", 6), ("4155", 6), ("8002", 6), ("6135", 6), ("3125", 6)],
          "BR": [("119", 8), ("213", 7), ("719", 8), ("613", 7)], "FR": [("1", 8), ("6", 8), ("4", 8), ("9", 8)],
          "DE": [("30", 8), ("89", 7), ("151", 8), ("221", 6), ("6221", 6), ("170", 7)],
          "IT": [("02", 8), ("06", 7), ("34", 8), ("081", 7), ("32", 8)],
          "ES": [("91", 7), ("6", 8), ("93", 7), ("7", 8)],
          "GB": [("20", 8), ("7", 9), ("161", 7), ("1223", 6)]}


def phone(r, region):
    country = phonenumbers.country_code_for_region(region)

    def attempt(r):
        start, count = r.choice(STARTS[region])
        return start + digits(r, count)

    def parsed(national):
        return phonenumbers.parse(f"+{country}{national}", None)
    def usable(text):
        # libphonenumber lets exchanges such as 511 pass, which the North American plan does not give out.
        return phonenumbers.is_valid_number(parsed(text)) and not (region == "US" and text[4:6] == "11")
    number = parsed(until(r, attempt, usable))
    form = r.choice(("international", "E.164", "national", "national", "hyphens", "00"))
    written = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    if form == "E.164":
        return Value(phonenumbers.format_number(number, PhoneNumberFormat.E164), form, alone=True)
    if form == "international":
        return Value(written, form, alone=True)
    if form == "hyphens":
        return Value(written.replace(" ", "-"), "international hyphens", alone=True)
    if form == "00":
        return Value(("011 " if region == "US" else "00") + written[1:], "dialled abroad", alone=True)
    return Value(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL), form)


for name, plan in PLANS.items():
    maker(name)(lambda r, plan=plan: phone(r, plan))


@maker("DATE_OF_BIRTH")
def date_of_birth(r):
    year, month, day = birth_date(r)
    name = MONTHS[month - 1]
    text, form = r.choice((
        (f"{year}-{month:02d}-{day:02d}", "YYYY-MM-DD"), (f"{year}/{month:02d}/{day:02d}", "YYYY/MM/DD"),
        (f"{month:02d}/{day:02d}/{year}", "MM/DD/YYYY"), (f"{day:02d}/{month:02d}/{year}", "DD/MM/YYYY"),
        (f"{day:02d}-{month:02d}-{year}", "DD-MM-YYYY"), (f"{month:02d}/{day:02d}/{year % 100:02d}", "MM/DD/YY"),
        (f"{day} {name[:3]} {year}", "D Mon YYYY"), (f"{day} {name} {year}", "D Month YYYY"),
        (f"{name} {day}, {year}", "Month D, YYYY"), (f"{name[:3]} {day}, {year}", "Mon D, YYYY"),
        (f"{year}{month:02d}{day:02d}", "YYYYMMDD"), (f"{day}-{name[:3]}-{year}", "D-Mon-YYYY"),
        (f"{day:02d}.{month:02d}.{year}", "DD.MM.YYYY")))

    def damage(r):
        return r.choice((f"{year}-{r.randint(13, 20)}-{day:02d}", f"{month:02d}/{r.randint(32, 60)}/{year}",
                         f"{year}-02-30"))
    return Value(text, form, damage=damage)


@maker("HTTP_COOKIE")
def cookie(r):
    def pair():
        return (r.choice(("sid", "session_id", "_ga", "theme", "lang", "csrftoken", "cart")) + "=" +
                letters(r, r.randint(2, 24), string.ascii_letters + string.digits + "-_."))
    text, form = r.choice((
        ("Cookie: " + "; ".join(pair() for _ in range(r.randint(1, 4))), "request"),
        ("Set-Cookie: " + pair() + "; Path=/; Secure; HttpOnly", "response"),
        ("set-cookie: " + pair() + "; Max-Age=3600; SameSite=Lax", "lower case"),
        ("Set-Cookie: " + pair() + "; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/", "expires")))
    return Value(text, form, alone=True, damage=lambda r: r.choice(("Cookie: none", "Cookies: a=b", "a cookie: yes")))


@maker("LATITUDE_LONGITUDE")
def position(r):
    latitude, longitude = r.uniform(-89, 89), r.uniform(-179, 179)
    count = r.choice((4, 5, 6, 6))
    form, joint = r.choice((("comma", ","), ("comma and blank", ", ")))
    text = f"{latitude:.{count}f}{joint}{longitude:.{count}f}"
    if r.random() < 0.2:
        form, text = form + " plus", (text if latitude < 0 else "+" + text)

    def damage(r):
        return f"{r.choice((-1, 1)) * r.uniform(91, 179):.{count}f}{joint}{r.uniform(181, 359):.{count}f}"
    return Value(text, form, damage=damage)


@maker("VEHICLE_IDENTIFICATION_NUMBER")
def vehicle(r):
    alphabet = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
    if r.random() < 0.4:
        start = r.choice(("WVWZZZ", "WBA3A5", "WDB906", "VF1RFB", "ZFA312", "VSSZZZ", "TMBJJ7"))
        return Value(start + letters(r, 5, alphabet) + digits(r, 6), "Europe")
    text = r.choice(("1HGCM8", "1FTFW1", "2T1BU4", "3VWFE2", "5YJSA1", "4T1BF3")) + letters(r, 5, alphabet) + digits(r,
                                                                                                                     6)
    text = text[:8] + check.vin(text) + text[9:]
    form = r.choice(("North America", "North America lower"))

    def damage(r):
        return until(r, lambda r: text[:8] + r.choice("0123456789X") + text[9:], lambda other: other != text)
    return Value(text.lower() if "lower" in form else text, form, damage=damage)
