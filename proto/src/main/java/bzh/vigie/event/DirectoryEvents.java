package bzh.vigie.event;

import java.util.Set;

/**
 * Security events that controllers write when an object of the directory changes: a change, a new one, one that came back, was moved or
 * deleted; people, computers, groups of the domain, histories of SIDs, trusts. A PC writes some of them of its own accounts and groups.
 */
public final class DirectoryEvents {
    private static final String CHANNEL = "Security";

    private static final Set<String> CHANGES = Set.of(
            "5136", "5137", "5138", "5139", "5141", "4741", "4742", "4743", "4728", "4729", "4732", "4733", "4756",
            "4757", "4738", "4765", "4766", "4780", "4706", "4707", "4716");

    private DirectoryEvents() {}

    /**
     * Whether one of that channel and number tells of a change.
     *
     * @param eventId the event's number, as text
     */
    public static boolean isChange(String channel, String eventId) {
        return channel.equals(CHANNEL) && CHANGES.contains(eventId);
    }
}
