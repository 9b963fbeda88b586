package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Kind;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import bzh.vigie.agent.persistence.Resolver.Resolution;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The files of kernel modules by name, as {@code modules.dep} and {@code modules.builtin} of each kernel list them (depmod(8)):
 * first of the kernel that runs, then of the others from the last name to the first. A module that no list has is looked for among the
 * files: it may be there before depmod(8) runs. Lists are read again where they changed. Used by one thread.
 */
final class KernelModules {
    private static final HostPath RELEASE = HostPath.of("/proc/sys/kernel/osrelease");
    private static final List<HostPath> PLACES = List.of(HostPath.of("/lib/modules"), HostPath.of("/usr/lib/modules"));
    /** As it is or compressed. */
    private static final Pattern MODULE = Pattern.compile(".+\\.ko(?:\\.(?:gz|xz|zst))?");

    private static final int LIST_LIMIT = 16 << 20;
    private static final int MAX_KERNELS = 32;
    private static final int MAX_FOLDERS = 8_192;
    private static final int MAX_DEPTH = 12;

    /** What one kernel has. */
    private record Kernel(Files.Status listed, Map<String, String> files, Set<String> builtIn) {}

    private final Files files;
    private final Map<HostPath, Kernel> known = new HashMap<>();
    private final Map<HostPath, Map<String, HostPath>> unlisted = new HashMap<>();

    KernelModules(Files files) {
        this.files = files;
    }

    /** Forgets which files no list has. */
    void forget() {
        unlisted.clear();
    }

    /**
     * The module's file; nothing where it is part of a kernel or no kernel's modules are there.
     *
     * @param expected whether it is missing where none has it
     */
    Resolution find(String name, boolean expected) {
        String wanted = normal(name);
        boolean any = false;
        List<HostPath> kernels = kernels();
        for (HostPath directory : kernels) {
            Optional<Kernel> kernel = kernel(directory);
            if (kernel.isEmpty()) {
                continue;
            }
            any = true;
            Optional<HostPath> file = Optional.ofNullable(kernel.get().files().get(wanted))
                    .flatMap(at -> HostPath.parse(at.startsWith("/") ? at : directory.text() + "/" + at));
            if (file.isPresent()) {
                boolean missing = files.status(file.get()).ifFound().isEmpty();
                return new Resolution(List.of(file.get().text()), file, missing);
            }
            if (kernel.get().builtIn().contains(wanted)) {
                return Resolution.NOTHING;
            }
        }
        for (HostPath directory : kernels) {
            HostPath file =
                    unlisted.computeIfAbsent(directory, this::filesBelow).get(wanted);
            if (file != null) {
                return new Resolution(List.of(file.text()), Optional.of(file), false);
            }
        }
        return any && expected ? new Resolution(List.of(name), Optional.empty(), true) : Resolution.NOTHING;
    }

    /** Every module's file of a kernel by its name, listed or not; of so many folders. */
    private Map<String, HostPath> filesBelow(HostPath kernel) {
        Map<String, HostPath> byName = new HashMap<>();
        Deque<HostPath> folders = new ArrayDeque<>(List.of(kernel));
        int deepest = kernel.components().size() + MAX_DEPTH;
        for (int count = 0; count < MAX_FOLDERS && !folders.isEmpty(); count++) {
            for (Files.Entry entry : files.list(folders.poll()).ifFound().orElse(List.of())) {
                if (entry.kind() == Kind.DIRECTORY && entry.path().components().size() < deepest) {
                    folders.add(entry.path());
                } else if (entry.kind() == Kind.REGULAR
                        && MODULE.matcher(entry.path().nameText()).matches()) {
                    byName.putIfAbsent(nameOf(entry.path().nameText()), entry.path());
                }
            }
        }
        return byName;
    }

    private List<HostPath> kernels() {
        List<HostPath> kernels = new ArrayList<>();
        for (HostPath place : PLACES) {
            files.list(place)
                    .ifFound()
                    .ifPresent(entries -> entries.reversed().stream()
                            .filter(entry -> entry.kind() == Kind.DIRECTORY)
                            .limit(MAX_KERNELS)
                            .forEach(entry -> kernels.add(entry.path())));
            if (!kernels.isEmpty()) {
                break;
            }
        }
        files.read(RELEASE, 256).ifFound().ifPresent(content -> {
            String running = HostText.content(content.bytes()).strip();
            Optional<HostPath> first =
                    kernels.stream().filter(k -> k.nameText().equals(running)).findFirst();
            first.ifPresent(kernel -> {
                kernels.remove(kernel);
                kernels.addFirst(kernel);
            });
        });
        return kernels;
    }

    private Optional<Kernel> kernel(HostPath directory) {
        HostPath list = directory.child("modules.dep");
        Optional<Files.Status> now = files.status(list).ifFound();
        if (now.isEmpty()) {
            return Optional.empty();
        }
        Kernel before = known.get(directory);
        if (before != null && before.listed().equals(now.get())) {
            return Optional.of(before);
        }
        Map<String, String> byName = new HashMap<>();
        lines(list).forEach(line -> {
            int colon = line.indexOf(':');
            String file = colon < 0 ? line : line.substring(0, colon);
            byName.putIfAbsent(nameOf(file), file);
        });
        Set<String> builtIn = new HashSet<>();
        lines(directory.child("modules.builtin")).forEach(line -> builtIn.add(nameOf(line)));
        Kernel kernel = new Kernel(now.get(), byName, builtIn);
        known.put(directory, kernel);
        return Optional.of(kernel);
    }

    private List<String> lines(HostPath file) {
        return files.read(file, LIST_LIMIT)
                .ifFound()
                .map(content -> HostText.content(content.bytes())
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList())
                .orElse(List.of());
    }

    private static String nameOf(String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        int suffix = name.indexOf(".ko");
        return normal(suffix < 0 ? name : name.substring(0, suffix));
    }

    private static String normal(String name) {
        return name.replace('-', '_');
    }
}
