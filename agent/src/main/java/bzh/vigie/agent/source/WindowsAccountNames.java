package bzh.vigie.agent.source;

import bzh.vigie.agent.host.Registry;
import bzh.vigie.event.Account;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Names of SIDs of a Windows, out of what this machine knows by itself: accounts of the system by their number (Microsoft,
 * "Well-known SIDs"), users by the folder of their profile. Windows is not asked, since it may ask a domain controller and wait for it.
 * The last 1,024, each looked up again after five minutes. Thread-safe.
 */
final class WindowsAccountNames {
    private static final String PROFILES = "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\";
    private static final Map<String, String> SYSTEM =
            Map.of("S-1-5-18", "SYSTEM", "S-1-5-19", "LOCAL SERVICE", "S-1-5-20", "NETWORK SERVICE");
    private static final String WINDOW_MANAGER = "S-1-5-90-0-";
    private static final String FONT_DRIVER = "S-1-5-96-0-";
    private static final long FRESH = TimeUnit.MINUTES.toNanos(5);
    private static final int KEPT = 1_024;

    private final Optional<Registry> registry;
    private final Map<String, Named> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Named> eldest) {
            return size() > KEPT;
        }
    };

    private record Named(Account account, long at) {}

    /** By that registry; without one only accounts of the system have names. */
    WindowsAccountNames(Optional<Registry> registry) {
        this.registry = registry;
    }

    /** The account of a SID; its name is empty where this machine has no profile of it. */
    synchronized Account of(String sid) {
        Named named = known.get(sid);
        if (named == null || System.nanoTime() - named.at() > FRESH) {
            named = new Named(new Account(sid, name(sid)), System.nanoTime());
            known.put(sid, named);
        }
        return named.account();
    }

    private String name(String sid) {
        if (SYSTEM.containsKey(sid)) {
            return SYSTEM.get(sid);
        }
        if (sid.startsWith(WINDOW_MANAGER)) {
            return "DWM-" + sid.substring(WINDOW_MANAGER.length());
        }
        if (sid.startsWith(FONT_DRIVER)) {
            return "UMFD-" + sid.substring(FONT_DRIVER.length());
        }
        return registry.flatMap(r -> r.key(PROFILES + sid).ifFound())
                .flatMap(key -> key.text("ProfileImagePath"))
                .map(path -> path.substring(path.lastIndexOf('\\') + 1))
                .orElse("");
    }
}
