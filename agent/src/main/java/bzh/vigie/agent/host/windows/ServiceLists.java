package bzh.vigie.agent.host.windows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import bzh.vigie.agent.host.Reading;
import bzh.vigie.agent.host.ServiceRow;
import bzh.vigie.agent.host.ServiceRow.Settings;
import bzh.vigie.agent.host.windows.ServiceCalls.Answer;
import bzh.vigie.event.ReasonCode;
import bzh.vigie.text.SourceText;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the service manager of this Windows tells. It waits for the manager. Safe for any thread. */
final class ServiceLists {
    /** SERVICE_TYPE_ALL; what Windows before 10 did not have it refuses. */
    private static final int EVERY_TYPE = 0x3ff;

    /** SERVICE_DRIVER, SERVICE_WIN32. */
    private static final int OLD_TYPES = 0x3b;

    /** What the manager gives at most at once is 256 KiB. */
    private static final int LIST_BYTES = 64 << 10;

    /** What QueryServiceConfigW documents as the most. */
    private static final int SETTINGS_BYTES = 8 << 10;

    private static final int MOST = 20_000;

    private ServiceLists() {}

    /** All services and drivers. */
    static Reading<List<ServiceRow>> all() {
        Answer manager = ServiceCalls.openManager();
        if (!manager.isDone()) {
            return refused("OpenSCManager", manager.error());
        }
        try {
            return switch (listed(manager.value(), EVERY_TYPE)) {
                case Listed(List<ServiceRow> rows, int error)
                when error == 0 -> Reading.found(withSettings(manager.value(), rows));
                case Listed(List<ServiceRow> ignored, int error)
                when error == ServiceCalls.INVALID_PARAMETER -> {
                    Listed old = listed(manager.value(), OLD_TYPES);
                    yield old.error == 0
                            ? Reading.found(withSettings(manager.value(), old.rows))
                            : refused("EnumServicesStatusEx", old.error);
                }
                case Listed(List<ServiceRow> ignored, int error) -> refused("EnumServicesStatusEx", error);
            };
        } finally {
            ServiceCalls.close(manager.value());
        }
    }

    /** One by its name. */
    static Reading<ServiceRow> one(String name) {
        Answer manager = ServiceCalls.openManager();
        if (!manager.isDone()) {
            return refused("OpenSCManager", manager.error());
        }
        try {
            Answer service = ServiceCalls.open(manager.value(), name);
            if (!service.isDone()) {
                boolean none =
                        service.error() == ServiceCalls.NO_SUCH_SERVICE || service.error() == ServiceCalls.INVALID_NAME;
                return none ? Reading.absent() : refused("OpenService " + name, service.error());
            }
            ServiceCalls.close(service.value());
            return Reading.found(withSettings(manager.value(), List.of(new ServiceRow(name, 0, 0, Optional.empty())))
                    .getFirst());
        } finally {
            ServiceCalls.close(manager.value());
        }
    }

    /** @param error 0 where all of them came */
    private record Listed(List<ServiceRow> rows, int error) {}

    private static Listed listed(long manager, int types) {
        List<ServiceRow> rows = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(LIST_BYTES, 8);
            MemorySegment returned = arena.allocate(JAVA_INT);
            MemorySegment resume = arena.allocate(JAVA_INT);
            while (rows.size() < MOST) {
                returned.set(JAVA_INT, 0, 0);
                Answer answer = ServiceCalls.enumerate(manager, types, buffer, returned, resume);
                if (!answer.isDone() && answer.error() != ServiceCalls.MORE_DATA) {
                    return new Listed(List.of(), answer.error());
                }
                int count = returned.get(JAVA_INT, 0);
                rows.addAll(ServiceEntries.list(buffer.toArray(JAVA_BYTE), buffer.address(), count));
                if (answer.isDone()) {
                    return new Listed(rows, 0);
                }
                if (count == 0) {
                    break;
                }
            }
        }
        return new Listed(List.of(), ServiceCalls.MORE_DATA);
    }

    private static List<ServiceRow> withSettings(long manager, List<ServiceRow> rows) {
        List<ServiceRow> whole = new ArrayList<>(rows.size());
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(SETTINGS_BYTES, 8);
            for (ServiceRow row : rows) {
                whole.add(new ServiceRow(row.name(), row.type(), row.state(), settings(manager, row.name(), buffer)));
            }
        }
        return whole;
    }

    private static Optional<Settings> settings(long manager, String name, MemorySegment buffer) {
        Answer service = ServiceCalls.open(manager, name);
        if (!service.isDone()) {
            return Optional.empty();
        }
        try {
            return ServiceCalls.query(service.value(), buffer).isDone()
                    ? ServiceEntries.settings(buffer.toArray(JAVA_BYTE), buffer.address())
                    : Optional.empty();
        } finally {
            ServiceCalls.close(service.value());
        }
    }

    private static <T> Reading<T> refused(String call, int error) {
        ReasonCode reason = Win32Error.reason(error);
        return Reading.refused(
                reason,
                reason == ReasonCode.NO_RIGHT
                        ? SourceText.detail("windows-no-right", call)
                        : SourceText.detail("system-list-refused", call, error));
    }
}
