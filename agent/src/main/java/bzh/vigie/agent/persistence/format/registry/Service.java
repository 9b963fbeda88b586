package bzh.vigie.agent.persistence.format.registry;

import bzh.vigie.agent.host.RegistryValue;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.KeyFormat;
import bzh.vigie.agent.persistence.format.Parsed;
import bzh.vigie.agent.persistence.format.SourceKey;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.agent.windows.ByteReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key below Services (Microsoft, "CurrentControlSet\Services subkeys"; winsvc.h): its program, with how and as whom it starts;
 * the library that a shared host loads for it; what is run when it fails. An instance that Windows makes of a service for each
 * session and that runs what its model runs is not told again.
 */
public final class Service implements KeyFormat {
    /** Which kind of service a place is about. */
    public enum Kind {
        /** Programs. */
        PROGRAM,
        /** What the kernel loads. */
        DRIVER
    }

    private static final long DRIVER_TYPES = 0x1 | 0x2 | 0x4 | 0x8;
    private static final long INSTANCE = 0x80;
    private static final Pattern OF_SESSION = Pattern.compile("(?i)(.{2,})_[0-9a-f]{4,8}");
    private static final List<String> STARTS = List.of("boot", "system", "auto", "demand", "disabled");
    private static final long DISABLED = 4;
    private static final long RUN_COMMAND = 3;

    private final Kind kind;

    public Service(Kind kind) {
        this.kind = kind;
    }

    @Override
    public Parsed parse(SourceKey key) {
        long type = key.number("Type").orElse(0);
        boolean driver = (type & DRIVER_TYPES) != 0;
        if (driver != (kind == Kind.DRIVER) || isRepeated(key, type)) {
            return Parsed.of(List.of(), 0);
        }
        List<Draft> drafts = new ArrayList<>();
        boolean enabled = !key.is("Start", DISABLED);
        String how = how(key, driver);
        Optional<String> image = text(key, "ImagePath");
        if (driver) {
            // a driver without a path is the file of its name
            String path = image.orElse(type == 0 ? "" : "system32\\drivers\\" + key.name() + ".sys");
            drafts.add(Commands.of("ImagePath", path + how, new WindowsRun.Driver(path))
                    .enabled(enabled));
        } else {
            image.ifPresent(line -> drafts.add(Commands.of("ImagePath", line + how, new WindowsRun.Command(line, false))
                    .enabled(enabled)));
        }
        library(key, "ServiceDll").ifPresent(path -> drafts.add(path.enabled(enabled)));
        key.below("Parameters")
                .flatMap(parameters -> library(parameters, "ServiceDll"))
                .ifPresent(d -> drafts.add(d.named("Parameters\\ServiceDll").enabled(enabled)));
        text(key, "FailureCommand")
                .ifPresent(line -> drafts.add(
                        Commands.command("FailureCommand", line, false).enabled(runsWhenItFails(key))));
        return Parsed.of(drafts, 0);
    }

    @Override
    public List<ReadValue> values() {
        return List.of(
                new ReadValue("ImagePath", kind == Kind.DRIVER ? "driver" : "command"),
                new ReadValue("ServiceDll", "library"),
                new ReadValue("Parameters\\ServiceDll", "library"),
                new ReadValue("FailureCommand", "command"));
    }

    private static Optional<String> text(SourceKey key, String value) {
        return key.text(value).filter(text -> !text.isBlank());
    }

    /**
     * Whether one of the actions is to run the command: only then is it run (winsvc.h, SERVICE_FAILURE_ACTIONS and
     * SC_ACTION_RUN_COMMAND). The value is that structure with 32-bit pointers, then the actions: kind u32, delay u32. Windows has
     * commands that no action runs.
     */
    private static boolean runsWhenItFails(SourceKey key) {
        byte[] actions = key.key()
                .data("FailureActions")
                .filter(RegistryValue.Data.Raw.class::isInstance)
                .map(data -> ((RegistryValue.Data.Raw) data).bytes())
                .orElse(new byte[0]);
        ByteReader in = ByteReader.of(actions);
        in.skip(12);
        long count = in.u32();
        in.skip(4);
        for (long i = 0; i < count && in.remaining() >= 8; i++) {
            if (in.u32() == RUN_COMMAND) {
                return true;
            }
            in.skip(4);
        }
        return false;
    }

    private static Optional<Draft> library(SourceKey key, String value) {
        return text(key, value).map(path -> Commands.library(value, path, false));
    }

    private static String how(SourceKey key, boolean driver) {
        List<String> how = new ArrayList<>();
        long start = key.number("Start").orElse(-1);
        how.add(start >= 0 && start < STARTS.size() ? STARTS.get((int) start) : "start " + start);
        if (key.is("DelayedAutostart", 1)) {
            how.add("delayed");
        }
        if (key.below("TriggerInfo").filter(t -> !t.key().subkeys().isEmpty()).isPresent()) {
            how.add("triggered");
        }
        if (!driver) {
            how.add(text(key, "ObjectName").orElse("LocalSystem"));
        }
        return " (" + String.join(", ", how) + ")";
    }

    /** Whether it is an instance for a session that runs just what its model runs. */
    private static boolean isRepeated(SourceKey key, long type) {
        Matcher name = OF_SESSION.matcher(key.name());
        if ((type & INSTANCE) == 0 || !name.matches()) {
            return false;
        }
        String path = key.path();
        Optional<SourceKey> model = key.other(path.substring(0, path.lastIndexOf('\\') + 1) + name.group(1));
        return model.filter(m -> same(m, key, "ImagePath") && same(m, key, "ServiceDll"))
                .filter(m -> same(
                        m.below("Parameters").orElse(m), key.below("Parameters").orElse(key), "ServiceDll"))
                .filter(m -> text(key, "FailureCommand").isEmpty())
                .isPresent();
    }

    private static boolean same(SourceKey model, SourceKey instance, String value) {
        Optional<String> own = text(instance, value).map(WindowsPath::fold);
        return own.isEmpty() || own.equals(text(model, value).map(WindowsPath::fold));
    }
}
