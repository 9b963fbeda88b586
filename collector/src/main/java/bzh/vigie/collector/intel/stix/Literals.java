package bzh.vigie.collector.intel.stix;

import bzh.vigie.collector.intel.stix.Lexer.Token;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.net.InetAddress;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** Makes constants of tokens. */
final class Literals {
    private static final java.util.regex.Pattern INSTANT =
            java.util.regex.Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?Z");
    private static final java.util.regex.Pattern ADDRESS = java.util.regex.Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final int LONGEST_REGEX = 4_096;
    /** More instructions than that, and a pattern costs too much memory: those of {@code x{1000}} ten times. */
    private static final int LARGEST_REPETITION = 1_000;

    private Literals() {}

    static Literal text(String text) {
        return new Literal.Text(Normalizer.normalize(text, Normalizer.Form.NFC));
    }

    static Instant instant(Token token) throws StixPatternException {
        return instant(token.text())
                .orElseThrow(() -> new StixPatternException("bad-instant", token.text(), token.at()));
    }

    /** As STIX writes one: upper-case letters, seconds, perhaps up to nine digits of their fraction. */
    static Optional<Instant> instant(String text) {
        if (!INSTANT.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static Literal hex(Token token) throws StixPatternException {
        try {
            return Literal.Bytes.of(HexFormat.of().parseHex(token.text()));
        } catch (IllegalArgumentException e) {
            throw new StixPatternException("bad-bytes", token.text(), token.at());
        }
    }

    static Literal base64(Token token) throws StixPatternException {
        try {
            return Literal.Bytes.of(Base64.getDecoder().decode(token.text()));
        } catch (IllegalArgumentException e) {
            throw new StixPatternException("bad-bytes", token.text(), token.at());
        }
    }

    /** {@code %} stands for any characters, {@code _} for one. */
    static Literal like(Token token) throws StixPatternException {
        StringBuilder regex = new StringBuilder("^");
        Normalizer.normalize(token.text(), Normalizer.Form.NFC).codePoints().forEach(c -> {
            switch (c) {
                case '%' -> regex.append(".*");
                case '_' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(c)));
            }
        });
        return compiled(token, regex.append('$').toString());
    }

    static Literal regex(Token token) throws StixPatternException {
        return compiled(token, Normalizer.normalize(token.text(), Normalizer.Form.NFC));
    }

    private static Literal compiled(Token token, String regex) throws StixPatternException {
        try {
            if (regex.length() <= LONGEST_REGEX && repetitions(regex) <= LARGEST_REPETITION) {
                return new Literal.Regex(token.text(), Pattern.compile(regex, Pattern.DOTALL));
            }
        } catch (PatternSyntaxException e) {
            // said below
        }
        throw new StixPatternException("bad-regex", token.text(), token.at());
    }

    /** The counts in braces multiplied, as they are where one repeats another. */
    private static long repetitions(String regex) {
        long product = 1;
        java.util.regex.Matcher counts = java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}")
                .matcher(regex);
        while (counts.find() && product <= LARGEST_REPETITION) {
            String most = counts.group(2) == null || counts.group(2).isEmpty() ? counts.group(1) : counts.group(2);
            product *= Math.max(1, Long.parseLong(most));
        }
        return product;
    }

    static Literal net(Token token) throws StixPatternException {
        return net(token.text()).orElseThrow(() -> new StixPatternException("bad-network", token.text(), token.at()));
    }

    /** One address, or those of a prefix. */
    static Optional<Literal.Net> net(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (!ADDRESS.matcher(address).matches()) {
            return Optional.empty();
        }
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            int bits = parsed.getAddress().length * 8;
            String length = slash < 0 ? Integer.toString(bits) : text.substring(slash + 1);
            if (!length.matches("\\d{1,3}") || Integer.parseInt(length) > bits) {
                return Optional.empty();
            }
            return Optional.of(new Literal.Net(parsed, Integer.parseInt(length)));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }
}
