package bzh.vigie.collector.incident;

import bzh.vigie.collector.store.ExpectedHosts;
import bzh.vigie.collector.store.ExpectedHosts.Expected;
import bzh.vigie.collector.store.ExpectedHosts.Origin;
import bzh.vigie.collector.store.ExpectedHosts.Role;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a list of hosts that somebody exported or wrote. Pure and total. It takes a table with a heading (Get-ADComputer or csvde,
 * Get-DhcpServerv4Lease, what an office program saved) whose column of names is found by its heading, leases of ISC dhcpd and of
 * dnsmasq, and one name a line. Names are those of columns and words that Microsoft's and ISC's manuals give.
 */
public final class HostListReader {
    /** Largest file. */
    public static final int MOST_BYTES = 16 << 20;

    /** Headings of the column of names, the best first, in small letters and without what is no letter. */
    private static final List<String> NAMES = List.of(
            "dnshostname",
            "hostname",
            "computername",
            "nomdhôte",
            "nomdhote",
            "nomdordinateur",
            "nomdelordinateur",
            "nomduposte",
            "samaccountname",
            "host",
            "hôte",
            "hote",
            "computer",
            "ordinateur",
            "poste",
            "machine",
            "name",
            "nom",
            "cn");

    private static final List<String> SYSTEMS =
            List.of("operatingsystem", "systèmedexploitation", "systemedexploitation", "os", "système", "systeme");
    private static final List<String> ENABLED = List.of("enabled", "activé", "active", "actif");

    /** What a name of a host may be: of NetBIOS or DNS, of which both are more narrow than this. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_.-]{0,253}[\\p{L}\\p{N}_])?");

    private static final Pattern ISC = Pattern.compile("(?m)^\\s*client-hostname\\s+\"([^\"\\r\\n]{1,255})\"");
    /** Expiry, MAC address, address, name. */
    private static final Pattern DNSMASQ =
            Pattern.compile("(?m)^\\d{1,11} (?:[0-9a-fA-F]{2}[:-]){5}[0-9a-fA-F]{2} \\S{2,45} (\\S{1,255})");

    private HostListReader() {}

    /**
     * What was read.
     *
     * @param column heading of the column of names; empty for a list without headings
     * @param unread rows that name no host
     * @param repeated rows that name one that is there already
     * @param cut whether there were more than a list may have
     */
    public record Read(List<Expected> hosts, Origin origin, String column, int unread, int repeated, boolean cut) {
        public Read {
            hosts = List.copyOf(hosts);
        }
    }

    /**
     * Reads it.
     *
     * @param role of hosts whose system does not show another
     */
    public static Read read(byte[] bytes, Role role) {
        String text = CsvText.decode(bytes);
        if (text.contains("client-hostname")) {
            return matches(ISC, text, role);
        }
        if (DNSMASQ.matcher(text).find()) {
            return matches(DNSMASQ, text, role);
        }
        // What Export-Csv of Windows PowerShell writes first.
        String table = text.startsWith("#TYPE") ? text.substring(Math.max(0, text.indexOf('\n'))) : text;
        String first = table.lines().filter(line -> !line.isBlank()).findFirst().orElse("");
        List<List<String>> rows = CsvText.rows(table, CsvText.separator(first), ExpectedHosts.MOST_HOSTS + 2);
        if (rows.isEmpty()) {
            return new Found(role).read(Origin.HAND, "");
        }
        List<String> heading = rows.getFirst().stream().map(CsvTable::plain).toList();
        OptionalInt column = column(heading, NAMES);
        boolean cut = rows.size() > ExpectedHosts.MOST_HOSTS + 1;
        if (column.isPresent()) {
            return table(rows, heading, column.getAsInt(), role, cut);
        }
        // Of a table whose headings name no column of hosts nobody knows which one has them.
        return rows.getFirst().size() > 1 ? new Found(role).read(Origin.HAND, "") : lines(rows, role);
    }

