package bzh.vigie.collector;

import bzh.vigie.collector.console.sign.SignInRules;
import bzh.vigie.collector.fairness.Resource;
import bzh.vigie.collector.fairness.Resource.Bound;
import bzh.vigie.collector.gateway.GatewayLimits;
import bzh.vigie.collector.mail.SmtpServer;
import bzh.vigie.collector.notify.SinkSettings;
import bzh.vigie.collector.openid.OpenIdSettings;
import bzh.vigie.enrol.CollectorAddress;
import bzh.vigie.settings.Allowed;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The collector's configuration, {@code collector.conf} in its folder.
 *
 * @param names how agents reach the collector, 1 to 4; they stand in tokens and in the server certificate
 * @param listen where the gateway listens
 * @param passphrase file with the passphrase of the authority's key
 * @param shares what agents share, where it is not as usual
 * @param logBytes most bytes of the ingest log
 * @param logKept how long the ingest log keeps what was judged
 * @param historyKept how long events can be searched
 * @param historyBytes most bytes of the event history
 * @param coverageKept how long it is known what was watched, and what was not
 * @param neighboursKept how long a machine that was seen is remembered after it was last seen
 * @param silenceAlert how long a silence lasts before it may be an alert
 * @param rules packs of Sigma rules of one's own: folders and zip files
 * @param placeholders a file of values for placeholders in them
 * @param console where the console listens; empty where there is none
 * @param settings the file itself, for the sinks
 */
