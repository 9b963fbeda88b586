package bzh.vigie.agent;

import bzh.vigie.agent.identity.IdentityException;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.settings.BadSettingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * How it went to do what an installer left ({@link SetupFile}), or why the agent was not removed, for whoever installed: a text in French, then in English, without a
 * secret. It stands in {@code setup-result.txt} of the state folder, or where {@code run --result} says, and in the system's log.
 *
 * @param end how it ended
 * @param lines the sentences in a language, what to do with them
 */
record SetupResult(End end, Function<Words, List<String>> lines) {
    static final String FILE = "setup-result.txt";

    private static final String MARK_OF_UTF8 = "\ufeff";

    enum End {
        /** Nothing is left to be done. */
        DONE,
        /** Enrolled, but not all of what was given was taken: somebody has to look at it. */
        IN_PART,
        /** Tried again by itself, the token is kept. */
        LATER,
        /** Not tried again, the token is erased: somebody has to do something. */
        FAILED,
        /** Somebody wanted to remove the agent, and was refused: it stays. */
        NOT_REMOVED
    }

    static SetupResult of(End end, String key, Object... values) {
        return new SetupResult(end, words -> List.of(words.say(key, values)));
    }

    static SetupResult of(End end, BadSettingException e) {
        return new SetupResult(end, words -> List.of(e.in(words.locale())));
    }

    /** All of it in one language. */
    String text(Words words, Instant now, ZoneId zone) {
        StringBuilder text = new StringBuilder(words.say("SetupEnd." + end.name())).append('\n');
        lines.apply(words).forEach(line -> text.append(line).append('\n'));
        return text.append(words.say(
                        "setup.when",
                        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT)
                                .withZone(zone)
                                .format(now),
                        Main.VERSION))
                .append('\n')
                .toString();
    }

    /** French, then English, with the ends of lines of this system. */
    String whole(Instant now, ZoneId zone) {
        String text = text(Words.in(Locale.FRENCH), now, zone) + "\n" + text(Words.in(Locale.ENGLISH), now, zone);
        return MARK_OF_UTF8 + text.replace("\n", System.lineSeparator());
    }

    /**
     * Writes it.
     *
     * @param where in whose place; by default {@link #FILE} of the state folder
     * @throws IdentityException where that folder is not the agent's own
     */
    void write(StateFolder state, Optional<Path> where, Instant now, ZoneId zone)
            throws IOException, IdentityException {
        String text = whole(now, zone);
        if (where.isEmpty()) {
            // In a folder of somebody else's, what is written could land anywhere.
            state.check();
            state.writeLightly(FILE, text);
            return;
        }
        put(where.get(), text);
    }

    /**
     * Beside it, then in its place: where there is no room for the new one, the old one stays. Made anew each time: what somebody put
     * there instead is never written through.
     */
    private static void put(Path where, String text) throws IOException {
        Path beside = where.resolveSibling(where.getFileName() + ".new");
        try {
            Files.deleteIfExists(beside);
            Files.writeString(
                    beside,
                    text,
                    StandardCharsets.UTF_8,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            Files.move(beside, where, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            try {
                // As much as there was room for.
                Files.deleteIfExists(beside);
            } catch (IOException more) {
                e.addSuppressed(more);
            }
            throw e;
        }
    }
}
