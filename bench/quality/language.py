"""Sentences around the values. No filler may hold a documented keyword or a name: corpus.py checks the first."""

# A filler says nothing that an identifier looks for.
FILLER = {
    "en": (
        "The kettle was still warm when the rain began to fall over the garden and the lane behind it.",
        "Nobody expected the ferry to leave on time, yet it was gone before the market had opened.",
        "A short walk along the river clears the head better than another hour at the desk.",
        "The workshop ordered new shelves, two lamps and a heavy door that closes without a sound.",
        "After lunch the committee went through the plan again and left most of it as it was.",
        "Heavy snow kept the road closed for most of the week, so the delivery came by train.",
        "The old mill has been turned into a library with tall windows and creaking floors.",
        "Please let us know in good time whether the larger room is needed on both days."),
    "es": (
        "La lluvia no paró hasta bien entrada la tarde y el mercado cerró antes de lo previsto.",
        "El tren llegó con retraso, pero nadie en el andén parecía tener demasiada prisa.",
        "Hemos pintado las paredes del taller y mañana llegan las mesas que faltaban.",
        "El informe se leerá en la próxima reunión y después se archivará con los demás.",
        "Desde la terraza se ve todo el valle cuando la niebla se levanta por la mañana.",
        "Los vecinos plantaron árboles nuevos a lo largo del camino que baja hasta el río."),
    "pt": (
        "A chuva só parou ao fim da tarde e a feira fechou mais cedo do que o previsto.",
        "O comboio chegou atrasado, mas ninguém na estação parecia ter muita pressa.",
        "Pintámos as paredes da oficina e amanhã chegam as mesas que ainda faltavam.",
        "O relatório será lido na próxima reunião e depois arquivado com os outros.",
        "Da varanda vê-se todo o vale quando a névoa se levanta pela manhã.",
        "Os vizinhos plantaram novas árvores ao longo do caminho que desce até ao rio."),
    "fr": (
        "La pluie a cessé en fin de journée et le marché a fermé plus tôt que prévu.",
        "Le train avait du retard, mais personne sur le quai ne semblait vraiment pressé.",
        "Nous avons repeint les murs de l'atelier et les tables arrivent demain matin.",
        "Le rapport sera lu à la prochaine réunion, puis classé avec tous les autres.",
        "Depuis la terrasse on voit toute la vallée quand la brume se lève enfin.",
        "Les voisins ont planté de nouveaux arbres le long du chemin qui descend au lac."),
    "de": (
        "Der Regen hörte erst am späten Nachmittag auf, und der Markt schloss früher als gedacht.",
        "Der Zug kam mit Verspätung, doch niemand auf dem Bahnsteig schien es eilig zu haben.",
        "Wir haben die Wände der Werkstatt gestrichen, und morgen kommen die fehlenden Tische.",
        "Der Bericht wird in der nächsten Sitzung verlesen und dann zu den anderen gelegt.",
        "Von der Terrasse sieht man das ganze Tal, sobald sich am Morgen der Nebel hebt.",
        "Die Nachbarn pflanzten neue Bäume entlang des Weges, der zum Fluss hinunterführt."),
    "it": (
        "La pioggia smise solo nel tardo pomeriggio e il mercato chiuse prima del previsto.",
        "Il treno arrivò in ritardo, ma nessuno sul marciapiede sembrava avere fretta.",
        "Abbiamo dipinto le pareti della bottega e domani arrivano i tavoli che mancavano.",
        "La relazione sarà letta alla prossima riunione e poi archiviata con le altre.",
        "Dalla terrazza si vede tutta la valle quando al mattino si alza la nebbia.",
        "I vicini piantarono nuovi alberi lungo il sentiero che scende fino al fiume."),
    "nl": (
        "De regen hield pas laat in de middag op en de markt sloot vroeger dan verwacht.",
        "De trein kwam te laat, maar niemand op het perron leek er haast mee te hebben.",
        "We hebben de muren van de werkplaats geverfd en morgen komen de tafels aan."),
    "sv": (
        "Regnet slutade först sent på eftermiddagen och torget stängde tidigare än väntat.",
        "Tåget var försenat, men ingen på perrongen verkade ha särskilt bråttom den dagen.",
        "Vi har målat väggarna i verkstaden och i morgon kommer borden som saknades."),
    "fi": (
        "Sade lakkasi vasta myöhään iltapäivällä, ja tori suljettiin odotettua aikaisemmin.",
        "Juna oli myöhässä, mutta kenelläkään laiturilla ei näyttänyt olevan kiire.",
        "Maalasimme verstaan seinät, ja huomenna saapuvat puuttuvat pöydät ja tuolit."),
    "pl": (
        "Deszcz ustał dopiero późnym popołudniem i targ zamknięto wcześniej niż zwykle.",
        "Pociąg przyjechał spóźniony, ale wszyscy na peronie czekali zupełnie spokojnie.",
        "Pomalowaliśmy ściany warsztatu, a jutro przyjadą brakujące stoły i krzesła."),
    "cs": (
        "Déšť ustal až pozdě odpoledne a trh se zavřel dříve, než se čekalo.",
        "Vlak měl zpoždění, ale nikdo na nástupišti zřejmě nikam nespěchal.",
        "Vymalovali jsme stěny dílny a zítra přijedou stoly, které ještě chyběly."),
    "hu": (
        "Az eső csak késő délután állt el, és a piac a vártnál korábban bezárt.",
        "A vonat késett, de a peronon úgy tűnt, hogy senki sem siet sehova.",
        "Kifestettük a műhely falait, és holnap megjönnek a hiányzó asztalok."),
    "ro": (
        "Ploaia s-a oprit abia după-amiaza târziu, iar piața s-a închis mai devreme.",
        "Trenul a sosit cu întârziere, dar nimeni de pe peron nu părea grăbit.",
        "Am vopsit pereții atelierului, iar mâine sosesc mesele care lipseau."),
    "el": (
        "Η βροχή σταμάτησε αργά το απόγευμα και η αγορά έκλεισε νωρίτερα.",
        "Το τρένο άργησε, αλλά κανείς στην αποβάθρα δεν φαινόταν να βιάζεται."),
    "bg": (
        "Дъждът спря чак късно следобед и пазарът затвори по-рано от обичайното.",
        "Влакът закъсня, но никой на перона не изглеждаше да бърза особено."),
}

