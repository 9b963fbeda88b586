package bzh.vigie.agent.windows.task;

import java.util.List;

/**
 * A task as its XML definition has it (MS-TSCH 2.5). Texts are empty where there is none.
 *
 * @param uri its path in the scheduler, as the definition says
 * @param date when it was made, as the definition says
 * @param securityDescriptor in SDDL
 * @param catchesUp whether a start that was missed is made up for
 * @param runLevel {@code HighestAvailable} for all rights of the account
 * @param malformed how many parts were not understood
 */
public record TaskDefinition(
        String uri,
        String author,
        String date,
        String source,
        String description,
        String securityDescriptor,
        boolean enabled,
        boolean hidden,
        boolean catchesUp,
        String userId,
        String groupId,
        String logonType,
        String runLevel,
        List<Trigger> triggers,
        List<Action> actions,
        int malformed) {
    public TaskDefinition {
        triggers = List.copyOf(triggers);
        actions = List.copyOf(actions);
    }

    /** As which account or group it runs; empty where the definition does not say. */
    public String runsAs() {
        return userId.isEmpty() ? groupId : userId;
    }
}