    private static Read matches(Pattern pattern, String text, Role role) {
        Found found = new Found(role);
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            // dnsmasq's word for a client that gave no name.
            if (!matcher.group(1).equals("*")) {
                found.add(matcher.group(1), Optional.empty(), true);
            }
        }
        return found.read(Origin.DHCP, "");
    }

    private static Read table(List<List<String>> rows, List<String> heading, int column, Role role, boolean cut) {
        Found found = new Found(role);
        found.cut = cut;
        OptionalInt system = column(heading, SYSTEMS);
        OptionalInt enabled = column(heading, ENABLED);
        boolean dhcp = heading.stream().anyMatch(each -> each.equals("scopeid") || each.equals("clientid"));
        boolean directory = heading.stream()
                .anyMatch(each -> each.equals("distinguishedname") || each.equals("dn") || each.equals("objectclass"));
        for (List<String> row : rows.subList(1, rows.size())) {
            String on = cell(row, enabled).toLowerCase(Locale.ROOT);
            found.add(
                    column < row.size() ? row.get(column) : "",
                    Optional.of(cell(row, system)).filter(text -> !text.isBlank()),
                    !List.of("false", "faux", "non", "no", "0").contains(on));
        }
        return found.read(
                dhcp ? Origin.DHCP : directory ? Origin.DIRECTORY : Origin.HAND,
                rows.getFirst().get(column).strip());
    }

    private static Read lines(List<List<String>> rows, Role role) {
        Found found = new Found(role);
        for (List<String> row : rows) {
            if (!row.getFirst().stripLeading().startsWith("#")) {
                found.add(row.getFirst(), Optional.empty(), true);
            }
        }
        return found.read(Origin.HAND, "");
    }

    private static OptionalInt column(List<String> heading, List<String> wanted) {
        return wanted.stream()
                .mapToInt(heading::indexOf)
                .filter(place -> place >= 0)
                .findFirst();
    }

    private static String cell(List<String> row, OptionalInt column) {
        return column.isPresent() && column.getAsInt() < row.size()
                ? row.get(column.getAsInt()).strip()
                : "";
    }

    /** Hosts as they are found, each name once. */
    private static final class Found {
        private final Role role;
        private final Map<String, Expected> hosts = new LinkedHashMap<>();
        private final Map<String, Integer> counts = new HashMap<>();
        private boolean cut;

        Found(Role role) {
            this.role = role;
        }

        void add(String written, Optional<String> system, boolean enabled) {
            String name = written.strip();
            // As a directory writes the account of a computer.
            name = name.endsWith("$") ? name.substring(0, name.length() - 1) : name;
            if (!NAME.matcher(name).matches() || isAddress(name)) {
                counts.merge("unread", 1, Integer::sum);
                return;
            }
            String key = HostNames.key(name);
            Expected host = new Expected(name, role(system), enabled);
            if (hosts.containsKey(key)) {
                counts.merge("repeated", 1, Integer::sum);
                // A role that is more than that of a PC, and an account in use, count whichever line says so.
                hosts.merge(key, host, HostMatching::both);
            } else if (hosts.size() >= ExpectedHosts.MOST_HOSTS) {
                cut = true;
            } else {
                hosts.put(key, host);
            }
        }

        private static boolean isAddress(String name) {
            return name.matches("[0-9.]+") && AddressRange.parse(name).isPresent();
        }

        private Role role(Optional<String> system) {
            boolean server = role == Role.WORKSTATION
                    && system.filter(text -> text.toLowerCase(Locale.ROOT).contains("server"))
                            .isPresent();
            return server ? Role.SERVER : role;
        }

        Read read(Origin origin, String column) {
            return new Read(
                    new ArrayList<>(hosts.values()),
                    origin,
                    column,
                    counts.getOrDefault("unread", 0),
                    counts.getOrDefault("repeated", 0),
                    cut);
        }
    }
}