# Where no language is special: forms, settings, letters, markup. {k} is the keyword, {v} the value.
COMMON = (
    "{k}: {v}", "{k} {v}", "{k}:{v}", "{k} = {v}", "{k}={v}", "{k} - {v}", "{k}\t{v}", "{k}: \"{v}\"", "{k} ({v})",
    "* {k}: {v}", "- {k} {v};", "<td>{k}</td><td>{v}</td>", "| {k} | {v} |", "{v} ({k})", "{v}, {k}", "[{k}] {v}",
    "{k} # {v}", "{k}='{v}'", "{k} => {v}", "{k}:\n{v}", "<field name=\"{k}\" value=\"{v}\"/>", "{k}:\n    - {v}")
# Exactly at the edge of the 30 characters; the text in between speaks for nothing.
AT_REACH = "{k} on my sheet, as of this day: {v}"
BEYOND_REACH = "{k} on the sheet, as of this day: {v}"
SENTENCES = {
    "en": ("The {k} is {v} as of today.", "Our copy shows {k} {v}, which was checked twice.",
           "They wrote {v} as their {k} on the sheet.",
           "I still need your {k}; mine is {v}.", "With {k} {v} the desk can go on.",
           "{v} is the {k} that we have on file.",
           "Her {k} (renewed last spring) is {v}."),
    "es": ("Su {k} es {v}, según la ficha.", "Con {k} {v} se puede seguir el trámite.",
           "{v} es el {k} que consta en la ficha.",
           "El {k} que nos dio es {v}."),
    "pt": ("O seu {k} é {v}, segundo a ficha.", "Com {k} {v} pode seguir o processo.",
           "{v} é o {k} que consta na ficha."),
    "fr": ("Son {k} est {v} d'après la fiche.", "Avec {k} {v} le dossier peut avancer.",
           "{v} est le {k} inscrit sur la fiche."),
    "de": ("Die {k} lautet {v} laut Akte.", "Mit {k} {v} kann es weitergehen.",
           "{v} ist die {k}, die in der Akte steht."),
    "it": ("Il suo {k} è {v} secondo la scheda.", "Con {k} {v} la pratica può andare avanti.",
           "{v} è il {k} che risulta dalla scheda."),
}
# For what needs no keyword.
ALONE = ("{v}", "It reads {v} in the copy.", "see {v} below", "value={v}", "- {v}", "<{v}>", "'{v}'", "(was: {v})",
         "Bearer {v}", "{v};", "a={v} b=2")

