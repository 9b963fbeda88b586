package bzh.vigie.collector.notify;

import bzh.vigie.collector.detect.AlertTexts;
import bzh.vigie.settings.Allowed;
import bzh.vigie.settings.BadSettingException;
import bzh.vigie.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sinks that a configuration asks for: none, one or several. */
public final class SinkSettings {
    /** Keys of the configuration file that are the sinks' own. */
    public static final Set<String> KEYS = Set.of(
            "alert-file",
            "alert-file-size",
            "alert-files-kept",
            "syslog-udp",
            "syslog-tls",
            "syslog-tls-ca",
            "syslog-facility",
            "alert-language");

    private static final Pattern ADDRESS = Pattern.compile("\\[?([^\\[\\]]+?)]?:(\\d{1,5})");
    private static final int LOCAL0 = 16;

    private SinkSettings() {}

    /**
     * Makes the sinks.
     *
     * @param hostname of this collector, for syslog
     * @param fallback language where {@code alert-language} does not say
     */
    public static List<Sink> open(Settings settings, AlertTexts texts, String hostname, Locale fallback)
            throws BadSettingException {
        Locale locale = settings.text("alert-language").map(Locale::of).orElse(fallback);
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
