package bzh.vigie.agent;

import bzh.vigie.agent.identity.IdentityException;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.text.Printable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;

/**
 * Where a service of Windows says what goes to the journal elsewhere: {@code agent.0.log} in the state folder, up to 1 MiB, and two
 * older ones ({@code agent.1.log}, {@code agent.2.log}). What an attempt to run says again that the one before said, is left out.
 * Used by one thread; what is logged may come from any.
 */
final class ServiceLog {
    private static final String FILE = "agent.%g.log";
    private static final int MAX_BYTES = 1 << 20;
    private static final int FILES = 3;
    private static final int MOST_KEPT = 1_000;
    private static final int MAX_LINE = 2_000;
    private static final String LOG_FORMAT = "java.util.logging.SimpleFormatter.format";

    /** Kept, since those of the log manager's are only weakly held. */
    private final Logger root = Logger.getLogger("");

    private final Logger said = Logger.getLogger(Service.class.getName());
    private final Path folder;
    private List<Handler> others = List.of();
    private Optional<FileHandler> file = Optional.empty();
    private Set<String> before = Set.of();
    private final Set<String> now = new HashSet<>();

    /** One that lies in this folder once it is there. */
    ServiceLog(Path folder) {
        this.folder = folder;
        if (System.getProperty(LOG_FORMAT) == null) {
            System.setProperty(LOG_FORMAT, Main.LOG_LINE);
        }
    }

    /**
     * Opens the file, if it is not open and the folder is there and the agent's own: making the folder is for whoever enrols, and in
     * one of somebody else's a log could land anywhere.
     */
    void openIfThere() {
        if (file.isPresent() || !Files.isDirectory(folder)) {
            return;
        }
        try {
            new StateFolder(folder).check();
            String pattern = folder.toString().replace("%", "%%")
                    + folder.getFileSystem().getSeparator()
                    + FILE;
            FileHandler opened = new FileHandler(pattern, MAX_BYTES, FILES, true);
            opened.setFormatter(new SimpleFormatter());
            opened.setEncoding(StandardCharsets.UTF_8.name());
            // What is said to nobody's console would lie in a file of procrun's, without a bound.
            others = List.of(root.getHandlers());
            others.forEach(root::removeHandler);
            root.addHandler(opened);
            file = Optional.of(opened);
        } catch (IOException | IdentityException e) {
            said.log(Level.WARNING, "the log file cannot be opened in " + folder, e);
        }
    }

    /** Takes the sentences of an attempt, a line each. */
    PrintStream lines() {
        return new PrintStream(new Lines(), true, StandardCharsets.UTF_8);
    }

    /** The next attempt begins. */
    void attemptIsOver() {
        before = Set.copyOf(now);
        now.clear();
    }

    void close() {
        file.ifPresent(handler -> {
            root.removeHandler(handler);
            handler.close();
            others.forEach(root::addHandler);
        });
        file = Optional.empty();
    }

    private final class Lines extends OutputStream {
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        @Override
        public synchronized void write(int b) {
            if (b == '\n') {
                String text =
                        Printable.line(line.toString(StandardCharsets.UTF_8).strip(), MAX_LINE);
                line.reset();
                boolean isNew = now.size() >= MOST_KEPT ? !now.contains(text) : now.add(text);
                if (isNew && !before.contains(text)) {
                    said.info(text);
                }
            } else if (line.size() < MAX_LINE * 4) {
                line.write(b);
            }
        }
    }
}
