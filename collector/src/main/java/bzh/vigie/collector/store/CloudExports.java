package bzh.vigie.collector.store;

import bzh.vigie.collector.store.Witnesses.Import;
import bzh.vigie.collector.store.Witnesses.Outcome;
import bzh.vigie.collector.store.Witnesses.Sighting;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Exports of Microsoft 365 and Entra that were imported as external logs ({@link Witnesses}): beside their sign-ins, the records that are
 * judged, and how many rows there are of each operation that is not. Only ever added; an export counts as long as its import does.
 */
public interface CloudExports {
    /** Records of one import at most. */
    int MOST_RECORDS = 100_000;

    /** The name under which alerts tell of what was done there. */
    String HOST = "Microsoft 365";

    /** Under this key the evidence of a finding names the import that shows it. */
    String EXTERNAL_LOG = "external_log";

    /** Under this key a mark says that the account that did it is the attacker's too, and not the victim's. */
    String MARKED_ACCOUNT = "marked_account";

    /** What a sign-in is called where a log has no other name for it. */
    String SIGN_IN = "Sign-in";

    /** What a sign-in of an application is called, which needs nobody: a service principal's, a managed identity's. */
    String SIGN_IN_OF_APPLICATION = "Sign-in of an application";

    /** The line of a record's detail that names its session. */
    String SESSION = "session=";

    /** Addresses of mail that a record is looked through for. */
    int MOST_MAIL = 100;

    /** Sign-ins in memory at a time. */
    int PAGE = 10_000;

    /** What an address of mail looks like. */
    Pattern MAIL = Pattern.compile("[\\w.+-]{1,64}@[\\w-]{1,63}(?:\\.[\\w-]{1,63}){1,8}");

    /** An id as Entra gives it to applications, tenants and what else it has. */
    Pattern ID = Pattern.compile("(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}");

    /**
     * A record that is judged, or that shows something of the attacker.
     *
     * @param line of the file
     * @param account who did it, as written; may be empty
     * @param source address that it was done from, in its normal form; may be empty
     * @param object what it was done to; may be empty
     * @param detail what was set, a line each, and the session that it was done in ({@value CloudExports#SESSION}ID)
     * @param userAgent program that it was done with; may be empty
     */
    record CloudRecord(
            int line,
            Instant time,
            String operation,
            String account,
            String source,
            String object,
            String detail,
            String userAgent,
            Outcome outcome) {
        /** The fields that indicators are looked for in. */
        public Map<String, String> fields() {
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("action", operation);
            fields.put("account", account);
            fields.put("source_address", source);
            fields.put("object", object);
            // A session is another one each time: equal acts of two are one alert.
            fields.put("detail", lines(false).collect(Collectors.joining("\n")));
            fields.put(
                    "session",
                    lines(true).map(line -> line.substring(SESSION.length())).collect(Collectors.joining("\n")));
            fields.put("user_agent", userAgent);
            fields.put("mail", String.join("\n", mail()));
            fields.put("application_id", String.join("\n", ids()));
            fields.values().removeIf(String::isEmpty);
            return fields;
        }

        private Stream<String> lines(boolean ofSession) {
            return detail.lines().filter(line -> line.startsWith(SESSION) == ofSession);
        }

        /** The addresses of mail that it names, but for that of who did it. */
        public List<String> mail() {
            return MAIL.matcher(object + "\n" + detail)
                    .results()
                    .map(MatchResult::group)
                    .filter(each -> !each.equalsIgnoreCase(account))
                    .distinct()
                    .limit(MOST_MAIL)
                    .toList();
        }

        /** The applications, tenants and keys that it names by their ids. */
        private List<String> ids() {
            return Stream.concat(lines(false), Stream.of("=" + object))
                    .map(line -> line.substring(line.indexOf('=') + 1))
                    .filter(each -> ID.matcher(each).matches())
                    .distinct()
                    .limit(MOST_MAIL)
                    .toList();
        }

        /** A sign-in, as external logs keep it. */
        public static CloudRecord of(Sighting signIn) {
            return new CloudRecord(
                    signIn.line(),
                    signIn.time(),
                    SIGN_IN,
                    signIn.account(),
                    signIn.source(),
                    "",
                    "",
                    "",
                    signIn.outcome());
        }
    }

    /**
     * Rows that were refused for one reason.
     *
     * @param reason in small letters with dashes
     * @param numbers of all of them, as ranges
     */
    record Refused(String reason, int rows, String numbers) {}

    /**
     * What an export has.
     *
     * @param rows that were understood
     * @param signIns those that are sign-ins, failed ones among them
     * @param kept records that are kept
     * @param summed whether of sign-ins or records that are alike the first and the last of a day stand for all
     * @param notJudged rows of each other operation, by its name
     * @param refused rows that were not understood
     */
    record Summary(
            int rows, int signIns, int kept, boolean summed, Map<String, Integer> notJudged, List<Refused> refused) {
        public Summary {
            notJudged = new LinkedHashMap<>(notJudged);
            refused = List.copyOf(refused);
        }

        /** Rows of all operations that are not judged. */
        public int unjudged() {
            return notJudged.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /** Hands on every record of an import, and then its other sign-ins, a part of them in memory at a time. */
    static void each(Store.Session session, Import from, Consumer<CloudRecord> taker) {
        List<CloudRecord> records = session.cloudExports().records(from.number());
        records.forEach(taker);
        Set<Integer> lines = records.stream().map(CloudRecord::line).collect(Collectors.toSet());
        int after = Integer.MIN_VALUE;
        List<Sighting> page;
        do {
            page = session.witnesses().lines(from.number(), after, PAGE);
            others(page, lines).forEach(taker);
            after = page.isEmpty() ? after : page.getLast().line();
        } while (page.size() == PAGE);
    }

    /** Sign-ins of lines that are not among these, as records. */
    static Stream<CloudRecord> others(List<Sighting> signIns, Set<Integer> lines) {
        return signIns.stream().filter(each -> !lines.contains(each.line())).map(CloudRecord::of);
    }

    /** What the cloud of a commune is called where a host is asked for: always the same. */
    static AgentId idOf(Commune commune) {
        return new AgentId(UUID.nameUUIDFromBytes(("vigie-cloud|" + commune.insee()).getBytes(StandardCharsets.UTF_8))
                .toString());
    }

    /** Keeps what an import has beside its sign-ins. */
    void add(long number, Summary summary, List<CloudRecord> records);

    /** Records of an import, in the order of the file. */
    List<CloudRecord> records(long number);

    /** What an import has; empty where it is no export of these. */
    Optional<Summary> summary(long number);

    /** Imports that are such exports and stand, of incidents in communes that may be seen. */
    List<Import> standing(Scope scope);
}
