package bzh.vigie.event;

/**
 * Names a process for good; a pid alone is reused.
 *
 * @param bootId the boot it ran in
 * @param pid in the host's own pid namespace
 * @param start clock ticks after boot (field 22 of {@code /proc/PID/stat}, proc_pid_stat(5)) or creation FILETIME
 */
public record ProcessKey(String bootId, int pid, long start) {}
