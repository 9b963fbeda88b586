package bzh.vigie.collector.incident;

import bzh.vigie.collector.incident.WrittenDates.Read;
import bzh.vigie.collector.store.Witnesses;
import bzh.vigie.collector.store.Witnesses.Outcome;
import bzh.vigie.collector.store.Witnesses.Sighting;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads an export of a VPN gateway, a firewall or a mail service: tables with a heading (FortiAnalyzer, OPNsense,
 * Stormshield's console, an office's table), lines of {@code name=value} (FortiGate, Stormshield WELF), OpenVPN's status file in its three
 * versions, the audit log of Zimbra, and pfSense's and OPNsense's {@code filterlog}. Of each line its time, account, addresses, host and outcome are taken, by what the makers' manuals call
 * them; nothing else is kept. Pure and total: what is not understood is counted and named by its line.
 */
public final class WitnessReader {
    /** Largest file. */
    public static final int MOST_BYTES = 32 << 20;

    private static final int LONGEST = 128;

    /** The time, the best first; in small letters, without what is no letter. */
    private static final List<String> TIMES = List.of(
            "eventtime",
            "dateutc",
            "createddatetime",
            "creationdate",
            "connectedsincetimet",
            "connectedsince",
            "timestamp",
            "horodatage",
            "datetime",
            "dateetheure",
            "dateheure",
            "startime",
            "starttime",
            "enregistréà",
            "savedat",
            "logintime",
            "date",
            "time");

    private static final List<String> ACCOUNTS = List.of(
            "username",
            "nomdutilisateur",
            "userprincipalname",
            "xauthuser",
            "user",
            "utilisateur",
            "userid",
            "userids",
            "login",
            "identifiant",
            "account",
            "compte",
            "email",
            "adresseemail",
            "adressemail",
            "commonname");

    private static final List<String> SOURCES = List.of(
            "ipaddress",
            "adresseip",
            "clientip",
            "clientipaddress",
            "actoripaddress",
            "remip",
            "realaddress",
            "adresseréelle",
            "remoteip",
            "oip",
            "srcip",
            "src",
            "sourceip",
            "ipsource",
            "sourceaddress",
            "adressesource",
            "source",
            "address",
            "adresse",
            "ip");

    private static final List<String> DESTINATIONS = List.of(
            "tunnelip",
            "assignip",
            "assignedip",
            "virtualaddress",
            "adressevirtuelle",
            "remotenet",
            "dstip",
            "dst",
            "destinationip",
            "ipdestination",
            "destinationaddress",
            "adressedestination",
            "destination");

    private static final List<String> HOSTS = List.of(
            "srcname",
            "sourcename",
            "nomsource",
            "devicename",
            "nomdelappareil",
            "hostname",
            "nomdhôte",
            "computername",
            "workstation",
            "poste",
            "machine");

    private static final List<String> OUTCOMES = List.of(
            "status",
            "statut",
            "état",
            "etat",
            "result",
            "résultat",
            "resultat",
            "resultstatus",
            "action",
            "outcome",
            "signinerrorcode",
            "error",
            "erreur",
            "logdesc",
            "msg");

