package bzh.vigie.agent.persistence.format.session;

import bzh.vigie.agent.persistence.format.Commands;
import bzh.vigie.agent.persistence.format.ConfigLines;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Format;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings that have a library of many programs load another one: modules of OpenSSL (config(5), {@code dynamic_path} of an engine,
 * {@code module} of a provider), of p11-kit (pkcs11.conf(5)), drivers of OpenCL and layers of Vulkan, types of ALSA, modules of GTK. An item for
 * each line that names a library, by its path or, where the key says so, by a name that is looked for.
 */
public final class LibrarySettings implements Format {
    private static final List<String> LIBRARIES = List.of(
            "/usr/lib/*/engines-3",
            "/usr/lib/*/ossl-modules",
            "/usr/lib64/ossl-modules",
            "/usr/lib/*/pkcs11",
            "/usr/lib/pkcs11",
            "/usr/lib64/pkcs11",
            "/usr/local/lib",
            "/usr/lib/*-linux-gnu",
            "/usr/lib64",
            "/usr/lib");

    private static final Pattern KEYED = Pattern.compile(
            "[\"']?(dynamic_path|SO_PATH|module|lib|library|library_path|gtk-modules)[\"']?\\s*[=:\\s]\\s*[\"']?([^\"',;\\s{}]{1,1000})[\"']?.*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern BARE = Pattern.compile("([\\w./+~-]{1,1000}\\.so(?:\\.[\\w.]{1,40})?)");
    private static final Pattern OF_A_NAME = Pattern.compile(".*\\.so(?:\\.[\\w.]{1,40})?");

    /** A module of p11-kit that a program of its own serves. */
    private static final Pattern SERVED = Pattern.compile("remote\\s*:\\s*\\|(.+)");

    @Override
    public Parsed parse(SourceFile file) {
        List<Draft> drafts = new ArrayList<>();
        for (String line : ConfigLines.joined(file, "#")) {
            String text = line.strip();
            Matcher bare = BARE.matcher(text);
            Matcher served = SERVED.matcher(text);
            if (bare.matches()) {
                drafts.add(Draft.of(bare.group(1), text, loaded(bare.group(1), file)));
            } else if (served.matches()) {
                drafts.add(Commands.shell("remote", text, served.group(1).strip()));
            } else {
                keyed(text, file, drafts);
            }
        }
        return Parsed.of(drafts, 0);
    }

    /** Keys may follow one another on a line, as in JSON and in ALSA's braces. */
    private static void keyed(String text, SourceFile file, List<Draft> drafts) {
        for (String part : text.split("[{},]", 64)) {
            Matcher keyed = KEYED.matcher(part.strip());
            if (keyed.matches()) {
                String library = keyed.group(2);
                if (library.startsWith("/") || OF_A_NAME.matcher(library).matches()) {
                    drafts.add(Draft.of(keyed.group(1) + " " + library, text, loaded(library, file)));
                }
            }
        }
    }

    /** A path that is not absolute counts from the file's directory (Vulkan). */
    private static Run loaded(String library, SourceFile file) {
        if (library.startsWith("/") || library.startsWith("~/")) {
            return new Run.Path(library);
        }
        return library.contains("/")
                ? new Run.Path(file.path()
                        .parent()
                        .child(library.getBytes(StandardCharsets.UTF_8))
                        .text())
                : new Run.Search(library, LIBRARIES);
    }
}
