package bzh.vigie.agent.windows.task;

import bzh.vigie.agent.windows.ByteReader;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The value {@code DynamicInfo} of {@code …\Schedule\TaskCache\Tasks\{id}}: when a task ran. Times are microseconds since 1970
 * UTC, as the host tells them.
 *
 * <pre>
 * u32 3, FILETIME registered, FILETIME last run, u32 state, u32 last result, from Windows 8 on FILETIME last success
 * </pre>
 *
 * <p>Undocumented by Microsoft. Sources: libyal/winreg-kb "Task Scheduler Keys", GDATAAdvancedAnalytics/winreg-tasks.
 */
public record DynamicInfo(OptionalLong registered, OptionalLong lastRun, long lastResult, OptionalLong lastSuccess) {
    private static final int OLD_SIZE = 28;

    /** Any bytes; empty where they are none. */
    public static Optional<DynamicInfo> parse(byte[] bytes) {
        ByteReader in = ByteReader.of(bytes);
        if (bytes.length < OLD_SIZE || in.i32() != 3) {
            return Optional.empty();
        }
        OptionalLong registered = in.fileTime();
        OptionalLong lastRun = in.fileTime();
        in.skip(4);
        long result = in.u32();
        return Optional.of(new DynamicInfo(registered, lastRun, result, in.fileTime()));
    }
}
