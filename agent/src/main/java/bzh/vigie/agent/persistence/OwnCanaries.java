package bzh.vigie.agent.persistence;

import bzh.vigie.event.Item;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/**
 * The specimens of a selftest that goes on, kept out of what a running agent tells. An item is one where it carries the secret
 * that the selftest wrote into the agent's own folder, which only the superuser can write: no name is enough. What is left out
 * is not remembered either, so that a specimen which stays is told as added once its secret is gone. So that this hides nothing
 * else, a secret counts for two minutes from when it was first seen, all secrets of a run of the agent for twenty, and each is
 * told. Used by one thread.
 */
public final class OwnCanaries {
    /** The file that holds the secret, in the agent's folder. */
    public static final String SECRET = "selftest.secret";

    /** The file where a running agent lists the locations in which it met the secret, one a line. */
    public static final String NOTICED = "selftest.noticed";

    private static final System.Logger LOG = System.getLogger(OwnCanaries.class.getName());
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
    private static final long COUNTS_NANOS = 120_000_000_000L;
    private static final int MAX_SECRETS = 10;

    private final Path folder;
    private final LongSupplier nanos;
    private final Runnable began;
    private final Set<String> secrets = new HashSet<>();
    private String current = "";
    private long since;

    /**
     * Looks into this folder.
     *
     * @param nanos as {@link System#nanoTime}
     * @param began told once for each secret that counts
     */
    public OwnCanaries(Path folder, LongSupplier nanos, Runnable began) {
        this.folder = folder;
        this.nanos = nanos;
        this.began = began;
    }

    /** Without specimens of a selftest; where there were some, this location is noted for it. */
    List<Item> without(String location, List<Item> items) {
        Optional<String> secret = secret();
        if (secret.isEmpty()) {
            return items;
        }
        List<Item> others = new ArrayList<>(items);
        if (others.removeIf(item -> carries(item, secret.get()))) {
            try {
                Files.writeString(
                        folder.resolve(NOTICED), location + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "the selftest cannot be told what was noticed", e);
            }
        }
        return others;
    }

    /** Whether an item is a specimen with this secret. */
    public static boolean carries(Item item, String secret) {
        return item.source().contains(secret)
                || item.name().contains(secret)
                || item.value().contains(secret);
    }

    private Optional<String> secret() {
        Path file = folder.resolve(SECRET);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        String text;
        try {
            text = Files.size(file) > 64
                    ? ""
                    : Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return Optional.empty();
        }
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        if (!text.equals(current)) {
            if (secrets.size() >= MAX_SECRETS || !secrets.add(text)) {
                return Optional.empty();
            }
            current = text;
            since = nanos.getAsLong();
            began.run();
        }
        return nanos.getAsLong() - since < COUNTS_NANOS ? Optional.of(text) : Optional.empty();
    }
}
