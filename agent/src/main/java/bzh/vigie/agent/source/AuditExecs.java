package bzh.vigie.agent.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts audit records together into the programs that began. One event comes as several records with the same serial:
 * {@code audit(1700000000.123:456): arch=… syscall=59 success=yes … pid=… exe="/bin/ls"} (SYSCALL, 1300),
 * {@code argc=2 a0="ls" a1=2D6C} (EXECVE, 1309), others that are not needed, and an end (EOE, 1320; PROCTITLE, 1327, comes
 * just before). A value with blanks, quotes or control characters is in hex without quotes; an argument over 7,500 bytes
 * comes in pieces {@code a1_len=9000 a1[0]=…}. Total: what it does not understand it skips. Not thread-safe.
 */
final class AuditExecs {
    static final int SYSCALL = 1300;
    static final int EXECVE = 1309;
    static final int EOE = 1320;
    static final int PROCTITLE = 1327;

    private static final int MAX_OPEN = 64;
    private static final int MAX_ARGUMENTS = 512;
    private static final int MAX_CHARACTERS = 16_384;

    private final Map<String, Open> open = new LinkedHashMap<>();

    /**
     * A program that began.
     *
     * @param image path of the program, empty if not said
     * @param arguments bounded; the cut shows as {@code …}
     * @param uid effective
     */
    record Exec(int pid, int parentPid, long uid, String image, List<String> arguments) {}

    private static final class Open {
        private Map<String, String> call = Map.of();
        private final List<String> arguments = new ArrayList<>();
        private int characters;
        private boolean cut;
        private boolean hasArguments;
    }

    /** Takes in a record; gives a program when its last record has come. */
    Optional<Exec> accept(int type, String text) {
        if (type != SYSCALL && type != EXECVE && type != EOE && type != PROCTITLE) {
            return Optional.empty();
        }
        int end = text.indexOf("): ");
        int colon = end < 0 ? text.lastIndexOf("):") : end;
        if (!text.startsWith("audit(") || colon < 0) {
            return Optional.empty();
        }
        String serial = text.substring(6, colon);
        String body = text.substring(Math.min(text.length(), colon + 2)).strip();
        if (type == EOE || type == PROCTITLE) {
            Open done = open.remove(serial);
            return done == null ? Optional.empty() : finish(done);
        }
        Open one = open.computeIfAbsent(serial, s -> new Open());
        if (type == SYSCALL) {
            one.call = fields(body);
        } else {
            one.hasArguments = true;
            addArguments(one, fields(body));
        }
        if (open.size() > MAX_OPEN) {
            String oldest = open.keySet().iterator().next();
            Open done = open.remove(oldest);
            return done == null ? Optional.empty() : finish(done);
        }
        return Optional.empty();
    }

    private static Optional<Exec> finish(Open one) {
        Optional<Integer> pid = number(one.call.getOrDefault("pid", "")).map(Long::intValue);
        if (!one.hasArguments
                || pid.isEmpty()
                || !one.call.getOrDefault("success", "yes").equals("yes")) {
            return Optional.empty();
        }
        if (one.cut) {
            one.arguments.add("…");
        }
        return Optional.of(new Exec(
                pid.get(),
                number(one.call.getOrDefault("ppid", "")).map(Long::intValue).orElse(0),
                number(one.call.getOrDefault("euid", "")).orElse(-1L),
                value(one.call.getOrDefault("exe", "")),
                List.copyOf(one.arguments)));
    }

    private static void addArguments(Open one, Map<String, String> fields) {
        StringBuilder pieces = new StringBuilder();
        String pieceOf = "";
        for (Map.Entry<String, String> field : fields.entrySet()) {
            String key = field.getKey();
            if (key.length() < 2 || key.charAt(0) != 'a' || !Character.isDigit(key.charAt(1)) || key.endsWith("_len")) {
                continue;
            }
            int bracket = key.indexOf('[');
            String name = bracket < 0 ? key : key.substring(0, bracket);
            if (!pieceOf.isEmpty() && (bracket < 0 || !name.equals(pieceOf))) {
                add(one, value(pieces.toString()));
                pieces.setLength(0);
                pieceOf = "";
            }
            if (bracket < 0) {
                add(one, value(field.getValue()));
            } else {
                pieceOf = name;
                pieces.append(field.getValue());
            }
        }
        if (!pieceOf.isEmpty()) {
            add(one, value(pieces.toString()));
        }
    }

    private static void add(Open one, String argument) {
        int room = MAX_CHARACTERS - one.characters;
        if (one.arguments.size() >= MAX_ARGUMENTS || room <= 0) {
            one.cut = true;
            return;
        }
        String kept = argument.length() > room ? argument.substring(0, room) : argument;
        one.cut |= kept.length() < argument.length();
        one.characters += kept.length() + 1;
        one.arguments.add(kept);
    }

    /** {@code key=value} pairs separated by blanks, in order; a quoted value keeps its quotes. The first of a key counts. */
    static Map<String, String> fields(String body) {
        Map<String, String> fields = new LinkedHashMap<>();
        int at = 0;
        while (at < body.length()) {
            int equals = body.indexOf('=', at);
            if (equals < 0) {
                break;
            }
            int blank = body.lastIndexOf(' ', equals);
            String key = body.substring(Math.max(at, blank + 1), equals);
            int from = equals + 1;
            int to;
            if (from < body.length() && body.charAt(from) == '"') {
                int quote = body.indexOf('"', from + 1);
                to = quote < 0 ? body.length() : quote + 1;
            } else {
                to = from;
                // Enriched records have their translation behind a group separator.
                while (to < body.length() && body.charAt(to) > ' ') {
                    to++;
                }
            }
            fields.putIfAbsent(key, body.substring(from, to));
            at = to + 1;
        }
        return fields;
    }

    /** A value without its quotes, or out of hex. */
    static String value(String raw) {
        if (raw.length() >= 2 && raw.startsWith("\"") && raw.endsWith("\"")) {
            return raw.substring(1, raw.length() - 1);
        }
        if (raw.equals("(null)") || raw.length() < 2 || raw.length() % 2 != 0) {
            return raw;
        }
        byte[] bytes = new byte[raw.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            int high = Character.digit(raw.charAt(2 * i), 16);
            int low = Character.digit(raw.charAt(2 * i + 1), 16);
            if (high < 0 || low < 0) {
                return raw;
            }
            bytes[i] = (byte) (high << 4 | low);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
