package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.persistence.Origins.Origin;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.SourceFile;
import bzh.vigie.event.Item.Shipped;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What scripts of Debian's packages write into files that no package has, line by line: only what can be held against something that a
 * package shipped, and that is still as shipped, or against what was answered when it was installed. A line beside it that nothing
 * vouches for stays unowned. What ucf(1), alternatives, diversions and {@code dpkg-statoverride} do is known elsewhere ({@link Origins},
 * the package databases). Used by one thread.
 *
 * <pre>
 * pam-auth-update(8)   a line of /etc/pam.d/common-* stands in a selected profile of /usr/share/pam-configs, or in its frame in /usr/share/pam
 * nsswitch.conf(5)     the package of libnss_NAME.so.2 has a script that puts NAME there, or libc-bin's own copy has it
 * debconf(7)           a value is the one in debconf's database, and a script of its owner names the file
 * cron.d               a line runs one program of the package whose name the file bears, after asking at most whether it is there
 * etckeeper(8)         the hook of /etc/.git is what the package's own script writes
 * </pre>
 */
final class MaintainerScripts {
    private static final HostPath INFO = HostPath.of("/var/lib/dpkg/info");
    private static final HostPath PROFILES = HostPath.of("/usr/share/pam-configs");
    private static final HostPath SELECTED = HostPath.of("/var/lib/pam");
    private static final HostPath FRAMES = HostPath.of("/usr/share/pam");
    private static final HostPath DEBCONF = HostPath.of("/var/cache/debconf/config.dat");
    private static final HostPath SERVICES = HostPath.of("/usr/share/libc-bin/nsswitch.conf");
    private static final HostPath HOOK = HostPath.of("/etc/.git/hooks/pre-commit");
    private static final HostPath MAKES_HOOK = HostPath.of("/etc/etckeeper/init.d/50vcs-pre-commit-hook");
    private static final Pattern STACK =
            Pattern.compile("/etc/pam\\.d/common-(auth|account|password|session(?:-noninteractive)?)");
    private static final HostPath CRONTABS = HostPath.of("/etc/cron.d");
    private static final Pattern OWN_JOB = Pattern.compile(
            "(?:(?:test -x|\\[ -x) (?<asked>/[\\w./+-]+)(?: \\])? && )?(?<run>/[\\w./+-]+)(?: --?[\\w=-]+){0,9}");
    private static final Pattern JUMP = Pattern.compile("=(?:end|\\d{1,3})(?=[\\s\\]])");
    private static final List<String> ARCHITECTURES = List.of("", ":amd64", ":arm64", ":armhf", ":i386");
    private static final int LARGEST = 8 << 20;
    private static final int MOST = 20_000;
    private static final int SHORTEST = 4;

    private final Files files;
    private final Origins origins;
    /** Package of each line that pam-auth-update would write, by kind of stack. */
    private final Map<String, Map<String, String>> stacks = new HashMap<>();

    private Optional<Map<String, Set<String>>> answers = Optional.empty();

    MaintainerScripts(Files files, Origins origins) {
        this.files = files;
        this.origins = origins;
    }

    /** Forgets what was read; to be called before each site. */
    void forget() {
        stacks.clear();
        answers = Optional.empty();
    }

    /**
     * The package whose script wrote that; empty where nothing says so.
     *
     * @param target what it would run or load, as far as known
     */
    Optional<String> of(SourceFile file, Draft draft, Optional<Origin> target) {
        HostPath path = file.path();
        Matcher stack = STACK.matcher(path.text());
        if (stack.matches()) {
            return Optional.ofNullable(
                    stacks.computeIfAbsent(stack.group(1), this::stack).get(line(draft.value())));
        }
        if (path.text().equals("/etc/nsswitch.conf")) {
            return service(draft.name(), target);
        }
        if (path.parent().equals(CRONTABS)) {
            return job(path, draft.name(), target);
        }
        if (path.equals(HOOK)) {
            return hook(file.text());
        }
        return path.text().startsWith("/etc/") ? answer(path, draft.value()) : Optional.empty();
    }

    private Optional<String> text(HostPath path) {
        return files.read(path, LARGEST).ifFound().map(content -> HostText.content(content.bytes()));
    }

    /** The text of a file that is as its package shipped it, and that package. */
    private Optional<Map.Entry<String, String>> shipped(HostPath path) {
        Origin origin = origins.of(path, false);
        return origin.shipped() == Shipped.AS_PACKAGED
                ? text(path).map(text -> Map.entry(origin.packageName(), text))
                : Optional.empty();
    }

    /** Blanks are one, and a jump over the rest of a block is one too: how far it goes hangs on what else is selected. */
    private static String line(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        return line.contains("success=") ? JUMP.matcher(line).replaceAll("=#") : line;
    }

