import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedWindows;
import bzh.vigie.agent.persistence.Scan;
import bzh.vigie.agent.persistence.ScanLines;
import bzh.vigie.agent.windows.ByteWriter;
import bzh.vigie.agent.windows.regf.HiveWriter;
import bzh.vigie.agent.windows.regf.RegKey;
import bzh.vigie.agent.windows.regf.RegText;
import bzh.vigie.agent.windows.shortcut.ShortcutWriter;
import bzh.vigie.agent.windows.task.TaskSamples;
import bzh.vigie.event.Item;
import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * What a scan of the disk of a Windows costs: {@code bench/windows-scan.sh}. {@code write DIR CLASSES} makes a PC with five people,
 * 700 services, 300 tasks, so many COM classes and 140,000 other keys; {@code scan DIR} reads it as {@code agent scan --root} does.
 */
public final class WindowsScan {
    private static final int SERVICES = 700;
    private static final int TASKS = 300;
    private static final int PEOPLE = 5;
    private static final int LIBRARIES = 2_000;
    private static final String NT = "Microsoft\\Windows NT\\CurrentVersion\\";
    private static final String VERSION = "Microsoft\\Windows\\CurrentVersion\\";

    private WindowsScan() {}

    public static void main(String[] arguments) throws Exception {
        Path root = Path.of(arguments[1]);
        if (arguments[0].equals("write")) {
            write(root, Integer.parseInt(arguments[2]));
        } else {
            scan(root);
        }
    }

    private static void write(Path root, int classes) throws IOException {
        Path windows = root.resolve("Windows");
        Path config = Files.createDirectories(windows.resolve("System32/config"));
        Files.write(config.resolve("SYSTEM"), HiveWriter.write(system()));
        Files.write(config.resolve("SOFTWARE"), HiveWriter.write(software(classes)));
        byte[] program = new byte[20_000];
        for (int i = 0; i < LIBRARIES; i++) {
            program[i] = 1;
            Files.write(windows.resolve("System32/lib" + i + ".dll"), program);
        }
        for (String each : List.of("cmd", "svchost", "rundll32")) {
            Files.write(windows.resolve("System32/" + each + ".exe"), program);
        }
        for (int i = 0; i < TASKS; i++) {
            Path task = windows.resolve("System32/Tasks/Folder " + i % 20 + "/Task " + i);
            Files.createDirectories(task.getParent());
            Files.write(task, TaskSamples.xml("<LogonTrigger/>", "", "<Exec><Command>" + command(i) + "</Command></Exec>"));
        }
        for (int i = 0; i < PEOPLE; i++) {
            person(root.resolve("Users/person" + i), i);
        }
    }

    private static String command(int i) {
        return "%windir%\\System32\\lib" + i % LIBRARIES + ".dll";
    }

    private static void text(RegKey key, String name, String text) {
        key.value(name, 2, RegText.text(text));
    }

    private static void number(RegKey key, String name, int number) {
        key.value(name, 4, new ByteWriter().u32(number).toBytes());
    }

    private static RegKey system() {
        RegKey root = new RegKey("");
        number(root.make("Select"), "Current", 1);
        root.make("ControlSet001\\Control");
        for (int i = 0; i < SERVICES; i++) {
            RegKey service = root.make("ControlSet001\\Services\\Service" + i);
            text(service, "ImagePath", "%SystemRoot%\\System32\\svchost.exe -k group" + i % 30);
            number(service, "Type", 0x20);
            number(service, "Start", 2 + i % 3);
            text(service.make("Parameters"), "ServiceDll", command(i));
        }
        filled(root, "ControlSet001\\Enum\\Device ", 20_000);
        return root;
    }

    private static RegKey software(int classes) {
        RegKey root = new RegKey("");
        text(root.make(NT.substring(0, NT.length() - 1)), "SystemRoot", "C:\\Windows");
        for (int i = 0; i < PEOPLE; i++) {
            text(root.make(NT + "ProfileList\\" + sid(i)), "ProfileImagePath", "C:\\Users\\person" + i);
        }
        for (int i = 0; i < classes; i++) {
            RegKey of = root.make(
                    "Classes\\CLSID\\" + String.format(Locale.ROOT, "{%08X-0000-4A11-9C55-%012X}", i * 0x9e3779b1, i));
            text(of, "", "a thing with the number " + i);
            RegKey server = of.make("InprocServer32");
            text(server, "", command(i));
            text(server, "ThreadingModel", "Both");
            of.make("ProgID").value("", 1, RegText.text("Vendor.Thing." + i));
        }
        for (int i = 0; i < TASKS; i++) {
            task(root, i);
        }
        for (int i = 0; i < 20; i++) {
            text(root.make(VERSION + "Run"), "Program " + i, "\"C:\\Windows\\System32\\lib" + i + ".dll\" /q");
        }
        filled(root, VERSION + "Component Based Servicing\\Packages\\Package ", 100_000);
        return root;
    }