    /** All that is looked at; what else a line has is not even held in memory. */
    private static final Set<String> WANTED = Stream.of(
                    TIMES, ACCOUNTS, SOURCES, DESTINATIONS, HOSTS, OUTCOMES, List.of("tz", "heure"))
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableSet());

    private static final Pattern FAILED = Pattern.compile(
            ".*(?:fail|échec|echec|échou|den(?:y|ied)|block|bloqu|refus|reject|rejet|invalid|error|erreur|incorrect|locked).*");
    private static final Pattern SUCCEEDED = Pattern.compile(
            ".*(?:success|succès|succes|réussi|reussi|\\bok\\b|pass|accept|allow|autoris|tunnel-up|connected|authenticated).*|0");

    private static final Pattern KEYED = Pattern.compile("([A-Za-z_][A-Za-z0-9_]{0,30})=(?:\"([^\"]*)\"|([^\\s\"]*))");
    private static final Pattern ZIMBRA =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}),\\d{1,3} +(?:INFO|WARN|ERROR) .*\\bcmd=Auth;"
                    + " account=([^;]{1,320});.*");
    private static final Pattern ZIMBRA_ADDRESS = Pattern.compile("\\boip=([^;\\]]{1,200})");
    private static final Pattern PORT =
            Pattern.compile("\\[([^\\]]+)\\](?::\\d{1,5})?|(\\d{1,3}(?:\\.\\d{1,3}){3}):\\d{1,5}");
    private static final Pattern TZ = Pattern.compile("[+-]\\d{2}:?\\d{2}");

    private WitnessReader() {}

    /** What a date of which day and month may be the other way round is to be. */
    public enum DayMonth {
        DAY_FIRST,
        MONTH_FIRST
    }

    /**
     * What was read.
     *
     * @param unread numbers of lines that have no time, or nobody, the first ones
     * @param unreadLines how many such lines there are
     * @param ambiguous dates of which day and month may be the other way round, and nothing said which comes first
     * @param yearless lines whose time has no year, and nothing said which it is
     * @param cut whether there were more lines than an import may have
     */
    public record Result(
            List<Sighting> lines, List<Integer> unread, int unreadLines, int ambiguous, int yearless, boolean cut) {
        public Result {
            lines = List.copyOf(lines);
            unread = List.copyOf(unread);
        }
    }

    /** A line by what its fields are called. */
    private record Line(int number, Map<String, String> fields) {
        String first(List<String> names) {
            return names.stream()
                    .map(name -> fields.getOrDefault(name, "").strip())
                    .filter(value -> !value.isEmpty() && !NOTHING.contains(value.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElse("");
        }

        /** Its time as it is written, with its hour and its offset where they stand in fields of their own. */
        String time() {
            String date = fields.getOrDefault("date", "").strip();
            String clock = fields.getOrDefault("time", fields.getOrDefault("heure", ""))
                    .strip();
            String best = first(TIMES);
            String time = best.equals(date) && !clock.isEmpty() && !date.contains(":") ? date + " " + clock : best;
            String tz = fields.getOrDefault("tz", "").strip();
            boolean offset = TZ.matcher(tz).matches() && time.contains(":") && !time.endsWith("Z");
            String utc = fields.containsKey("dateutc") && !time.endsWith("Z") && time.contains(":") ? " UTC" : "";
            return time + (offset ? " " + tz : utc);
        }
    }

    private static final List<String> NOTHING = List.of("n/a", "-", "undef", "unknown", "inconnu", "none");

    /**
     * Reads it.
     *
     * @param zone of times without an offset
     * @param order which comes first where the dates do not show it; empty where nobody knows
     * @param year of the first line, where times have none; empty where nobody knows
     */
    public static Result read(byte[] bytes, ZoneId zone, Optional<DayMonth> order, OptionalInt year) {
        String text = CsvText.decode(bytes);
        List<Integer> unread = new ArrayList<>();
        FilterLog filter = new FilterLog(year);
        List<Line> lines = lines(text, unread, filter);
        int unreadLines = unread.size();
        WrittenDates dates = order.map(first -> WrittenDates.of(first == DayMonth.DAY_FIRST, zone))
                .orElseGet(() -> WrittenDates.of(lines.stream().map(Line::time).toList(), zone));
        List<Sighting> found = new ArrayList<>();
        int ambiguous = 0;
        boolean status = text.contains("CLIENT_LIST") || text.startsWith("OpenVPN CLIENT LIST");
        for (Line line : lines) {
            Optional<Read> time =
                    dates.read(line.time()).filter(each -> each.at().isAfter(Instant.EPOCH));
            String account = AccountNames.key(line.first(ACCOUNTS));
            String source = address(line.first(SOURCES));
            String host = HostNames.key(line.first(HOSTS));
            boolean named = !account.isEmpty() || !source.isEmpty() || !host.isEmpty();
            if (time.isEmpty() || !named || account.length() > LONGEST || host.length() > LONGEST) {
                unread.add(line.number());
                unreadLines++;
            } else if (found.size() < Witnesses.MOST_LINES) {
                ambiguous += time.get().other().isPresent() ? 1 : 0;
                found.add(new Sighting(
                        line.number(),
                        time.get().at(),
                        account,
                        source,
                        address(line.first(DESTINATIONS)),
                        host,
                        status ? Outcome.SUCCESS : outcome(line)));
            }
        }
        return new Result(
                found,
                unread.stream().sorted().limit(CsvTable.NAMED).toList(),
                unreadLines,
                ambiguous,
                filter.yearless(),
                lines.size() > Witnesses.MOST_LINES);
    }

    private static List<Line> lines(String text, List<Integer> unread, FilterLog filter) {
        if (text.contains("CLIENT_LIST") || text.startsWith("OpenVPN CLIENT LIST")) {
            return status(text);
        }
        String first = text.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        if (ZIMBRA.matcher(first).matches() || text.contains(" cmd=Auth; account=")) {
            return each(text, unread, WitnessReader::zimbra);
        }
        if (FilterLog.isOne(first)) {
            return each(text, unread, filter::fields);
        }
        return KEYED.matcher(first).results().limit(3).count() >= 3
                ? each(text, unread, WitnessReader::keyed)
                : table(text);
    }

    private interface Parser {
        /** The fields of a line; empty where it is none of these. */
        Map<String, String> fields(String line);
    }

    private static List<Line> each(String text, List<Integer> unread, Parser parser) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (line.isBlank() || lines.size() > Witnesses.MOST_LINES) {
                continue;
            }
            Map<String, String> fields = line.length() > 1 << 16 ? Map.of() : parser.fields(line);
            if (fields.isEmpty()) {
                unread.add(number);
            } else {
                lines.add(new Line(number, fields));
            }
        }
        return lines;
    }

    private static Map<String, String> keyed(String line) {
        Map<String, String> fields = new HashMap<>();
        KEYED.matcher(line).results().limit(200).forEach(match -> {
            String name = match.group(1).toLowerCase(Locale.ROOT);
            if (WANTED.contains(name)) {
                fields.putIfAbsent(name, match.group(2) != null ? match.group(2) : match.group(3));
            }
        });
        return fields;
    }

    private static Map<String, String> zimbra(String line) {
        Matcher matcher = ZIMBRA.matcher(line);
        if (!matcher.matches()) {
            return Map.of();
        }
        Map<String, String> fields = new HashMap<>();
        fields.put("datetime", matcher.group(1));
        fields.put("account", matcher.group(2));
        Matcher address = ZIMBRA_ADDRESS.matcher(line);
        if (address.find()) {
            // Through proxies there are several: the first is the client.
            fields.put("oip", address.group(1).split(",", -1)[0]);
        }
        fields.put("result", line.contains("error=") ? "failed" : "success");
        return fields;
    }

    /** Version 1 has a heading of its own, 2 and 3 name the table in each line; in all of them other tables follow. */
    private static List<Line> status(String text) {
        List<Line> lines = new ArrayList<>();
        List<String> heading = List.of();
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            List<String> cells = List.of(line.split(line.contains("\t") ? "\t" : ",", 32));
            if (cells.getFirst().equals("HEADER") && cells.size() > 2) {
                heading = cells.get(1).equals("CLIENT_LIST") ? plain(cells.subList(2, cells.size())) : heading;
            } else if (cells.getFirst().equals("CLIENT_LIST")) {
                lines.add(new Line(number, fields(heading, cells.subList(1, cells.size()))));
            } else if (cells.getFirst().equals("Common Name")) {
                heading = plain(cells);
            } else if (cells.getFirst().equals("ROUTING TABLE")) {
                break;
            } else if (heading.size() == cells.size() && heading.getFirst().equals("commonname")) {
                lines.add(new Line(number, fields(heading, cells)));
            }
        }
        return lines.size() > Witnesses.MOST_LINES ? lines.subList(0, Witnesses.MOST_LINES + 1) : lines;
    }

    private static List<String> plain(List<String> heading) {
        return heading.stream().map(CsvTable::plain).toList();
    }

    private static Map<String, String> fields(List<String> heading, List<String> cells) {
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < heading.size() && i < cells.size(); i++) {
            if (WANTED.contains(heading.get(i))) {
                fields.putIfAbsent(heading.get(i), cells.get(i));
            }
        }
        return fields;
    }

    private static List<Line> table(String text) {
        CsvTable table = CsvTable.read(text, Witnesses.MOST_LINES + 3);
        List<String> heading = table.plainHeadings();
        boolean known = !table.column(TIMES).equals(OptionalInt.empty());
        return known
                ? table.rows().stream()
                        .map(row -> new Line(row.line(), fields(heading, row.fields())))
                        .toList()
                : List.of();
    }

    private static Outcome outcome(Line line) {
        for (String name : OUTCOMES) {
            String value = line.fields().getOrDefault(name, "").strip().toLowerCase(Locale.ROOT);
            if (FAILED.matcher(value).matches()) {
                return Outcome.FAILURE;
            }
            if (SUCCEEDED.matcher(value).matches()) {
                return Outcome.SUCCESS;
            }
        }
        return Outcome.UNSAID;
    }

    /** A literal in its normal form, without a port; empty for anything else. */
    public static String address(String written) {
        Matcher matcher = PORT.matcher(written.strip());
        String bare =
                !matcher.matches() ? written.strip() : matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
        return AddressRange.parse(bare)
                .filter(range -> range.prefix() == range.network().getAddress().length * 8)
                .map(AddressRange::toString)
                .orElse("");
    }
}
