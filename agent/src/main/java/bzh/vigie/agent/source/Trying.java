package bzh.vigie.agent.source;

import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.event.Clock;
import bzh.vigie.event.Moment;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is about to call into native code writes down that it tries, and takes that away after a minute or at an orderly end. A
 * file that is still there says that the agent ended within that minute; the next start then leaves the source off, so that one
 * fault in native code cannot end the agent on every PC again and again. {@code trying-SOURCE} in the sources' folder:
 *
 * <pre>
 *   trying BOOT WEIGHT SECONDS   begun; taken away after a minute
 *   off BOOT WEIGHT SECONDS      left off since then, seconds since 1970 on the wall clock
 * </pre>
 *
 * An end in the same boot weighs 2. One that another boot followed, which a power cut is as well, weighs 1. From 2 on the source
 * is left off, for an hour at first and four times as long with each further 2, up to a week; sources that ended together come
 * back ten minutes apart, so that the one at fault is found. A minute of life forgets everything. A wall clock that was set
 * forth shortens the wait; one that was set back lets it begin again. Thread-safe.
 */
public final class Trying implements AutoCloseable {
    static final Duration ALIVE = Duration.ofMinutes(1);

    private static final System.Logger LOG = System.getLogger(Trying.class.getName());
    private static final String NAME = "trying-";
    private static final int MAX_FILE = 256;
    private static final int CRASHED = 2;
    private static final int CUT = 1;
    private static final int MAX_WEIGHT = 100;
    private static final Duration FIRST = Duration.ofHours(1);
    private static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration APART = Duration.ofMinutes(10);
    private static final int MOST_APART = 20;
    private static final Pattern LINE = Pattern.compile("(trying|off) (\\S{1,64}) (\\d{1,3}) (\\d{1,12})\\s*");

    private final StateFolder folder;
    private final String file;
    private final Optional<String> before;
    private final CountDownLatch ended = new CountDownLatch(1);

    private record Mark(boolean off, String bootId, int weight, Instant since) {
        static Optional<Mark> parse(String text) {
            Matcher line = LINE.matcher(text);
            return line.matches()
                    ? Optional.of(new Mark(
                            line.group(1).equals("off"),
                            line.group(2),
                            Math.min(MAX_WEIGHT, Integer.parseInt(line.group(3))),
                            Instant.ofEpochSecond(Long.parseLong(line.group(4)))))
                    : Optional.empty();
        }

        String text() {
            return String.format(
                    Locale.ROOT, "%s %s %d %d%n", off ? "off" : "trying", bootId, weight, since.getEpochSecond());
        }

        Duration wait(int apart) {
            int times = Math.min(4, weight / CRASHED - 1);
            Duration alone = FIRST.multipliedBy(1L << (2 * times));
            return (alone.compareTo(LONGEST) > 0 ? LONGEST : alone).plus(APART.multipliedBy(apart));
        }
    }

    private Trying(StateFolder folder, String file, Optional<String> before) {
        this.folder = folder;
        this.file = file;
        this.before = before;
    }

    /**
     * Writes down that this source tries; to be called right before its native call, and closed where that is given up.
     *
     * @param dir an existing folder of the agent's own
     * @param source stable id, such as {@code linux.process}
     * @throws Refused where it is left off, with its own words; what it was is used instead
     */
    public static Trying begin(Path dir, String source, Clock clock) throws Refused {
        return begin(dir, source, clock.now(), ALIVE);
    }

    /** The same, which says by that text that it is left off: until when {0}, how often it ended {1}. */
    static Trying begin(Path dir, String source, Clock clock, String leftOff) throws Refused {
        return begin(dir, source, clock.now(), ALIVE, leftOff);
    }

    static Trying begin(Path dir, String source, Moment now, Duration alive) throws Refused {
        return begin(dir, source, now, alive, "left-off");
    }

