package bzh.vigie.agent.host;

import java.util.List;
import java.util.OptionalLong;

/**
 * What a running system says of itself through its own interfaces: another way to what its registry and files say, so that
 * whoever hides from one of them shows in the other. Each list is absent where this system has no such interface. Each call
 * ends within a time of its own, with TIMED_OUT where the system does not answer. Thread-safe.
 */
public interface SystemLists {
    /** Services and drivers, as the service manager lists them, whatever their state. */
    default Reading<List<ServiceRow>> services() {
        return Reading.absent();
    }

    /**
     * One that is asked for by name, listed or not; absent where the service manager knows none of that name, refused with
     * NO_RIGHT where it has one and does not tell of it.
     */
    default Reading<ServiceRow> service(String name) {
        return Reading.absent();
    }

    /** Accounts of this machine itself; on a domain controller they would be the domain's, and nobody asks there. */
    default Reading<List<AccountRow>> accounts() {
        return Reading.absent();
    }

    /** Groups of this machine itself with their members, likewise. */
    default Reading<List<GroupRow>> groups() {
        return Reading.absent();
    }

    /** Tasks that the scheduler lists, and those that run without being listed. */
    default Reading<ToldBy<ToldTask>> tasks() {
        return Reading.absent();
    }

    /** One that is asked for by its path in the scheduler, listed or not; absent where the scheduler knows none. */
    default Reading<ToldTask> task(String path) {
        return Reading.absent();
    }

    /**
     * Filters ({@code __EventFilter}), consumers of any class and bindings ({@code __FilterToConsumerBinding}) of WMI, in
     * {@code root\subscription} and {@code root\default}.
     */
    default Reading<ToldBy<ToldObject>> subscriptions() {
        return Reading.absent();
    }

    /** The firewall that Windows brings, as it is in force. */
    default Reading<ToldFirewall> firewall() {
        return Reading.absent();
    }

    /**
     * The files of what is loaded into the kernel, as the kernel names them: it, its libraries and drivers. Letters that are not of
     * ASCII may be others there.
     */
    default Reading<List<String>> loadedDrivers() {
        return Reading.absent();
    }

    /** The stores of certificates that these keys of the machine ({@link Registry}) hold, archived ones too. */
    default Reading<List<ToldStore>> certificates(List<String> keys) {
        return Reading.absent();
    }

    /** When the system was started, microseconds since 1970 UTC by its own clock; empty where that cannot be told. */
    default OptionalLong startedMicros() {
        return OptionalLong.empty();
    }
}
