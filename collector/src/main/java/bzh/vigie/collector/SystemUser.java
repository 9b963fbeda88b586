package bzh.vigie.collector;

import bzh.vigie.collector.store.Author;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * User of the operating system who runs this command: on Linux the one who logged on, which {@code su} and {@code sudo} leave as it is
 * (loginuid, proc(5)); where nobody did, or elsewhere, the owner of the process.
 */
final class SystemUser {
    private static final Path LOGIN = Path.of("/proc/self/loginuid");
    private static final Path ACCOUNTS = Path.of("/etc/passwd");

    /** Not set: (uid_t) -1. */
    private static final String NOBODY = "4294967295";

    private SystemUser() {}

    /** Author of what this command writes. */
    static Author author(String name, String reason) {
        return new Author(name, reason, name());
    }

    /** Its name, or its number where that has none on this machine. */
    static String name() {
        String owner = System.getProperty("user.name", "");
        try {
            String login = Files.exists(LOGIN) ? Files.readString(LOGIN).strip() : "";
            return name(
                    login,
                    login.isEmpty() ? List.of() : Files.readAllLines(ACCOUNTS, StandardCharsets.ISO_8859_1),
                    owner);
        } catch (IOException unreadable) {
            return owner;
        }
    }

    /** @param accounts lines of passwd(5) */
    static String name(String login, List<String> accounts, String owner) {
        return !login.matches("[0-9]{1,10}") || login.equals(NOBODY)
                ? owner
                : accounts.stream()
                        .map(line -> line.split(":", -1))
                        .filter(fields -> fields.length == 7 && fields[2].equals(login) && !fields[0].isBlank())
                        .map(fields -> fields[0])
                        .findFirst()
                        .orElse("uid " + login);
    }
}
