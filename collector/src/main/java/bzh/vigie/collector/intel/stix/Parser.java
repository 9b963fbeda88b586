package bzh.vigie.collector.intel.stix;

import bzh.vigie.collector.intel.stix.Lexer.Kind;
import bzh.vigie.collector.intel.stix.Lexer.Token;
import bzh.vigie.collector.intel.stix.ObjectPath.Step;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads a pattern by recursive descent. What binds closest comes last: {@code FOLLOWEDBY}, {@code OR}, {@code AND}, qualifiers. Bounds:
 * {@value Lexer#LONGEST} characters, {@value #DEEPEST} brackets in one another, {@value #MOST} observations.
 */
final class Parser {
    private static final int DEEPEST = 32;
    /** Observations that a pattern holds of. */
    private static final int MOST = 256;

    private static final Set<String> KEYWORDS = Set.of(
            "AND",
            "OR",
            "NOT",
            "FOLLOWEDBY",
            "LIKE",
            "MATCHES",
            "ISSUBSET",
            "ISSUPERSET",
            "EXISTS",
            "IN",
            "START",
            "STOP",
            "WITHIN",
            "SECONDS",
            "REPEATS",
            "TIMES",
            "true",
            "false");

    private final List<Token> tokens;
    private int at;
    private int depth;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    static Expression parse(String text) throws StixPatternException {
        Parser parser = new Parser(Lexer.tokens(text));
        Expression expression = parser.inOrder();
        if (parser.peek().kind() != Kind.END) {
            throw parser.unexpected();
        }
        if (expression.size() > MOST) {
            throw new StixPatternException("too-many-observations", MOST);
        }
        return expression;
    }

    private Expression inOrder() throws StixPatternException {
        List<Expression> parts = new ArrayList<>(List.of(any()));
        while (accept("FOLLOWEDBY")) {
            parts.add(any());
        }
        return parts.size() == 1 ? parts.getFirst() : new Expression.InOrder(parts);
    }

    private Expression any() throws StixPatternException {
        List<Expression> parts = new ArrayList<>(List.of(all()));
        while (accept("OR")) {
            parts.add(all());
        }
        return parts.size() == 1 ? parts.getFirst() : new Expression.Any(parts);
    }

    private Expression all() throws StixPatternException {
        List<Expression> parts = new ArrayList<>(List.of(qualified()));
        while (accept("AND")) {
            parts.add(qualified());
        }
        return parts.size() == 1 ? parts.getFirst() : new Expression.All(parts);
    }

    private Expression qualified() throws StixPatternException {
        Expression expression;
        if (accept("(")) {
            deeper();
            // Kept as a list of one: qualifiers behind a bracket are not those of what is in it.
            expression = new Expression.All(List.of(inOrder()));
            expect(")");
            depth--;
        } else {
            expect("[");
            expression = new Expression.Single(comparison());
            expect("]");
        }
        int qualifiers = 0;
        for (Token token = peek(); ; token = peek()) {
            if (token.is("WITHIN")) {
                at++;
                expression = new Expression.Qualified(expression, within());
            } else if (token.is("REPEATS")) {
                at++;
                expression = new Expression.Qualified(expression, repeats());
            } else if (token.is("START")) {
                at++;
                expression = new Expression.Qualified(expression, between());
            } else {
                return expression;
            }
            if (++qualifiers > DEEPEST || expression.size() > MOST) {
                throw new StixPatternException("too-many-observations", MOST);
            }
        }
    }

    private Qualifier within() throws StixPatternException {
        Token token = expect(Kind.NUMBER);
        BigDecimal seconds = number(token);
        expect("SECONDS");
        if (seconds.signum() <= 0 || seconds.compareTo(BigDecimal.valueOf(3_155_760_000L)) > 0) {
            throw new StixPatternException("bad-number", token.text(), token.at());
        }
        return new Qualifier.Within(Duration.ofNanos(seconds.movePointRight(9)
                .min(BigDecimal.valueOf(Long.MAX_VALUE))
                .longValue()));
    }

    private Qualifier repeats() throws StixPatternException {
        Token token = expect(Kind.NUMBER);
        expect("TIMES");
        BigDecimal times = number(token);
        if (token.text().contains(".") || times.signum() <= 0 || times.compareTo(BigDecimal.valueOf(MOST)) > 0) {
            throw new StixPatternException("bad-number", token.text(), token.at());
        }
        return new Qualifier.Repeats(times.intValue());
    }

    /** STIX 2.0 writes the instants as text, 2.1 as instants; either is read. */
    private Qualifier between() throws StixPatternException {
        Token start = time();
        expect("STOP");
        Token stop = time();
        return new Qualifier.Between(Literals.instant(start), Literals.instant(stop));
    }

    private Token time() throws StixPatternException {
        Token token = peek();
        if (token.kind() != Kind.TIME && token.kind() != Kind.STRING) {
            throw unexpected();
        }
        at++;
        return token;
    }

    private Comparison comparison() throws StixPatternException {
        List<Comparison> parts = new ArrayList<>(List.of(comparisons()));
        while (accept("OR")) {
            parts.add(comparisons());
        }
        return parts.size() == 1 ? parts.getFirst() : new Comparison.Any(parts);
    }

    private Comparison comparisons() throws StixPatternException {
        List<Comparison> parts = new ArrayList<>(List.of(test()));
        while (accept("AND")) {
            parts.add(test());
        }
        return parts.size() == 1 ? parts.getFirst() : new Comparison.All(parts);
    }

    private Comparison test() throws StixPatternException {
        if (accept("(")) {
            deeper();
            Comparison inner = comparison();
            expect(")");
            depth--;
            return inner;
        }
        boolean not = accept("NOT");
        if (accept("EXISTS")) {
            return new Comparison.Exists(path(), not);
        }
        if (not) {
            throw unexpected();
        }
        ObjectPath path = path();
        boolean negated = accept("NOT");
        Token token = peek();
        at++;
        return switch (token.text()) {
            case "=", "==" -> one(token, path, negated, Operator.EQUAL);
            case "!=", "<>" -> one(token, path, negated, Operator.NOT_EQUAL);
            case "<" -> one(token, path, negated, Operator.LESS);
            case "<=" -> one(token, path, negated, Operator.LESS_OR_EQUAL);
            case ">" -> one(token, path, negated, Operator.GREATER);
            case ">=" -> one(token, path, negated, Operator.GREATER_OR_EQUAL);
            case "IN" -> new Comparison.Test(path, negated, Operator.IN, set());
            case "LIKE" -> text(path, negated, Operator.LIKE);
            case "MATCHES" -> text(path, negated, Operator.MATCHES);
            case "ISSUBSET" -> text(path, negated, Operator.ISSUBSET);
            case "ISSUPERSET" -> text(path, negated, Operator.ISSUPERSET);
            default -> throw unexpected(token);
        };
    }

    private Comparison one(Token sign, ObjectPath path, boolean negated, Operator operator)
            throws StixPatternException {
        if (sign.kind() != Kind.SIGN) {
            throw unexpected(sign);
        }
        return new Comparison.Test(path, negated, operator, List.of(literal()));
    }

    private Comparison text(ObjectPath path, boolean negated, Operator operator) throws StixPatternException {
        Token token = expect(Kind.STRING);
        Literal literal = switch (operator) {
            case LIKE -> Literals.like(token);
            case MATCHES -> Literals.regex(token);
            default -> Literals.net(token);
        };
        return new Comparison.Test(path, negated, operator, List.of(literal));
    }

    private Literal literal() throws StixPatternException {
        Token token = peek();
        at++;
        return switch (token.kind()) {
            case STRING -> Literals.text(token.text());
            case NUMBER -> new Literal.Numeric(number(token));
            case TIME -> new Literal.Time(Literals.instant(token));
            case HEX -> Literals.hex(token);
            case BASE64 -> Literals.base64(token);
            case WORD ->
                switch (token.text()) {
                    case "true" -> new Literal.Truth(true);
                    case "false" -> new Literal.Truth(false);
                    default -> throw unexpected(token);
                };
            case SIGN, END -> throw unexpected(token);
        };
    }

    private List<Literal> set() throws StixPatternException {
        expect("(");
        List<Literal> literals = new ArrayList<>();
        if (!accept(")")) {
            do {
                Token token = peek();
                literals.add(literal());
                if (!literals.getFirst().getClass().equals(literals.getLast().getClass())) {
                    throw new StixPatternException("mixed-set", token.at());
                }
            } while (accept(","));
            expect(")");
        }
        return literals;
    }

    private ObjectPath path() throws StixPatternException {
        String type = name(true);
        expect(":");
        List<Step> steps = new ArrayList<>(List.of(property(false)));
        while (true) {
            if (accept(".")) {
                steps.add(property(steps.getLast() instanceof Step.Property(String name) && name.equals("hashes")));
            } else if (accept("[")) {
                if (accept("*")) {
                    steps.add(new Step.Every());
                } else {
                    Token token = expect(Kind.NUMBER);
                    BigDecimal index = number(token);
                    if (token.text().contains(".")
                            || index.signum() < 0
                            || index.compareTo(BigDecimal.valueOf(MOST)) > 0) {
                        throw new StixPatternException("bad-number", token.text(), token.at());
                    }
                    steps.add(new Step.Element(index.intValue()));
                }
                expect("]");
            } else {
                return new ObjectPath(type, steps);
            }
        }
    }

    /** @param hyphens as in {@code hashes.SHA-256}, which should be in quotes and often is not */
    private Step property(boolean hyphens) throws StixPatternException {
        if (peek().kind() == Kind.STRING) {
            String name = peek().text();
            at++;
            return new Step.Property(name);
        }
        return new Step.Property(name(hyphens));
    }

    private String name(boolean hyphens) throws StixPatternException {
        Token token = expect(Kind.WORD);
        if (KEYWORDS.contains(token.text()) || (!hyphens && token.text().contains("-"))) {
            throw unexpected(token);
        }
        return token.text();
    }

    private static BigDecimal number(Token token) throws StixPatternException {
        try {
            if (token.text().length() <= 40) {
                return new BigDecimal(token.text());
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new StixPatternException("bad-number", token.text(), token.at());
    }

    private void deeper() throws StixPatternException {
        if (++depth > DEEPEST) {
            throw new StixPatternException("too-deep", DEEPEST);
        }
    }

    private Token peek() {
        return tokens.get(Math.min(at, tokens.size() - 1));
    }

    private boolean accept(String sign) {
        if (peek().is(sign)) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(String sign) throws StixPatternException {
        if (!accept(sign)) {
            throw new StixPatternException("expected", sign, peek().at());
        }
    }

    private Token expect(Kind kind) throws StixPatternException {
        Token token = peek();
        if (token.kind() != kind) {
            throw unexpected();
        }
        at++;
        return token;
    }

    private StixPatternException unexpected() {
        return unexpected(peek());
    }

    private static StixPatternException unexpected(Token token) {
        return token.kind() == Kind.END
                ? new StixPatternException("cut-off")
                : new StixPatternException("unexpected", token.text(), token.at());
    }
}