# The languages in which people of the country write; without an entry English.
COUNTRY_LANGUAGES = {
    "ARGENTINA": "es", "CHILE": "es", "COLOMBIA": "es", "MEXICO": "es", "SPAIN": "es", "BRAZIL": "pt", "PORTUGAL": "pt",
    "FRANCE": "fr", "GERMANY": "de", "AUSTRIA": "de", "ITALY": "it", "NETHERLANDS": "nl", "BELGIUM": "nl",
    "SWEDEN": "sv",
    "FINLAND": "fi", "DENMARK": "sv", "POLAND": "pl", "CZECHIA": "cs", "SLOVAKIA": "cs", "HUNGARY": "hu",
    "ROMANIA": "ro",
    "GREECE": "el", "CYPRUS": "el", "BULGARIA": "bg", "LUXEMBOURG": "de", "SAN": "it", "MONACO": "fr",
    "SWITZERLAND": "de",
    "LIECHTENSTEIN": "de", "COSTA": "es", "ANDORRA": "es", "DOMINICAN": "es", "CZECH": "cs"}

# Sentences for people and addresses in running text.
NAME_SENTENCES = {
    "en": ("Yesterday {v} called and asked about the shelves.", "The letter was signed by {v} in the afternoon.",
           "We spoke with {v}, who promised to send the rest.", "{v} will be away until the end of the week.",
           "Many thanks to {v} for the careful reading.", "According to {v}, the door was already open.",
           "Dear {v}, the parcel is ready for you.", "Attendees: {v} and two guests", "Written by {v}", "From: {v}",
           "It was {v} who found the mistake.", "The prize went to {v} this year."),
    "de": ("Gestern rief {v} an und fragte nach den Regalen.", "Der Brief wurde von {v} unterschrieben.",
           "Wir sprachen mit {v} über den Plan.", "{v} ist bis zum Ende der Woche verreist."),
    "fr": ("Hier, {v} a appelé au sujet des étagères.", "La lettre a été signée par {v} dans la journée.",
           "Nous avons parlé avec {v} du projet.", "{v} sera absent jusqu'à la fin de la semaine."),
    "es": ("Ayer llamó {v} y preguntó por las mesas.", "La carta fue firmada por {v} por la tarde.",
           "Hablamos con {v} sobre el plan.", "{v} estará fuera hasta el final de la semana."),
    "it": ("Ieri ha chiamato {v} per chiedere dei tavoli.", "La lettera è stata firmata da {v} nel pomeriggio.",
           "Abbiamo parlato con {v} del progetto."),
    "pt": ("Ontem {v} ligou e perguntou pelas mesas.", "A carta foi assinada por {v} à tarde.",
           "Falámos com {v} sobre o plano."),
}
# Nobody writes "we spoke with Weber, Jeremy": names in this order, or in capitals, stand in lists and headings.
NAME_LINES = ("Name: {v}", "Author: {v}", "- {v}", "Attendees: {v}; two guests", "Signed: {v}", "1. {v}", "{v}",
              "Employee: {v}", "Customer: {v}", "Participants:\n    {v}")
ADDRESS_SENTENCES = ("Please send it to {v} by the end of the week.", "The parcel went to {v} last Monday.",
                     "Deliver to:\n{v}",
                     "We moved to {v} two years ago.", "{v}", "The office at {v} is closed today.", "Ship to: {v}")