    private Map<String, String> stack(String kind) {
        Map<String, String> lines = new HashMap<>();
        String type = kind.startsWith("session") ? "session" : kind;
        shipped(FRAMES.child("common-" + kind))
                .ifPresent(frame -> frame.getValue()
                        .lines()
                        .filter(each -> each.startsWith(type))
                        .forEach(each -> lines.put(line(each), frame.getKey())));
        Set<String> selected = new HashSet<>();
        text(SELECTED.child(kind))
                .ifPresent(text -> text.lines()
                        .filter(each -> each.startsWith("Module: "))
                        .forEach(each ->
                                selected.add(each.substring("Module: ".length()).strip())));
        for (String name : selected) {
            if (!name.isEmpty() && name.indexOf('/') < 0 && lines.size() < MOST) {
                shipped(PROFILES.child(name)).ifPresent(profile -> profile(profile, type, lines));
            }
        }
        return lines;
    }

    private static void profile(Map.Entry<String, String> profile, String type, Map<String, String> lines) {
        boolean inside = false;
        for (String each : profile.getValue().lines().toList()) {
            if (!each.isEmpty() && !Character.isWhitespace(each.charAt(0))) {
                String key = each.substring(0, Math.max(0, each.indexOf(':'))).toLowerCase(Locale.ROOT);
                inside = key.equals(type) || key.equals(type + "-initial") || key.equals(type + "-final");
            } else if (inside && !each.isBlank()) {
                lines.putIfAbsent(line(type + " " + each), profile.getKey());
            }
        }
    }

    private Optional<String> service(String name, Optional<Origin> target) {
        boolean usual = shipped(SERVICES)
                .filter(each -> each.getValue().lines().anyMatch(line -> hasWord(line, name)))
                .isPresent();
        if (usual) {
            return Optional.of("libc-bin");
        }
        return target.filter(each -> each.shipped() == Shipped.AS_PACKAGED)
                .map(Origin::packageName)
                .filter(owner ->
                        scripts(owner).lines().anyMatch(line -> line.contains("nsswitch.conf") && hasWord(line, name)));
    }

    private Optional<String> job(HostPath crontab, String command, Optional<Origin> target) {
        Matcher job = OWN_JOB.matcher(command);
        if (!job.matches()
                || Optional.ofNullable(job.group("asked"))
                        .filter(path -> !path.equals(job.group("run")))
                        .isPresent()) {
            return Optional.empty();
        }
        return target.filter(each -> each.shipped() == Shipped.AS_PACKAGED)
                .map(Origin::packageName)
                .filter(owner ->
                        owner.equals(crontab.nameText()) && scripts(owner).contains(crontab.text()));
    }

    private static boolean hasWord(String line, String word) {
        return List.of(line.split("[^\\w-]+", 64)).contains(word);
    }

    private Optional<String> hook(String text) {
        return shipped(MAKES_HOOK)
                .filter(script -> {
                    Set<String> written = new HashSet<>();
                    script.getValue()
                            .replace("`pwd`", "/etc")
                            .replace("\\$", "$")
                            .replace("\\`", "`")
                            .lines()
                            .map(String::strip)
                            .forEach(written::add);
                    return !text.isBlank() && text.lines().map(String::strip).allMatch(written::contains);
                })
                .map(Map.Entry::getKey);
    }

    private Optional<String> answer(HostPath path, String value) {
        if (value.strip().length() < SHORTEST) {
            return Optional.empty();
        }
        return answers().getOrDefault(value.strip(), Set.of()).stream()
                .filter(owner -> scripts(owner).contains(path.text()))
                .findFirst();
    }

    /** Owners of each value that somebody answered, or that stands there by default. */
    private Map<String, Set<String>> answers() {
        if (answers.isEmpty()) {
            Map<String, Set<String>> read = new HashMap<>();
            String value = "";
            for (String line : text(DEBCONF).orElse("").lines().toList()) {
                if (line.isEmpty()) {
                    value = "";
                } else if (line.startsWith("Value: ")) {
                    value = line.substring("Value: ".length()).strip();
                } else if (line.startsWith("Owners: ") && value.length() >= SHORTEST && read.size() < MOST) {
                    read.computeIfAbsent(value, ignored -> new HashSet<>())
                            .addAll(List.of(
                                    line.substring("Owners: ".length()).strip().split(",\\s*", 16)));
                }
            }
            answers = Optional.of(read);
        }
        return answers.orElseThrow();
    }

    /** What a package runs when it is installed. */
    private String scripts(String name) {
        if (!name.matches("[a-z0-9][a-z0-9+.-]{1,100}")) {
            return "";
        }
        StringBuilder all = new StringBuilder();
        for (String architecture : ARCHITECTURES) {
            for (String script : List.of(".postinst", ".config")) {
                text(INFO.child(name + architecture + script)).ifPresent(all::append);
            }
        }
        return all.toString();
    }
}
