package bzh.vigie.collector.notify;

import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.collector.store.Directories;
import bzh.vigie.event.ItemFields;
import bzh.vigie.text.Printable;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * An alert as a syslog message (RFC 5424):
 *
 * <pre>
 * &lt;PRI&gt;1 TIMESTAMP HOSTNAME vigie - alert [alert@32473 id="…" …][evidence@32473 …] BOM title
 * </pre>
 *
 * Control characters and the like in values are made visible; evidence is left out from where the message would get longer
 * than allowed. {@code domain} is there where it is the domain's directory that is told of, and not the host that reads it. 32473 is the enterprise number for examples (RFC 5612), as Vigie has none.
 *
 * @param facility 0 to 23 (RFC 5424 table 1)
 * @param hostname of the collector
 * @param most bytes of a message, 1,024 or more
 */
record SyslogMessage(int facility, String hostname, int most) {
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int VALUE = 256;
    private static final byte[] BOM = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    SyslogMessage {
        if (facility < 0 || facility > 23 || most < 1_024) {
            throw new IllegalArgumentException("facility " + facility + ", at most " + most + " bytes");
        }
        hostname = header(hostname, 255);
    }

    byte[] of(Alert alert, String title) {
        StringBuilder text = new StringBuilder()
                .append('<')
                .append(facility * 8 + severity(alert.severity()))
                .append(">1 ")
                .append(TIMESTAMP.format(alert.time()))
                .append(' ')
                .append(hostname)
                .append(" vigie - alert [alert@32473");
        parameter(text, "id", alert.id());
        parameter(text, "rule", alert.rule());
        parameter(text, "severity", ItemFields.word(alert.severity()));
        parameter(text, "situation", ItemFields.word(alert.situation()));
        parameter(text, "commune", alert.commune().insee());
        parameter(text, "host", alert.host().text());
        parameter(text, "hostname", alert.hostname());
        Directories.domain(alert.evidence()).ifPresent(domain -> parameter(text, "domain", domain));
        text.append(']');
        byte[] message = Printable.line(title, VALUE).getBytes(StandardCharsets.UTF_8);
        evidence(text, alert.evidence(), most - message.length - BOM.length - 1);
        byte[] head = text.append(' ').toString().getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(head, head.length + BOM.length + message.length);
        System.arraycopy(BOM, 0, whole, head.length, BOM.length);
        System.arraycopy(message, 0, whole, head.length + BOM.length, message.length);
        // Only an alert whose own names are absurdly long gets here over the bound; a cut title is better than none.
        return whole.length <= most ? whole : Arrays.copyOf(whole, most);
    }

    private static void evidence(StringBuilder text, Map<String, String> evidence, int room) {
        StringBuilder element = new StringBuilder("[evidence@32473");
        int left = room - bytes(text) - element.length() - 1;
        for (Map.Entry<String, String> each : new TreeMap<>(evidence).entrySet()) {
            StringBuilder parameter = new StringBuilder();
            parameter(parameter, each.getKey(), each.getValue());
            left -= bytes(parameter);
            if (left < 0) {
                break;
            }
            element.append(parameter);
        }
        if (element.indexOf(" ") > 0) {
            text.append(element).append(']');
        }
    }

    private static int bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8).length;
    }

    private static void parameter(StringBuilder text, String name, String value) {
        text.append(' ').append(header(name, 32)).append("=\"");
        String shown = Printable.line(value, VALUE);
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            if (c == '"' || c == '\\' || c == ']') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
    }

    /** PRINTUSASCII without what ends a name: at least one character, "-" for none. */
    private static String header(String text, int most) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length() && out.length() < most; i++) {
            char c = text.charAt(i);
            out.append(c > 32 && c < 127 && c != '=' && c != ']' && c != '"' ? c : '_');
        }
        return out.isEmpty() ? "-" : out.toString();
    }

    private static int severity(Severity severity) {
        return switch (severity) {
            case CRITICAL -> 2;
            case HIGH -> 3;
            case MEDIUM -> 4;
            case LOW -> 5;
            case INFORMATIONAL -> 6;
        };
    }
}
