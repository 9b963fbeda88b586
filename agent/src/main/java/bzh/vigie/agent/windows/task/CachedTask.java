package bzh.vigie.agent.windows.task;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A task as the registry has it: its entry in {@code TaskCache\Tree}, what that leads to in {@code TaskCache\Tasks}, or one
 * without the other. The scheduler runs what stands here, whatever the XML file says.
 *
 * @param path in the scheduler: {@code \Microsoft\Windows\…}
 * @param id the key under {@code Tasks}, empty where the tree names none
 * @param inTree whether the tree has it; {@code schtasks} and the console show no other
 * @param index where the scheduler files it; 0 and none hide it
 * @param descriptor the security descriptor in the tree, empty where there is none
 */
public record CachedTask(
        String path,
        String id,
        boolean inTree,
        OptionalInt index,
        Optional<Descriptor> descriptor,
        Optional<CachedActions> actions,
        Optional<CachedTriggers> triggers,
        Optional<DynamicInfo> dynamic,
        String author,
        String date) {
    /**
     * What stands in the place of a security descriptor.
     *
     * @param size bytes
     * @param sound whether it is one, every part of which is understood
     */
    public record Descriptor(int size, boolean sound) {}

    /** What it does, nothing where the registry does not say. */
    public List<Action> does() {
        return actions.map(CachedActions::actions).orElse(List.of());
    }
}
