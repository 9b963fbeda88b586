package bzh.vigie.collector.notify;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.collector.store.Store;
import bzh.vigie.settings.Allowed;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sinks that a configuration asks for: none, one or several. */
public final class SinkSettings {
    private static final String TRIES = "notify-tries";
    private static final String WEBHOOK = "webhook-url";
    private static final String THEHIVE = "thehive-url";
    private static final String IRIS = "iris-url";

    /** Keys of the configuration file that are the sinks' own. */
    public static final Set<String> KEYS = Stream.concat(
                    MailSettings.KEYS.stream(),
                    Stream.of(
                            TRIES,
                            WEBHOOK,
                            THEHIVE,
                            "thehive-key-file",
                            "thehive-ca",
                            IRIS,
                            "iris-key-file",
                            "iris-ca",
                            "iris-customer",
                            "webhook-secret-file",
                            "webhook-ca",
                            "alert-file",
                            "alert-file-size",
                            "alert-files-kept",
                            "syslog-udp",
                            "syslog-tls",
                            "syslog-tls-ca",
                            "syslog-facility",
                            "alert-language"))
            .collect(Collectors.toUnmodifiableSet());

    private static final Pattern ADDRESS = Pattern.compile("\\[?([^\\[\\]]+?)]?:(\\d{1,5})");
    private static final int LOCAL0 = 16;

    private SinkSettings() {}

    /**
     * What sinks need of the collector.
     *
     * @param hostname of this collector, for syslog
     * @param fallback language where {@code alert-language} does not say
     * @param console where a browser finds the console, for mails; empty where there is none
     */
    public record Parts(
            AlertTexts texts,
            String hostname,
            Locale fallback,
            Store store,
            InstantSource clock,
            Optional<String> console) {}

    /** After how many refusals what a receiver refused is left to a person. */
    public static int tries(Settings settings) throws BadSettingException {
        return Math.toIntExact(settings.number(TRIES, 10, 1, 100));
    }

    /** Makes the sinks. */
    public static List<Sink> open(Settings settings, Parts parts) throws BadSettingException {
        AlertTexts texts = parts.texts();
        String hostname = parts.hostname();
        Locale locale = settings.text("alert-language").map(Locale::of).orElse(parts.fallback());
        if (settings.text("alert-language").isPresent() && !Set.of("fr", "en").contains(locale.getLanguage())) {
            throw settings.bad("alert-language", Allowed.choice(List.of("fr", "en")));
        }
        Titles titles = alert -> texts.of(alert, locale).title();
        int facility = Math.toIntExact(settings.number("syslog-facility", LOCAL0, 0, 23));
        List<Sink> sinks = new ArrayList<>();
        Optional<Path> file = settings.fileToWrite("alert-file");
        if (file.isPresent()) {
            sinks.add(new JsonLinesFile(
                    file.get(),
                    settings.bytes("alert-file-size", 64L << 20, 4_096, 1L << 40),
                    Math.toIntExact(settings.number("alert-files-kept", 5, 1, 1_000)),
                    new AlertJson(texts, locale)));
        }
        if (settings.text("syslog-udp").isPresent()) {
            Address to = address(settings, "syslog-udp");
            sinks.add(new SyslogUdp(to.host(), to.port(), facility, hostname, titles));
        }
        if (settings.text("syslog-tls").isPresent()) {
            Address to = address(settings, "syslog-tls");
            Path authority =
                    settings.path("syslog-tls-ca").orElseThrow(() -> settings.bad("syslog-tls-ca", Allowed.pem()));
            try {
                sinks.add(new SyslogTls(to.host(), to.port(), authority, facility, hostname, titles));
            } catch (IOException e) {
                throw settings.bad("syslog-tls-ca", Allowed.pem());
            }
        }
        if (settings.text(WEBHOOK).isPresent()) {
            sinks.add(new Webhook(
                    HttpsSettings.address(settings, WEBHOOK),
                    HttpsSettings.secret(settings, "webhook-secret-file"),
                    HttpsSettings.authorities(settings, "webhook-ca"),
                    new AlertJson(texts, locale),
                    parts.clock()));
        }
        if (settings.text(THEHIVE).isPresent()) {
            sinks.add(new CaseSink(
                    new CaseForm.TheHive(texts, locale, parts.console()),
                    HttpsSettings.address(settings, THEHIVE),
                    HttpsSettings.token(settings, "thehive-key-file"),
                    HttpsSettings.authorities(settings, "thehive-ca")));
        }
        if (settings.text(IRIS).isPresent()) {
            int customer = Math.toIntExact(settings.number("iris-customer", 1, 1, Integer.MAX_VALUE));
            sinks.add(new CaseSink(
                    new CaseForm.Iris(texts, locale, parts.console(), customer),
                    HttpsSettings.address(settings, IRIS),
                    HttpsSettings.token(settings, "iris-key-file"),
                    HttpsSettings.authorities(settings, "iris-ca")));
        }
        sinks.addAll(MailSettings.open(
                settings, parts.store(), parts.clock(), new MailText(texts, locale, parts.console())));
        return sinks;
    }

    private record Address(String host, int port) {}

    private static Address address(Settings settings, String key) throws BadSettingException {
        Matcher matcher = ADDRESS.matcher(settings.text(key).orElse(""));
        if (matcher.matches()) {
            int port = Integer.parseInt(matcher.group(2));
            if (port > 0 && port < 65_536) {
                return new Address(matcher.group(1), port);
            }
        }
        throw settings.bad(key, Allowed.address("siem.example.org:6514"));
    }
}
