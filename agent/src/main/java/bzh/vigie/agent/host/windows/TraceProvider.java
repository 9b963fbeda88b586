package bzh.vigie.agent.host.windows;

import java.util.List;

/** Those whose events are taken; GUIDs as they lie in memory. */
enum TraceProvider {
    /** Process of the system trace provider, {3d6fa8d0-fe05-11d0-9dda-00c04fd7ba7c}. */
    PROCESS(0x11d0_fe05_3d6f_a8d0L, 0x7cba_d74f_c000_da9dL),
    /** Microsoft-Windows-Kernel-Network, {7dd42a49-5329-4832-8dfd-43d979153a88}. */
    NETWORK(0x4832_5329_7dd4_2a49L, 0x883a_1579_d943_fd8dL),
    /** Microsoft-Windows-DNS-Client, {1c95126e-7eea-49a9-a3fe-a378b03ddb4d}. */
    NAMES(0x49a9_7eea_1c95_126eL, 0x4ddb_3db0_78a3_fea3L);

    private static final List<Integer> PROCESS_IDS = List.of(ProcessPayload.START, ProcessPayload.END);
    private static final List<Integer> NETWORK_IDS = List.of(12, 13, 15, 28, 29, 31);
    private static final List<Integer> NAME_IDS = List.of(3_008);

    private final long low;
    private final long high;

    TraceProvider(long low, long high) {
        this.low = low;
        this.high = high;
    }

    /** As Windows names it. */
    String title() {
        return switch (this) {
            case PROCESS -> "Windows Kernel Trace";
            case NETWORK -> "Microsoft-Windows-Kernel-Network";
            case NAMES -> "Microsoft-Windows-DNS-Client";
        };
    }

    long low() {
        return low;
    }

    long high() {
        return high;
    }

    /** Which of its events. */
    List<Integer> ids() {
        return switch (this) {
            case PROCESS -> PROCESS_IDS;
            case NETWORK -> NETWORK_IDS;
            case NAMES -> NAME_IDS;
        };
    }
}
