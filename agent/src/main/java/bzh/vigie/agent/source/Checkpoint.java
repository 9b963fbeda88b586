package bzh.vigie.agent.source;

/**
 * Where a source stands after events that it told: on the disk with them or not at all, so that a crash makes it tell none of them twice and leave
 * none out.
 *
 * @param state in words of the source's own, at most 20,000 characters
 */
public record Checkpoint(String source, String state) {}
