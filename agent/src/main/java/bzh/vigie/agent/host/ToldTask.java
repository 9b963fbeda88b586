package bzh.vigie.agent.host;

/**
 * A scheduled task as the scheduler tells it.
 *
 * @param path in the scheduler: {@code \Microsoft\Windows\…}
 * @param isListed whether a folder of the scheduler lists it; one that is not runs now all the same
 * @param xml its definition (MS-TSCH 2.5), empty where the scheduler did not give it
 */
public record ToldTask(String path, boolean isListed, String xml) {}
