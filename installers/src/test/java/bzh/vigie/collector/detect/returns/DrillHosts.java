package bzh.vigie.collector.detect.returns;

import bzh.vigie.collector.detect.fields.SigmaFields;
import bzh.vigie.collector.detect.returns.DrillText.Plant;
import bzh.vigie.collector.detect.returns.DrillText.Planted;
import bzh.vigie.event.Account;
import bzh.vigie.event.Endpoint;
import bzh.vigie.event.Event;
import bzh.vigie.event.Item;
import bzh.vigie.event.Moment;
import bzh.vigie.event.Observed;
import bzh.vigie.event.ProcessKey;
import bzh.vigie.installers.Disks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;

/**
 * Hosts on whose disks the drill is planted, read by the agent's own scan: an item has the shape that an agent tells. Many things lie on
 * one host where none of their places is the same; an item belongs to what was planted in its place.
 */
final class DrillHosts {
    private static final String SID = "S-1-5-21-1004336348-1177238915-682003330-1001";

    /** Programs of a package of every Linux. */
    private static final List<String> PROGRAMS = List.of(
            "bash",
            "sh",
            "curl",
            "wget",
            "python3",
            "perl",
            "php",
            "ssh",
            "base64",
            "xxd",
            "gzip",
            "rev",
            "nc",
            "socat",
            "openssl",
            "env",
            "nohup",
            "tar",
            "rsync",
            "find",
            "systemctl",
            "crontab",
            "awk",
            "sed",
            "cat",
            "echo",
            "printf",
            "chmod",
            "mysqldump",
            "pg_dump",
            "borg",
            "restic",
            "rclone",
            "certbot",
            "apt-get",
            "logger",
            "node",
            "java",
            "ruby",
            "busybox",
            "screen",
            "tmux",
            "autossh",
            "cloudflared",
            "tailscaled",
            "zcat",
            "timeout",
            "test",
            "flock",
            "su",
            "sudo",
            "docker",
            "podman",
            "make",
            "git",
            "sleep",
            "date",
            "mail",
            "sshpass",
            "ncat");

    private static final List<String> USERS = List.of(
            "root:x:0:0:root:/root:/bin/bash",
            "daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin",
            "www-data:x:33:33:www-data:/var/www:/usr/sbin/nologin",
            "lea:x:1001:1001:Léa:/home/lea:/bin/bash",
            "mlegoff:x:1002:1002:Marie Le Goff:/home/mlegoff:/bin/bash");

    /** What agents tell of one thing that was planted. */
    record Told(Planted planted, List<Map<String, String>> marked, List<Map<String, String>> seen) {
        Told {
            marked = List.copyOf(marked);
            seen = List.copyOf(seen);
        }
    }

    /** One host: where what lies on it, by whom it was planted. */
    private static final class Host {
        private final Path root;
        private final Map<String, Planted> places = new LinkedHashMap<>();
        private final StringBuilder registry = new StringBuilder();

        Host(Path root) {
            this.root = root;
        }
    }

    private final Path folder;
    private final Path disks;
    private final boolean windows;
    private final List<Host> hosts = new ArrayList<>();
    private final Set<String> before = new HashSet<>();

    /** Hosts of one system in that folder. */
    DrillHosts(Path folder, boolean windows) {
        this.folder = folder;
        this.disks = folder.resolve(windows ? "windows" : "linux");
        this.windows = windows;
    }

    /** What is told of each of these, in their order. */
    List<Told> told(List<Planted> all) throws IOException, InterruptedException {
        Host empty = host();
        for (Planted each : all) {
            place(each);
        }
        if (windows) {
            writeHives();
        }
        for (Item item : items(empty.root)) {
            before.add(item.key() + item.fingerprint());
        }
        Map<Planted, List<Item>> items = new HashMap<>();
        for (Host host : hosts) {
            for (Item item : items(host.root)) {
                if (!before.contains(item.key() + item.fingerprint())) {
                    items.computeIfAbsent(owner(host, item), each -> new ArrayList<>())
                            .add(item);
                }
            }
        }
        List<Told> told = new ArrayList<>();
        for (Planted each : all) {
            List<Map<String, String>> marked = new ArrayList<>();
            List<Map<String, String>> seen = new ArrayList<>();
            for (Item item : items.getOrDefault(each, List.of())) {
                marked.add(Sweep.fields(item));
                seen.add(seen(item));
            }
            each.plants()
                    .forEach(plant -> event(plant)
                            .ifPresent(event -> seen.add(SigmaFields.of(event).flat())));
            told.add(new Told(each, marked, seen));
        }
        return told;
    }