    private static void task(RegKey root, int i) {
        String id = String.format(Locale.ROOT, "{%08X-1111-4A11-9C55-000000000000}", i);
        RegKey tree = root.make(NT + "Schedule\\TaskCache\\Tree\\Folder " + i % 20 + "\\Task " + i);
        tree.value("Id", 1, RegText.text(id));
        number(tree, "Index", 3);
        tree.value("SD", 3, TaskSamples.descriptor());
        RegKey task = root.make(NT + "Schedule\\TaskCache\\Tasks\\" + id);
        task.value("Path", 1, RegText.text("\\Folder " + i % 20 + "\\Task " + i));
        task.value(
                "Actions",
                3,
                TaskSamples.execute(TaskSamples.actions(3, "Author"), 3, command(i), "", "").toBytes());
    }

    private static void filled(RegKey root, String path, int keys) {
        for (int i = 0; i < keys; i++) {
            RegKey key = root.make(path + i % 499 + "\\" + i);
            text(key, "Name", "a thing with the number " + i);
            key.value("Data", 3, new byte[20 + i % 180]);
        }
    }

    private static String sid(int i) {
        return "S-1-5-21-1004336348-1177238915-682003330-" + (1001 + i);
    }

    private static void person(Path home, int number) throws IOException {
        RegKey settings = new RegKey("");
        for (int i = 0; i < 10; i++) {
            text(settings.make("Software\\" + VERSION + "Run"), "Program " + i, "C:\\Windows\\System32\\lib" + i + ".dll");
        }
        filled(settings, "Software\\Vendor\\Product ", 4_000);
        RegKey classes = new RegKey("");
        for (int i = 0; i < 500; i++) {
            String id = String.format(Locale.ROOT, "{%08X-%04X-4A11-9C55-%012X}", i * 0x9e3779b1, number, i);
            text(classes.make("CLSID\\" + id + "\\InprocServer32"), "", command(i));
        }
        Path desktop = Files.createDirectories(home.resolve("Desktop"));
        Files.write(home.resolve("NTUSER.DAT"), HiveWriter.write(settings));
        Path local = Files.createDirectories(home.resolve("AppData/Local/Microsoft/Windows"));
        Files.write(local.resolve("UsrClass.dat"), HiveWriter.write(classes));
        for (int i = 0; i < 40; i++) {
            Files.write(
                    desktop.resolve("Link " + i + ".lnk"),
                    new ShortcutWriter().idList("C:\\Windows\\System32\\lib" + i + ".dll").toBytes());
        }
    }

    private record Timed(String location, long micros) {}

    private static void scan(Path root) throws IOException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Timed> timed = new ArrayList<>();
        long[] items = {0};
        long began = System.nanoTime();
        try (Machine machine = MountedWindows.open(root).ifFound().orElseThrow();
                OutputStream out = new BufferedOutputStream(OutputStream.nullOutputStream());
                ScanLines lines = new ScanLines(out)) {
            long[] last = {System.nanoTime()};
            Scan.of(machine, InstantSource.system(), new Scan.Output() {
                @Override
                public void item(Item item) {
                    items[0]++;
                    lines.item(item);
                }

                @Override
                public void place(Scan.Place place) {
                    lines.place(place);
                    timed.add(new Timed(
                            place.location() + " " + place.state() + " " + place.items(),
                            (System.nanoTime() - last[0]) / 1_000));
                    last[0] = System.nanoTime();
                }
            });
        }
        System.out.printf(
                Locale.ROOT,
                "%,d items, %d places: %.2f CPU-s, %.2f s on the clock, peak of %s, %,.0f MB allocated%n",
                items[0],
                timed.size(),
                system.getProcessCpuTime() / 1e9,
                (System.nanoTime() - began) / 1e9,
                peak(),
                threads.getCurrentThreadAllocatedBytes() / 1048576.0);
        timed.sort(Comparator.comparingLong(Timed::micros).reversed());
        timed.stream()
                .limit(8)
                .forEach(each -> System.out.printf(
                        Locale.ROOT, "    %s: %.0f ms%n", each.location(), each.micros() / 1e3));
    }

    private static String peak() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .map(line -> line.substring(6).strip())
                .findFirst()
                .orElse("unknown");
    }
}
