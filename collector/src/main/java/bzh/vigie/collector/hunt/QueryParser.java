package bzh.vigie.collector.hunt;

import bzh.vigie.collector.hunt.Parsed.Fault;
import bzh.vigie.collector.hunt.Parsed.Reason;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a query as a person writes it. Pure and total: any text gives a query or says what is wrong with it and where; nothing is thrown.
 *
 * <pre>
 * query  = either ; empty text finds everything
 * either = all { ("or" | "ou") all }
 * all    = one { ["and" | "et"] one }
 * one    = ("not" | "non") one | "(" either ")" | name ":" values | text
 * values = "(" the same as either, of values only ")" | (">" | ">=" | "<" | "<=") bound | bound ".." bound | network | text
 * text   = one or more pieces without blanks between: "quoted", where "" is a quote and all else is itself, or bare, where * and ? are wildcards
 * </pre>
 */
public final class QueryParser {
    /** Characters of a query at most. */
    public static final int LONGEST = 4_000;
    /** Tests of a query at most. */
    public static final int MOST_TESTS = 200;
    /** Parentheses and {@code not} in each other at most. */
    public static final int DEEPEST = 30;
    /** Characters of one value at most. */
    public static final int LONGEST_VALUE = 1_000;

    /** What an event has beside its own fields, named as in its JSON line. */
    public static final List<String> OUTER = List.of("received", "host", "hostname", "commune", "id");

    private static final String OWN = "fields.";
    private static final Set<String> AND = Set.of("and", "et");
    private static final Set<String> OR = Set.of("or", "ou");
    private static final Set<String> NOT = Set.of("not", "non");

    private final String text;
    private final Instant now;
    private int at;
    private int tests;

    private QueryParser(String text, Instant now) {
        this.text = text;
        this.now = now;
    }

    /** Ends the reading where something is wrong; never leaves this class. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient Fault fault;

        Wrong(Fault fault) {
            super(fault.reason().name(), null, false, false);
            this.fault = fault;
        }
    }

    /** A piece of text between blanks: where it lies, and what was bare of it. */
    private record Word(int from, int end, TextPattern.Builder pattern, String bare, boolean quoted) {}

    /**
     * Reads a query.
     *
     * @param now what {@code -24h} is reckoned from
     */
    public static Parsed parse(String text, Instant now) {
        if (text.length() > LONGEST) {
            return new Fault(LONGEST, text.length() - LONGEST, Reason.TOO_LONG, List.of(Integer.toString(LONGEST)));
        }
        QueryParser parser = new QueryParser(text, now);
        try {
            parser.blanks();
            if (parser.at == text.length()) {
                return new Parsed.Understood(new Query.All());
            }
            Query query = parser.either(Optional.empty(), 0);
            if (parser.at < text.length()) {
                throw parser.wrong(parser.at, 1, Reason.NOT_OPENED_PARENTHESIS);
            }
            return new Parsed.Understood(query);
        } catch (Wrong e) {
            return e.fault;
        }
    }

    private Wrong wrong(int from, int length, Reason reason, String... words) {
        return new Wrong(new Fault(from, Math.max(1, length), reason, List.of(words)));
    }

