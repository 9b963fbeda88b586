package bzh.vigie.collector.commune;

import bzh.vigie.collector.store.Commune;
import bzh.vigie.text.Printable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What communes are called: those of France by their INSEE code, as the code officiel géographique of 1 January 2026 has them, and those that
 * the collector's folder names otherwise. A name is for reading; the code is what everything is kept under. Immutable.
 */
public final class CommuneNames {
    /** In the collector's folder: a line for each commune that is to be called otherwise, its code, a blank and its name, UTF-8. */
    public static final String FILE = "communes.txt";

    private static final System.Logger LOG = System.getLogger(CommuneNames.class.getName());
    private static final int MOST_LINES = 50_000;
    private static final int MOST_BYTES = 4 << 20;
    private static final int LONGEST = 80;
    private static final int CODE = 5;
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern SAINT = Pattern.compile("\\bst(e?)\\b");

    private static final class France {
        private static final CommuneNames NAMES = read();

        private static CommuneNames read() {
            try (InputStream in = Objects.requireNonNull(CommuneNames.class.getResourceAsStream(FILE));
                    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                Map<String, String> names = new TreeMap<>();
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    names.put(line.substring(0, CODE), line.substring(CODE + 1));
                }
                return new CommuneNames(names);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Map<String, String> names;

    private CommuneNames(Map<String, String> names) {
        this.names = names;
    }

    /** Those of France. */
    public static CommuneNames ofFrance() {
        return France.NAMES;
    }

    /** Those of France, and what a file of the collector's folder says; a line that is none is passed over with a word in the log. */
    public static CommuneNames of(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            if (!Files.isRegularFile(file)) {
                return ofFrance();
            }
            if (Files.size(file) > MOST_BYTES) {
                throw new IOException("it is larger than 4 MiB");
            }
            Map<String, String> all = new TreeMap<>(ofFrance().names);
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                Optional<Commune> commune = line.length() > CODE + 1 && number <= MOST_LINES
                        ? code(line.substring(0, CODE))
                        : Optional.empty();
                String name = commune.isPresent() ? line.substring(CODE + 1).strip() : "";
                if (commune.isPresent() && line.charAt(CODE) == ' ' && !name.isEmpty() && name.length() <= LONGEST) {
                    all.put(commune.get().insee(), name);
                } else if (!line.isBlank()) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            file + ", line " + number
                                    + ": not a code of five characters, a blank and a name of at most " + LONGEST
                                    + " characters");
                }
            }
            return new CommuneNames(all);
        } catch (IOException | UncheckedIOException e) {
            LOG.log(System.Logger.Level.WARNING, file + " is not read, communes have their official names: " + e);
            return ofFrance();
        }
    }

    private static Optional<Commune> code(String text) {
        try {
            return Optional.of(new Commune(text));
        } catch (IllegalArgumentException notACode) {
            return Optional.empty();
        }
    }

    /** What it is called; empty where no name is known. */
    public Optional<String> name(Commune commune) {
        return Optional.ofNullable(names.get(commune.insee()));
    }

    /** Its code and its name: {@code 22353 Trégastel}; the code where no name is known. */
    public String shown(Commune commune) {
        return name(commune)
                .map(name -> commune.insee() + " " + Printable.line(name, LONGEST))
                .orElse(commune.insee());
    }

    /**
     * Whether somebody who writes this may mean the commune: the begin of its code, or words of its name in this order, whatever the case, accents
     * and hyphens; {@code st} is {@code saint}.
     */
    public boolean isMeant(Commune commune, String written) {
        String asked = plain(written);
        return commune.insee().toLowerCase(Locale.ROOT).startsWith(asked)
                || name(commune)
                        .filter(name -> (" " + plain(name)).contains(" " + asked))
                        .isPresent();
    }

    /** Communes that somebody who writes this may mean, by their code; those alone that have a name. */
    public Stream<Commune> meant(String written) {
        return names.keySet().stream().map(Commune::new).filter(commune -> isMeant(commune, written));
    }

    private static String plain(String text) {
        String bare = MARKS.matcher(
                        Normalizer.normalize(text.replace("œ", "oe").replace("Œ", "Oe"), Normalizer.Form.NFD))
                .replaceAll("");
        String words =
                BETWEEN.matcher(bare.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
        return SAINT.matcher(words).replaceAll("saint$1");
    }
}
