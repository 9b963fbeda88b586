package bzh.vigie.agent.persistence.format.access;

import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ItemTimes;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * How accounts may log on with a password (shadow(5)). The value never holds the hash: it tells the scheme, and 48 bits of a
 * digest over the salted hash, enough to see that the password changed and useless to guess it.
 */
public final class Shadow implements Format {
    private static final int DIGEST_DIGITS = 12;
    private static final long DAY_MICROS = 86_400_000_000L;

    @Override
    public boolean isOfTheMachine() {
        return true;
    }

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        int malformed = 0;
        for (String line : file.lines()) {
            String[] f = line.split(":", -1);
            if (f.length >= 3 && !f[0].isEmpty()) {
                drafts.add(password(f));
            } else if (!line.isBlank()) {
                malformed++;
            }
        }
        return Parsed.of(drafts, malformed);
    }

    private static Draft password(String[] f) {
        String hash = f[1];
        boolean locked = isLocked(hash);
        String expires = f.length > 7 ? f[7] : "";
        String value = "password=%s changed=%s expires=%s".formatted(state(hash), f[2], expires);
        return Draft.of(f[0], value, new Run.Nothing())
                .enabled(!locked)
                .with(Trait.EMPTY_PASSWORD, hash.isEmpty())
                .at(new ItemTimes(OptionalLong.empty(), OptionalLong.empty(), changed(f[2])));
    }

    /** A day since 1970 in microseconds; 0 stands for a password that has to be changed at the next logon. */
    private static OptionalLong changed(String day) {
        return day.matches("[1-9][0-9]{0,5}")
                ? OptionalLong.of(Long.parseLong(day) * DAY_MICROS)
                : OptionalLong.empty();
    }

    private static boolean isLocked(String hash) {
        return hash.startsWith("!") || hash.startsWith("*");
    }

    /** What may be told of a hash. */
    static String state(String hash) {
        boolean locked = isLocked(hash);
        String bare = hash.replaceFirst("^[!*]+", "");
        if (hash.isEmpty()) {
            return "empty";
        }
        if (bare.isEmpty()) {
            return "none";
        }
        String[] parts = bare.split("\\$", 3);
        String scheme = parts.length == 3 && parts[0].isEmpty() && parts[1].length() <= 8 ? parts[1] : "des";
        String digest = Sha256.over(bare.getBytes(StandardCharsets.UTF_8)).hex().substring(0, DIGEST_DIGITS);
        return (locked ? "locked" : "set") + " scheme=" + scheme + " digest=" + digest;
    }
}
