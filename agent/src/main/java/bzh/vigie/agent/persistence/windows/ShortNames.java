package bzh.vigie.agent.persistence.windows;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.WindowsPath;
import java.util.List;
import java.util.Optional;

/**
 * Names such as {@code PROGRA~1} as what they stand for ([MS-FSCC] 2.1.5.2.1): a mounted disk does not tell them, so that the n-th
 * of the names that begin alike is taken, in the order of names. Only looks at directories.
 */
final class ShortNames {
    private static final int MAX_PARTS = 32;

    private final Files files;

    ShortNames(Files files) {
        this.files = files;
    }

    /** The path with long names, where each short one has a name that it may stand for. */
    Optional<HostPath> expand(HostPath path) {
        List<byte[]> parts = path.components();
        if (parts.size() > MAX_PARTS || parts.stream().noneMatch(part -> tilde(HostText.escaped(part)) > 0)) {
            return Optional.empty();
        }
        HostPath there = HostPath.ROOT;
        for (byte[] part : parts) {
            HostPath next = there.child(part);
            String name = HostText.escaped(part);
            if (tilde(name) > 0 && files.status(next).ifFound().isEmpty()) {
                Optional<HostPath> named = named(there, WindowsPath.fold(name));
                if (named.isEmpty()) {
                    return Optional.empty();
                }
                next = named.get();
            }
            there = next;
        }
        return Optional.of(there);
    }

    /** Where a tilde and one digit stand, at the end or before the ending of a short name; otherwise 0. */
    private static int tilde(String name) {
        int at = name.indexOf('~');
        int dot = name.indexOf('.');
        int end = dot < 0 ? name.length() : dot;
        boolean fits = at > 0 && at <= 6 && end == at + 2 && name.length() - end <= 4;
        return fits && name.charAt(at + 1) >= '1' && name.charAt(at + 1) <= '9' ? at : 0;
    }

    private Optional<HostPath> named(HostPath directory, String folded) {
        int at = tilde(folded);
        String start = folded.substring(0, at);
        String ending = folded.substring(at + 2);
        return files.list(directory).ifFound().orElse(List.of()).stream()
                .map(Files.Entry::path)
                .filter(path -> is(WindowsPath.fold(path.nameText()), start, ending))
                .skip(folded.charAt(at + 1) - '1')
                .findFirst();
    }

    private static boolean is(String name, String start, String ending) {
        int dot = name.lastIndexOf('.');
        String stem =
                (dot <= 0 ? name : name.substring(0, dot)).replace(" ", "").replace(".", "");
        String end = dot <= 0 ? "" : name.substring(dot, Math.min(name.length(), dot + 4));
        boolean needsOne = stem.length() > 8 || name.indexOf(' ') >= 0 || (dot > 0 && name.length() - dot > 4);
        return needsOne && stem.startsWith(start) && end.equals(ending);
    }
}
