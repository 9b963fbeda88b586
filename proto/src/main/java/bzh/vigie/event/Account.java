package bzh.vigie.event;

/**
 * An account or group of a host.
 *
 * @param id uid or gid in decimal, or SID; empty where only the name is known
 * @param name as it was then; empty where only the id is known
 */
public record Account(String id, String name) {}
