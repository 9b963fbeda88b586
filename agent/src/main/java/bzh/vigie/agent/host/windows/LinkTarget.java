package bzh.vigie.agent.host.windows;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a junction or a symbolic link leads: from where on, and by which names, {@code ..} among them. Pure.
 *
 * @param names begins with the drive ({@code C:}) for {@link From#DRIVES}
 */
record LinkTarget(From from, List<String> names) {
    /** From where on a target counts. */
    enum From {
        /** From above all drives. */
        DRIVES,
        /** From the root of the drive on which the link is. */
        ROOT,
        /** From the directory in which the link is. */
        HERE
    }

    /** More names than a path may have. */
    private static final int MAX_NAMES = 1_024;

    private static final String KERNEL = "\\??\\";

    LinkTarget {
        names = List.copyOf(names);
    }

    /**
     * That of a link; empty where it leads to no drive by its letter: to another machine, a volume by its number, a device or a data
     * stream.
     */
    static Optional<LinkTarget> of(ReparsePoint link) {
        String target = link.target();
        if (!link.relative()) {
            return target.startsWith(KERNEL) ? absolute(target.substring(KERNEL.length())) : Optional.empty();
        }
        if (target.startsWith("\\\\")) {
            return Optional.empty();
        }
        return names(target).map(names -> new LinkTarget(target.startsWith("\\") ? From.ROOT : From.HERE, names));
    }

    private static Optional<LinkTarget> absolute(String target) {
        boolean drive = target.length() >= 2
                && Drives.letter(target.substring(0, 2)) != ' '
                && (target.length() == 2 || target.charAt(2) == '\\');
        return drive
                ? names(target.substring(2)).map(names -> {
                    List<String> all = new ArrayList<>();
                    all.add(target.substring(0, 2));
                    all.addAll(names);
                    return new LinkTarget(From.DRIVES, all);
                })
                : Optional.empty();
    }

    private static Optional<List<String>> names(String path) {
        List<String> names = new ArrayList<>();
        String[] parts = path.split("\\\\", MAX_NAMES + 2);
        for (String name : parts) {
            if (name.equals("..") || FileNames.isOne(name)) {
                names.add(name);
            } else if (!name.isEmpty() && !name.equals(".")) {
                return Optional.empty();
            }
        }
        return names.size() > MAX_NAMES ? Optional.empty() : Optional.of(names);
    }
}
