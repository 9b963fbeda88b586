package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Entry;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Refused;
import bzh.vigie.agent.host.Running;
import bzh.vigie.agent.persistence.format.running.HiddenByTheKernel.Differences;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks at processes, modules and ports in two ways each. Everything is looked at twice, the usual view before and after the
 * other one, so that what starts or ends meanwhile is not taken for hidden. Used by one thread.
 */
final class KernelViews {
    private static final HostPath PROC = HostPath.of("/proc");
    private static final HostPath MODULES = HostPath.of("/proc/modules");
    private static final HostPath SYS_MODULE = HostPath.of("/sys/module");
    private static final Pattern PID = Pattern.compile("[1-9]\\d{0,8}");
    private static final int MAX_FILE = 1 << 20;

    /** More numbers than this are not tried: those of processes are given out one after another. */
    private static final int MOST_TRIED = 1 << 18;

    private final Files files;
    private final Reading<Running> running;

    KernelViews(Files files, Reading<Running> running) {
        this.files = files;
        this.running = running;
    }

    /** Looks now; the files are where the system lists the processes of its groups. */
    Differences differences(Collection<HostPath> groups) {
        Set<String> unlisted = confirmed(() -> without(loadedModules(), listedModules()));
        Set<String> onlyListed = confirmed(() -> without(listedModules(), loadedModules()));
        boolean hasModules = !listedModules().isEmpty() || !loadedModules().isEmpty();
        return new Differences(
                processes(groups),
                hasModules && files.status(MODULES).ifFound().isPresent() ? unlisted : Set.of(),
                hasModules && files.status(SYS_MODULE).ifFound().isPresent() ? onlyListed : Set.of(),
                ports());
    }

    private interface Look {
        Set<String> at();
    }

    private static Set<String> confirmed(Look look) {
        Set<String> first = look.at();
        if (first.isEmpty()) {
            return first;
        }
        Set<String> both = new TreeSet<>(first);
        both.retainAll(look.at());
        return both;
    }

    private static Set<String> without(Set<String> all, Set<String> these) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(these);
        return rest;
    }

    private List<String> processes(Collection<HostPath> groups) {
        Set<Integer> listed = listed();
        if (!listed.contains(1) && files.status(PROC.child("1")).ifFound().isEmpty() && isLive()) {
            // Whoever may not see the first process does not see others either (hidepid).
            return List.of();
        }
        Set<Integer> known = known(groups, listed);
        listed.addAll(listed());
        known.removeAll(listed);
        if (known.isEmpty()) {
            return List.of();
        }
        known.retainAll(known(groups, listed));
        List<String> programs = new ArrayList<>();
        known.stream().sorted().forEach(pid -> program(pid).ifPresent(programs::add));
        return programs;
    }

    private boolean isLive() {
        return running instanceof Found<Running>;
    }

    private Set<Integer> listed() {
        Set<Integer> pids = new HashSet<>();
        for (Entry entry : files.list(PROC).ifFound().orElse(List.of())) {
            String name = entry.path().nameText();
            if (PID.matcher(name).matches()) {
                pids.add(Integer.valueOf(name));
            }
        }
        return pids;
    }

    private Set<Integer> known(Collection<HostPath> groups, Set<Integer> listed) {
        Set<Integer> pids = new HashSet<>();
        for (HostPath group : groups) {
            if (group.nameText().equals("cgroup.procs")) {
                text(group)
                        .lines()
                        .filter(line -> PID.matcher(line).matches())
                        .forEach(line -> pids.add(Integer.valueOf(line)));
            }
        }
        if (running instanceof Found<Running>(Running live)) {
            int last = Stream.concat(listed.stream(), lastGivenOut().stream())
                    .mapToInt(Integer::intValue)
                    .max()
                    .orElse(0);
            live.existing(Math.min(last, MOST_TRIED), pid -> {
                if (!listed.contains(pid) && !isThread(pid)) {
                    pids.add(pid);
                }
            });
        }
        return pids;
    }

    /** The last field of {@code /proc/loadavg}. */
    private Optional<Integer> lastGivenOut() {
        String[] fields = text(PROC.child("loadavg")).strip().split(" ", -1);
        String last = fields[fields.length - 1];
        return PID.matcher(last).matches() ? Optional.of(Integer.valueOf(last)) : Optional.empty();
    }

    /** Threads have no place of their own in {@code /proc} and still answer under their number. */
    private boolean isThread(int pid) {
        return text(PROC.child(pid + "/status"))
                .lines()
                .filter(line -> line.startsWith("Tgid:"))
                .anyMatch(line -> !line.substring("Tgid:".length()).strip().equals(Integer.toString(pid)));
    }

    private Optional<String> program(int pid) {
        if (isThread(pid)) {
            return Optional.empty();
        }
        Optional<String> image = files.link(PROC.child(pid + "/exe")).ifFound().map(HostText::escaped);
        String name = text(PROC.child(pid + "/comm")).strip();
        return Optional.of(image.orElse(name.isEmpty() ? "unknown" : name));
    }

    private Set<String> listedModules() {
        Set<String> modules = new TreeSet<>();
        text(MODULES).lines().forEach(line -> modules.add(line.split(" ", 2)[0]));
        modules.remove("");
        return modules;
    }

    /** Those that were loaded have a state there; what is part of the kernel has none. */
    private Set<String> loadedModules() {
        Set<String> modules = new TreeSet<>();
        for (Entry entry : files.list(SYS_MODULE).ifFound().orElse(List.of())) {
            if (files.status(entry.path().child("initstate")).ifFound().isPresent()) {
                modules.add(entry.path().nameText());
            }
        }
        return modules;
    }

    private Set<String> ports() {
        if (!(running instanceof Found<Running>(Running live))) {
            return Set.of();
        }
        try {
            Set<String> shown = new TreeSet<>(live.portsByFiles());
            Set<String> told = new TreeSet<>(live.portsByNetlink());
            shown.addAll(live.portsByFiles());
            told.removeAll(shown);
            if (!told.isEmpty()) {
                told.retainAll(live.portsByNetlink());
            }
            return told;
        } catch (Refused e) {
            return Set.of();
        }
    }

    private String text(HostPath file) {
        return files.read(file, MAX_FILE)
                .ifFound()
                .map(content -> HostText.content(content.bytes()))
                .orElse("");
    }
}
