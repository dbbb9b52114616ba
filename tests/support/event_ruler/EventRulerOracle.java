import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.core.JsonProcessingException;

import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.Patterns;

/**
 * What AWS's own library for event patterns answers. With a seed and a number: makes so many pairs of pattern and event
 * and prints "pattern TAB event TAB answer" for each; without: reads "pattern TAB event" from standard input. An answer
 * is true, false, or ! and the reason why the pattern is refused.
 *
 * The pairs keep to what the two are to agree on. Left out are: addresses of both families in one pair (the library
 * compares the hexadecimal text of addresses), a mask of 0 (matches numbers too), a wildcard and a suffix or
 * equals-ignore-case in one pattern (in one field they can match what neither matches), two faults in one list (the first found is by chance), an empty list under
 * anything-but's nested operators (compiles, then fails when matching), a slash after a CIDR's mask, and names given twice
 * in an event (either value matches).
 */
public final class EventRulerOracle {
    private static final String[] NAMES = {"a", "b", "c"};
    private static final String[] WORDS = {"x", "y", "xy", "yx", "xyx", "X", "Xy", "", "x*y", "x\\\\y", "\u00e9", "\u00c9x", "xx",
            "\u00df", "SSx", "ss", "\u03c2", "\u03a3"};
    private static final String[] IPV4 = {"10.0.0.1", "010.0.0.001", "10.0.0.255", "10.1.0.1", "11.0.0.1", "256.0.0.1",
            "1.2.3", "0000.0.0.1", "0.0.0.1", "255.255.255.255", "10.0.0.1 "};
    private static final String[] IPV6 = {"::1", "0:0:0:0:0:0:0:1", "2001:db8::5", "2001:DB8:0::5", "2001:db9::", "::",
            "1::2::3", "fe80::1", ":1", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "08:23", "00001::", "12345::", "1:2:3:4:5:6:7:8:9"};
    private static final String[] CIDR4 = {"10.0.0.0/8", "10.0.0.1/24", "10.0.0.0/31", "0.0.0.0/0", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0.0/32", "10.0.0.0",
            "10.0.0.0/-1", "10.0.0.0/x", "256.0.0.1/8", "1.2.3/8", "/8", "10.0.0.0/12345", "a/b/c"};
    private static final String[] CIDR6 = {"2001:db8::/32", "2001:db8::5/127", "::/0", "::1/64", "::/128", "2001:db8::/x", "x::/1",
            "::ffff:0:0/96", "1::2::3/8"};
    private static final String[] NUMBERS = {"0", "-0.0", "1", "1.0", "1e0", "10", "1e1", "0.1", "1e-1", "0.10", "300", "3.0e2",
            "123456789012345678", "1e400", "-5", "2.5", "25e-1", "9007199254740993", "9007199254740992", "1E+2", "100", "5e9",
            "123456789012", "-1e-7", "0.30000000000000004", "1.7976931348623157e308"};
    private static final String[] COMPARABLE = {"0", "-0.0", "1", "1.0", "10", "1e1", "0.1", "1e-1", "300", "3.0e2", "-5", "2.5", "100",
            "5e9", "123456789012", "-1e-7", "0.30000000000000004"};
    private static final String[] WILDCARDS = {"*", "x*", "*y", "x*y", "*x*", "x*y*x", "x\\\\*y", "x\\\\\\\\y", "", "xy", "*\\\\*",
            "\u00e9*", "**", "x**", "x\\\\y", "x\\\\"};

    private final Random random;
    private boolean isIpv6;
    private boolean isSound; /* nothing wrong is put into the pattern on purpose */
    private final List<String> leaves = new ArrayList<>(); /* path, value, path, value ... of the event */

    private EventRulerOracle(long seed) {
        random = new Random(seed);
    }

    private String any(String[] from) {
        return from[random.nextInt(from.length)];
    }

    /* One of the first, which are sound; or, in a pattern that need not be, one of all. */
    private String anySound(int sound, String... from) {
        return from[random.nextInt(isSound ? sound : from.length)];
    }

    private boolean mishap(int percent) {
        return !isSound && chance(percent);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String text() {
        if (chance(25)) return "\"" + any(isIpv6 ? IPV6 : IPV4) + "\"";
        return "\"" + (chance(60) ? any(new String[] {"x", "y", "xy"}) : any(WORDS)) + "\"";
    }

    private String scalar() {
        int kind = random.nextInt(10);
        if (kind < 6) return text();
        if (kind < 8) return any(NUMBERS);
        return any(new String[] {"true", "false", "null"});
    }

    private String name() {
        if (chance(6)) return any(NAMES) + "." + any(NAMES);
        return any(NAMES);
    }

    private String comparable() {
        return any(mishap(10) ? NUMBERS : COMPARABLE);
    }

    private String eventObject(int depth, String path) {
        StringBuilder out = new StringBuilder("{");
        List<String> names = new ArrayList<>();
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            String name = name();
            if (names.contains(name)) continue;
            names.add(name);
            out.append(out.length() > 1 ? "," : "").append("\"").append(name).append("\":").append(eventValue(depth - 1, path.isEmpty() ? name : path + "." + name));
        }
        return out.append("}").toString();
    }

