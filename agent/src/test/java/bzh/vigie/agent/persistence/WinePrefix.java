package bzh.vigie.agent.persistence;

import bzh.vigie.agent.windows.regf.HiveWriter;
import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.agent.windows.regf.WineText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A prefix of Wine made a Windows disk: what it keeps as text of the machine, the user and the default user is laid beside its
 * files as the hives that Windows has.
 */
final class WinePrefix {
    private static final String SID = "S-1-5-21-0-0-0-1000";
    private static final String PROFILES = "Microsoft\\Windows NT\\CurrentVersion\\ProfileList";

    private WinePrefix() {}

    /** Changes the prefix in that folder. */
    static void make(Path prefix) throws IOException {
        Path drive = prefix.resolve("drive_c");
        RegKey machine = read(prefix.resolve("system.reg"));
        RegKey system = machine.make("System");
        // Wine leads the current control set to the first by a link that it makes at its start.
        Optional<RegKey> current = system.find("CurrentControlSet");
        system.subkeys().remove("CurrentControlSet");
        if (system.find("ControlSet001").isEmpty()) {
            current.ifPresent(set -> {
                RegKey first = system.make("ControlSet001");
                set.subkeys().values().forEach(first::put);
            });
        }
        system.make("Select").value("Current", 4, new byte[] {1, 0, 0, 0});
        RegKey software = machine.make("Software");
        Path user = user(drive.resolve("users"));
        software.make(PROFILES + "\\" + SID)
                .value("ProfileImagePath", 2, RegText.text("C:\\users\\" + user.getFileName()));
        Path config = drive.resolve("windows/system32/config");
        write(config.resolve("SYSTEM"), system);
        write(config.resolve("SOFTWARE"), software);
        write(config.resolve("DEFAULT"), read(prefix.resolve("userdef.reg")));
        RegKey own = read(prefix.resolve("user.reg"));
        RegKey classes = own.make("Software\\Classes");
        own.make("Software").subkeys().remove("Classes");
        write(user.resolve("NTUSER.DAT"), own);
        write(user.resolve("AppData/Local/Microsoft/Windows/UsrClass.dat"), classes);
    }

    private static Path user(Path users) throws IOException {
        try (Stream<Path> all = Files.list(users)) {
            return all.filter(each -> !each.endsWith("Public"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static RegKey read(Path file) throws IOException {
        RegKey root = new RegKey("");
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        WineText.apply(lines, root);
        return root;
    }

    private static void write(Path file, RegKey root) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, HiveWriter.write(root));
    }
}
