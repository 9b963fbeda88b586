package bzh.vigie.agent.persistence.format.directory;

import bzh.vigie.agent.directory.Entry;
import bzh.vigie.agent.windows.ByteReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a certificate template is set to (MS-CRTD 2). Pure; numbers of 32 bits without their sign.
 *
 * @param name by which authorities name it
 * @param schema version of its kind, 1 to 4; 0 where it does not say
 * @param nameFlags whose name a certificate bears (MS-CRTD 2.28)
 * @param enrolmentFlags how one is asked for (MS-CRTD 2.26)
 * @param keyFlags what may be done with its key (MS-CRTD 2.27)
 * @param signatures how many others have to sign a request
 * @param signers purposes that their certificates have to have
 * @param purposes what a certificate is good for; empty: for anything
 * @param policies under which one is issued
 * @param days for which it is valid, 0 where it does not say
 */
record Template(
        String name,
        long schema,
        long nameFlags,
        long enrolmentFlags,
        long keyFlags,
        long signatures,
        List<String> signers,
        Set<String> purposes,
        List<String> policies,
        long days) {
    /** Attributes that {@link #of} needs. */
    static final List<String> ATTRIBUTES = List.of(
            "msPKI-Template-Schema-Version",
            "msPKI-Certificate-Name-Flag",
            "msPKI-Enrollment-Flag",
            "msPKI-Private-Key-Flag",
            "msPKI-RA-Signature",
            "msPKI-RA-Application-Policies",
            "pKIExtendedKeyUsage",
            "msPKI-Certificate-Application-Policy",
            "msPKI-Certificate-Policy",
            "pKIExpirationPeriod");

    /** The purpose of asking for certificates in others' names. */
    static final String AGENT = "1.3.6.1.4.1.311.20.2.1";

    private static final String ANY = "2.5.29.37.0";
    private static final long SUPPLIES_SUBJECT = 0x1;
    private static final long SUPPLIES_OTHER_NAMES = 0x1_0000;
    private static final long PENDING = 0x2;
    private static final long NO_SECURITY_EXTENSION = 0x8_0000;
    private static final int MOST = 64;
    private static final int MOST_LETTERS = 128;
    private static final int MOST_TEXT = 4_096;
    private static final String PURPOSES = "pKIExtendedKeyUsage";
    private static final String MORE_PURPOSES = "msPKI-Certificate-Application-Policy";
    private static final String POLICIES = "msPKI-Certificate-Policy";
    private static final Pattern NUMBER = Pattern.compile("\\d{1,10}(?:\\.\\d{1,10}){2,30}");

    /** Purposes with which one logs on (MS-PKCA 3.1.5.1, RFC 4556). */
    private static final Map<String, String> LOG_ON = Map.of(
            "1.3.6.1.5.5.7.3.2",
            "client",
            "1.3.6.1.4.1.311.20.2.2",
            "smart-card-log-on",
            "1.3.6.1.5.2.3.4",
            "kerberos-client",
            ANY,
            "any");

    private static final Map<String, String> OTHERS = Map.of(
            "1.3.6.1.5.5.7.3.1",
            "server",
            "1.3.6.1.5.5.7.3.3",
            "code-signing",
            "1.3.6.1.5.5.7.3.4",
            "e-mail",
            "1.3.6.1.5.5.7.3.9",
            "ocsp",
            "1.3.6.1.5.2.3.5",
            "kerberos-controller",
            "1.3.6.1.4.1.311.10.3.4",
            "file-encryption",
            "1.3.6.1.4.1.311.10.3.4.1",
            "file-recovery",
            "1.3.6.1.4.1.311.21.6",
            "key-recovery",
            AGENT,
            "request-agent");

    Template {
        signers = List.copyOf(signers);
        purposes = Set.copyOf(purposes);
        policies = List.copyOf(policies);
    }

    /** That of an object. */
    static Template of(Entry entry) {
        Set<String> purposes = new TreeSet<>(bounded(entry.texts(PURPOSES)));
        purposes.addAll(bounded(entry.texts(MORE_PURPOSES)));
        return new Template(
                entry.name(),
                unsigned(entry, "msPKI-Template-Schema-Version"),
                unsigned(entry, "msPKI-Certificate-Name-Flag"),
                unsigned(entry, "msPKI-Enrollment-Flag"),
                unsigned(entry, "msPKI-Private-Key-Flag"),
                unsigned(entry, "msPKI-RA-Signature"),
                numbers(entry.texts("msPKI-RA-Application-Policies")),
                purposes,
                bounded(entry.texts(POLICIES)),
                days(entry.first("pKIExpirationPeriod")));
    }

    /** Whether who asks says whose name it bears. */
    boolean isOfAnyName() {
        return (nameFlags & (SUPPLIES_SUBJECT | SUPPLIES_OTHER_NAMES)) != 0;
    }

    /** Whether who may ask gets one, without anybody else's consent. */
    boolean isGivenAtOnce() {
        return (enrolmentFlags & PENDING) == 0 && signatures == 0;
    }

    /** Whether who has an agent's certificate gets one in another's name by it, without anybody else's consent. */
    boolean isGivenToAgents() {
        return (enrolmentFlags & PENDING) == 0 && signatures > 0 && signers.contains(AGENT);
    }

    /** Whether certificates of it do not say which account they are for (MS-CRTD 2.26, 0x80000). */
    boolean isUnbound() {
        return (enrolmentFlags & NO_SECURITY_EXTENSION) != 0;
    }

    /** Whether it is good for anything. */
    boolean isForAnything() {
        return purposes.isEmpty() || purposes.contains(ANY);
    }

    /** Whether one can log on with it. */
    boolean isForLogOn() {
        return purposes.isEmpty() || purposes.stream().anyMatch(LOG_ON::containsKey);
    }

    /** What it is set to, in words and numbers. */
    String text() {
        return "schema " + schema + "; names " + (isOfAnyName() ? "by who asks" : "of the directory") + "; "
                + (isGivenAtOnce() ? "given at once" : "after consent") + "; signatures " + signatures
                + (signers.isEmpty() ? "" : " of " + words(signers)) + "; for "
                + (purposes.isEmpty() ? "anything" : words(new TreeSet<>(purposes)))
                + (policies.isEmpty() ? "" : "; policies " + String.join(" ", policies)) + "; " + days
                + " days; flags " + hex(nameFlags) + " " + hex(enrolmentFlags) + " " + hex(keyFlags);
    }

    private static String words(Iterable<String> purposes) {
        List<String> words = new ArrayList<>();
        purposes.forEach(each -> words.add(LOG_ON.getOrDefault(each, OTHERS.getOrDefault(each, each))));
        return String.join(" ", words);
    }

    private static String hex(long flags) {
        return "0x" + Long.toHexString(flags);
    }

    private static long unsigned(Entry entry, String attribute) {
        return entry.bits(attribute) & 0xffff_ffffL;
    }

    /** Whether it has more of something, or longer, than is kept. */
    static boolean isMore(Entry entry) {
        List<String> signers = entry.texts("msPKI-RA-Application-Policies");
        return signers.stream().anyMatch(value -> value.length() > MOST_TEXT)
                || numbers(signers).size() >= MOST
                || Stream.of(PURPOSES, MORE_PURPOSES, POLICIES)
                        .map(entry::texts)
                        .anyMatch(values -> values.size() > MOST
                                || values.stream().anyMatch(value -> value.length() > MOST_LETTERS));
    }

    /** Those that mean something here come first, so that no others take their place. */
    private static List<String> bounded(List<String> values) {
        return values.stream()
                .filter(value -> value.length() <= MOST_LETTERS)
                .sorted(Comparator.comparing(value -> !LOG_ON.containsKey(value) && !OTHERS.containsKey(value)))
                .limit(MOST)
                .toList();
    }

    /** Those of the second kind are values of their own, those of later kinds lie in a text with others between backquotes. */
    private static List<String> numbers(List<String> values) {
        List<String> numbers = new ArrayList<>();
        for (String value : values) {
            Matcher number = NUMBER.matcher(value.length() > MOST_TEXT ? value.substring(0, MOST_TEXT) : value);
            while (number.find() && numbers.size() < MOST) {
                numbers.add(number.group());
            }
        }
        return numbers;
    }

    /** A span of time, as a negative number of 100 nanoseconds. */
    private static long days(Optional<byte[]> period) {
        return period.filter(bytes -> bytes.length == 8)
                .map(bytes -> -ByteReader.of(bytes).i64())
                .filter(ticks -> ticks > 0)
                .map(ticks -> TimeUnit.SECONDS.toDays(ticks / 10_000_000))
                .orElse(0L);
    }
}
