package bzh.vigie.agent.windows.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.windows.task.TaskComparison.Difference;
import bzh.vigie.agent.windows.task.TaskComparison.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class TaskComparisonTest {
    private final Map<String, TaskDefinition> files = new LinkedHashMap<>();
    private final List<CachedTask> cached = new ArrayList<>();

    @Test
    void equalStoresShowNothing() {
        file("\\A", "C:\\a.exe");
        cached("\\a", true, OptionalInt.of(3), OptionalInt.of(160), "c:\\A.EXE");
        assertEquals(List.of(), found(true));
    }

    @Test
    void aLetterThatOnlyLooksAlikeIsAnother() {
        file("\\A", "C:\\\u017fystem32\\a.exe");
        cached("\\A", true, OptionalInt.of(3), OptionalInt.of(160), "C:\\system32\\a.exe");
        file("\\tas\u212a", "a.exe");
        cached("\\task", true, OptionalInt.of(3), OptionalInt.of(160), "a.exe");
        assertEquals(
                List.of("\\A OTHER_ACTIONS", "\\task ONLY_IN_THE_REGISTRY", "\\tas\u212a ONLY_A_FILE"), found(true));
    }

    @Test
    void eachDifferenceIsFound() {
        file("\\only-file", "a.exe");
        file("\\other", "a.exe");
        cached("\\other", true, OptionalInt.of(3), OptionalInt.of(160), "evil.exe");
        cached("\\only-registry", true, OptionalInt.of(3), OptionalInt.of(160), "b.exe");
        cached("\\no-sd", true, OptionalInt.of(3), OptionalInt.empty(), "b.exe");
        cached("\\short-sd", true, OptionalInt.of(3), OptionalInt.of(20), "b.exe");
        damagedDescriptor("\\sd-of-another-kind");
        cached("\\zero", true, OptionalInt.of(0), OptionalInt.of(160), "b.exe");
        cached("\\none", true, OptionalInt.empty(), OptionalInt.of(160), "b.exe");
        cached("\\not-in-tree", false, OptionalInt.empty(), OptionalInt.empty(), "b.exe");
        for (String name :
                List.of("\\no-sd", "\\short-sd", "\\sd-of-another-kind", "\\zero", "\\none", "\\not-in-tree")) {
            file(name, "b.exe");
        }
        cached("\\empty", true, OptionalInt.of(3), OptionalInt.of(160), "");
        assertEquals(
                List.of(
                        "\\empty NO_TASK",
                        "\\no-sd NO_DESCRIPTOR",
                        "\\none NO_INDEX",
                        "\\not-in-tree NOT_IN_THE_TREE",
                        "\\only-file ONLY_A_FILE",
                        "\\only-registry ONLY_IN_THE_REGISTRY",
                        "\\other OTHER_ACTIONS",
                        "\\sd-of-another-kind DAMAGED_DESCRIPTOR",
                        "\\short-sd SHORT_DESCRIPTOR",
                        "\\zero ZERO_INDEX"),
                found(true));
    }

    @Test
    void noDefinitionIsMissedWhereSomeCouldNotBeRead() {
        cached("\\only-registry", true, OptionalInt.of(3), OptionalInt.of(160), "b.exe");
        assertEquals(List.of(), found(false));
    }

    @Test
    void theDifferenceOfActionsSaysBoth() {
        file("\\a", "a.exe");
        cached("\\a", true, OptionalInt.of(3), OptionalInt.of(160), "b.exe");
        assertEquals(
                List.of(new Difference("\\a", Kind.OTHER_ACTIONS, "file: a.exe; registry: b.exe")),
                TaskComparison.differences(files, true, cached));
    }

    private List<String> found(boolean complete) {
        return TaskComparison.differences(files, complete, cached).stream()
                .map(d -> d.path() + " " + d.kind())
                .toList();
    }

    private void file(String path, String command) {
        byte[] xml = ("<Task><Actions><Exec><Command>" + command + "</Command></Exec></Actions></Task>")
                .getBytes(StandardCharsets.UTF_8);
        files.put(path, TaskXml.parse(xml).orElseThrow());
    }

    private void damagedDescriptor(String path) {
        cached(path, true, OptionalInt.of(3), Optional.of(new CachedTask.Descriptor(160, false)), "b.exe");
    }

    private void cached(String path, boolean inTree, OptionalInt index, OptionalInt descriptor, String command) {
        Optional<CachedTask.Descriptor> sound = descriptor.isPresent()
                ? Optional.of(new CachedTask.Descriptor(descriptor.getAsInt(), true))
                : Optional.empty();
        cached(path, inTree, index, sound, command);
    }

    private void cached(
            String path,
            boolean inTree,
            OptionalInt index,
            Optional<CachedTask.Descriptor> descriptor,
            String command) {
        Optional<CachedActions> actions = command.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        CachedActions.parse(TaskSamples.execute(TaskSamples.actions(3, "Author"), 3, command, "", "")
                                .toBytes()));
        cached.add(new CachedTask(
                path, "{1}", inTree, index, descriptor, actions, Optional.empty(), Optional.empty(), "", ""));
    }
}