    private String eventScalar(String path) {
        String value = scalar();
        leaves.add(path);
        leaves.add(value);
        return value;
    }

    private String eventValue(int depth, String path) {
        int kind = random.nextInt(10);
        if (depth <= 0 || kind < 4) return eventScalar(path);
        if (kind < 7) return eventObject(depth, path);
        StringBuilder out = new StringBuilder("[");
        int count = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            out.append(i > 0 ? "," : "");
            out.append(chance(45) ? eventScalar(path) : chance(70) ? eventObject(depth - 1, path) : eventValue(depth - 1, path));
        }
        return out.append("]").toString();
    }

    private String solidText() {
        String text = text();
        return isSound && text.equals("\"\"") ? "\"x\"" : text;
    }

    private String wildcard() {
        return "\"" + anySound(12, WILDCARDS) + "\"";
    }

    private String listOf(int kind) {
        StringBuilder out = new StringBuilder("[");
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            out.append(i > 0 ? "," : "");
            out.append(mishap(8) ? scalar() : kind == 0 ? solidText() : kind == 1 ? comparable() : wildcard());
        }
        return out.append("]").toString();
    }

    private String wrong() {
        return any(new String[] {"1", "null", "true", "[]", "[\"x\"]", "{}", "{\"x\":1}", "{\"equals-ignore-case\":1}",
                "{\"prefix\":\"x\"}", "\"\"", "[[]]", "\"x\"", "{\"equals-ignore-case\":\"x\",\"y\":1}"});
    }

    private String operand(String operator) {
        if (mishap(12)) return wrong();
        switch (operator) {
            case "prefix":
            case "suffix":
                return chance(25) ? "{\"equals-ignore-case\":" + text() + "}" : text();
            case "wildcard":
                return wildcard();
            case "cidr":
                return "\"" + (isIpv6 ? anySound(4, CIDR6) : anySound(6, CIDR4)) + "\"";
            case "exists":
                return chance(50) ? "true" : "false";
            case "numeric":
                return numeric();
            case "anything-but":
                return anythingBut();
            default:
                return text();
        }
    }

    private String anythingBut() {
        int kind = random.nextInt(8);
        if (kind == 0) return text();
        if (kind == 1) return comparable();
        if (kind == 2) return listOf(0);
        if (kind == 3) return listOf(1);
        String operator = any(new String[] {"prefix", "suffix", "equals-ignore-case", "wildcard"});
        String operand = operator.equals("wildcard") ? (chance(50) ? wildcard() : listOf(2))
                : chance(50) ? solidText() : listOf(0);
        if (mishap(10)) return "{\"" + operator + "\":" + operand + ",\"z\":1}";
        if (mishap(10)) return "{\"exists\":" + operand + "}";
        return "{\"" + operator + "\":" + (mishap(10) ? any(new String[] {"1", "null", "true", "{}", "\"\""}) : operand) + "}";
    }

    private String numeric() {
        String first = anySound(5, "=", "<", "<=", ">", ">=", "!=");
        StringBuilder out = new StringBuilder("[\"").append(first).append("\",").append(mishap(8) ? scalar() : comparable());
        if (first.startsWith(">") ? chance(50) : mishap(15)) {
            out.append(",").append(mishap(8) ? "5" : "\"" + anySound(2, "<", "<=", ">", "=") + "\"");
            out.append(",").append(mishap(8) ? scalar() : comparable());
        }
        if (mishap(6)) out.append(",1");
        return out.append("]").toString();
    }

    private String matcher() {
        if (chance(45)) return scalar();
        if (mishap(4)) return chance(50) ? "{}" : "[1]";
        String operator = mishap(6) ? any(new String[] {"startswith", "EXISTS", "$or"})
                : any(new String[] {"prefix", "suffix", "equals-ignore-case", "wildcard", "cidr", "exists", "exists", "numeric",
                    "anything-but", "anything-but", "exactly"});
        return "{\"" + operator + "\":" + operand(operator) + (mishap(6) ? ",\"z\":1" : "") + "}";
    }

    /* An alternative that a value of the event, written as it stands there, meets or just fails to meet. */
    private String matcherFor(String value) {
        if (chance(25)) return matcher();
        if (chance(25)) return value;
        boolean isText = value.startsWith("\"");
        if (isText && value.length() > 2 && !value.contains("\\")) {
            String text = value.substring(1, value.length() - 1);
            int cut = random.nextInt(text.length());
            switch (random.nextInt(7)) {
                case 0: return "{\"prefix\":\"" + text.substring(0, cut) + "\"}";
                case 1: return "{\"suffix\":\"" + text.substring(cut) + "\"}";
                case 2: return "{\"wildcard\":\"" + text.substring(0, cut).replace("*", "") + "*" + text.substring(cut).replace("*", "") + "\"}";
                case 3: return "{\"equals-ignore-case\":\"" + text.toUpperCase(java.util.Locale.ROOT) + "\"}";
                case 4: return "{\"anything-but\":[\"" + text + "\"]}";
                case 5: return "{\"prefix\":{\"equals-ignore-case\":\"" + text.substring(0, cut).toLowerCase(java.util.Locale.ROOT) + "\"}}";
                default: return "{\"suffix\":{\"equals-ignore-case\":\"" + text.substring(cut).toLowerCase(java.util.Locale.ROOT) + "\"}}";
            }
        }
        return "{\"exists\":" + chance(60) + "}";
    }

    /* Leaves of the event by their paths, in dotted or nested form. */
    private String patternFor() {
        StringBuilder out = new StringBuilder("{");
        List<String> paths = new ArrayList<>();
        for (int count = 1 + random.nextInt(3); count > 0; count--) {
            int at = random.nextInt(leaves.size() / 2) * 2;
            String path = leaves.get(at);
            if (chance(15)) path = path + "." + any(NAMES);
            if (paths.contains(path)) continue;
            paths.add(path);
            String matchers = "[" + matcherFor(leaves.get(at + 1)) + (chance(25) ? "," + matcher() : "") + "]";
            String[] parts = chance(50) ? path.split("\\.") : new String[] {path};
            out.append(out.length() > 1 ? "," : "");
            for (int i = 0; i < parts.length; i++) out.append(i > 0 ? "{" : "").append("\"").append(parts[i]).append("\":");
            out.append(matchers).append("}".repeat(parts.length - 1));
        }
        return out.append("}").toString();
    }

    private String leaf() {
        StringBuilder out = new StringBuilder("[");
        int count = mishap(3) ? 0 : 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) out.append(i > 0 ? "," : "").append(matcher());
        return out.append("]").toString();
    }

    private String or(int depth, boolean isInside) {
        StringBuilder out = new StringBuilder("[");
        int count = mishap(6) ? random.nextInt(2) : 2 + random.nextInt(2);
        for (int i = 0; i < count; i++)
            out.append(i > 0 ? "," : "").append(mishap(3) ? scalar() : patternObject(depth - 1, true));
        return mishap(3) ? "{}" : out.append("]").toString();
    }

    private String patternObject(int depth, boolean isInside) {
        StringBuilder out = new StringBuilder("{");
        int count = mishap(2) ? 0 : 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            out.append(i > 0 ? "," : "");
            if (depth > 0 && chance(12)) {
                out.append("\"$or\":").append(or(depth, isInside));
                continue;
            }
            out.append("\"").append(isInside && mishap(4) ? "prefix" : name()).append("\":");
            out.append(mishap(3) ? scalar() : depth > 0 && chance(50) ? patternObject(depth - 1, isInside) : leaf());
        }
        return out.append("}").toString();
    }

    /* The library has two ways to match; where they differ (keys with dots beside an array) there is no answer: null. */
    static String answer(String pattern, String event) throws Exception {
        Machine machine = new Machine();
        Machine other = Machine.builder().withStructuredMatching(false).build();
        try {
            for (Map<String, List<Patterns>> rule : JsonRuleCompiler.compile(pattern)) {
                machine.addPatternRule("rule", rule);
                other.addPatternRule("rule", rule);
            }
        } catch (JsonProcessingException e) {
            return "!" + e.getOriginalMessage().split("\n")[0];
        } catch (IllegalArgumentException e) {
            return "!" + e.getMessage();
        }
        boolean matched = !machine.rulesForJSONEvent(event).isEmpty();
        return matched == other.rulesForJSONEvent(event).isEmpty() ? null : matched ? "true" : "false";
    }

    private static boolean isLeftOut(String pattern, String answer) {
        if (pattern.contains("/0\"")) return true;
        if (!pattern.contains("\"wildcard\"")) return false;
        if (pattern.contains("\"suffix\"") || pattern.contains("\"equals-ignore-case\"")) return true;
        return pattern.contains("\"wildcard\":[") && answer.startsWith("!");
    }

    public static void main(String[] arguments) throws Exception {
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        if (arguments.length == 2) {
            EventRulerOracle oracle = new EventRulerOracle(Long.parseLong(arguments[0]));
            for (int left = Integer.parseInt(arguments[1]); left > 0;) {
                oracle.isIpv6 = oracle.chance(40);
                oracle.isSound = oracle.chance(85);
                oracle.leaves.clear();
                String event = oracle.eventObject(4, "");
                boolean isMadeToFit = oracle.isSound && oracle.chance(75) && !oracle.leaves.isEmpty();
                String pattern = isMadeToFit ? oracle.patternFor() : oracle.patternObject(2, false);
                String answer;
                if (pattern.contains(":[]}") || pattern.length() + event.length() > 230) continue;
                try {
                    answer = answer(pattern, event);
                } catch (RuntimeException e) {
                    continue; /* the library itself fails on a few */
                }
                if (answer == null) continue;
                if (answer.equals("false") && !oracle.chance(45)) continue;
                if (isLeftOut(pattern, answer)) continue;
                out.println(pattern + "\t" + event + "\t" + answer);
                left--;
            }
        } else {
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] pair = line.split("\t");
                out.println(pair[0] + "\t" + pair[1] + "\t" + answer(pair[0], pair[1]));
            }
        }
        out.flush();
    }
}
