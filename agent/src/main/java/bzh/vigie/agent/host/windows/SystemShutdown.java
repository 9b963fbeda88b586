package bzh.vigie.agent.host.windows;

import bzh.vigie.agent.host.windows.ServiceCalls.Answer;
import java.util.Optional;

/**
 * Shutdown of this Windows, as its service manager has it: while it shuts down, each of its calls is refused for that reason ([MS-SCMR] 3.1.4.7,
 * 1115 ERROR_SHUTDOWN_IN_PROGRESS). A service that is only stopped by a control is answered as ever. It waits for the manager.
 */
public final class SystemShutdown {
    /** A service that every Windows has: the one by which calls like these come. */
    private static final String ANY = "RpcSs";

    private SystemShutdown() {}

    /** Whether it is under way; empty where the manager says neither. */
    public static Optional<Boolean> isUnderWay() {
        Answer manager = ServiceCalls.openManager();
        if (!manager.isDone()) {
            return of(manager);
        }
        try {
            Answer service = ServiceCalls.open(manager.value(), ANY);
            if (!service.isDone()) {
                return of(service);
            }
            try {
                return of(ServiceCalls.status(service.value()));
            } finally {
                ServiceCalls.close(service.value());
            }
        } finally {
            ServiceCalls.close(manager.value());
        }
    }

    /** Meaning of an answer. */
    static Optional<Boolean> of(Answer answer) {
        if (answer.isDone()) {
            return Optional.of(false);
        }
        return answer.error() == ServiceCalls.SHUTDOWN_IN_PROGRESS ? Optional.of(true) : Optional.empty();
    }
}
