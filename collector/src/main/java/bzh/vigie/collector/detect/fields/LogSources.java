package bzh.vigie.collector.detect.fields;

import bzh.vigie.collector.detect.sigma.LogSource;
import bzh.vigie.text.Sentence;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The table {@code logsources.txt}: which Sigma log source an event is judged under, and which none is. Immutable. */
public final class LogSources {
    private static final LogSources TABLE = read();

    private static final String REASONS = "bzh.vigie.collector.detect.fields.unmapped";
    static final String NOT_IN_TABLE = "not-in-table";

    private static final String KIND = "kind:";
    private static final String EXPORT = "export:";
    private static final String NONE = "none:";
    private static final String ANY = "*";

    private final Map<String, List<Row>> byChannel = new HashMap<>();
    private final Map<String, LogSource> byKind = new HashMap<>();
    private final List<Row> all = new ArrayList<>();
    private final List<Unmapped> unmapped = new ArrayList<>();

    /** A line about events of a channel or kind. */
    private record Row(LogSource logSource, Set<String> eventIds, String field, String start) {
        boolean fits(String eventId, Map<String, String> fields) {
            return (eventIds.isEmpty() || eventIds.contains(eventId))
                    && (field.isEmpty() || fields.getOrDefault(field, "").startsWith(start));
        }
    }

    /** A line about what nothing records; the reason is a key of {@link #REASONS}. */
    private record Unmapped(LogSource logSource, String reason) {
        boolean isAbout(LogSource rule) {
            return part(logSource.product(), rule.product())
                    && part(logSource.category(), rule.category())
                    && part(logSource.service(), rule.service());
        }

        private static boolean part(String asked, String rule) {
            return asked.equals(ANY) || asked.equals(rule);
        }
    }

    private LogSources(List<String> lines) {
        for (String line : lines) {
            String[] parts =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toArray(String[]::new);
            LogSource logSource = new LogSource(parts[0], parts[1], parts[2]);
            String source = parts[3];
            if (source.equals(NONE)) {
                unmapped.add(new Unmapped(logSource, parts[4]));
            } else if (source.equals(EXPORT)) {
                all.add(new Row(logSource, Set.of(), "", ""));
            } else if (source.startsWith(KIND)) {
                byKind.put(source.substring(KIND.length()), logSource);
                all.add(new Row(logSource, Set.of(), "", ""));
            } else {
                String[] when = (parts.length > 5 ? parts[5] : "=").split("=", 2);
                Set<String> ids = parts[4].equals(ANY) ? Set.of() : Set.of(parts[4].split(" ", -1));
                Row row = new Row(logSource, ids, when[0], when[1]);
                byChannel
                        .computeIfAbsent(source.toLowerCase(Locale.ROOT), ignored -> new ArrayList<>())
                        .add(row);
                all.add(row);
            }
        }
    }

    private static LogSources read() {
        try (InputStream in = LogSources.class.getResourceAsStream("logsources.txt")) {
            if (in == null) {
                throw new IllegalStateException("the program's table of log sources is missing: install it again");
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            return new LogSources(lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException("the program's table of log sources cannot be read", e);
        }
    }

    /** That of an event of a Windows channel; a channel that is not in the table has neither category nor service. */
    static LogSource ofChannel(String channel, String eventId, Map<String, String> fields) {
        for (Row row : TABLE.byChannel.getOrDefault(channel.toLowerCase(Locale.ROOT), List.of())) {
            if (row.fits(eventId, fields)) {
                return row.logSource();
            }
        }
        return new LogSource("windows", "", "");
    }

    /** That of one of our own kinds of events, of a host of that product. */
    static LogSource ofKind(String kind, String product) {
        LogSource known = TABLE.byKind.getOrDefault(kind, new LogSource(ANY, "", ""));
        return known.product().equals(ANY) ? new LogSource(product, known.category(), known.service()) : known;
    }

    /** Why no event is judged by rules for this log source; empty where some may be. */
    public static Optional<Sentence> unmapped(LogSource rule) {
        for (Unmapped each : TABLE.unmapped) {
            if (each.isAbout(rule)) {
                return Optional.of(Sentence.of(REASONS, each.reason()));
            }
        }
        boolean mapped = TABLE.all.stream().anyMatch(row -> {
            LogSource event = row.logSource();
            return rule.covers(
                    event.product().equals(ANY)
                            ? new LogSource(rule.product(), event.category(), event.service())
                            : event);
        });
        return mapped ? Optional.empty() : Optional.of(Sentence.of(REASONS, NOT_IN_TABLE));
    }
}
