package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.windows.regf.HiveWriter;
import bzh.vigie.agent.windows.regf.RegText;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Says how this Windows answers in places where programs get in each other's way, one line each: run under Wine by a test of the
 * installers, in a folder with the files that it expects. On any other Windows it says the same.
 */
public final class LiveProbe {
    private static final String SID = "S-1-5-21-7-7-7-1001";
    private static final String AWAY = "HKU\\" + SID + "\\Software\\Own";

    private final Files files;
    private final Registry registry;
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private LiveProbe(Machine machine) {
        this.files = machine.files();
        this.registry = machine.registry().ifFound().orElseThrow();
    }

    /** {@code FOLDER HIVE}: a folder that is written to, and the settings of a user who is not logged on, which are written. */
    public static void main(String[] arguments) throws IOException {
        Machine machine = LiveWindows.open().ifFound().orElseThrow();
        try (machine) {
            LiveProbe probe = new LiveProbe(machine);
            probe.files(arguments[0]);
            probe.hives(arguments[1]);
            probe.keys();
            probe.say("it shuts down: " + SystemShutdown.isUnderWay());
        }
    }

    private void files(String folder) throws IOException {
        Path locked = Path.of(folder, "locked.txt");
        java.nio.file.Files.writeString(locked, "mine");
        try (FileChannel held = alone(locked)) {
            say("of a file that a program keeps to itself the size is " + sizeOf(locked.toString()));
            say("its content is " + shown(files.read(path(locked.toString()), 100)));
            say("it was held " + held.isOpen());
        }
        say("then its content is " + shown(files.read(path(locked.toString()), 100)));
        try (Files.OpenFile open = files.open(path(locked.toString())).ifFound().orElseThrow()) {
            java.nio.file.Files.delete(locked);
            say("a file that the agent reads can be deleted: " + open.status().size());
        }
        say("a name that ends in a dot has " + sizeOf(folder + "\\dot."));
        say("a data stream is " + shown(files.status(HostPath.of("/C:/probe/dot.:x"))));
        say("the root tells the same twice: " + list("/C:").equals(list("/C:")) + " "
                + !list("/C:").isEmpty());
        say("a folder above all drives has C: " + list("/").contains("/C:"));
        say("privileges: " + Privileges.enable(Privileges.BACKUP).contains(Privileges.BACKUP));
    }

    private void hives(String file) throws IOException {
        Path hive = Path.of(file);
        java.nio.file.Files.write(hive, HiveWriter.write(RegText.parse("[Software\\Own]\n\"who\"=\"away\"\n")));
        say("a user who is away is told: "
                + registry.profiles().stream()
                        .anyMatch(profile ->
                                profile.id().equals(SID) && profile.hive().equals(Reading.found(Registry.State.FILE))));
        say("he has " + who());
        try (FileChannel held = alone(hive)) {
            say("his hive can be had alone afterwards: " + held.isOpen());
            registry.rest();
            say("while it is he has " + who());
        }
        say("and again he has " + who());
        java.nio.file.Files.write(
                hive, HiveWriter.write(RegText.parse("[Software\\Own]\n\"who\"=\"changed by himself\"\n")));
        say("what he changed is " + who());
    }

    private void keys() {
        long before = registry.unread();
        say("of a large value is read "
                + registry.key("HKLM\\SOFTWARE\\Probe").ifFound().stream()
                        .flatMap(key -> key.values().stream())
                        .map(RegistryValue::data)
                        .map(data -> data instanceof RegistryValue.Data.Raw raw ? raw.bytes().length : -1)
                        .sorted()
                        .toList());
        say("and missed " + (registry.unread() - before));
        say("the system's own settings are "
                + registry.key("HKU\\.DEFAULT")
                        .then(key -> Reading.found(key.path()))
                        .ifFound()
                        .orElse("none"));
        say("nobody's are " + shown(registry.key("HKU\\S-1-5-21-9-9-9-9\\Software")));
    }

    private String who() {
        return shown(
                registry.key(AWAY).then(key -> Reading.found(key.text("who").orElse(""))));
    }

    private String sizeOf(String path) {
        return shown(files.status(path(path)).then(status -> Reading.found(status.size())));
    }

    private List<String> list(String directory) {
        return files.list(HostPath.of(directory)).ifFound().orElse(List.of()).stream()
                .map(entry -> entry.path().text())
                .toList();
    }

    private static HostPath path(String path) {
        return WindowsPath.parse(path).orElseThrow();
    }

    /** Opens a file so that nobody else can, as Windows does with a hive that it loads. */
    private static FileChannel alone(Path file) throws IOException {
        Set<OpenOption> options = new HashSet<>(List.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
        try {
            // com.sun.nio.file.ExtendedOpenOption, which a compiler warns of: NOSHARE_READ, NOSHARE_WRITE,
            // NOSHARE_DELETE.
            for (Object each :
                    Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants()) {
                if (each instanceof OpenOption option && each.toString().startsWith("NOSHARE")) {
                    options.add(option);
                }
            }
            return FileChannel.open(file, options);
        } catch (ClassNotFoundException e) {
            throw new IOException("no Windows", e);
        } catch (FileSystemException e) {
            throw new IOException("somebody holds " + file, e);
        }
    }

    private static String shown(Reading<?> reading) {
        return switch (reading) {
            case Reading.Found<?>(Files.Content content) -> content.bytes().length + " bytes";
            case Reading.Found<?>(Object value) -> value.toString();
            case Reading.Absent<?> ignored -> "absent";
            case Reading.Refused<?> refused -> refused.detail();
        };
    }

    private void say(String line) {
        out.println("probe: " + line);
    }
}
