package bzh.vigie.agent.persistence.format.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What of its host a container is given, and whether with it the container can become the host. */
final class HostShare {
    private static final Set<String> STRONG =
            Set.of("SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "DAC_READ_SEARCH", "ALL", "BPF");
    private static final int MAX = 64;

    private final List<String> given = new ArrayList<>();
    private boolean host;

    void add(String what, String value) {
        if (given.size() < MAX && !value.isEmpty()) {
            given.add(what + "=" + value);
        }
    }

    /** {@code source:target:options}; one that is a name belongs to the container engine. */
    void volume(String volume) {
        String source = volume.split(":", 2)[0];
        if (source.startsWith("/") || source.startsWith("~") || source.startsWith(".")) {
            add("volume", volume);
            host |= source.matches("/|/(?:etc|root|boot|usr|bin|sbin|lib|proc|sys|dev|var|run|home|var/run)/?"
                    + "|/(?:etc|root|proc)/.*|.*/(?:docker|containerd|podman|crio)\\.sock");
        }
    }

    void capability(String name) {
        add("capability", name);
        host |= STRONG.contains(name.replaceFirst("^CAP_", ""));
    }

    void privileged(boolean is) {
        if (is) {
            add("privileged", "true");
            host = true;
        }
    }

    /** A namespace that is the host's own or another container's. */
    void namespace(String which, String mode) {
        if (mode.equals("host")) {
            add(which, mode);
            host |= which.equals("pid") || which.equals("user");
        } else if (mode.startsWith("container:")) {
            add(which, "container");
        }
    }

    boolean isHost() {
        return host;
    }

    String text() {
        return String.join("\n", given);
    }
}
