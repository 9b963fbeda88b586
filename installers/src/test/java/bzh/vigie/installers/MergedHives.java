package bzh.vigie.installers;

import bzh.vigie.agent.host.Machine;
import bzh.vigie.agent.host.offline.MountedWindows;
import bzh.vigie.agent.persistence.Scan;
import bzh.vigie.agent.persistence.ScanLines;
import bzh.vigie.collector.detect.Offline;
import bzh.vigie.collector.detect.ShippedRules;
import bzh.vigie.collector.detect.sigma.RuleSet;
import bzh.vigie.collector.store.Situation;
import bzh.vigie.event.Item;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A small Windows whose hives another program (hivexregedit of libhivex) writes {@code .reg} texts into, scanned by the agent's
 * classes and judged by the collector's in this process.
 */
final class MergedHives {
    /** Whom HKEY_CURRENT_USER is of. */
    static final String SID = "S-1-5-21-1004336348-1177238915-682003330-1001";

    private static final RuleSet RULES = ShippedRules.load();
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-25T12:00:00Z"));
    private static final Pattern HEADER = Pattern.compile("(?m)^\\[(HKEY_[^\\]\\n]+)]$");
    private static final String CLASSES = "HKEY_CURRENT_USER\\Software\\Classes";

    /** Longest prefix first. */
    private static final Map<String, String> HIVES = new LinkedHashMap<>();

    static {
        HIVES.put(CLASSES, "Users/agent/AppData/Local/Microsoft/Windows/UsrClass.dat");
        HIVES.put("HKEY_CURRENT_USER", "Users/agent/NTUSER.DAT");
        HIVES.put("HKEY_LOCAL_MACHINE\\SOFTWARE", "Windows/System32/config/SOFTWARE");
        HIVES.put("HKEY_LOCAL_MACHINE\\SYSTEM", "Windows/System32/config/SYSTEM");
    }

    private MergedHives() {}

    /** Whether the program that merges is on this machine. */
    static boolean canMerge() throws InterruptedException {
        return Commands.works("sh", "-c", "command -v hivexregedit");
    }

    /** A disk with what every Windows has. */
    static Path disk(Path folder) throws IOException, InterruptedException {
        Path root = Files.createDirectories(folder.resolve("disk"));
        Disks.make("reg", "src/test/resources/windows-defaults.reg", root.toString());
        return root;
    }

    /** A copy of that disk, in which the hives are files of their own and all else is the same. */
    static Path copy(Path disk, Path to) throws IOException, InterruptedException {
        Files.createDirectories(to);
        Commands.run(List.of("cp", "-a", disk + "/.", to.toString())).orFail("copying the disk");
        return to;
    }

    /** Writes a {@code .reg} text into the hives of that disk; keys of none of them are left out. */
    static void merge(Path root, String reg) throws IOException, InterruptedException {
        Map<String, StringBuilder> byHive = new LinkedHashMap<>();
        Set<String> made = new LinkedHashSet<>();
        StringBuilder into = new StringBuilder();
        for (String line : reg.replace("\r", "").split("\n", -1)) {
            if (line.startsWith("[")) {
                String key = HEADER.matcher(line).matches() ? canonical(line.substring(1, line.length() - 1)) : "";
                String hive = HIVES.keySet().stream()
                        .filter(each -> key.equals(each) || key.startsWith(each + "\\"))
                        .findFirst()
                        .orElse("");
                into = hive.isEmpty() ? new StringBuilder() : byHive.computeIfAbsent(hive, each -> new StringBuilder());
                if (!hive.isEmpty()) {
                    // the program makes no key whose parent is not there
                    for (int at = key.indexOf('\\', hive.length() + 1); at > 0; at = key.indexOf('\\', at + 1)) {
                        if (made.add(key.substring(0, at).toLowerCase(Locale.ROOT))) {
                            into.append("\n[").append(key, 0, at).append("]\n");
                        }
                    }
                    into.append("\n[").append(key).append("]\n");
                }
            } else if (!line.startsWith(";") && !line.startsWith("Windows Registry")) {
                into.append(line).append('\n');
            }
        }
        for (Map.Entry<String, StringBuilder> each : byHive.entrySet()) {
            Path text = Files.createTempFile("merge", ".reg");
            try {
                Files.writeString(text, "Windows Registry Editor Version 5.00\n\n" + each.getValue());
                Commands.run(List.of(
                                "hivexregedit",
                                "--merge",
                                "--prefix",
                                each.getKey(),
                                root.resolve(HIVES.get(each.getKey())).toString(),
                                text.toString()))
                        .orFail("hivexregedit --merge of\n" + each.getValue());
            } finally {
                Files.delete(text);
            }
        }
    }

