package bzh.vigie.collector.notify;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a failure of a receiver comes to, for a person: known by words that appear in what it said. Pure. */
public enum Why {
    UNKNOWN_HOST("unknownhost|unresolved"),
    NOT_TRUSTED("pkix|certif|handshake|ssl|tls|not_secure"),
    LOGIN("login_refused|http 401|http 403|authentication"),
    NOTHING_THERE("nosuchfile|http 404|http 405|http 410|http 301|http 302|http 307|http 308"),
    OVERLOADED("http 429|http 502|http 503|http 504"),
    BROKEN("http 5"),
    NOT_TAKEN("http 4|refused: 5|550|552|554"),
    FULL("no space left|disk full|quota"),
    NO_RIGHT("accessdenied|permission denied|access is denied"),
    NO_ANSWER("timed out|timeout"),
    NOBODY_LISTENS("connection refused|connectexception|unreachable|closedchannel|reset|closed the connection"),
    OTHER("");

    private final Pattern signs;

    Why(String signs) {
        this.signs = Pattern.compile(signs);
    }

    /** Of what was said; the first that fits. */
    public static Why of(String said) {
        String folded = said.toLowerCase(Locale.ROOT);
        for (Why each : values()) {
            if (each.signs.matcher(folded).find()) {
                return each;
            }
        }
        return OTHER;
    }
}
