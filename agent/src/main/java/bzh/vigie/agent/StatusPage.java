package bzh.vigie.agent;

import bzh.vigie.agent.Diagnosis.Remark;
import bzh.vigie.agent.identity.StateFolder;
import bzh.vigie.text.Printable;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A page that says to everybody on this machine whether the agent works, and what to tell a technician if not: {@code status.html}, in
 * the folder that the installer names ({@code vigie.status-page}, the file) or systemd gives ({@code RUNTIME_DIRECTORY}), for all to
 * read; without one, in the state folder, for administrators. It is whole at every moment and written only when what it says changes,
 * its hour included. No script, nothing loaded, nothing secret: no token, key, password, account or file name; where everybody may read
 * it, what exactly is not watched is not said, since that would show an intruder where to go. Used by one thread.
 */
final class StatusPage {
    static final String NAME = "status.html";
    private static final String PLACE = "vigie.status-page";
    private static final System.Logger LOG = System.getLogger(StatusPage.class.getName());
    private static final boolean POSIX =
            Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");

    /** Of what a page for everybody gives no details: blind spots, folders, accounts. */
    private static final Set<Plain> HIDES =
            EnumSet.of(Plain.SOURCES_OFF, Plain.SOURCES_IN_PART, Plain.CANNOT_RUN, Plain.PROXY_LOGIN, Plain.FILES_GONE);

    private final Path file;
    private final boolean forAll;
    private final Words words;
    private final ZoneId zone;
    private String written = "";
    private boolean failed;

    /** @param forAll whether everybody may read it */
    StatusPage(Path file, boolean forAll, Words words, ZoneId zone) {
        this.file = file;
        this.forAll = forAll;
        this.words = words;
        this.zone = zone;
    }

    /** Where it lies on this machine. */
    static StatusPage of(StateFolder state, Words words) {
        String named = System.getProperty(PLACE, "");
        Optional<Path> given = named.isEmpty()
                ? Optional.ofNullable(System.getenv("RUNTIME_DIRECTORY"))
                        .map(folders -> folders.split(":", -1)[0])
                        .filter(folder -> !folder.isEmpty())
                        .map(folder -> Path.of(folder).resolve(NAME))
                : Optional.of(Path.of(named));
        return new StatusPage(given.orElse(state.file(NAME)), given.isPresent(), words, ZoneId.systemDefault());
    }

    /** Whether everybody may read it; otherwise it lies in the state folder. */
    boolean isForAll() {
        return forAll;
    }

    Path file() {
        return file.toAbsolutePath();
    }

    /** Says how the agent is. While a connection is being made anew the page stays as it was. */
    void show(Status status, boolean running, Instant now) {
        if (!written.isEmpty() && running && status.link().word().equals("connecting")) {
            return;
        }
        Status.Agent agent = status.agent();
        show(
                Diagnosis.of(status, running, words),
                words.say(
                        "status.agent",
                        Printable.clean(agent.id()),
                        Printable.clean(agent.commune()),
                        Printable.clean(agent.version())),
                now);
    }

    /** Says that it does not run, and why. */
    void show(Diagnosis diagnosis, Instant now) {
        show(diagnosis, "", now);
    }

    private void show(Diagnosis diagnosis, String who, Instant now) {
        String page = html(diagnosis, who, now);
        if (page.equals(written)) {
            return;
        }
        try {
            write(page);
            written = page;
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                LOG.log(Level.WARNING, "the page for the users of this machine cannot be written: " + e);
            }
            failed = true;
        }
    }

    String html(Diagnosis diagnosis, String who, Instant now) {
        StringBuilder out = new StringBuilder(2_048);
        out.append("<!doctype html>\n<html lang=\"")
                .append(words.locale().getLanguage())
                .append("\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
                .append("<meta http-equiv=\"refresh\" content=\"300\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>")
                .append(escaped(words.say("page.title")))
                .append(
                        "</title>\n<style>body{font:18px sans-serif;max-width:44em;margin:2em auto;padding:0 1em}"
                                + "h1{padding:.5em;border-left:.4em solid #b45309;background:#fef3c7}"
                                + "h1.works{border-color:#15803d;background:#dcfce7}"
                                + "h1.not-working{border-color:#b91c1c;background:#fee2e2}"
                                + ".tell{background:#f3f4f6;padding:.6em;font-size:16px}small{color:#4b5563}</style>\n</head>\n<body>\n<h1 class=\"")
                .append(StatusFile.word(diagnosis.verdict()))
                .append("\">")
                .append(escaped(words.of(diagnosis.verdict())))
                .append("</h1>\n");
        for (Remark remark : diagnosis.remarks()) {
            out.append("<p>").append(escaped(remark.says())).append("</p>\n");
            if (!remark.tell().isEmpty()) {
                String tell = forAll && HIDES.contains(remark.plain()) ? words.say("tell.status") : remark.tell();
                out.append("<p class=\"tell\">")
                        .append(escaped(words.say("tell.technician", tell)))
                        .append("</p>\n");
            }
        }
        if (!who.isEmpty()) {
            out.append("<p><small>").append(escaped(who)).append("</small></p>\n");
        }
        // A runtime that was cut down knows no French dates.
        DateTimeFormatter hour = DateTimeFormatter.ofPattern(words.say("page.pattern"), Locale.ROOT)
                .withZone(zone);
        return out.append("<p><small>")
                .append(escaped(words.say("page.hour", hour.format(now.truncatedTo(ChronoUnit.HOURS)))))
                .append("</small></p>\n</body>\n</html>\n")
                .toString();
    }

    private static String escaped(String raw) {
        String text = Printable.clean(raw);
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    private void write(String page) throws IOException {
        Path folder = file().getParent();
        if (folder == null || (forAll && !isOurs(folder))) {
            throw new IOException(folder + " is not a folder in which the system alone may write");
        }
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        ByteBuffer content = ByteBuffer.wrap(page.getBytes(StandardCharsets.UTF_8));
        try (SeekableByteChannel out = StateFolder.fresh(beside)) {
            while (content.hasRemaining()) {
                out.write(content);
            }
        }
        if (forAll && POSIX) {
            // Whatever the umask of the service.
            Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r--r--"));
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Whether nobody else can put anything in the place of what is written there; on Windows that is for who named it. */
    private static boolean isOurs(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (!POSIX) {
            return true;
        }
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(folder, LinkOption.NOFOLLOW_LINKS);
        return !rights.contains(PosixFilePermission.OTHERS_WRITE) && !rights.contains(PosixFilePermission.GROUP_WRITE);
    }
}
