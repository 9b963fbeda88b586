package bzh.vigie.collector.detect;

import bzh.vigie.collector.store.Alerts.Alert;
import bzh.vigie.collector.store.Alerts.Severity;
import bzh.vigie.text.Printable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a person can run on the host itself to keep what a high or critical alert is about, with built-in tools only and hashes for the
 * chain of custody: Vigie takes no files. What never ends or is not there holds up nothing: the journals come first. Every copy is hashed, and the list
 * of hashes at the end, for the paper.
 * A path is text from the host: it is quoted, and one with characters that do not show, or that a shell reads in quotes, is left out,
 * since nobody could see what they copy. Pure.
 */
public final class LocalCollection {
    private static final List<String> PATHS = List.of("target", "Image", "resolved", "source");
    private static final List<String> HIVES = List.of("HKLM\\", "HKU\\", "HKCR\\", "HKCU\\");
    private static final List<String> CHANNELS = List.of(
            "Security",
            "System",
            "Application",
            "Microsoft-Windows-TaskScheduler/Operational",
            "Microsoft-Windows-PowerShell/Operational");
    private static final Duration AROUND = Duration.ofHours(1);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,200}");
    private static final int LONGEST = 400;

    /** What is no file of a disk: a device, or what the kernel makes up, without an end. */
    private static final List<String> SYSTEM = List.of("/dev/", "/proc/", "/sys/");

    private LocalCollection() {}

    /**
     * Command lines under a line with a hash sign that names the shell: for the system that the alert shows, for both where it shows
     * none. Empty below high.
     */
    public static List<String> lines(Alert alert) {
        if (alert.severity().compareTo(Severity.HIGH) < 0) {
            return List.of();
        }
        Map<String, String> evidence = alert.evidence();
        List<String> paths = PATHS.stream()
                .map(field -> evidence.getOrDefault(field, ""))
                .filter(LocalCollection::isSafe)
                .distinct()
                .toList();
        String location = evidence.getOrDefault("location", "");
        boolean windows = location.startsWith("windows.")
                || evidence.containsKey("Channel")
                || paths.stream().anyMatch(path -> !path.startsWith("/"));
        boolean linux = location.startsWith("linux.") || paths.stream().anyMatch(path -> path.startsWith("/"));
        List<String> lines = new ArrayList<>();
        if (windows || !linux) {
            windows(lines, paths, alert);
        }
        if (linux || !windows) {
            linux(lines, paths, alert);
        }
        return List.copyOf(lines);
    }

    private static boolean isSafe(String path) {
        boolean drive = path.length() > 3 && Character.isLetter(path.charAt(0)) && path.startsWith(":\\", 1);
        boolean key = HIVES.stream().anyMatch(path::startsWith);
        return ((path.startsWith("/")
                                && !(path + "/").contains("/../")
                                && SYSTEM.stream().noneMatch(path.replaceAll("/+", "/")::startsWith))
                        || ((drive || key) && path.indexOf('"') < 0))
                && path.length() <= LONGEST
                && Stream.of("'", "\u2018", "\u2019", "\u201a", "\u201b").noneMatch(path::contains)
                && Printable.clean(path).equals(path);
    }

    /** Where it goes stands in the first line alone; where that is not there, nothing is written anywhere else. */
    private static void linux(List<String> lines, List<String> paths, Alert alert) {
        lines.add("# Linux (root)");
        lines.add("D=/media/collecte");
        lines.add("echo \"$(date -u +%FT%TZ) $(uname -n)" + named(alert) + "\" | tee -a \"$D/collecte.txt\"");
        lines.add("journalctl --utc -o export --since=@"
                + alert.hostTime().minus(AROUND).getEpochSecond() + " --until=@"
                + alert.lastTime().plus(AROUND).getEpochSecond() + " > \"$D/journal.export\"");
        paths.stream().filter(path -> path.startsWith("/")).forEach(path -> file(lines, "'" + path + "'"));
        lines.add("(cd \"$D\" && find . -type f ! -path './collecte.*' -exec sha256sum {} + | tee -a collecte.txt"
                + " && sha256sum collecte.txt | tee collecte.sha256)");
    }

    /**
     * One file of Linux: what it is, then a copy where it is a file. A link is told as one and not followed: the hash would be of what is not kept. A
     * path may be anything else a moment later, or through a folder that is a link, so the copy ends by itself: after 4 GiB and ten minutes.
     */
    private static void file(List<String> lines, String quoted) {
        lines.add("ls -ldb -- " + quoted + " 2>&1 | tee -a \"$D/collecte.txt\"");
        lines.add("[ -f " + quoted + " ] && [ ! -L " + quoted
                + " ] && (ulimit -f 8388608; timeout 600 cp -p --parents --no-dereference -- " + quoted + " \"$D\")");
    }

    /** The same for Windows. */
    private static void windows(List<String> lines, List<String> paths, Alert alert) {
        lines.add("# Windows PowerShell (administrateur / administrator)");
        lines.add("$D = 'E:\\collecte'");
        lines.add("\"$((Get-Date).ToUniversalTime().ToString('u')) $env:COMPUTERNAME" + named(alert)
                + "\" | Tee-Object -Append \"$D\\collecte.txt\"");
        for (String channel : CHANNELS) {
            lines.add("wevtutil.exe epl " + channel + " \"$D\\" + channel.replace('/', '-') + ".evtx\" /ow:true");
        }
        int number = 0;
        for (String path : paths) {
            number++;
            if (HIVES.stream().anyMatch(path::startsWith)) {
                lines.add("reg.exe export '" + path + "' \"$D\\" + number + ".reg\" /y");
            } else if (!path.startsWith("/")) {
                lines.add("Get-FileHash -Algorithm SHA256 -LiteralPath '" + path
                        + "' | Format-List | Tee-Object -Append \"$D\\collecte.txt\"");
                lines.add("Copy-Item -LiteralPath '" + path + "' -Destination \"$D\\" + number + ".bin\"");
            }
        }
        lines.add("Get-ChildItem -LiteralPath $D -File | Where-Object { $_.Name -notlike 'collecte.*' } | Get-FileHash"
                + " -Algorithm SHA256 | Format-List | Tee-Object -Append \"$D\\collecte.txt\"");
        lines.add("Get-FileHash -Algorithm SHA256 \"$D\\collecte.txt\" | Format-List | Tee-Object"
                + " \"$D\\collecte.sha256\"");
    }

    /** Of which alert it is, where its id is nothing that a shell reads. */
    private static String named(Alert alert) {
        return NAME.matcher(alert.id()).matches() ? " " + alert.id() : "";
    }
}
