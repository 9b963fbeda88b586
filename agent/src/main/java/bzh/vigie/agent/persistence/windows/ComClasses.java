package bzh.vigie.agent.persistence.windows;

import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the registry says of COM classes, as one user or the machine sees it: of each key of a class the user's comes before the
 * machine's ("Merged View of HKEY_CLASSES_ROOT"), those of 64 and of 32 bits stand apart.
 */
final class ComClasses {
    private static final int ID_LENGTH = 38;

    private final Registry registry;
    private final Optional<String> user;

    ComClasses(Registry registry, Optional<String> user) {
        this.registry = registry;
        this.user = user;
    }

    /**
     * A class.
     *
     * @param of32Bits the view in which it is registered
     * @param treatAs the class that takes its place
     * @param library what is loaded into the caller, or named first where code lies elsewhere
     * @param further code that the library loads: an assembly's file or a scriptlet's address
     * @param program command line of a server that is a program
     * @param service name of the service that serves it
     */
    record Server(
            boolean of32Bits,
            Optional<String> treatAs,
            Optional<String> library,
            Optional<String> further,
            Optional<String> program,
            Optional<String> service) {}

    /** The first class id in a text, with its braces. */
    static Optional<String> idIn(String text) {
        for (int at = text.indexOf('{'); at >= 0; at = text.indexOf('{', at + 1)) {
            if (at + ID_LENGTH <= text.length() && isId(text, at)) {
                return Optional.of(text.substring(at, at + ID_LENGTH));
            }
        }
        return Optional.empty();
    }

    private static boolean isId(String text, int start) {
        for (int i = 1; i < ID_LENGTH - 1; i++) {
            boolean dash = i == 9 || i == 14 || i == 19 || i == 24;
            char c = text.charAt(start + i);
            if (dash ? c != '-' : Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return text.charAt(start + ID_LENGTH - 1) == '}';
    }

    /** The class in that view, otherwise in the other. */
    Optional<Server> find(String id, boolean of32Bits) {
        String clsid = id.strip();
        return clsid.length() > 2 * ID_LENGTH
                ? Optional.empty()
                : in(clsid, of32Bits).or(() -> in(clsid, !of32Bits));
    }

    private Optional<Server> in(String id, boolean of32Bits) {
        String classes = of32Bits ? "Classes\\WOW6432Node\\CLSID\\" : "Classes\\CLSID\\";
        List<String> roots = Stream.concat(
                        user.map(u -> "HKU\\" + u + "\\Software\\" + classes).stream(),
                        of32Bits
                                ? Stream.of(
                                        "HKLM\\SOFTWARE\\" + classes, "HKLM\\SOFTWARE\\WOW6432Node\\Classes\\CLSID\\")
                                : Stream.of("HKLM\\SOFTWARE\\" + classes))
                .map(root -> root + id)
                .toList();
        if (roots.stream().noneMatch(root -> registry.key(root).ifFound().isPresent())) {
            return Optional.empty();
        }
        return Optional.of(new Server(
                of32Bits,
                text(roots, "\\TreatAs", ""),
                text(roots, "\\InprocServer32", ""),
                text(roots, "\\InprocServer32", "CodeBase").or(() -> text(roots, "\\ScriptletURL", "")),
                text(roots, "\\LocalServer32", "ServerExecutable").or(() -> text(roots, "\\LocalServer32", "")),
                text(roots, "", "AppID").flatMap(this::service)));
    }

    private Optional<String> service(String application) {
        return text(
                Stream.concat(
                                user.map(u -> "HKU\\" + u + "\\Software\\Classes\\AppID\\").stream(),
                                Stream.of("HKLM\\SOFTWARE\\Classes\\AppID\\"))
                        .map(root -> root + application.strip())
                        .toList(),
                "",
                "LocalService");
    }

    /** What the value holds in the first of these keys that is there. */
    private Optional<String> text(List<String> roots, String below, String value) {
        Optional<RegistryKey> key = roots.stream()
                .flatMap(root -> registry.key(root + below).ifFound().stream())
                .findFirst();
        return key.flatMap(k -> k.text(value)).filter(text -> !text.isBlank());
    }
}
