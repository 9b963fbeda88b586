package bzh.vigie.agent.host;

import java.util.Optional;

/**
 * A service or driver as the service manager tells it (winsvc.h).
 *
 * @param type SERVICE_STATUS_PROCESS.dwServiceType: bits, of which 0x1, 0x2, 0x4 and 0x8 are of drivers
 * @param state SERVICE_STATUS_PROCESS.dwCurrentState, 4 for one that runs
 * @param settings empty where it is listed and its settings are not told
 */
public record ServiceRow(String name, int type, int state, Optional<Settings> settings) {
    /** SERVICE_RUNNING. */
    public static final int RUNNING = 4;

    /**
     * QUERY_SERVICE_CONFIGW.
     *
     * @param start 0 boot, 1 system, 2 auto, 3 demand, 4 disabled
     * @param image command line of a program, or path of a driver's file, empty where none is set
     * @param account whose rights it has; of a driver the name of its object, mostly empty
     */
    public record Settings(int type, int start, String image, String account) {}

    /** Whether it runs now. */
    public boolean isRunning() {
        return state == RUNNING;
    }
}
