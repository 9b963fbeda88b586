package bzh.vigie.agent.source;

import bzh.vigie.text.SourceText;
import java.util.Locale;

/** A system whose processes and connections are watched: what its sources are called and how they say how they are. */
enum WatchedSystem {
    /** Linux. */
    LINUX(32_768),
    /** Windows. */
    WINDOWS(49_152);

    private final int firstCallersPort;

    WatchedSystem(int firstCallersPort) {
        this.firstCallersPort = firstCallersPort;
    }

    /** The id of its source of processes. */
    String processes() {
        return id("process");
    }

    /** The id of its source of connections. */
    String network() {
        return id("network");
    }

    /** The id of its source of neighbours. */
    String neighbours() {
        return id("neighbour");
    }

    private String id(String what) {
        return name().toLowerCase(Locale.ROOT) + "." + what;
    }

    /** The detail of a state; each system has sentences of its own. */
    String detail(String key, Object... arguments) {
        return SourceText.detail(this == LINUX ? key : "windows-" + key, arguments);
    }

    /**
     * Where the kernel takes ports of callers from unless told otherwise: ip(7), ip_local_port_range; Microsoft, "The default
     * dynamic port range for TCP/IP has changed".
     */
    int firstCallersPort() {
        return firstCallersPort;
    }
}