    private void blanks() {
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private boolean isAt(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    /** Steps over one of these words where it stands next, by itself. */
    private boolean skip(Set<String> words) {
        int end = at;
        while (end < text.length() && Character.isLetter(text.charAt(end)) && end - at < 4) {
            end++;
        }
        boolean alone = end == text.length() || isBlank(text.charAt(end)) || "()".indexOf(text.charAt(end)) >= 0;
        if (alone && words.contains(text.substring(at, end).toLowerCase(Locale.ROOT))) {
            at = end;
            blanks();
            return true;
        }
        return false;
    }

    private boolean isNext(Set<String> words) {
        int before = at;
        boolean next = skip(words);
        at = before;
        return next;
    }

    private Query either(Optional<String> name, int depth) throws Wrong {
        List<Query> any = new ArrayList<>();
        do {
            any.add(all(name, depth));
        } while (skip(OR));
        return any.size() == 1 ? any.getFirst() : new Query.Or(any);
    }

    private Query all(Optional<String> name, int depth) throws Wrong {
        List<Query> each = new ArrayList<>();
        do {
            each.add(one(name, depth));
        } while (skip(AND) || (at < text.length() && !isAt(')') && !isNext(OR)));
        return each.size() == 1 ? each.getFirst() : new Query.And(each);
    }

    private Query one(Optional<String> name, int depth) throws Wrong {
        if (depth > DEEPEST) {
            throw wrong(at, 1, Reason.TOO_DEEP, Integer.toString(DEEPEST));
        }
        if (skip(NOT)) {
            return new Query.Not(one(name, depth + 1));
        }
        if (isAt('(')) {
            return group(name, depth);
        }
        if (at == text.length() || isAt(')') || isNext(AND) || isNext(OR)) {
            throw wrong(at, 1, name.isPresent() ? Reason.VALUE_MISSING : Reason.TEST_MISSING, name.orElse(""));
        }
        if (++tests > MOST_TESTS) {
            throw wrong(at, 1, Reason.TOO_MANY_TESTS, Integer.toString(MOST_TESTS));
        }
        return name.isPresent() ? value(name.get()) : test(depth);
    }

    private Query group(Optional<String> name, int depth) throws Wrong {
        int opened = at++;
        blanks();
        Query inner = either(name, depth + 1);
        if (!isAt(')')) {
            throw wrong(opened, 1, Reason.NOT_CLOSED_PARENTHESIS);
        }
        at++;
        blanks();
        return inner;
    }

    private Query test(int depth) throws Wrong {
        int from = at;
        Word word = word(true);
        boolean named = isAt(':') && word.end() > from;
        if (!named) {
            blanks();
            return anywhere(word);
        }
        if (!word.quoted() && isAddress(from)) {
            at = from;
            Word address = word(false);
            blanks();
            return new Query.Anywhere(address.pattern().build(false));
        }
        String name = word.quoted() ? text.substring(from, at).replace("\"", "") : word.bare();
        at++;
        boolean path = (name.length() == 1 && isAt('\\')) || text.startsWith("//", at);
        if (path) {
            at = from;
            Word whole = word(false);
            throw wrong(from, whole.end() - from, Reason.PATH_OR_URL, text.substring(from, whole.end()));
        }
        if (isAt('(')) {
            return group(Optional.of(name), depth);
        }
        if (at == text.length() || isBlank(text.charAt(at)) || isAt(')')) {
            throw wrong(at, 1, Reason.VALUE_MISSING, name);
        }
        return value(name);
    }

    /** Whether an address of IPv6 or of a network card stands here, whose colons name no field. */
    private boolean isAddress(int from) {
        int end = from;
        while (end < text.length() && !isBlank(text.charAt(end)) && "()\"*".indexOf(text.charAt(end)) < 0) {
            end++;
        }
        String whole = text.substring(from, end);
        boolean card = whole.length() == 17
                && whole.chars().filter(c -> c == ':').count() == 5
                && whole.chars().allMatch(c -> c == ':' || Character.digit(c, 16) >= 0);
        return card || Scalar.address(whole).isPresent();
    }

    private Query anywhere(Word word) throws Wrong {
        check(word);
        TextPattern pattern = word.pattern().build(false);
        if (word.pattern().length() == 0) {
            throw wrong(word.from(), word.end() - word.from(), Reason.TEST_MISSING, "");
        }
        return pattern.isEverything() ? new Query.All() : new Query.Anywhere(pattern);
    }

    /** Reads pieces up to a blank, a parenthesis or, where a name may stand, a colon. */
    private Word word(boolean toColon) throws Wrong {
        int from = at;
        TextPattern.Builder pattern = new TextPattern.Builder();
        StringBuilder bare = new StringBuilder();
        boolean quoted = false;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (isBlank(c) || c == '(' || c == ')' || (toColon && c == ':')) {
                break;
            }
            if (c == '"') {
                quoted = true;
                pattern.literal(quotedPiece());
                continue;
            }
            bare.append(c);
            switch (c) {
                case '*' -> pattern.many();
                case '?' -> pattern.one();
                default -> pattern.literal(String.valueOf(c));
            }
            at++;
        }
        return new Word(from, at, pattern, bare.toString(), quoted);
    }

    private String quotedPiece() throws Wrong {
        int opened = at++;
        StringBuilder piece = new StringBuilder();
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '"') {
                piece.append(c);
            } else if (isAt('"')) {
                piece.append(c);
                at++;
            } else {
                return piece.toString();
            }
        }
        throw wrong(opened, 1, Reason.NOT_CLOSED_QUOTE);
    }

    private void check(Word word) throws Wrong {
        int length = word.end() - word.from();
        if (word.pattern().length() > LONGEST_VALUE) {
            throw wrong(word.from(), length, Reason.VALUE_TOO_LONG, Integer.toString(LONGEST_VALUE));
        }
        if (word.pattern().wildcards() > TextPattern.MOST_WILDCARDS) {
            throw wrong(word.from(), length, Reason.TOO_MANY_WILDCARDS, Integer.toString(TextPattern.MOST_WILDCARDS));
        }
    }

    private Query value(String name) throws Wrong {
        String operator = "";
        for (String each : List.of(">=", "<=", ">", "<")) {
            if (operator.isEmpty() && text.startsWith(each, at)) {
                operator = each;
            }
        }
        int from = at;
        at += operator.length();
        if (!operator.isEmpty()) {
            blanks();
        }
        Word word = word(false);
        blanks();
        check(word);
        if (!operator.isEmpty() && word.end() == word.from()) {
            throw wrong(word.from(), 1, Reason.BAD_BOUND, operator);
        }
        ValueTest test = !operator.isEmpty()
                ? compared(operator, word)
                : word.quoted() ? new ValueTest.Text(word.pattern().build(true)) : bare(name, word);
        return field(name, test, from, word.end() - from);
    }

    private Query field(String name, ValueTest test, int from, int length) throws Wrong {
        String folded = TextPattern.fold(name);
        if (folded.startsWith(OWN)) {
            return new Query.Field(folded.substring(OWN.length()), test);
        }
        if (!OUTER.contains(folded)) {
            return new Query.Field(folded, test);
        }
        if (folded.equals("received")) {
            return switch (test) {
                case ValueTest.Times times -> new Query.Received(times);
                case ValueTest.Present present -> new Query.All();
                case ValueTest.Text text -> throw wrong(from, length, Reason.BAD_TIME);
                case ValueTest.Numbers numbers -> throw wrong(from, length, Reason.BAD_TIME);
                case ValueTest.Network network -> throw wrong(from, length, Reason.BAD_TIME);
            };
        }
        return switch (test) {
            case ValueTest.Text text ->
                switch (folded) {
                    case "host", "hostname" -> new Query.OnHost(text.pattern(), Set.of());
                    case "commune" -> new Query.InCommune(text.pattern());
                    default -> new Query.Id(text.pattern());
                };
            case ValueTest.Present present -> new Query.All();
            case ValueTest.Times times -> throw wrong(from, length, Reason.TEXT_ONLY, name);
            case ValueTest.Numbers numbers -> throw wrong(from, length, Reason.TEXT_ONLY, name);
            case ValueTest.Network network -> throw wrong(from, length, Reason.TEXT_ONLY, name);
        };
    }

    private ValueTest compared(String operator, Word word) throws Wrong {
        String written = text.substring(word.from(), word.end()).replace("\"", "");
        boolean above = operator.charAt(0) == '>';
        boolean equal = operator.length() == 2;
        Optional<BigDecimal> number = Scalar.number(TextPattern.fold(written));
        Optional<Scalar.Stretch> time = time(written);
        if (time.isPresent()) {
            Scalar.Stretch bound = time.get();
            return above
                    ? new ValueTest.Times(Optional.of(equal ? bound.from() : bound.to()), Optional.empty())
                    : new ValueTest.Times(Optional.empty(), Optional.of(equal ? bound.to() : bound.from()));
        }
        if (number.isEmpty()) {
            throw wrong(word.from(), word.end() - word.from(), Reason.BAD_BOUND, operator);
        }
        return above
                ? new ValueTest.Numbers(number, equal, Optional.empty(), true)
                : new ValueTest.Numbers(Optional.empty(), true, number, equal);
    }

    /** A time, or a moment so long ago. */
    private Optional<Scalar.Stretch> time(String written) {
        Optional<Duration> ago = Scalar.ago(written);
        return ago.isPresent()
                ? Optional.of(new Scalar.Stretch(now.minus(ago.get()), now.minus(ago.get())))
                : Scalar.time(written);
    }

    private ValueTest bare(String name, Word word) throws Wrong {
        String written = word.bare();
        int length = word.end() - word.from();
        if (word.pattern().build(true).isEverything()) {
            return new ValueTest.Present();
        }
        int dots = written.indexOf("..");
        if (dots >= 0 && written.length() > 2) {
            Optional<ValueTest> range = range(written.substring(0, dots), written.substring(dots + 2));
            boolean looks =
                    Character.isDigit(written.charAt(0)) && Character.isDigit(written.charAt(written.length() - 1));
            if (range.isPresent()) {
                return range.get();
            }
            if (looks && written.indexOf('*') < 0) {
                throw wrong(word.from(), length, Reason.BAD_RANGE, written);
            }
        }
        int slash = written.indexOf('/');
        if (slash > 0 && Scalar.address(written.substring(0, slash)).isPresent()) {
            return network(written, slash, word);
        }
        if (name.equalsIgnoreCase("received")) {
            Optional<Scalar.Stretch> time = time(written);
            if (time.isPresent()) {
                return new ValueTest.Times(
                        Optional.of(time.get().from()), Optional.of(time.get().to()));
            }
        }
        return new ValueTest.Text(word.pattern().build(true));
    }

    private Optional<ValueTest> range(String from, String to) {
        Optional<BigDecimal> low = Scalar.number(TextPattern.fold(from));
        Optional<BigDecimal> high = Scalar.number(TextPattern.fold(to));
        boolean numbers = (low.isPresent() || from.isEmpty()) && (high.isPresent() || to.isEmpty());
        if (numbers) {
            return Optional.of(new ValueTest.Numbers(low, true, high, true));
        }
        Optional<Scalar.Stretch> first = time(from);
        Optional<Scalar.Stretch> last = time(to);
        boolean times = (first.isPresent() || from.isEmpty()) && (last.isPresent() || to.isEmpty());
        return times
                ? Optional.of(new ValueTest.Times(first.map(Scalar.Stretch::from), last.map(Scalar.Stretch::to)))
                : Optional.empty();
    }

    private ValueTest network(String written, int slash, Word word) throws Wrong {
        String address = written.substring(0, slash);
        String digits = written.substring(slash + 1);
        int most = Scalar.address(address).map(bytes -> bytes.length * 8).orElse(0);
        boolean number =
                !digits.isEmpty() && digits.length() <= 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!number || Integer.parseInt(digits) > most) {
            throw wrong(word.from() + slash + 1, digits.length(), Reason.BAD_NETWORK, written, Integer.toString(most));
        }
        return new ValueTest.Network(address, Integer.parseInt(digits));
    }
}
