package bzh.vigie.agent.persistence;

import static bzh.vigie.agent.windows.task.TaskSamples.actions;
import static bzh.vigie.agent.windows.task.TaskSamples.execute;
import static org.junit.jupiter.api.Assertions.assertEquals;

import bzh.vigie.agent.windows.task.TaskSamples;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the scheduler says against TaskCache. Tasks and keys are made up after the descriptions of both. */
final class ListedTasksTest {
    private static final String LOCATION = "windows.hidden.task";
    private static final String CACHE =
            "HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Schedule\\TaskCache";

    private final ToldMachine machine = new ToldMachine();
    private int keys;

    private void key(String path, String command, String arguments) {
        keys++;
        byte[] does = execute(actions(3, "Author"), 3, command, arguments, "").toBytes();
        machine.registry(
                """
                [%1$s\\Tree%2$s]
                "Id"="{%3$d}"
                "Index"=dword:00000003
                "SD"=hex:%4$s

                [%1$s\\Tasks\\{%3$d}]
                "Path"="%5$s"
                "Actions"=hex:%6$s
                """.formatted(CACHE, path, keys, hex(TaskSamples.descriptor()), path.replace("\\", "\\\\"), hex(does)));
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(",").formatHex(bytes);
    }

    @Test
    void aHealthySystemShowsNoDifference() {
        key("\\Microsoft\\Windows\\Defrag\\ScheduledDefrag", "%windir%\\system32\\defrag.exe", "-c -h -o -$");
        machine.told("task|\\Microsoft\\Windows\\Defrag\\ScheduledDefrag|%windir%\\system32\\defrag.exe|-c -h -o -$");
        key("\\Mise à jour", "C:\\Program Files\\Town\\u.exe", "");
        machine.told("task|\\MISE À JOUR|c:\\program files\\town\\U.EXE|");
        // a folder of the tree, and a task of which the registry keeps nothing but a name
        machine.registry("[" + CACHE + "\\Tree\\Empty]");
        machine.registry("[" + CACHE + "\\Tree\\Named]\n\"Id\"=\"{none}\"");
        assertEquals(List.of("read"), machine.found(LOCATION));
    }

    @Test
    void aTaskThatIsKeptFromBeingListedIsHidden() {
        key("\\Named", "C:\\Tools\\a.exe", "-x");
        machine.told("named|\\Named");
        key("\\Kept", "C:\\Tools\\b.exe", "");
        machine.told("keeps|\\Kept").told("running|\\kept");
        assertEquals(
                List.of(
                        "Kept|not listed|in the registry, not listed by the scheduler, refused to whoever asks by name, and"
                                + " runs it: C:\\Tools\\b.exe|hidden",
                        "Named|not listed|in the registry, not listed by the scheduler, shown to whoever asks by name:"
                                + " C:\\Tools\\a.exe -x|hidden",
                        "read"),
                machine.found(LOCATION).stream().sorted().toList());
    }

    @Test
    void aTaskWrittenPastTheSchedulerIsNotLoaded() {
        key("\\Written", "C:\\Tools\\a.exe", "");
        assertEquals(
                List.of(
                        "Written|not loaded|in the registry, not listed by the scheduler, unknown to it by name:"
                                + " C:\\Tools\\a.exe|mismatch",
                        "read"),
                machine.found(LOCATION));
    }

    @Test
    void aTaskWhoseKeysAreGoneIsTold() {
        key("\\Other", "C:\\Tools\\a.exe", "");
        machine.told("task|\\Other|C:\\Tools\\a.exe|")
                .told("task|\\Ghost|C:\\Tools\\ghost.exe|-q")
                .told("running|\\Shadow");
        assertEquals(
                List.of(
                        "Ghost|without key|listed by the scheduler, without a key: C:\\Tools\\ghost.exe -q|mismatch",
                        "Shadow|runs without key|run by the scheduler, without a key: |hidden mismatch",
                        "read"),
                machine.found(LOCATION));
    }

    @Test
    void whatTheSchedulerDoesOtherwiseThanBothItsStoresIsToldAndWhatTheFileSaysTooIsNot() {
        key("\\Changed", "C:\\Tools\\a.exe", "");
        machine.told("task|\\Changed|C:\\Tools\\other.exe|");
        key("\\Filed", "C:\\Tools\\a.exe", "");
        machine.told("task|\\Filed|C:\\Tools\\filed.exe|");
        machine.files.file(
                "/C:/Windows/System32/Tasks/Filed",
                new String(
                                TaskSamples.xml("", "", "<Exec><Command>C:\\Tools\\filed.exe</Command></Exec>"),
                                StandardCharsets.UTF_16LE)
                        .substring(1)
                        .replace("encoding=\"UTF-16\"", ""));
        assertEquals(
                List.of(
                        "Changed|other actions|registry: C:\\Tools\\a.exe; scheduler: C:\\Tools\\other.exe|mismatch"
                                + " target-missing",
                        "read"),
                machine.found(LOCATION));
    }

    @Test
    void viewsThatHaveLittleInCommonTellNothing() {
        for (int i = 0; i < 40; i++) {
            key("\\T" + i, "C:\\Tools\\a.exe", "");
        }
        assertEquals(List.of("unreadable system-list-apart|Schedule|40|40"), machine.found(LOCATION));
    }
}