    private static Planted owner(Host host, Item item) {
        String source = item.source().toLowerCase(Locale.ROOT);
        String name = item.name().toLowerCase(Locale.ROOT);
        String best = "";
        for (String place : host.places.keySet()) {
            String[] parts = place.split("\\|", 2);
            boolean here =
                    source.equals(parts[0]) || source.startsWith(parts[0] + "\\") || source.startsWith(parts[0] + "/");
            boolean target = item.target().toLowerCase(Locale.ROOT).equals(parts[0]);
            boolean named = parts.length < 2 || name.contains(parts[1]);
            if ((here || target) && named && place.length() > best.length()) {
                best = place;
            }
        }
        return Optional.ofNullable(host.places.get(best))
                .orElseThrow(() -> new IllegalStateException(
                        "nobody planted " + item.location() + " " + item.source() + " " + item.name()));
    }

    private void place(Planted planted) throws IOException {
        Set<String> places = new HashSet<>();
        for (Plant plant : planted.plants()) {
            places.addAll(places(plant));
        }
        Optional<Host> free = hosts.stream()
                .skip(1)
                .filter(each -> places.stream().noneMatch(each.places::containsKey))
                .findFirst();
        Host host = free.isPresent() ? free.get() : host();
        for (String place : places) {
            host.places.put(place, planted);
        }
        for (Plant plant : planted.plants()) {
            put(host, plant);
        }
    }

    /** Where something would lie, in small letters. */
    private static List<String> places(Plant plant) {
        String first = plant.part(0);
        List<String> places = switch (plant.verb()) {
            case "unit" -> List.of("/etc/systemd/system/" + first + ".service");
            case "cron" -> List.of("/etc/cron.d/" + first);
            case "put", "program", "add" -> List.of(first);
            case "account" -> List.of("/etc/passwd", "/etc/shadow");
            case "reg" -> List.of(source(first) + "|" + plant.part(1));
            case "service" -> List.of("HKLM\\SYSTEM\\CurrentControlSet\\Services\\" + first);
            case "task" -> List.of("C:\\Windows\\System32\\Tasks\\" + first);
            case "file" -> List.of(first);
            case "process", "flow", "answer", "logon" -> List.of();
            default -> throw new IllegalArgumentException("no such thing: " + plant);
        };
        return places.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
    }

    private static String source(String key) {
        return key.replaceFirst("^HKCU", "HKU\\\\" + SID);
    }

    private static void put(Host host, Plant plant) throws IOException {
        String first = plant.part(0);
        switch (plant.verb()) {
            case "unit" -> {
                StringBuilder more = new StringBuilder();
                plant.parts().stream().skip(2).forEach(line -> more.append(line).append('\n'));
                write(
                        host,
                        "/etc/systemd/system/" + first + ".service",
                        "[Unit]\nDescription=" + first + "\n[Service]\n" + more + "ExecStart=" + plant.part(1)
                                + "\n[Install]\nWantedBy=multi-user.target\n");
            }
            case "cron" -> write(host, "/etc/cron.d/" + first, plant.part(1) + "\n");
            case "put" -> write(host, first, plant.part(1) + "\n");
            case "add" -> append(host, first, plant.part(1) + "\n");
            case "account" -> {
                append(
                        host,
                        "/etc/passwd",
                        String.join(":", first, "x", plant.part(1), plant.part(1), "", plant.part(2), "/bin/bash")
                                + "\n");
                append(host, "/etc/shadow", first + ":" + plant.part(3) + ":20400:0:99999:7:::\n");
            }
            case "program" -> program(host, first, Long.parseLong(plant.part(1)), plant.part(2));
            case "reg" -> registry(host, first, plant.part(1), plant.part(2));
            case "service" -> {
                String key = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\" + first;
                host.registry
                        .append("\n[")
                        .append(whole(key))
                        .append("]\n\"Type\"=dword:00000010\n\"Start\"=dword:00000002\n");
                host.registry
                        .append("\"ObjectName\"=\"LocalSystem\"\n\"ImagePath\"=\"")
                        .append(escaped(plant.part(1)))
                        .append("\"\n");
            }
            case "task" -> task(host, first, plant.part(1), plant.part(2));
            case "file" -> write(host, first.substring(2).replace('\\', '/'), plant.part(1) + "\n");
            case "process", "flow", "answer", "logon" -> {}
            default -> throw new IllegalArgumentException(plant.verb());
        }
    }