    private static Trying begin(Path dir, String source, Moment now, Duration alive, String leftOff) throws Refused {
        StateFolder folder = new StateFolder(dir);
        String file = NAME + source;
        String bootId = now.bootId().replaceAll("\\s", "_");
        Instant at = now.wall().truncatedTo(ChronoUnit.SECONDS);
        Optional<Mark> found = read(folder, file, bootId);
        Mark mark = found.map(there -> judged(there, bootId, at)).orElse(new Mark(false, bootId, 0, at));
        if (mark.off()) {
            int apart = rank(dir, file);
            Instant until = mark.since().plus(mark.wait(apart));
            if (at.isBefore(until)) {
                if (!found.equals(Optional.of(mark))) {
                    write(folder, file, mark.text());
                }
                throw Refused.saying(
                        ReasonCode.FALLBACK,
                        SourceText.detail(
                                leftOff,
                                until.truncatedTo(ChronoUnit.MINUTES)
                                        .toString()
                                        .replace('T', ' ')
                                        .replace(":00Z", " UTC"),
                                mark.weight() / CRASHED));
            }
        }
        Trying trying = new Trying(folder, file, mark.weight() == 0 ? Optional.empty() : found.map(Mark::text));
        write(folder, file, new Mark(false, bootId, mark.weight(), at).text());
        Thread ignored = Thread.ofPlatform().name("vigie-trying").daemon().start(() -> trying.await(alive));
        return trying;
    }

    /** What the mark of an earlier start means now. */
    private static Mark judged(Mark there, String bootId, Instant now) {
        if (there.off()) {
            return there.since().isAfter(now) ? new Mark(true, there.bootId(), there.weight(), now) : there;
        }
        int weight = there.weight() + (there.bootId().equals(bootId) ? CRASHED : CUT);
        return new Mark(weight >= CRASHED, bootId, Math.min(MAX_WEIGHT, weight), now);
    }

    /** One that cannot be understood was cut off while it was written. */
    private static Optional<Mark> read(StateFolder folder, String file, String bootId) {
        Mark damaged = new Mark(false, "-" + bootId.substring(1), 0, Instant.EPOCH);
        try {
            return folder.read(file, MAX_FILE).map(text -> Mark.parse(text).orElse(damaged));
        } catch (IOException e) {
            return Optional.of(damaged);
        }
    }

    /** How many others that come before it by name wait too. */
    private static int rank(Path dir, String file) {
        int before = 0;
        try (DirectoryStream<Path> marks = Files.newDirectoryStream(dir, NAME + "*")) {
            for (Path mark : marks) {
                String name = String.valueOf(mark.getFileName());
                boolean counts = !name.endsWith(".new") && name.compareTo(file) < 0;
                before = counts && before < MOST_APART ? before + 1 : before;
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the marks of tries cannot be listed", e);
        }
        return before;
    }

    private static void write(StateFolder folder, String file, String text) {
        try {
            folder.write(file, text);
        } catch (IOException e) {
            // On a disk that takes nothing, going blind would be worse than going on without the mark.
            LOG.log(Level.WARNING, "what is tried cannot be written down: " + file, e);
        }
    }

    private void await(Duration alive) {
        try {
            if (!ended.await(alive.toMillis(), TimeUnit.MILLISECONDS)) {
                end(Optional.empty());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it was closed or its minute is over, and what is left of it is written. */
    synchronized boolean isOver() {
        return ended.getCount() == 0;
    }

    /** It ended in good order: what was known before it began holds again, if its minute is not over yet. */
    @Override
    public void close() {
        end(before);
    }

    private synchronized void end(Optional<String> leave) {
        if (ended.getCount() == 0) {
            return;
        }
        ended.countDown();
        if (leave.isPresent()) {
            write(folder, file, leave.get());
            return;
        }
        try {
            Files.deleteIfExists(folder.file(file));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "what was tried cannot be crossed out: " + file, e);
        }
    }
}
