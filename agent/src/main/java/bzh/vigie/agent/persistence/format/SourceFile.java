package bzh.vigie.agent.persistence.format;

import bzh.vigie.agent.host.AccessList;
import bzh.vigie.agent.host.Capabilities;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A file of a location as it was read.
 *
 * @param text its content ({@link bzh.vigie.agent.host.HostText#content}), empty where it is not needed
 * @param status of the file, or of the link where the content is not needed
 * @param link where it points, as text, if it is a link
 * @param capabilities that it gives, where the format concerns files that do
 * @param access what it grants beyond its mode, where the format concerns that
 * @param superuser it belongs to an account with uid 0
 */
public record SourceFile(
        HostPath path,
        String text,
        Status status,
        Optional<String> link,
        Capabilities capabilities,
        AccessList access,
        boolean superuser) {
    private static final int MAX_LINE = 32_768;
    private static final Pattern PADDING = Pattern.compile("\\s{9,}+");

    /** One without capabilities and access control list. */
    public SourceFile(HostPath path, String text, Status status, Optional<String> link, boolean superuser) {
        this(path, text, status, link, Capabilities.NONE, AccessList.NONE, superuser);
    }

    /** Its name, as unambiguous text. */
    public String name() {
        return path.nameText();
    }

    /** Name of the directory it is in. */
    public String directory() {
        return path.parent().nameText();
    }

    /** Whether the link masks what it is named after (systemd.unit(5)). */
    public boolean isMask() {
        return link.equals(Optional.of("/dev/null"));
    }

    /** Whether anybody may execute it. */
    public boolean isExecutable() {
        return (status.mode() & 0111) != 0;
    }

    /**
     * Its lines without ends, a carriage return before an end gone too; of a line no more than 32,768 characters. In one that is
     * longer, runs of blanks are one blank first: what is pushed out of sight by them is seen.
     */
    public List<String> lines() {
        return text.lines().map(SourceFile::bounded).toList();
    }

    private static String bounded(String line) {
        if (line.length() <= MAX_LINE) {
            return line;
        }
        String squeezed = PADDING.matcher(line).replaceAll(" ");
        return squeezed.length() <= MAX_LINE ? squeezed : squeezed.substring(0, MAX_LINE);
    }
}
