package bzh.vigie.agent.persistence;

import bzh.vigie.agent.host.Files;
import bzh.vigie.agent.host.Files.Status;
import bzh.vigie.agent.host.HostPath;
import bzh.vigie.agent.host.HostText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The MD5 with which dpkg installed a file: {@code info/PACKAGE.md5sums}, and for configuration files the {@code Conffiles} of
 * dpkg's {@code status} (deb-md5sums(5), deb-conffiles(5)). Few packages' lists are kept at a time. Used by one thread.
 */
final class PackagedSums {
    private static final HostPath DPKG = HostPath.of("/var/lib/dpkg");
    private static final int LIMIT = 64 << 20;
    private static final int KEPT = 6;

    private final Files files;
    private final Map<String, String> lists = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > KEPT;
        }
    };
    private Map<String, String> configuration = Map.of();
    private Optional<Status> read = Optional.empty();

    PackagedSums(Files files) {
        this.files = files;
    }

    /** Lower-case hex, empty where dpkg has none for this file of this package. */
    Optional<String> md5(String packageName, String path) {
        refresh();
        String conffile = configuration.get(path);
        if (conffile != null) {
            return Optional.of(conffile);
        }
        String list = lists.computeIfAbsent(packageName, this::list);
        String other = path.startsWith("/usr/") ? path.substring("/usr".length()) : "/usr" + path;
        return find(list, path).or(() -> find(list, other));
    }

    private static Optional<String> find(String list, String path) {
        int at = list.indexOf("  " + path.substring(1) + "\n");
        return at < 32 ? Optional.empty() : Optional.of(list.substring(at - 32, at));
    }

    private String list(String packageName) {
        List<String> names = new ArrayList<>(List.of(packageName));
        files.read(DPKG.child("arch"), 4_096)
                .ifFound()
                .ifPresent(content ->
                        HostText.content(content.bytes()).lines().forEach(arch -> names.add(packageName + ":" + arch)));
        names.add(packageName + ":amd64");
        names.add(packageName + ":arm64");
        for (String name : names) {
            Optional<Files.Content> content =
                    files.read(DPKG.child("info/" + name + ".md5sums"), LIMIT).ifFound();
            if (content.isPresent()) {
                return HostText.content(content.get().bytes());
            }
        }
        return "";
    }

    private void refresh() {
        Optional<Status> now = files.status(DPKG.child("status")).ifFound();
        if (now.equals(read)) {
            return;
        }
        read = now;
        lists.clear();
        Map<String, String> found = new HashMap<>();
        files.read(DPKG.child("status"), LIMIT).ifFound().ifPresent(content -> {
            boolean[] inside = {false};
            HostText.content(content.bytes()).lines().forEach(line -> {
                if (!line.startsWith(" ")) {
                    inside[0] = line.startsWith("Conffiles:");
                } else if (inside[0]) {
                    String[] words = line.strip().split(" ", -1);
                    if (words.length >= 2 && words[1].length() == 32) {
                        found.put(words[0], words[1]);
                    }
                }
            });
        });
        configuration = Map.copyOf(found);
    }
}