    /** A key as the hives have it. */
    private static String canonical(String key) {
        String plain = key.replaceFirst("(?i)^HKEY_CLASSES_ROOT", "HKEY_LOCAL_MACHINE\\\\SOFTWARE\\\\Classes")
                .replaceFirst("(?i)^(HKEY_LOCAL_MACHINE\\\\SYSTEM)\\\\CurrentControlSet", "$1\\\\ControlSet001");
        for (String hive : HIVES.keySet()) {
            if (plain.equalsIgnoreCase(hive)
                    || plain.toLowerCase(Locale.ROOT).startsWith(hive.toLowerCase(Locale.ROOT) + "\\")) {
                return hive + plain.substring(hive.length());
            }
        }
        return "";
    }

    /** A key of a {@code .reg} text as an item's source has it, in small letters. */
    static String source(String key) {
        return key.replaceFirst("(?i)^HKEY_CLASSES_ROOT", "HKLM\\\\SOFTWARE\\\\Classes")
                .replaceFirst("(?i)^HKEY_LOCAL_MACHINE", "HKLM")
                .replaceFirst("(?i)^HKEY_CURRENT_USER", "HKU\\\\" + SID)
                .toLowerCase(Locale.ROOT);
    }

    /** Scans that disk. */
    static Path scan(Path root, Path out) throws IOException {
        try (Machine machine = MountedWindows.open(root).ifFound().orElseThrow();
                OutputStream stream = new BufferedOutputStream(Files.newOutputStream(out));
                ScanLines lines = new ScanLines(stream)) {
            Scan.of(machine, CLOCK, new Scan.Output() {
                @Override
                public void item(Item item) {
                    lines.item(item);
                }

                @Override
                public void place(Scan.Place place) {
                    lines.place(place);
                }
            });
        }
        return out;
    }

    /** What is said of an inventory alone. */
    static List<Alert> judge(Path inventory) throws IOException {
        List<Alert> alerts = new ArrayList<>();
        new Offline(RULES, result -> alerts.add(alert(result))).inventory(inventory);
        return alerts;
    }

    /** What is said of an inventory against an earlier one, in that situation. */
    static List<Alert> judge(Path before, Path after, Situation situation) throws IOException {
        List<Alert> alerts = new ArrayList<>();
        Offline offline = new Offline(RULES, result -> alerts.add(alert(result)));
        offline.judgeIn(situation);
        offline.inventory(before, after);
        return alerts;
    }

    private static Alert alert(Offline.Result result) {
        return new Alert(
                result.rule(),
                result.severity().name().toLowerCase(Locale.ROOT),
                result.techniques(),
                result.record().flat());
    }

    /** The text of a {@code .reg} file, which Windows writes in UTF-16. */
    static String text(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        boolean wide = bytes.length > 1 && (bytes[0] & 0xFF) == 0xFF && (bytes[1] & 0xFF) == 0xFE;
        return new String(bytes, wide ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8);
    }

    /** The keys that a {@code .reg} text names. */
    static List<String> keys(String reg) {
        return HEADER.matcher(reg.replace("\r", ""))
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
