package bzh.vigie.collector.detect.logon;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Failed guesses of a commune, by the origin they came from, and the first successes of accounts from there: a late event finds what it
 * belongs to. A row is one of 64 groups of origins; a line of it is, between tabs, {@code f} or {@code g} (good) or {@code G} (good, of
 * which only many accounts' failures tell), origin, witness, account, status, the last 16 times in milliseconds, the host that tells it. Bounded:
 * 64 lines an origin, 128 a row; the oldest of the host that has most is dropped, so that no host makes another's be forgotten.
 */
final class Guesses {
    /** Failures of an account before its success, and how long before at most. */
    static final int SAME_ACCOUNT = 5;

    static final long SAME_WINDOW = Duration.ofMinutes(10).toMillis();

    /** Failures of an account within a minute that no hand types; as many as a line keeps times. */
    static final int BY_PROGRAM = 16;

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    /** Failures of how many accounts, how many in all, and how far from a success: a list goes on after a password that fits. */
    static final int MANY_ACCOUNTS = 5;

    static final int MANY_FAILURES = 10;
    static final long MANY_WINDOW = Duration.ofHours(1).toMillis();

    private static final String TABLE = "logon-guesses/";
    private static final int ROWS = 64;
    private static final int LINES = 128;
    private static final int LINES_OF_ORIGIN = 64;
    private static final int TIMES = 16;

    private final LogonMemory memory;
    private final String table;
    private final Map<String, Integer> forgotten = new TreeMap<>();

    Guesses(LogonMemory memory, String commune) {
        this.memory = memory;
        this.table = TABLE + commune;
    }

    /** Times in milliseconds, read from their text when first asked for: most lines of a row are of other origins than the one judged. */
    private static final class Times {
        private final String text;
        private @Nullable List<Long> read;

        Times(String text) {
            this.text = text;
        }

        Times(List<Long> times) {
            this(times.stream().map(String::valueOf).collect(Collectors.joining(",")));
        }

        List<Long> all() {
            if (read == null) {
                read = Arrays.stream(text.split(",", -1)).map(Long::valueOf).toList();
            }
            return read;
        }
    }

    /** What an account and an origin did, as one witness tells it with one status. */
    private record Line(
            char what, String origin, String witness, String account, String status, Times at, String host) {
        String text() {
            return what + "\t" + origin + "\t" + witness + "\t" + account + "\t" + status + "\t" + at.text + "\t"
                    + host;
        }

        static Line parse(String text) {
            String[] parts = text.split("\t", -1);
            return new Line(parts[0].charAt(0), parts[1], parts[2], parts[3], parts[4], new Times(parts[5]), parts[6]);
        }

        List<Long> times() {
            return at.all();
        }

        boolean sameAs(Line other) {
            return what == other.what
                    && origin.equals(other.origin)
                    && witness.equals(other.witness)
                    && account.equals(other.account)
                    && status.equals(other.status)
                    && host.equals(other.host);
        }

        long last() {
            return times().stream().mapToLong(Long::longValue).max().orElse(0);
        }

        /** Whether it is a failure of that account. */
        boolean isOf(String key) {
            return what == 'f' && account.equals(key);
        }

        int between(long from, long to) {
            return (int)
                    times().stream().filter(time -> time >= from && time <= to).count();
        }
    }

    /**
     * Guesses that ended in a success.
     *
     * @param account that the success is of
     * @param failures as the witness that saw most tells
     * @param accounts that failed
     */
    record Guessed(String account, int failures, int accounts, Set<String> statuses, long success) {}

    /** How many lines of the last hour were dropped to make place since this was last asked, by the host that told them. */
    Map<String, Integer> forgotten() {
        Map<String, Integer> told = Map.copyOf(forgotten);
        forgotten.clear();
        return told;
    }

    /**
     * Takes in a failure; gives the successes that it shows to have been guessed.
     *
     * @param atHome whether an account logs on from this origin, which makes its failures a typing error
     */
    List<Guessed> failed(LogonAttempt attempt, Origin origin, Predicate<String> atHome) {
        List<Line> lines = read(origin);
        add(
                lines,
                new Line(
                        'f',
                        origin.text(),
                        attempt.witness(),
                        attempt.key(),
                        attempt.status(),
                        new Times(List.of(attempt.millis())),
                        attempt.host()));
        List<Line> here = here(lines, origin);
        Predicate<String> askedOnce = once(atHome);
        List<Guessed> found = new ArrayList<>();
        for (Line good : here) {
            boolean isFound = found.stream().anyMatch(each -> each.account().equals(good.account()));
            if (good.what() != 'f' && !isFound) {
                judge(here, good, askedOnce).ifPresent(guessed -> {
                    found.add(guessed);
                    lines.removeIf(line -> line.what() != 'f'
                            && line.origin().equals(good.origin())
                            && line.account().equals(good.account()));
                });
            }
        }
        write(origin, lines);
        return found;
    }

    /**
     * Takes in a success from a new origin.
     *
     * @param onlyMany whether this account's own failures may have an innocent reason
     */
    Optional<Guessed> succeeded(LogonAttempt attempt, Origin origin, boolean onlyMany, Predicate<String> atHome) {
        List<Line> lines = read(origin);
        Line good = new Line(
                onlyMany ? 'G' : 'g',
                origin.text(),
                "",
                attempt.key(),
                "",
                new Times(List.of(attempt.millis())),
                attempt.host());
        Optional<Guessed> guessed = judge(here(lines, origin), good, once(atHome));
        if (guessed.isEmpty()) {
            add(lines, good);
            write(origin, lines);
        }
        return guessed;
    }

    /**
     * Takes in a success from an origin that the account is known from: only what no hand types shows that it was guessed. Its failures are
     * then forgotten, so that it is told once.
     */
    Optional<Guessed> byProgram(LogonAttempt attempt, Origin origin) {
        List<Line> lines = read(origin);
        Optional<Guessed> guessed = byProgram(here(lines, origin), attempt.key(), attempt.millis())
                .map(failures ->
                        new Guessed(attempt.key(), failures.count(), 1, failures.statuses(), attempt.millis()));
        if (guessed.isPresent()) {
            lines.removeIf(line -> line.origin().equals(origin.text()) && line.isOf(attempt.key()));
            write(origin, lines);
        }
        return guessed;
    }

    /** The same, with each account asked for once: asking reads the store. */
    private static Predicate<String> once(Predicate<String> atHome) {
        Map<String, Boolean> known = new HashMap<>();
        return account -> known.computeIfAbsent(account, atHome::test);
    }

    private static Optional<Guessed> judge(List<Line> here, Line good, Predicate<String> atHome) {
        for (long success : good.times()) {
            Optional<Guessed> guessed = judge(here, good, success, atHome);
            if (guessed.isPresent()) {
                return guessed;
            }
        }
        return Optional.empty();
    }

    private static Optional<Guessed> judge(List<Line> here, Line good, long success, Predicate<String> atHome) {
        Map<String, Integer> same = new HashMap<>();
        Map<String, Integer> many = new HashMap<>();
        Map<String, Set<String>> accounts = new HashMap<>();
        Set<String> statuses = new TreeSet<>();
        for (Line line : here) {
            if (line.what() != 'f') {
                continue;
            }
            boolean own = line.account().equals(good.account());
            int before = own ? line.between(success - SAME_WINDOW, success) : 0;
            same.merge(line.witness(), before, Integer::sum);
            int around = line.between(success - MANY_WINDOW, success + MANY_WINDOW);
            if (around > 0 && (own || !atHome.test(line.account()))) {
                many.merge(line.witness(), around, Integer::sum);
                accounts.computeIfAbsent(line.witness(), ignored -> new HashSet<>())
                        .add(line.account());
                statuses.add(line.status());
            }
        }
        for (Map.Entry<String, Set<String>> each : accounts.entrySet()) {
            int failures = many.getOrDefault(each.getKey(), 0);
            if (failures >= MANY_FAILURES && each.getValue().size() >= MANY_ACCOUNTS) {
                return Optional.of(
                        new Guessed(good.account(), failures, each.getValue().size(), statuses, success));
            }
        }
        Optional<Failures> byProgram = byProgram(here, good.account(), success);
        if (byProgram.isPresent()) {
            return Optional.of(new Guessed(good.account(), byProgram.get().count(), 1, statuses, success));
        }
        int most = same.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return good.what() == 'g' && most >= SAME_ACCOUNT
                ? Optional.of(new Guessed(good.account(), most, 1, statuses, success))
                : Optional.empty();
    }

    /** Failures of an account, as one witness tells them with one status. */
    private record Failures(int count, Set<String> statuses) {}

    /** Failures that came before that success so fast as no hand types, whichever hosts tell them. */
    private static Optional<Failures> byProgram(List<Line> here, String account, long success) {
        Map<List<String>, List<Long>> told = new LinkedHashMap<>();
        here.stream()
                .filter(line -> line.isOf(account))
                .forEach(line -> told.computeIfAbsent(
                                List.of(line.witness(), line.status()), ignored -> new ArrayList<>())
                        .addAll(line.times()));
        return told.entrySet().stream()
                .filter(each -> isByProgram(each.getValue(), success))
                .map(each -> new Failures(
                        each.getValue().size(), Set.of(each.getKey().getLast())))
                .findFirst();
    }

    /** Whether before that success so many failures came in one minute as no hand types. */
    private static boolean isByProgram(List<Long> times, long success) {
        List<Long> before = times.stream()
                .filter(time -> time >= success - SAME_WINDOW && time <= success)
                .sorted()
                .toList();
        return IntStream.rangeClosed(0, before.size() - BY_PROGRAM)
                .anyMatch(first -> before.get(first + BY_PROGRAM - 1) - before.get(first) <= MINUTE);
    }

    private static List<Line> here(List<Line> lines, Origin origin) {
        return lines.stream()
                .filter(line -> line.origin().equals(origin.text()))
                .toList();
    }

    private void add(List<Line> lines, Line one) {
        List<Long> times = new ArrayList<>();
        lines.stream().filter(one::sameAs).forEach(line -> times.addAll(line.times()));
        times.addAll(one.times());
        lines.removeIf(one::sameAs);
        lines.add(new Line(
                one.what(),
                one.origin(),
                one.witness(),
                one.account(),
                one.status(),
                new Times(times.subList(Math.max(0, times.size() - TIMES), times.size())),
                one.host()));
        List<Line> here = lines.stream()
                .filter(line -> line.origin().equals(one.origin()))
                .toList();
        if (here.size() > LINES_OF_ORIGIN) {
            // One origin that fails on hundreds of accounts is a scanner; what is left of its failures is enough to
            // judge it.
            lines.remove(first(here));
        }
        while (lines.size() > LINES) {
            Line out = first(lines);
            lines.remove(out);
            if (out.last() >= one.last() - MANY_WINDOW) {
                forgotten.merge(out.host(), 1, Integer::sum);
            }
        }
    }

    /** The one to make place with: of the host that has most the oldest. */
    private static Line first(List<Line> lines) {
        Map<String, List<Line>> byHost =
                lines.stream().collect(Collectors.groupingBy(Line::host, LinkedHashMap::new, Collectors.toList()));
        return Collections.max(byHost.values(), Comparator.comparingInt(List::size))
                .getFirst();
    }

    private List<Line> read(Origin origin) {
        List<Line> lines = new ArrayList<>();
        memory.row(table, key(origin)).ifPresent(bytes -> {
            for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
                // A row of which all lines were taken is empty.
                if (!line.isEmpty()) {
                    lines.add(Line.parse(line));
                }
            }
        });
        return lines;
    }

    private void write(Origin origin, List<Line> lines) {
        String text = String.join("\n", lines.stream().map(Line::text).toList());
        memory.row(table, key(origin), text.getBytes(StandardCharsets.UTF_8));
    }

    private static String key(Origin origin) {
        return Integer.toString(Math.floorMod(origin.text().hashCode(), ROWS));
    }
}
