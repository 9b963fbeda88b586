package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.event.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Drafts of what a daemon of the system runs or loads. */
public final class Commands {
    /** Where programs are looked for by what the system itself starts and by what says nothing else. */
    public static final List<String> PATH =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private static final int DIGEST_DIGITS = 12;

    private Commands() {}

    /** Text that a shell gets. */
    public static Draft shell(String name, String value, String text) {
        return Draft.of(name, value, new Run.Shell(text, PATH)).suspectedBy(value);
    }

    /** A program with its arguments, written in one text. */
    public static Draft exec(String name, String value, String text) {
        List<String> words = ShellText.words(text);
        // "/path argument" quoted as a whole is a program and its argument all the same
        return exec(
                name,
                value,
                words.size() == 1 && words.getFirst().contains(" ") ? ShellText.words(words.getFirst()) : words);
    }

    /** A program with its arguments. */
    public static Draft exec(String name, String value, List<String> words) {
        return Draft.of(name, value, new Run.Arguments(words, PATH)).suspectedBy(value);
    }

    /** A file that is loaded, read or run as it is. */
    public static Draft file(String name, String value, String path) {
        return Draft.of(name, value, new Run.Path(path)).suspectedBy(value);
    }

    /** A setting that is shown. */
    public static Draft shown(String name, String value) {
        return Draft.of(name, value, new Run.Nothing());
    }

    /** Enough of a digest over a secret to see that it changed, useless to guess it. */
    public static String digest(String secret) {
        return "digest="
                + Sha256.over(secret.getBytes(StandardCharsets.UTF_8)).hex().substring(0, DIGEST_DIGITS);
    }

    /** An address without the name and password that it may hold. */
    public static String withoutPassword(String text) {
        return text.replaceAll("://[^/@\\s]{1,256}@", "://…@");
    }
}
