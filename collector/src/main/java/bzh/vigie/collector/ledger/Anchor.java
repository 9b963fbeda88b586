package bzh.vigie.collector.ledger;

import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is kept outside the collector of a ledger's head. A chain alone cannot show that its tail was cut or that all of it was
 * written anew; a chain and an anchor that left the collector before can. One line:
 *
 * <pre>
 *   vigie-anchor-1 LEDGER NUMBER TIME HASH CHECK
 *
 *   LEDGER  16 hex digits   beginning of the first entry's hash: which ledger this is about
 *   NUMBER  decimal         number of the last entry
 *   TIME    ISO 8601, UTC   when the anchor was made, by the collector's clock, to the second
 *   HASH    64 hex digits   hash of that entry
 *   CHECK   8 hex digits    beginning of the SHA-256 of all before it (single blanks between), against slips in copying
 * </pre>
 *
 * It is found in a mail as people forward it: broken into lines, quoted with {@code >}, encoded as quoted-printable.
 */
public record Anchor(String ledger, long number, Instant time, Sha256 hash) {
    /** Most bytes of a file in which anchors are looked for. */
    public static final int MOST_BYTES = 8 << 20;

    private static final String NAME = "vigie-anchor-1";
    private static final int LEDGER_DIGITS = 16;
    private static final int CHECK_DIGITS = 8;
    private static final Pattern SOFT_BREAK = Pattern.compile("=\\r?\\n");
    private static final Pattern NAMED = Pattern.compile(NAME);
    private static final Pattern LINE = Pattern.compile(NAME
            + "[\\s>]{1,99}([0-9a-f]{16})[\\s>]{1,99}([0-9]{1,18})[\\s>]{1,99}([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)"
            + "[\\s>]{1,99}([0-9a-f]{64})[\\s>]{1,99}([0-9a-f]{8})(?![0-9a-f])");

    public Anchor {
        time = time.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Of a ledger with this first and this last entry. */
    public static Anchor of(LedgerEntry first, LedgerEntry last, Instant now) {
        return new Anchor(mark(first), last.number(), now, last.hash());
    }

    /** By what a ledger is told from others. */
    static String mark(LedgerEntry first) {
        return first.hash().hex().substring(0, LEDGER_DIGITS);
    }

    /** The line, without an end of line. */
    public String line() {
        String checked = NAME + " " + ledger + " " + number + " " + time + " " + hash.hex();
        return checked + " " + check(checked);
    }

    /**
     * What was found in a text.
     *
     * @param damaged places that begin as an anchor does and are none: cut, or changed in copying
     */
    public record Found(List<Anchor> anchors, int damaged) {
        public Found {
            anchors = List.copyOf(anchors);
        }
    }

    /** The anchors in a text, in its order. */
    public static Found find(String text) {
        String whole = SOFT_BREAK.matcher(text).replaceAll("");
        List<Anchor> anchors = new ArrayList<>();
        int begun = 0;
        for (Matcher name = NAMED.matcher(whole); name.find(); ) {
            begun++;
            Matcher line = LINE.matcher(whole).region(name.start(), whole.length());
            if (line.lookingAt()) {
                read(line, anchors);
            }
        }
        return new Found(anchors, begun - anchors.size());
    }

    private static void read(Matcher line, List<Anchor> anchors) {
        try {
            Anchor anchor = new Anchor(
                    line.group(1),
                    Long.parseLong(line.group(2)),
                    Instant.parse(line.group(3)),
                    new Sha256(line.group(4)));
            String own = anchor.line();
            if (own.substring(own.length() - CHECK_DIGITS).equals(line.group(5))) {
                anchors.add(anchor);
            }
        } catch (java.time.DateTimeException e) {
            // A month 13: counted as damaged.
            return;
        }
    }

    private static String check(String text) {
        return Sha256.over(text.getBytes(StandardCharsets.US_ASCII)).hex().substring(0, CHECK_DIGITS);
    }
}
