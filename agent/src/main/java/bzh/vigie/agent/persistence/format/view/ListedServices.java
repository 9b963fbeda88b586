package bzh.vigie.agent.persistence.format.view;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.Reading.Absent;
import bzh.vigie.agent.host.Reading.Found;
import bzh.vigie.agent.host.Reading.Refused;
import bzh.vigie.agent.host.Registry;
import bzh.vigie.agent.host.RegistryKey;
import bzh.vigie.agent.host.ServiceRow;
import bzh.vigie.agent.host.ServiceRow.Settings;
import bzh.vigie.agent.host.SystemLists;
import bzh.vigie.agent.host.WindowsPath;
import bzh.vigie.agent.persistence.format.CrossCheck;
import bzh.vigie.agent.persistence.format.Draft;
import bzh.vigie.agent.persistence.format.Draft.Run;
import bzh.vigie.agent.persistence.format.Surroundings;
import bzh.vigie.agent.persistence.format.WindowsRun;
import bzh.vigie.agent.persistence.format.registry.Commands;
import bzh.vigie.event.Item.Trait;
import bzh.vigie.event.ReasonCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Services and drivers as the service manager lists them against their keys. The manager reads the keys when Windows starts and
 * keeps them as it goes: a key that it does not know was written past it and waits for a restart, or it does not list what it
 * knows, since it leaves out each service that whoever asks may not see. Files that only describe, such as those of counters,
 * models of users' services and what is about to be deleted are no differences.
 */
public final class ListedServices implements CrossCheck {
    /** Names of the items: how the two sides differ, otherwise the value that does. */
    static final String NOT_LISTED = "not listed";

    static final String NOT_LOADED = "not loaded";
    static final String WITHOUT_KEY = "without key";

    private static final String SERVICES = "HKLM\\SYSTEM\\CurrentControlSet\\Services";

    @Override
    public Reading<Look> look(SystemLists told, Registry registry, Surroundings around) {
        return told.services()
                .then(rows -> registry.key(SERVICES)
                        .then(keys -> Reading.found(new Pass(told, registry, around, rows).compare(keys))));
    }

    private static final class Pass {
        private final SystemLists told;
        private final Registry registry;
        private final String windows;
        private final OptionalLong started;
        private final Map<String, ServiceRow> rows = new HashMap<>();
        private final List<Difference> differences = new ArrayList<>();
        private Optional<Refused<?>> unread = Optional.empty();

        Pass(SystemLists told, Registry registry, Surroundings around, List<ServiceRow> rows) {
            this.told = told;
            this.registry = registry;
            this.windows = around.expand("%SystemRoot%");
            this.started = told.startedMicros();
            rows.forEach(row -> this.rows.put(WindowsPath.fold(row.name()), row));
        }

        Look compare(RegistryKey services) {
            for (String name : services.subkeys()) {
                Optional<ServiceRow> row = Optional.ofNullable(rows.remove(WindowsPath.fold(name)));
                switch (registry.key(SERVICES + Registry.SEPARATOR + name)) {
                    case Found<RegistryKey>(RegistryKey key) -> {
                        ServiceKey service = new ServiceKey(key);
                        row.ifPresentOrElse(r -> both(service, r), () -> onlyKey(service));
                    }
                    case Absent<RegistryKey> ignored -> {}
                    case Refused<RegistryKey> refused -> unread = Optional.of(refused);
                }
            }
            rows.values().stream()
                    .sorted((one, other) -> one.name().compareTo(other.name()))
                    .forEach(this::onlyRow);
            return new Look(differences, unread);
        }

        private void onlyKey(ServiceKey service) {
            if (!service.isService() || service.isBeingDeleted() || isMadeOfModel(service)) {
                return;
            }
            switch (told.service(service.key().name())) {
                case Found<ServiceRow> ignored -> {
                    if (!service.isModel() && !service.isSeldomListed()) {
                        hidden(service, "shown to whoever asks by name");
                    }
                }
                case Absent<ServiceRow> ignored -> {
                    if (!service.isSeldomListed()) {
                        add(
                                service,
                                NOT_LOADED,
                                "in the registry" + when(service) + ", unknown to the service manager");
                    }
                }
                case Refused<ServiceRow> refused -> {
                    if (refused.reason() == ReasonCode.NO_RIGHT) {
                        hidden(service, "refused to whoever asks by name");
                    } else {
                        unread = Optional.of(refused);
                    }
                }
            }
        }

        private void hidden(ServiceKey service, String how) {
            add(service, NOT_LISTED, "in the registry, not listed by the service manager, " + how);
        }

        private String when(ServiceKey service) {
            long written = service.key().modifiedMicros();
            if (started.isEmpty() || written == 0) {
                return "";
            }
            return written > started.getAsLong() ? " since Windows started" : " since before Windows started";
        }