record CollectorConfig(
        List<CollectorAddress> names,
        InetSocketAddress listen,
        Path passphrase,
        GatewayLimits limits,
        Map<Resource, Bound> shares,
        long logBytes,
        Duration logKept,
        Duration historyKept,
        long historyBytes,
        Duration coverageKept,
        Duration neighboursKept,
        Duration silenceAlert,
        List<Path> rules,
        Optional<Path> placeholders,
        Optional<InetSocketAddress> console,
        Settings settings) {
    /** Port where none is named. */
    static final int DEFAULT_PORT = 7443;

    /** Port of the console where none is named. */
    static final int CONSOLE_PORT = 7444;

    /** Where the console listens. */
    static final String CONSOLE = "console-listen";

    /** Where something does not listen. */
    static final String NONE = "none";

    private static final Pattern BETWEEN_NAMES = Pattern.compile("[,\\s]+");
    private static final Set<String> OWN = Set.of(
            "name",
            "listen",
            Passphrase.KEY,
            "max-connections",
            "max-unauthenticated-per-address",
            "in-flight-bytes",
            "ingest-max-bytes",
            "ingest-keep",
            "history-keep",
            "history-max-bytes",
            "coverage-keep",
            "neighbours-keep",
            "silence-alert",
            "rules",
            "rule-placeholders",
            CONSOLE,
            ConsoleCertificate.CERTIFICATE,
            ConsoleCertificate.KEY,
            Anchoring.URL,
            Anchoring.AUTHORITY,
            AnchorMail.ADDRESSES);

    /** Files with a secret of somebody else's: outside the folder, which is copied as a whole. */
    private static final Set<String> SECRETS = Set.of(
            "smtp-password-file",
            "webhook-secret-file",
            "thehive-key-file",
            "iris-key-file",
            "openid-secret-file",
            ConsoleCertificate.KEY);

    /** Every key that may stand in the file. */
    static Set<String> keys() {
        Set<String> keys = new HashSet<>(OWN);
        keys.addAll(SinkSettings.KEYS);
        keys.addAll(SmtpServer.KEYS);
        keys.addAll(SignInRules.KEYS);
        keys.addAll(OpenIdSettings.KEYS);
        return keys;
    }

    /** Reads the file of this folder. */
    static CollectorConfig read(CollectorFolder folder) throws BadSettingException {
        Settings settings = Settings.read(folder.configuration(), keys());
        List<CollectorAddress> names = new ArrayList<>();
        for (String name :
                BETWEEN_NAMES.splitAsStream(settings.text("name").orElse("")).toList()) {
            if (!name.isEmpty()) {
                names.add(address(name).orElseThrow(() -> settings.bad("name", Allowed.names(4))));
            }
        }
        if (names.isEmpty() || names.size() > 4) {
            throw settings.bad("name", Allowed.names(4));
        }
        CollectorAddress listen = address(settings.text("listen").orElse("0.0.0.0"))
                .orElseThrow(() -> settings.bad("listen", Allowed.listen("0.0.0.0:" + DEFAULT_PORT)));
        GatewayLimits usual = GatewayLimits.USUAL;
        Bound inFlight = Resource.BYTES_IN_FLIGHT.bound();
        Bound history = Resource.HISTORY.bound();
        long historyBytes = settings.bytes("history-max-bytes", history.inAll(), 64L << 20, 1L << 44);
        return new CollectorConfig(
                List.copyOf(names),
                new InetSocketAddress(listen.host(), listen.port()),
                Passphrase.file(settings, folder, System.getenv()),
                new GatewayLimits(
                        Math.toIntExact(settings.number("max-connections", usual.connections(), 1, 1_000_000)),
                        Math.toIntExact(settings.number(
                                "max-unauthenticated-per-address", usual.unauthenticated(), 1, 1_000_000)),
                        usual.handshake(),
                        usual.frame(),
                        usual.idle(),
                        usual.probe()),
                Map.of(
                        Resource.BYTES_IN_FLIGHT,
                        inFlight.inAll(settings.bytes("in-flight-bytes", inFlight.inAll(), 4L << 20, 8L << 30)),
                        Resource.HISTORY,
                        history.inAll(historyBytes)),
                settings.bytes("ingest-max-bytes", 20L << 30, 64L << 20, 1L << 44),
                settings.duration("ingest-keep", Duration.ofDays(3), Duration.ZERO, Duration.ofDays(3_650)),
                settings.duration("history-keep", Duration.ofDays(180), Duration.ofDays(1), Duration.ofDays(3_650)),
                historyBytes,
                settings.duration("coverage-keep", Duration.ofDays(400), Duration.ofDays(1), Duration.ofDays(3_650)),
                settings.duration("neighbours-keep", Duration.ofDays(90), Duration.ofDays(1), Duration.ofDays(90)),
                settings.duration("silence-alert", Duration.ofHours(1), Duration.ofMinutes(5), Duration.ofDays(90)),
                packs(settings),
                settings.path("rule-placeholders"),
                console(settings),
                settings);
    }

    private static Optional<InetSocketAddress> console(Settings settings) throws BadSettingException {
        Optional<String> where = settings.text(CONSOLE).filter(text -> !text.equals(NONE));
        if (where.isEmpty()) {
            return Optional.empty();
        }
        CollectorAddress address = address(where.get(), CONSOLE_PORT)
                .orElseThrow(() -> settings.bad(CONSOLE, Allowed.listen("0.0.0.0:" + CONSOLE_PORT)));
        return Optional.of(new InetSocketAddress(address.host(), address.port()));
    }

    /** Checks what must be there when the collector starts, and need not be for a command beside it. */
    void checkPaths(CollectorFolder folder) throws BadSettingException {
        if (settings.path(Passphrase.KEY).filter(passphrase::equals).isPresent()) {
            settings.fileToRead(Passphrase.KEY);
        }
        for (String key : SECRETS) {
            Optional<Path> file = settings.fileToRead(key);
            if (file.isPresent() && folder.holds(file.get())) {
                throw settings.bad(key, Allowed.outside(folder.dir()));
            }
        }
        for (Path pack : rules) {
            boolean there = Files.isDirectory(pack)
                    || (Files.isRegularFile(pack)
                            && pack.toString().toLowerCase(Locale.ROOT).endsWith(".zip"));
            if (!there || !Files.isReadable(pack)) {
                throw settings.bad("rules", Allowed.packs());
            }
        }
        settings.fileToRead("rule-placeholders");
        settings.fileToRead(ConsoleCertificate.CERTIFICATE);
    }

    /** Separated by commas. */
    private static List<Path> packs(Settings settings) throws BadSettingException {
        try {
            return Arrays.stream(settings.text("rules").orElse("").split(",", -1))
                    .map(String::strip)
                    .filter(pack -> !pack.isEmpty())
                    .map(Path::of)
                    .toList();
        } catch (InvalidPathException e) {
            throw settings.bad("rules", Allowed.packs());
        }
    }

    /** A host with or without a port. */
    static Optional<CollectorAddress> address(String text) {
        return address(text, DEFAULT_PORT);
    }

    /** A host with a port, or with this one. */
    static Optional<CollectorAddress> address(String text, int usual) {
        Optional<CollectorAddress> whole = CollectorAddress.parse(text);
        return whole.isPresent() ? whole : CollectorAddress.parse(text + ":" + usual);
    }

    /** Where a browser finds the console: by the first name of the collector. Empty where there is none. */
    Optional<String> consoleAddress() {
        String host = names.getFirst().host();
        String written = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return console.map(listening -> "https://" + written + ":" + listening.getPort());
    }

    /** Names for the server certificate: the hosts, and what this machine is called from itself. */
    List<String> certificateNames() {
        List<String> hosts = new ArrayList<>(
                names.stream().map(CollectorAddress::host).distinct().toList());
        if (!hosts.contains("localhost")) {
            hosts.add("localhost");
        }
        return hosts;
    }
}
