package bzh.vigie.agent.persistence.format.view;

import bzh.vigie.agent.host.RegistryKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key below Services as the service manager reads it when Windows starts (Microsoft, "CurrentControlSet\Services subkeys";
 * winnt.h for its types).
 */
record ServiceKey(RegistryKey key) {
    private static final long DRIVER = 0x1 | 0x2 | 0x4 | 0x8;
    private static final long PROGRAM = 0x10 | 0x20;

    /** SERVICE_ADAPTER, SERVICE_RECOGNIZER_DRIVER: settings of cards, and drivers that only recognise a file system. */
    private static final long SELDOM_LISTED = 0x4 | 0x8;

    /** SERVICE_USER_SERVICE: for each session; the model itself never runs. */
    private static final long OF_SESSIONS = 0x40;

    /** SERVICE_USERSERVICE_INSTANCE: what is made of a model when somebody logs on. */
    private static final long INSTANCE = 0x80;

    private static final Pattern OF_SESSION = Pattern.compile("(.{2,})_[0-9a-fA-F]{4,8}");
    private static final List<String> STARTS = List.of("boot", "system", "auto", "demand", "disabled");
    private static final long DISABLED = 4;

    long type() {
        return key.number("Type").orElse(0);
    }

    OptionalLong start() {
        return key.number("Start");
    }

    String image() {
        return key.text("ImagePath").orElse("");
    }

    String account() {
        return key.text("ObjectName").orElse("");
    }

    boolean isDriver() {
        return isDriver(type());
    }

    /** Of a type as either side has it. */
    static boolean isDriver(long type) {
        return (type & DRIVER) != 0;
    }

    /** Whether that is a type of what runs at all. */
    static boolean runs(long type) {
        return (type & (DRIVER | PROGRAM)) != 0;
    }

    boolean isEnabled() {
        return start().isPresent() && start().getAsLong() != DISABLED;
    }

    /**
     * Whether the manager takes it for a service: it wants the three numbers, and a program has to be named. Others hold settings
     * of cards, counters and protocols.
     */
    boolean isService() {
        return runs(type())
                && start().isPresent()
                && key.number("ErrorControl").isPresent()
                && (isDriver() || !image().isBlank());
    }

    /** Whether the manager was told to take it away and waits for whoever still holds it. */
    boolean isBeingDeleted() {
        return key.number("DeleteFlag").orElse(0) != 0;
    }

    boolean isSeldomListed() {
        return (type() & SELDOM_LISTED) != 0;
    }

    /** Whether it is a model, of which the instances are listed. */
    boolean isModel() {
        return (type() & OF_SESSIONS) != 0 && !isInstance();
    }

    boolean isInstance() {
        return (type() & INSTANCE) != 0;
    }

    /** The name of the model that an instance is of, if its name is one. */
    Optional<String> model() {
        Matcher name = OF_SESSION.matcher(key.name());
        return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
    }

    /** How it starts, in the words of the tool {@code sc}. */
    static String start(long number) {
        return number >= 0 && number < STARTS.size() ? STARTS.get((int) number) : "start " + number;
    }
}