        private void add(ServiceKey service, String name, String what) {
            String image = service.image();
            Draft draft = Commands.of(
                            name,
                            what + ": " + shown(image, service),
                            run(service.isDriver(), image, service.key().name()))
                    .enabled(service.isEnabled())
                    .with(name.equals(NOT_LISTED) ? Trait.HIDDEN : Trait.MISMATCH, true);
            differences.add(new Difference(service.key().path(), service.key().modifiedMicros(), draft));
        }

        private static String shown(String image, ServiceKey service) {
            return image + " (" + ServiceKey.start(service.start().orElse(-1)) + ")";
        }

        private static Run run(boolean driver, String image, String name) {
            return driver
                    ? new WindowsRun.Driver(image.isBlank() ? "system32\\drivers\\" + name + ".sys" : image)
                    : new WindowsRun.Command(image, false);
        }

        /** Whether Windows made it of a model that is there, for somebody who is or was logged on. */
        private boolean isMadeOfModel(ServiceKey service) {
            return service.isInstance()
                    && service.model()
                            .flatMap(model -> registry.key(SERVICES + Registry.SEPARATOR + model)
                                    .ifFound())
                            .map(ServiceKey::new)
                            .filter(model -> ImagePath.isSame(model.image(), service.image(), windows))
                            .isPresent();
        }

        private void onlyRow(ServiceRow row) {
            if (!ServiceKey.runs(row.type())) {
                return;
            }
            String image = row.settings().map(Settings::image).orElse("");
            boolean driver = ServiceKey.isDriver(row.type());
            Run run = image.isBlank() && !driver ? new Run.Nothing() : run(driver, image, row.name());
            Draft draft = Commands.of(WITHOUT_KEY, "known to the service manager, without a key: " + image, run)
                    .with(Trait.MISMATCH, true);
            differences.add(new Difference(SERVICES + Registry.SEPARATOR + row.name(), 0, draft));
        }

        private void both(ServiceKey service, ServiceRow row) {
            if (service.isBeingDeleted()
                    || service.isInstance()
                    || row.settings().isEmpty()) {
                return;
            }
            Settings settings = row.settings().get();
            if (!ServiceKey.runs(service.type()) || ServiceKey.isDriver(settings.type()) != service.isDriver()) {
                differs(
                        service,
                        settings,
                        "Type",
                        "0x" + Long.toHexString(service.type()),
                        "0x" + Integer.toHexString(settings.type()));
                return;
            }
            if (service.start().isPresent() && service.start().getAsLong() != settings.start()) {
                differs(
                        service,
                        settings,
                        "Start",
                        ServiceKey.start(service.start().getAsLong()),
                        ServiceKey.start(settings.start()));
            }
            boolean named = !settings.image().isBlank()
                    && (!service.isDriver() || !service.image().isBlank());
            if (named && !ImagePath.isSame(service.image(), settings.image(), windows)) {
                differs(service, settings, "ImagePath", service.image(), settings.image());
            }
            if (!service.isDriver() && !Account.isSame(service.account(), settings.account())) {
                differs(service, settings, "ObjectName", service.account(), settings.account());
            }
        }

        private void differs(ServiceKey service, Settings settings, String name, String registry, String told) {
            Draft draft = Commands.of(
                            name,
                            "registry: " + registry + "; service manager: " + told,
                            run(
                                    ServiceKey.isDriver(settings.type()),
                                    settings.image(),
                                    service.key().name()))
                    .with(Trait.MISMATCH, true);
            differences.add(new Difference(service.key().path(), service.key().modifiedMicros(), draft));
        }
    }

    /** Whose rights a service has, under the names that Windows gives the system's own accounts. */
    private static final class Account {
        private static final String SYSTEM = "localsystem";

        private static boolean isSame(String registry, String told) {
            String one = name(registry);
            String other = name(told);
            return one.equals(other)
                    // the name of this host, or a dot for it
                    || (one.startsWith(".\\") && other.endsWith(one.substring(1)))
                    || (other.startsWith(".\\") && one.endsWith(other.substring(1)));
        }

        private static String name(String account) {
            String name = WindowsPath.fold(account).replace(" ", "");
            String plain = WindowsPath.fold("ntauthority\\");
            if (name.isEmpty() || name.equals(WindowsPath.fold(".\\" + SYSTEM))) {
                return WindowsPath.fold(SYSTEM);
            }
            if (!name.startsWith(plain)) {
                return name;
            }
            String own = name.substring(plain.length());
            return own.equals(WindowsPath.fold("system")) ? WindowsPath.fold(SYSTEM) : own;
        }
    }
}
