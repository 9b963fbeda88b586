package bzh.vigie.agent.host;

/**
 * What tells one content of a file from another without reading it (DESIGN.md 5.3). All five, because an in-place rewrite
 * can keep inode and modification time.
 *
 * @param size in bytes
 * @param modifiedNanos last change of the content, nanoseconds since 1970 UTC
 * @param changedNanos last change of content or inode, nanoseconds since 1970 UTC; no program can set it
 */
public record FileIdentity(long device, long inode, long size, long modifiedNanos, long changedNanos) {}
