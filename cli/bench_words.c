#include "cli/bench_words.h"

#include <string.h>

/* By how often they come, roughly. */
static const char *const noun_words[] = {
    "time", "year", "people", "way", "day", "man", "thing", "woman", "life", "child", "world", "school", "state",
    "family", "student", "group", "country", "problem", "hand", "part", "place", "case", "week", "company", "system",
    "program", "question", "work", "government", "number", "night", "point", "home", "water", "room", "mother",
    "area", "money", "story", "fact", "month", "lot", "right", "study", "book", "eye", "job", "word", "business",
    "issue", "side", "kind", "head", "house", "service", "friend", "father", "power", "hour", "game", "line", "end",
    "member", "law", "car", "city", "community", "name", "president", "team", "minute", "idea", "kid", "body",
    "information", "back", "parent", "face", "others", "level", "office", "door", "health", "person", "art", "war",
    "history", "party", "result", "change", "morning", "reason", "research", "girl", "guy", "moment", "air",
    "teacher", "force", "education", "foot", "boy", "age", "policy", "process", "music", "market", "sense", "nation",
    "plan", "college", "interest", "death", "experience", "effect", "use", "class", "control", "care", "field",
    "development", "role", "effort", "rate", "heart", "drug", "show", "leader", "light", "voice", "wife", "police",
    "mind", "price", "report", "decision", "son", "view", "relationship", "town", "road", "arm", "difference",
    "value", "building", "action", "season", "society", "tax", "director", "position", "player", "record", "paper",
    "space", "ground", "form", "event", "official", "matter", "center", "couple", "site", "project", "activity",
    "star", "table", "need", "court", "oil", "situation", "cost", "industry", "figure", "street", "image", "phone",
    "data", "picture", "practice", "piece", "land", "product", "doctor", "wall", "patient", "worker", "news", "test",
    "movie", "north", "love", "support", "technology", "step", "baby", "computer", "type", "attention", "film",
    "tree", "source", "organization", "hair", "look", "century", "evidence", "window", "culture", "chance", "brother",
    "energy", "period", "course", "summer", "plant", "opportunity", "term", "letter", "condition", "choice", "rule",
    "south", "floor", "campaign", "material", "population", "call", "economy", "hospital", "church", "risk", "fire",
    "future", "defense", "security", "bank", "west", "sport", "board", "subject", "officer", "rest", "behavior",
    "performance", "fight", "top", "goal", "second", "bed", "order", "author", "blood", "agency", "nature", "color",
    "store", "sound", "movement", "page", "race", "concern", "series", "language", "response", "animal", "factor",
    "decade", "article", "east", "artist", "scene", "stock", "career", "treatment", "approach", "size", "dog", "fund",
    "media", "sign", "thought", "list", "individual", "quality", "pressure", "answer", "resource", "meeting",
    "disease", "success", "cup", "amount", "ability", "staff", "character", "growth", "loss", "degree", "attack",
    "region", "television", "box", "training", "trade", "deal", "election", "feeling", "standard", "bill", "message",
    "analysis", "benefit", "sex", "lawyer", "section", "glass", "skill", "sister", "professor", "operation", "crime",
    "stage", "authority", "design", "sort", "knowledge", "gun", "station", "strategy", "truth", "song", "example",
    "environment", "leg", "dark", "note", "lead", "argument", "method", "garden", "kitchen", "bridge", "river",
    "mountain", "valley", "island", "harbor", "forest", "meadow", "stone", "brick", "roof", "cellar", "ladder",
    "hammer", "nail", "rope", "wheel", "engine", "valve", "pump", "pipe", "wire", "cable", "switch", "circuit",
    "sensor", "signal", "antenna", "filter", "lens", "mirror", "camera", "screen", "keyboard", "printer", "server",
    "client", "socket", "packet", "buffer", "queue", "thread", "kernel", "module", "driver", "device", "folder",
    "file", "archive", "backup", "snapshot", "volume", "cluster", "node", "replica", "partition", "index", "query",
    "schema", "column", "cursor", "transaction", "lock", "timeout", "retry", "token", "session", "request", "header",
    "payload", "cookie", "proxy", "gateway", "router", "firewall", "tunnel", "certificate", "key", "cipher", "digest",
    "signature", "account", "password", "user", "profile", "permission", "license", "contract", "invoice", "receipt",
    "shipment", "delivery", "customer", "supplier", "vendor", "partner", "balance", "payment", "refund", "discount",
    "coupon", "budget", "forecast", "quarter", "margin", "revenue", "expense", "asset", "debt", "loan", "mortgage",
    "insurance", "claim", "premium", "appointment", "nurse", "clinic", "surgery", "symptom", "therapy", "vaccine",
    "allergy", "diet", "exercise", "muscle", "bone", "nerve", "brain", "lung", "liver", "kidney", "bread", "butter",
    "cheese", "apple", "pear", "orange", "lemon", "onion", "carrot", "potato", "tomato", "pepper", "garlic", "rice",
    "bean", "soup", "salad", "sauce", "sugar", "salt", "flour", "yeast", "oven", "stove", "kettle", "spoon", "plate",
    "bottle", "basket", "bucket", "blanket", "pillow", "curtain", "carpet", "lamp", "candle", "chair", "bench",
    "shelf", "drawer", "cupboard", "closet", "coat", "jacket", "shirt", "sleeve", "collar", "pocket", "button",
    "shoe", "glove", "scarf", "umbrella", "ticket", "passport", "luggage", "airport", "harbour", "platform",
    "carriage", "bicycle", "truck", "ferry", "sailor", "captain", "pilot", "mechanic", "carpenter", "plumber",
    "electrician", "painter", "baker", "butcher", "farmer", "gardener", "fisherman", "miner", "soldier", "judge",
    "witness", "prisoner", "guard", "priest", "monk", "scholar", "poet", "novelist", "editor", "reporter",
    "journalist", "critic", "audience", "orchestra", "violin", "piano", "trumpet", "drum", "melody", "rhythm",
    "chorus", "verse", "chapter", "paragraph", "sentence", "comma", "alphabet", "dictionary", "grammar", "lesson",
    "exam", "lecture", "seminar", "laboratory", "experiment", "hypothesis", "theory", "proof", "theorem", "equation",
    "variable", "function", "integer", "fraction", "matrix", "vector", "graph", "curve", "slope", "angle", "triangle",
    "circle", "square", "sphere", "surface", "boundary", "layer", "corner", "edge", "radius", "height", "width",
    "depth", "length", "weight", "mass", "density", "temperature", "current", "voltage", "resistance", "frequency",
    "wavelength", "spectrum", "particle", "atom", "molecule", "crystal", "metal", "copper", "iron", "silver", "gold",
    "carbon", "oxygen", "hydrogen", "nitrogen", "acid", "solution", "mixture", "compound", "reaction", "catalyst",
    "fuel", "furnace", "boiler", "turbine", "generator", "battery", "panel", "tower", "dam", "canal", "reservoir",
    "desert", "coast", "beach", "cliff", "cave", "glacier", "volcano", "earthquake", "storm", "thunder", "lightning",
    "rainbow", "cloud", "fog", "frost", "snow", "winter", "spring", "autumn", "harvest", "seed", "root", "stem",
    "leaf", "flower", "petal", "fruit", "berry", "grain", "grass", "hay", "barn", "stable", "fence", "gate", "path",
    "trail", "horse", "cow", "sheep", "goat", "pig", "chicken", "duck", "goose", "rabbit", "fox", "wolf", "bear",
    "deer", "eagle", "hawk", "owl", "crow", "sparrow", "snake", "lizard", "frog", "fish", "whale", "shark", "crab",
    "insect", "bee", "ant", "spider", "butterfly", "village", "castle", "palace", "temple", "monument", "statue",
    "museum", "gallery", "library", "fair", "festival", "ceremony", "wedding", "funeral", "holiday", "birthday",
    "gift", "toy", "doll", "puzzle", "card", "dice", "prize", "medal", "trophy", "league", "tournament", "match",
    "coach", "referee", "score",
};
static const char *const verb_words[] = {
    "ask", "work", "seem", "call", "try", "need", "turn", "start", "show", "play", "move", "like", "believe",
    "provide", "include", "continue", "learn", "watch", "follow", "stop", "create", "open", "walk", "offer",
    "remember", "consider", "appear", "serve", "expect", "stay", "reach", "remain", "suggest", "raise", "pass",
    "require", "report", "decide", "pull", "return", "explain", "hope", "develop", "carry", "receive", "agree",
    "support", "remove", "base", "love", "cover", "describe", "produce", "visit", "answer", "close", "measure",
    "collect", "compare", "check", "prepare", "repair", "record", "print", "copy", "store", "load", "save", "update",
    "delete", "insert", "select", "filter", "group", "count", "sort", "match", "parse", "compile", "install",
    "configure", "deploy", "restart", "monitor", "inspect", "verify", "confirm", "reject", "accept", "approve",
    "deny", "grant", "revoke", "request", "submit", "publish", "announce", "review", "discuss", "debate", "argue",
    "complain", "apologize", "thank", "invite", "welcome", "greet", "attend", "join", "enter", "approach", "cross",
    "climb", "travel", "arrive", "depart", "wander", "escape", "chase", "capture", "release", "attack", "defend",
    "protect", "guard", "rescue", "search", "discover", "explore", "examine", "investigate", "observe", "notice",
    "recognize", "identify", "name", "label", "mark", "sign", "seal", "deliver", "mail", "ship", "pack", "wrap",
    "fold", "cut", "slice", "chop", "peel", "boil", "bake", "roast", "taste", "smell", "touch", "push", "lift",
    "drop", "place", "attach", "connect", "link", "separate", "divide", "share", "distribute", "assign", "allocate",
    "reserve", "borrow", "owe", "charge", "earn", "gain", "waste", "spill", "clean", "wash", "rinse", "polish",
    "paint", "decorate", "furnish", "design", "plan", "draft", "sketch", "outline", "illustrate", "translate",
    "interpret", "pronounce", "repeat", "recite", "perform", "practice", "rehearse", "improve", "increase", "reduce",
    "lower", "extend", "shorten", "limit", "restrict", "allow", "permit", "enable", "disable", "prevent", "avoid",
    "ignore", "refuse", "resist", "delay", "postpone", "cancel", "renew", "replace", "restore", "recover", "heal",
    "treat", "cure", "suffer", "worry", "fear", "doubt", "suspect", "assume", "imagine", "guess", "predict",
    "estimate", "calculate", "multiply", "add", "subtract", "weigh", "balance", "adjust", "align", "rotate", "tilt",
    "shift", "drag", "scroll", "type", "click", "press", "hold", "handle", "manage", "direct", "order", "command",
    "instruct", "train", "educate", "inform", "warn", "remind", "advise", "recommend", "persuade", "convince",
    "encourage", "inspire", "motivate", "admire", "respect", "trust", "obey", "help", "assist", "cooperate",
    "compete", "challenge", "succeed", "fail", "finish", "complete", "end", "happen", "occur", "exist", "depend",
    "belong", "contain", "consist", "concern", "involve", "affect", "influence", "cause", "force", "shape", "form",
    "transform", "convert", "evolve", "grow", "expand", "shrink", "melt", "freeze", "burn", "explode", "vanish",
    "emerge",
};
static const char *const adjective_words[] = {
    "good", "new", "first", "last", "long", "great", "little", "own", "other", "old", "right", "big", "high",
    "different", "small", "large", "next", "early", "young", "important", "few", "public", "bad", "same", "able",
    "local", "sure", "social", "late", "hard", "strong", "possible", "whole", "free", "true", "full", "special",
    "easy", "clear", "recent", "certain", "personal", "open", "red", "difficult", "available", "likely", "short",
    "single", "medical", "current", "wrong", "private", "past", "foreign", "fine", "common", "poor", "natural",
    "significant", "similar", "hot", "dead", "central", "happy", "serious", "ready", "simple", "left", "physical",
    "general", "environmental", "financial", "blue", "democratic", "dark", "various", "entire", "close", "legal",
    "religious", "cold", "final", "main", "green", "nice", "huge", "popular", "traditional", "cultural", "warm",
    "wide", "deep", "slow", "quick", "quiet", "loud", "bright", "dim", "sharp", "blunt", "rough", "smooth", "soft",
    "heavy", "light", "thick", "thin", "narrow", "broad", "steep", "flat", "round", "square", "empty", "busy", "calm",
    "brave", "shy", "proud", "humble", "honest", "loyal", "gentle", "kind", "cruel", "strict", "lazy", "eager",
    "patient", "careful", "careless", "polite", "rude", "clever", "wise", "foolish", "curious", "strange", "familiar",
    "ancient", "modern", "rapid", "gradual", "sudden", "constant", "frequent", "rare", "usual", "normal", "typical",
    "average", "extreme", "moderate", "mild", "severe", "minor", "major", "primary", "secondary", "initial", "formal",
    "casual", "direct", "indirect", "exact", "approximate", "accurate", "precise", "correct", "false", "genuine",
    "artificial", "original", "standard", "custom", "temporary", "permanent", "annual", "monthly", "weekly", "daily",
    "regular", "irregular", "active", "passive", "internal", "external", "upper", "lower", "inner", "outer",
    "northern", "southern", "eastern", "western", "rural", "urban", "domestic", "global", "national", "regional",
    "federal", "municipal", "official", "civil", "military", "commercial", "industrial", "technical", "scientific",
    "academic", "practical", "theoretical", "mental", "emotional", "visual", "verbal", "silent", "musical", "golden",
    "silver", "wooden", "metallic", "plastic", "liquid", "solid", "hollow", "fragile", "durable", "flexible", "rigid",
    "stable", "loose", "tight", "dry", "wet", "humid", "dusty", "muddy", "icy", "sunny", "cloudy", "windy", "stormy",
    "fresh", "ripe", "raw", "sweet", "sour", "bitter", "salty", "spicy", "tender", "crisp", "pale", "vivid", "dull",
    "plain", "fancy", "elegant", "shabby", "neat", "messy", "clean", "dirty", "safe", "dangerous", "risky", "secure",
    "reliable", "useful", "useless", "valuable", "worthless", "cheap", "expensive", "costly", "rich", "wealthy",
    "famous", "unknown", "obscure", "visible", "hidden", "obvious", "subtle",
};
static const char *const given_words[] = {
    "Anna", "James", "Maria", "John", "Elena", "Robert", "Julia", "David", "Sofia", "Thomas", "Jürgen", "François",
    "José", "María", "Søren", "Wei", "Yuki", "Ahmed", "Olga", "Giulia", "Mary", "Patricia", "Jennifer", "Michael",
    "Linda", "Elizabeth", "William", "Barbara", "Richard", "Susan", "Joseph", "Jessica", "Charles", "Sarah",
    "Christopher", "Karen", "Daniel", "Nancy", "Matthew", "Lisa", "Anthony", "Margaret", "Mark", "Betty", "Donald",
    "Sandra", "Steven", "Ashley", "Paul", "Kimberly", "Andrew", "Emily", "Joshua", "Donna", "Kenneth", "Michelle",
    "Kevin", "Carol", "Brian", "Amanda", "George", "Melissa", "Edward", "Deborah", "Ronald", "Stephanie", "Timothy",
    "Rebecca", "Jason", "Laura", "Jeffrey", "Sharon", "Ryan", "Cynthia", "Jacob", "Kathleen", "Gary", "Amy",
    "Nicholas", "Angela", "Eric", "Shirley", "Jonathan", "Brenda", "Stephen", "Emma", "Larry", "Pamela", "Justin",
    "Nicole", "Scott", "Helen", "Brandon", "Samantha", "Benjamin", "Katherine", "Samuel", "Christine", "Gregory",
    "Debra", "Frank", "Rachel", "Raymond", "Carolyn", "Alexander", "Janet", "Patrick", "Catherine", "Jack", "Heather",
    "Dennis", "Diane", "Jerry", "Ruth", "Tyler", "Olivia", "Aaron", "Joyce", "Henry", "Virginia", "Peter", "Victoria",
    "Nathan", "Lauren", "Zachary", "Kelly", "Walter", "Christina", "Kyle", "Joan", "Harold", "Evelyn", "Carl",
    "Judith", "Jeremy", "Megan", "Gerald", "Andrea", "Keith", "Cheryl", "Roger", "Hannah", "Arthur", "Jacqueline",
    "Terry", "Martha", "Lawrence", "Gloria", "Sean", "Teresa", "Christian", "Ann", "Ethan", "Sara", "Austin",
    "Madison", "Joe", "Frances", "Albert", "Kathryn", "Jesse", "Janice", "Willie", "Jean", "Billy", "Abigail",
    "Bryan", "Alice", "Bruce", "Judy", "Ralph", "Roy", "Denise", "Hans", "Greta", "Klaus", "Ingrid", "Lars", "Astrid",
    "Pierre", "Amélie", "Luc", "Chloé", "Marco", "Chiara", "Paolo", "Francesca", "Carlos", "Lucía", "Miguel",
    "Carmen", "João", "Beatriz", "Piotr", "Agnieszka", "Ivan", "Natalia", "Dmitri", "Katarzyna", "Hiroshi", "Aiko",
    "Priya", "Rahul", "Fatima", "Omar", "Leila",
};
static const char *const surname_words[] = {
    "Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis", "Rodriguez", "Martinez", "Müller",
    "Dubois", "Núñez", "O'Brien", "Nguyen", "Tanaka", "Ivanova", "Rossi", "Kowalski", "Andersson", "Hernandez",
    "Lopez", "Gonzalez", "Wilson", "Anderson", "Taylor", "Moore", "Jackson", "Martin", "Lee", "Perez", "Thompson",
    "White", "Harris", "Sanchez", "Clark", "Ramirez", "Lewis", "Robinson", "Walker", "Young", "Allen", "King",
    "Wright", "Scott", "Torres", "Hill", "Flores", "Green", "Adams", "Nelson", "Baker", "Hall", "Rivera", "Campbell",
    "Mitchell", "Carter", "Roberts", "Gomez", "Phillips", "Evans", "Turner", "Diaz", "Parker", "Cruz", "Edwards",
    "Collins", "Reyes", "Stewart", "Morris", "Morales", "Murphy", "Cook", "Rogers", "Gutierrez", "Ortiz", "Morgan",
    "Cooper", "Peterson", "Bailey", "Reed", "Kelly", "Howard", "Ramos", "Kim", "Cox", "Ward", "Richardson", "Watson",
    "Brooks", "Chavez", "Wood", "Bennett", "Gray", "Mendoza", "Ruiz", "Hughes", "Price", "Alvarez", "Castillo",
    "Sanders", "Patel", "Myers", "Long", "Ross", "Foster", "Jimenez", "Schmidt", "Schneider", "Fischer", "Weber",
    "Meyer", "Wagner", "Becker", "Schulz", "Hoffmann", "Koch", "Bauer", "Richter", "Klein", "Wolf", "Schröder",
    "Neumann", "Schwarz", "Zimmermann", "Braun", "Bernard", "Petit", "Durand", "Leroy", "Moreau", "Simon", "Laurent",
    "Lefebvre", "Michel", "Bertrand", "Roux", "Vincent", "Fournier", "Girard", "Bonnet", "Ferrari", "Esposito",
    "Bianchi", "Romano", "Colombo", "Ricci", "Marino", "Greco", "Bruno", "Gallo", "Conti", "Costa", "Giordano",
    "Mancini", "Nowak", "Wiśniewski", "Wójcik", "Kamiński", "Lewandowski", "Zieliński", "Szymański", "Novák",
    "Svoboda", "Horváth", "Kovács", "Nagy", "Johansson", "Karlsson", "Nilsson", "Eriksson", "Larsson", "Olsson",
    "Hansen", "Jensen", "Nielsen", "Pedersen", "Sato", "Suzuki", "Takahashi", "Watanabe", "Chen", "Wang", "Zhang",
    "Liu", "Singh", "Kumar", "Sharma", "Khan",
};
static const char *const place_words[] = {
    "Springfield", "Riverside", "Franklin", "Greenville", "Bristol", "Clinton", "Fairview", "Salem", "Madison",
    "Georgetown", "Arlington", "Ashland", "Dover", "Oxford", "Jackson", "Burlington", "Manchester", "Milton",
    "Newport", "Auburn", "Dayton", "Lexington", "Milford", "Winchester", "Cleveland", "Hudson", "Kingston", "London",
    "Paris", "Berlin", "Madrid", "Vienna", "Hamburg", "Munich", "Cologne", "Lyon", "Toulouse", "Milan", "Turin",
    "Naples", "Seville", "Valencia", "Porto", "Lisbon", "Dublin", "Leeds", "Cardiff", "Glasgow", "Chicago", "Boston",
    "Houston", "Phoenix", "Dallas", "Austin", "Denver", "Seattle", "Portland", "Toronto", "Montreal", "Sydney",
    "Melbourne", "Osaka", "Tokyo", "Delhi", "Lagos", "Cairo",
};

