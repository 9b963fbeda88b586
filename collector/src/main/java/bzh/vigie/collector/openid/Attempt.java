package bzh.vigie.collector.openid;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A sign-in that has begun: what the answer must fit. Kept by the browser in a cookie of the console's own, so that nobody fills the
 * collector with what never comes back, and so that an answer counts only in the browser that asked.
 *
 * @param state comes back in the answer's address
 * @param nonce comes back in the ID token
 * @param verifier proves to the provider who asked for the code (RFC 7636)
 * @param next where to go after, a path of this console
 */
public record Attempt(String state, String nonce, String verifier, String next, Instant began) {
    /** How long a person may take at the provider. */
    public static final Duration LONGEST = Duration.ofMinutes(10);

    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final int LONGEST_TEXT = 3_500;

    /** Characters at most of what a browser keeps of it. */
    static final int LONGEST_KEPT = LONGEST_TEXT + 50;

    /** As it is kept. */
    String text() {
        return String.join(
                ".",
                state,
                nonce,
                verifier,
                Long.toString(began.getEpochSecond()),
                Base64.getUrlEncoder().withoutPadding().encodeToString(next.getBytes(StandardCharsets.UTF_8)));
    }

    /** Whether it is small enough for a cookie. */
    boolean fits() {
        return text().length() <= LONGEST_TEXT;
    }

    /** What {@link #text} kept; empty where it is something else or too old. */
    static Optional<Attempt> of(String text, Instant now) {
        String[] parts = text.split("\\.", -1);
        if (text.length() > LONGEST_TEXT
                || parts.length != 5
                || !SECRET.matcher(parts[0]).matches()
                || !SECRET.matcher(parts[1]).matches()
                || !SECRET.matcher(parts[2]).matches()
                || !parts[3].matches("\\d{1,11}")) {
            return Optional.empty();
        }
        Instant began = Instant.ofEpochSecond(Long.parseLong(parts[3]));
        if (began.isAfter(now) || began.plus(LONGEST).isBefore(now)) {
            return Optional.empty();
        }
        try {
            String next = new String(Base64.getUrlDecoder().decode(parts[4]), StandardCharsets.UTF_8);
            return Optional.of(new Attempt(parts[0], parts[1], parts[2], next, began));
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
    }
}
