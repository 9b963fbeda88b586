package bzh.vigie.agent.host.windows;

import bzh.vigie.text.LetterCase;
import java.util.Locale;
import java.util.Optional;

/**
 * The registry's paths as the kernel names them ({@code \REGISTRY\MACHINE\SOFTWARE}, {@code \REGISTRY\USER\<SID>_Classes}) and in
 * the normal form of {@link bzh.vigie.agent.host.Registry}. Pure.
 *
 * @param controlSet name of the control set that was started, such as {@code ControlSet001}
 */
record KernelNames(String controlSet) {
    static final String MACHINE = "\\Registry\\Machine";
    static final String USER = "\\Registry\\User";
    static final String CURRENT = "CurrentControlSet";

    private static final String SYSTEM = "S-1-5-18";
    private static final String DEFAULT = ".DEFAULT";
    private static final String CLASSES = "_Classes";

    /** The kernel's name of a path in the normal form; empty for a path of neither root. */
    Optional<String> kernel(String path) {
        String[] parts = path.split("\\\\", 3);
        if (parts.length < 2 || parts[1].isEmpty()) {
            return Optional.empty();
        }
        String rest = parts.length < 3 ? "" : "\\" + parts[2];
        return switch (parts[0].toUpperCase(Locale.ROOT)) {
            case "HKLM" -> Optional.of(MACHINE + "\\" + parts[1] + rest);
            case "HKU" -> Optional.of(userRoot(parts[1]) + rest);
            default -> Optional.empty();
        };
    }

    /** That of a user's settings: the system's own are those that stand for whoever has none. */
    static String userRoot(String sid) {
        return USER + "\\" + (LetterCase.same(sid, SYSTEM) ? DEFAULT : sid);
    }

    /** The normal form of a kernel's name; the name itself where it is of neither root. */
    String normal(String kernel) {
        String[] parts = kernel.split("\\\\", 6);
        if (parts.length < 4 || !parts[0].isEmpty() || !LetterCase.same(parts[1], "REGISTRY")) {
            return kernel;
        }
        String first = parts[3];
        String second = parts.length > 4 ? "\\" + parts[4] : "";
        String rest = parts.length > 5 ? "\\" + parts[5] : "";
        if (LetterCase.same(parts[2], "MACHINE")) {
            String hive = first.toUpperCase(Locale.ROOT);
            boolean current = hive.equals("SYSTEM") && second.length() > 1 && isCurrent(second.substring(1));
            return "HKLM\\" + hive + (current ? "\\" + CURRENT : second) + rest;
        }
        if (!LetterCase.same(parts[2], "USER")) {
            return kernel;
        }
        int end = first.length() - CLASSES.length();
        if (end > 0 && LetterCase.same(first.substring(end), CLASSES)) {
            return "HKU\\" + first.substring(0, end) + "\\Software\\Classes" + second + rest;
        }
        return "HKU\\" + (LetterCase.same(first, DEFAULT) ? SYSTEM : first) + second + rest;
    }

    /** Whether a subkey of {@code HKLM\SYSTEM} is the control set that was started. */
    boolean isCurrent(String name) {
        return LetterCase.same(name, controlSet) || LetterCase.same(name, CURRENT);
    }
}