#define LIST(words) {(words), sizeof(words) / sizeof *(words)}
const struct mgp_bench_word_list mgp_bench_nouns = LIST(noun_words);
const struct mgp_bench_word_list mgp_bench_verbs = LIST(verb_words);
const struct mgp_bench_word_list mgp_bench_adjectives = LIST(adjective_words);
const struct mgp_bench_word_list mgp_bench_given_names = LIST(given_words);
const struct mgp_bench_word_list mgp_bench_surnames = LIST(surname_words);
const struct mgp_bench_word_list mgp_bench_places = LIST(place_words);

static bool is_vowel(char letter)
{
    return strchr("aeiou", letter) != NULL;
}

void mgp_bench_add_form(struct mgp_buffer *out, const char *word, enum mgp_bench_form form)
{
    size_t length = strlen(word);
    char last = word[length - 1], before = length > 1 ? word[length - 2] : 'a';
    bool ends_in_y = last == 'y' && !is_vowel(before), ends_in_e = last == 'e';
    bool hisses = last == 's' || last == 'x' || last == 'z' || (last == 'h' && (before == 's' || before == 'c'));
    bool loses_letter = form == MGP_BENCH_ING ? ends_in_e && before != 'e' : ends_in_y && form != MGP_BENCH_PLAIN;
    mgp_buffer_append(out, mgp_slice_of(word, loses_letter ? length - 1 : length));
    switch (form) {
    case MGP_BENCH_PLAIN:
        return;
    case MGP_BENCH_S:
        mgp_buffer_text(out, ends_in_y ? "ies" : hisses ? "es" : "s");
        return;
    case MGP_BENCH_ED:
        mgp_buffer_text(out, ends_in_y ? "ied" : ends_in_e ? "d" : "ed");
        return;
    case MGP_BENCH_ING:
        mgp_buffer_text(out, "ing");
        return;
    case MGP_BENCH_LY:
        mgp_buffer_text(out, ends_in_y ? "ily" : "ly");
        return;
    }
}
