package bzh.vigie.collector.store;

import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.text.Printable;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an exception is about: the alerts of a rule of which everything holds that is asked for. Texts are compared without letter case.
 *
 * @param rule id of the rule
 * @param signer who signed the file
 * @param path a pattern of the file's whole path, in which {@code *} is any characters and {@code ?} one
 * @param place id of the place of the item
 * @param account name of the account
 */
public record Reach(
        String rule,
        Optional<String> signer,
        Optional<String> path,
        Optional<String> place,
        Optional<String> account,
        Optional<Commune> commune,
        Optional<AgentId> host) {
    /** Longest part, in characters. */
    public static final int LONGEST = 1_000;

    private static final List<String> SIGNERS = List.of("signer", "Signer");
    private static final List<String> PATHS = List.of("target", "Image", "resolved", "source");
    private static final List<String> PLACES = List.of("location");
    private static final List<String> ACCOUNTS =
            List.of("account", "user", "User", "TargetUserName", "SubjectUserName");

    /**
     * Rules whose alerts nobody may hide, beside those of marks: indicators, what a conclusion rests on by itself, and the line that sums up
     * items, each of which is hidden by its own rule.
     */
    private static final List<String> NEVER = List.of(
            "vigie-ordinary-items",
            "vigie-indicator-seen",
            "vigie-pattern-undecided",
            "vigie-silent-host-active",
            "vigie-sightings-passed-over",
            "vigie-item-not-shown",
            "vigie-item-in-one-reading",
            "vigie-item-read-otherwise",
            "vigie-server-silent",
            "vigie-server-stopped",
            "vigie-commune-silent");

    public Reach {
        if (rule.isBlank() || rule.length() > LONGEST) {
            throw new IllegalArgumentException("an exception is of one rule");
        }
        List.of(signer, path, place, account)
                .forEach(part -> part.ifPresent(text -> {
                    if (text.isBlank() || text.length() > LONGEST) {
                        throw new IllegalArgumentException(
                                "a part of an exception has 1 to " + LONGEST + " characters");
                    }
                }));
    }

    /** Of a rule, whatever its alerts are about. */
    public static Reach of(String rule) {
        return new Reach(
                rule,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Whether alerts of a rule may be hidden at all. */
    public static boolean mayBeExcepted(String rule) {
        return !Tombstones.RULES.contains(rule) && !rule.equals(Tombstones.SAME_ATTACK) && !NEVER.contains(rule);
    }

    /** Whether it holds only of what this scope shows. */
    public boolean isWithin(Scope scope) {
        return scope instanceof Scope.All || commune.filter(scope::allows).isPresent();
    }

    /** Whether everything that is asked for holds of the alert. */
    public boolean covers(Alert alert) {
        Map<String, String> evidence = alert.evidence();
        return rule.equals(alert.rule())
                && commune.map(alert.commune()::equals).orElse(true)
                && host.map(alert.host()::equals).orElse(true)
                && is(signer, evidence, SIGNERS)
                && is(place, evidence, PLACES)
                && is(account, evidence, ACCOUNTS)
                && path.map(glob -> matches(glob, first(evidence, PATHS))).orElse(true);
    }

    /**
     * What the alert says of each part, as an exception of just this would have it; a value that is too long is left out. In the path, a
     * star that is a star and what nobody sees stand as {@code ?}: a file has no name that makes its exception wider.
     */
    public static Reach of(Alert alert) {
        return new Reach(
                alert.rule(),
                part(alert, SIGNERS),
                part(alert, PATHS).map(Reach::pattern),
                part(alert, PLACES),
                part(alert, ACCOUNTS),
                Optional.of(alert.commune()),
                Optional.of(alert.host()));
    }

    private static Optional<String> part(Alert alert, List<String> fields) {
        return Optional.of(first(alert.evidence(), fields)).filter(text -> !text.isBlank() && text.length() <= LONGEST);
    }

    private static String pattern(String path) {
        return path.codePoints()
                .map(c -> c == '*' || Printable.isHidden(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String first(Map<String, String> evidence, List<String> fields) {
        return fields.stream()
                .map(field -> evidence.getOrDefault(field, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static boolean is(Optional<String> asked, Map<String, String> evidence, List<String> fields) {
        return asked.map(text -> text.equalsIgnoreCase(first(evidence, fields))).orElse(true);
    }

    /** Whether it asks for a part of the file or account, or for a host, and a pattern that is asked for says something. */
    public boolean isNarrow() {
        return (signer.isPresent() || path.isPresent() || place.isPresent() || account.isPresent() || host.isPresent())
                && path.map(glob -> glob.codePoints().anyMatch(Character::isLetterOrDigit))
                        .orElse(true);
    }

    /** Whether it holds for several communes. */
    public boolean isRegional() {
        return commune.isEmpty() && host.isEmpty();
    }

    /** No text matches no pattern. At most the product of both lengths in steps. */
    private static boolean matches(String glob, String text) {
        if (text.isEmpty()) {
            return false;
        }
        int[] asked = folded(glob);
        int[] is = folded(text);
        int at = 0;
        int star = -1;
        int after = 0;
        for (int i = 0; i < is.length; ) {
            if (at < asked.length && asked[at] == '*') {
                star = at++;
                after = i;
            } else if (at < asked.length && (asked[at] == '?' || asked[at] == is[i])) {
                at++;
                i++;
            } else if (star >= 0) {
                // The last star takes one more.
                at = star + 1;
                i = ++after;
            } else {
                return false;
            }
        }
        while (at < asked.length && asked[at] == '*') {
            at++;
        }
        return at == asked.length;
    }

    private static int[] folded(String text) {
        return text.codePoints()
                .map(Character::toUpperCase)
                .map(Character::toLowerCase)
                .toArray();
    }
}