    private static void registry(Host host, String key, String name, String value) {
        host.registry
                .append("\n[")
                .append(whole(key))
                .append("]\n\"")
                .append(escaped(name))
                .append("\"=\"")
                .append(escaped(value))
                .append("\"\n");
    }

    private static String whole(String key) {
        return key.replaceFirst("^HKLM", "HKEY_LOCAL_MACHINE").replaceFirst("^HKCU", "HKEY_CURRENT_USER");
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static void task(Host host, String name, String program, String arguments) throws IOException {
        String xml = """
            <?xml version="1.0" encoding="UTF-16"?>
            <Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
              <RegistrationInfo><URI>\\%s</URI></RegistrationInfo>
              <Triggers><BootTrigger><Enabled>true</Enabled></BootTrigger></Triggers>
              <Principals><Principal id="Author"><UserId>S-1-5-18</UserId><RunLevel>HighestAvailable</RunLevel></Principal></Principals>
              <Settings><Enabled>true</Enabled></Settings>
              <Actions Context="Author"><Exec><Command>%s</Command><Arguments>%s</Arguments></Exec></Actions>
            </Task>
            """.formatted(name, xml(program), xml(arguments));
        Path file = host.root.resolve("Windows/System32/Tasks/" + name.replace('\\', '/'));
        Files.createDirectories(file.getParent());
        Files.write(file, ("\ufeff" + xml).getBytes(StandardCharsets.UTF_16LE));
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** Where the code of a program begins, after its headers. */
    private static final int PROGRAM = 120;

    /** A program for Linux of that seed; with some of its bytes, spread over it, of another. */
    private static void program(Host host, String path, long seed, String patched) throws IOException {
        byte[] bytes = new byte[48 * 1024];
        Random random = new Random(seed);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : (i / 64) & 0x3f);
        }
        ByteBuffer head = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        head.put(HexFormat.of().parseHex("7f454c4602010100000000000000000002003e0001000000"));
        // one segment, which is the whole file (elf(5))
        head.putLong(24, 0x400078).putLong(32, 64).putLong(40, 0).putInt(48, 0);
        head.putShort(52, (short) 64).putShort(54, (short) 56).putShort(56, (short) 1);
        head.putInt(64, 1).putInt(68, 5).putLong(72, 0).putLong(80, 0x400000).putLong(88, 0x400000);
        head.putLong(96, bytes.length).putLong(104, bytes.length).putLong(112, 4_096);
        Random other = new Random(seed + 1);
        for (int i = patched.isEmpty() ? 0 : Integer.parseInt(patched); i > 0; i--) {
            bytes[PROGRAM + other.nextInt(bytes.length - PROGRAM)] = (byte) other.nextInt(256);
        }
        Path file = host.root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make a program of " + file);
        }
    }

    private static void write(Host host, String path, String text) throws IOException {
        Path file = host.root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        boolean script = text.startsWith("#!");
        if (script && !file.toFile().setExecutable(true)) {
            throw new IOException("cannot make a program of " + file);
        }
    }

    private static void append(Host host, String path, String text) throws IOException {
        Path file = host.root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private Host host() {
        Host host = new Host(disks.resolve("host" + hosts.size()));
        hosts.add(host);
        if (!windows) {
            try {
                linux(host);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return host;
    }

    /** What every host has. */
    private static void linux(Host host) throws IOException {
        write(host, "/etc/os-release", "ID=debian\nVERSION_ID=\"13\"\n");
        append(host, "/etc/passwd", String.join("\n", USERS) + "\n");
        append(host, "/etc/shadow", """
                root:$y$j9T$K1lqeYYbz4bFm5ki7gHvK1$0Xxhq3mUq1PqkqD9KZ8mE8mUQnEwhCQz1iY7gT9bZb1:20300:0:99999:7:::
                lea:$y$j9T$6vKq0e6QbXl4k0YqPZr2J.$u2o5nJQhVXo5tZ1N7b8mE1G4ySHW4i0rSc3eQ2m0iA5:20300:0:99999:7:::
                """);
        append(host, "/root/.bashrc", "alias ll='ls -l'\n");
        append(host, "/home/lea/.bashrc", "alias ll='ls -l'\n");
        write(
                host,
                "/var/lib/dpkg/status",
                "Package: base-files\nStatus: install ok installed\nVersion: 13\nArchitecture: all\n\n");
        StringBuilder list = new StringBuilder("/.\n/usr\n/usr/bin\n");
        StringBuilder sums = new StringBuilder();
        for (String program : PROGRAMS) {
            String text = "#!/bin/sh\n# " + program + "\n";
            write(host, "/usr/bin/" + program, text);
            list.append("/usr/bin/").append(program).append('\n');
            sums.append(md5(text)).append("  usr/bin/").append(program).append('\n');
        }
        write(host, "/var/lib/dpkg/info/base-files.list", list.toString().strip());
        write(host, "/var/lib/dpkg/info/base-files.md5sums", sums.toString().strip());
        Files.createSymbolicLink(host.root.resolve("bin"), Path.of("usr/bin"));
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private void writeHives() throws IOException, InterruptedException {
        List<String> pairs = new ArrayList<>(List.of("trees"));
        for (Host host : hosts) {
            Path reg = folder.resolve(host.root.getFileName() + ".reg");
            Files.writeString(reg, "Windows Registry Editor Version 5.00\n" + host.registry);
            pairs.add(reg.toString());
            pairs.add(host.root.toString());
            Files.createDirectories(host.root);
        }
        Disks.make(pairs.toArray(String[]::new));
    }

    private List<Item> items(Path root) {
        return Disks.items(root, windows);
    }

    private static Map<String, String> seen(Item item) {
        Event.ItemSeen seen = new Event.ItemSeen(
                new Moment(Instant.EPOCH, "boot", 0), "x", Event.Change.ADDED, item, Optional.empty(), 1);
        return SigmaFields.item(seen, Event.Change.ADDED, Optional.empty(), Map.of())
                .flat();
    }

    /** What an agent tells at once of what lies nowhere; empty for what lies somewhere. */
    private static Optional<Event> event(Plant plant) {
        Moment at = new Moment(Instant.EPOCH, "boot", 0);
        String first = plant.part(0);
        Observed<ProcessKey> process = Observed.missed(Observed.Why.NOT_OFFERED);
        Observed<String> image = Observed.known(first);
        return switch (plant.verb()) {
            case "process" -> Optional.of(process(plant));
            case "flow" ->
                Optional.of(new Event.Flow(
                        at,
                        "linux.flow",
                        process,
                        image,
                        Event.Transport.TCP,
                        new Endpoint(InetAddress.ofLiteral("10.0.0.5"), 50_000),
                        new Endpoint(InetAddress.ofLiteral(plant.part(1)), 443),
                        Event.Direction.OUTBOUND,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        1,
                        0));
            case "answer" ->
                Optional.of(new Event.DnsAnswer(
                        at,
                        "linux.dns",
                        process,
                        Observed.missed(Observed.Why.NOT_OFFERED),
                        first,
                        "A",
                        List.of(plant.part(1))));
            case "logon" ->
                Optional.of(new Event.Logon(
                        at,
                        "linux.logon",
                        Event.LogonAction.LOGON,
                        Event.LogonType.SSH,
                        new Account("1001", first),
                        Optional.empty(),
                        plant.part(1),
                        "",
                        "password",
                        "",
                        process,
                        ""));
            default -> Optional.empty();
        };
    }

    private static Event process(Plant plant) {
        String os = plant.part(0).startsWith("/") ? "linux" : "windows";
        return new Event.ProcessStarted(
                new Moment(Instant.EPOCH, "boot", 0),
                os + ".process",
                new ProcessKey("boot", 4_711, 1),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.known(plant.part(0)),
                Observed.known(plant.part(1)),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                Observed.missed(Observed.Why.NOT_OFFERED),
                false);
    }
}
