package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedWindows;
import bzh.vigie.agent.windows.regf.HiveWriter;
import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.event.Item;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Windows system as a tree of files with real hives, made of the text of a {@code .reg} file: HKEY_CURRENT_USER is the account
 * {@code agent}, with its classes in a hive of their own. What it names but for that is what every Windows has.
 */
final class WindowsTree {
    /** The SID of the account that HKEY_CURRENT_USER is of. */
    static final String SID = "S-1-5-21-1004336348-1177238915-682003330-1001";

    private static final Pattern CURRENT =
            Pattern.compile("(?im)^(\\[-?HKEY_LOCAL_MACHINE\\\\SYSTEM\\\\)CurrentControlSet");
    private static final Pattern ROOT_OF_CLASSES = Pattern.compile("(?im)^(\\[-?)HKEY_CLASSES_ROOT(?=[\\\\\\]])");
    static final String ALWAYS = """
        Windows Registry Editor Version 5.00

        [HKEY_LOCAL_MACHINE\\SYSTEM\\Select]
        "Current"=dword:00000001

        [HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Control]
        [HKEY_LOCAL_MACHINE\\SYSTEM\\ControlSet001\\Services]

        [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion]
        "SystemRoot"="C:\\\\Windows"

        [HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\%s]
        "ProfileImagePath"="C:\\\\Users\\\\agent"

        [HKEY_CURRENT_USER\\Software\\Classes]
        """.formatted(SID);
    private static final List<String> PROGRAMS = List.of(
            "Windows/explorer.exe",
            "Windows/System32/cmd.exe",
            "Windows/System32/rundll32.exe",
            "Windows/System32/svchost.exe",
            "Windows/System32/userinit.exe",
            "Windows/System32/autochk.exe",
            "Windows/System32/WindowsPowerShell/v1.0/powershell.exe",
            "Windows/System32/shell32.dll",
            "Windows/System32/msv1_0.dll",
            "Tools/backup.exe",
            "Tools/backup.dll");

    private WindowsTree() {}

    /** Makes the system below that directory, which is there; further files may be laid over it. */
    static void make(Path root, String reg) throws IOException {
        RegKey all = RegText.parse(ALWAYS);
        // what is written to the merged view is written for everybody, unless the account has the key
        String machine = ROOT_OF_CLASSES.matcher(reg).replaceAll("$1HKEY_LOCAL_MACHINE\\\\SOFTWARE\\\\Classes");
        RegText.apply(CURRENT.matcher(machine).replaceAll("$1ControlSet001"), all);
        for (String program : PROGRAMS) {
            write(root.resolve(program), program.getBytes(StandardCharsets.UTF_8));
        }
        Path config = root.resolve("Windows/System32/config");
        for (String hive : List.of("SYSTEM", "SOFTWARE", "SAM", "SECURITY")) {
            Optional<RegKey> key = all.find("HKEY_LOCAL_MACHINE\\" + hive);
            if (key.isPresent()) {
                write(config.resolve(hive), HiveWriter.write(key.get()));
            }
        }
        RegKey user = all.make("HKEY_CURRENT_USER");
        RegKey classes = user.make("Software\\Classes");
        user.make("Software").subkeys().remove("Classes");
        Path profile = root.resolve("Users/agent");
        write(profile.resolve("NTUSER.DAT"), HiveWriter.write(user));
        write(profile.resolve("AppData/Local/Microsoft/Windows/UsrClass.dat"), HiveWriter.write(classes));
    }

    /** What a scan of the system below that directory finds. */
    static List<Item> items(Path root) {
        try (Machine machine = MountedWindows.open(root).ifFound().orElseThrow()) {
            return Scanned.of(machine).items();
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }
}
